// How the page finds the engine, and what is said when it does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./support/chromium.mjs";
import { suite } from "./support/suite.mjs";

const s = suite();

const opens = (page, options) =>
  page.evaluate(
    (options) =>
      Aurora.open(`load-${Math.random()}`, { mode: "page", ...options }).then(
        (db) => db.close().then(() => "ok"),
        (e) => ({ code: e.code, message: e.message }),
      ),
    options,
  );

test("a wrong content type is no obstacle, a page instead of the engine is explained", async () => {
  const page = await openPage(s.context, s.server.origin);
  assert.equal(await opens(page, {}), "ok");
  s.server.types[".wasm"] = "text/plain";
  assert.equal(await opens(page, { wasm: "/dist/aurora.wasm?2" }), "ok");
  const wrong = await opens(page, { wasm: "/no/such/aurora.wasm" });
  assert.equal(wrong.code, "UNAVAILABLE");
  for (const part of ["/no/such/aurora.wasm", "text/html", "<!doctype html>", "option wasm"]) assert.ok(wrong.message.includes(part), wrong.message);
  s.server.types[".wasm"] = "application/wasm";
  await page.close();
});

test("an opening that fails leaves no database, and no connection to one that is there", async () => {
  const page = await openPage(s.context, s.server.origin);
  const seen = await page.evaluate(async () => {
    const wasm = "/no/such/aurora.wasm";
    const code = (name) => Aurora.open(name, { mode: "page", wasm }).catch((e) => e.code);
    const there = await Aurora.open("there", { mode: "page" });
    await there.close();
    const codes = [await code("never"), await code("there")];
    const names = (await indexedDB.databases()).map(({ name }) => name);
    const removal = indexedDB.deleteDatabase("aurora:there");
    const removed = await new Promise((done) => {
      removal.onsuccess = () => done("deleted");
      removal.onblocked = () => done("blocked");
    });
    return { codes, never: names.includes("aurora:never"), there: names.includes("aurora:there"), removed };
  });
  assert.deepEqual(seen, { codes: ["UNAVAILABLE", "UNAVAILABLE"], never: false, there: true, removed: "deleted" });
  await page.close();
});

test("an open database answers CLOSED when it is deleted, however soon after its opening", async () => {
  const page = await openPage(s.context, s.server.origin);
  const seen = await page.evaluate(async () => {
    const db = await Aurora.open("soon", { mode: "page" });
    const removal = indexedDB.deleteDatabase("aurora:soon");
    const removed = await new Promise((done) => {
      removal.onsuccess = () => done("deleted");
      removal.onblocked = () => done("blocked");
    });
    const code = await db.execute("schema { define collection c { n: Int } }").catch((e) => e.code);
    await db.close().catch(() => undefined);
    return [removed, code];
  });
  assert.deepEqual(seen, ["deleted", "CLOSED"]);
  await page.close();
});

test("nothing is left on the global object, and nothing is printed", async () => {
  const page = await openPage(s.context, s.server.origin);
  const printed = [];
  page.on("console", (message) => printed.push(message.text()));
  page.on("pageerror", (error) => printed.push(String(error)));
  const added = await page.evaluate(async () => {
    const before = new Set(Reflect.ownKeys(globalThis));
    const db = await Aurora.open("clean", { mode: "page" });
    await db.execute("{ nope { x } }").catch(() => undefined);
    await db.close();
    return Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String);
  });
  assert.deepEqual(added, []);
  assert.deepEqual(printed, []);
  await page.close();
});

test("a browser without IndexedDB gets an error, never a memory database", async () => {
  const page = await s.context.newPage();
  await page.addInitScript(() => delete globalThis.indexedDB);
  await page.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { value: undefined }));
  await page.goto(s.server.origin);
  const code = await page.evaluate(async () => {
    const { Aurora } = await import("/dist/index.js");
    return Aurora.open("x").catch((e) => e.code);
  });
  assert.equal(code, "UNSUPPORTED");
  await page.close();
});
