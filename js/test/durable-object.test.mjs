import assert from "node:assert/strict";
import { test } from "node:test";
import { answerHttp } from "../build/http-api.js";
import { DirectClient } from "../build/direct-client.js";
import { DoMedium } from "../build/do-medium.js";
import { EngineHost } from "../build/engine-host.js";
import { hostModule, ObjectStorage, openObject, rejection } from "./support.mjs";

const insert = `mutation ($d: JSON!) { insertInto(collection: "c", data: $d) { n } }`;

test("data survives the object", async () => {
  const storage = new ObjectStorage();
  const first = await openObject(storage);
  assert.equal(first.info.created, true);
  for (let n = 0; n < 50; n++) await first.execute(insert, { d: { n } });
  const second = await openObject(storage); // the first is gone without a word, as after an eviction
  assert.equal(second.info.created, false);
  assert.equal((await second.execute("{ c { n } }")).data.c.length, 50);
  await second.close();
});

test("one commit is one transaction; strict waits for sync", async () => {
  const storage = new ObjectStorage();
  const db = await openObject(storage, { durability: "strict" });
  await db.execute(insert, { d: { n: 0 } });
  const { commits, syncs } = storage;
  await db.execute(insert, { d: { n: 1 } });
  assert.equal(storage.commits, commits + 1);
  assert.ok(storage.syncs > syncs);
  await db.close();
});

test("values beyond the size of a row are split and joined", async () => {
  const storage = new ObjectStorage();
  const text = "x".repeat(5_000_000);
  const db = await openObject(storage);
  await db.execute(insert, { d: { n: 1, text } });
  await db.close();
  const again = await openObject(storage);
  assert.equal((await again.execute("{ c { text } }")).data.c[0].text, text);
  await again.close();
});

test("a full storage refuses the commit and nothing of it stays", async () => {
  const storage = new ObjectStorage();
  const db = await openObject(storage);
  await db.execute(insert, { d: { n: 1 } });
  const { exec } = storage.sql;
  storage.sql.exec = (query, ...bindings) => {
    if (query.startsWith("INSERT")) throw new Error("database or disk is full: SQLITE_FULL");
    return exec(query, ...bindings);
  };
  assert.equal((await rejection(db.execute(insert, { d: { n: 2 } }))).code, "QUOTA_EXCEEDED");
  assert.deepEqual((await db.execute("{ c { n } }")).data.c, [{ n: 1 }]);
  storage.sql.exec = exec;
  await db.execute(insert, { d: { n: 3 } });
  assert.deepEqual((await db.execute("{ c { n } }")).data.c, [{ n: 1 }, { n: 3 }]);
  await db.close();
});

async function client() {
  const storage = new ObjectStorage();
  const config = { name: "object", storage: "durableobject", durability: "relaxed", autoCollections: true };
  const host = await EngineHost.open({ module: await hostModule(), config, mode: "process", medium: () => new DoMedium(storage) });
  return new DirectClient(host);
}

const post = (body) => new Request("http://db/db/x/aql", { method: "POST", headers: { "content-type": "application/json" }, body: typeof body === "string" ? body : JSON.stringify(body) });

test("the HTTP interface answers responses and refusals with a status", async () => {
  const db = await client();
  const good = await answerHttp(db, post(`{"query": ${JSON.stringify(insert)}, "variables": {"d": {"n": 9007199254740993}}}`));
  assert.equal(good.status, 200);
  assert.equal(await good.text(), '{"data":{"insertInto":{"n":9007199254740993}}}');
  const bad = await answerHttp(db, post({ query: "{" }));
  assert.equal(bad.status, 400);
  assert.equal((await bad.json()).errors[0].extensions.code, "SYNTAX");
  assert.equal((await answerHttp(db, post("nonsense"))).status, 400);
  assert.equal((await answerHttp(db, post({ q: 1 }))).status, 400);
  assert.equal((await answerHttp(db, new Request("http://db/db/x/aql"))).status, 405);
  assert.equal((await answerHttp(db, new Request("http://db/db/x/other"))).status, 404);
  await db.close();
});

test("server-sent events carry changes with their positions", async () => {
  const db = await client();
  await answerHttp(db, post({ query: "schema { define collection c { n: Int } }" }));
  const response = await answerHttp(db, new Request("http://db/db/x/listen?collection=c"));
  assert.match(response.headers.get("content-type"), /^text\/event-stream/);
  await answerHttp(db, post({ query: insert, variables: { d: { n: 1 } } }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("event: change")) text += (await reader.read()).value;
  assert.match(text, /id: \d+\nevent: change\ndata: \{.*"type":"insert"/);
  await reader.cancel();
  await db.close();
});
