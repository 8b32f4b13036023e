import assert from "node:assert/strict";
import { test } from "node:test";
import { Aurora, ObjectStorage, openObject, rejection, shop } from "./support.mjs";

test("an aborted signal keeps its reason and nothing runs", async (t) => {
  const db = await shop(t);
  const reason = { mine: true };
  const signal = AbortSignal.abort(reason);
  assert.equal(await rejection(db.execute(`mutation { deleteFrom(collection: "goods", where: {}) { id } }`, undefined, { signal })), reason);
  assert.equal((await db.execute("{ goods { sku } }")).data.goods.length, 3);
  assert.equal(await rejection(Aurora.open("x", { signal })), reason);
});

test("aborting a commit that is under way rejects at once and harms nothing", async () => {
  const db = await openObject(new ObjectStorage(), { durability: "strict" });
  const abort = new AbortController();
  const waiting = rejection(db.execute(`mutation { insertInto(collection: "c", data: { n: 1 }) { id } }`, undefined, { signal: abort.signal }));
  abort.abort("changed my mind");
  assert.equal(await waiting, "changed my mind");
  await db.execute(`mutation { insertInto(collection: "c", data: { n: 2 }) { id } }`);
  const { data } = await db.execute("{ c { n } }");
  assert.ok(data.c.some(({ n }) => n === 2));
  await db.close();
});

test("opening can be given up", async () => {
  const abort = new AbortController();
  const waiting = rejection(Aurora.open("x", { signal: abort.signal }));
  abort.abort("no");
  assert.equal(await waiting, "no");
});
