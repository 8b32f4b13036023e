// Several tabs: one engine in a SharedWorker, or one page that holds the lock.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./support/chromium.mjs";
import { suite } from "./support/suite.mjs";

const s = suite();

test("two tabs share one engine and see each other's changes", async () => {
  const [one, two] = [await openPage(s.context, s.server.origin), await openPage(s.context, s.server.origin)];
  await one.evaluate(async () => {
    globalThis.db = await Aurora.open("shared");
    await db.execute("schema { define collection notes { text: String } }");
  });
  await two.evaluate(async () => {
    globalThis.db = await Aurora.open("shared");
    globalThis.seen = [];
    const stream = db.stream("subscription { notes { text } }");
    globalThis.loop = (async () => {
      for await (const change of stream) {
        seen.push(change.document.text);
        if (seen.length === 3) return;
      }
    })();
    await db.stats(); // the stream is open in the worker now
  });
  const mode = await one.evaluate(async () => {
    for (const text of ["a", "b", "c"]) await db.execute(`mutation ($t: String) { insertInto(collection: "notes", data: { text: $t }) { id } }`, { t: text });
    return db.info.mode;
  });
  assert.equal(mode, "shared");
  assert.deepEqual(await two.evaluate(() => loop.then(() => seen)), ["a", "b", "c"]);
  const error = await two.evaluate(() => db.execute("{ nope { x } }").catch((e) => ({ code: e.code, is: e instanceof AqlError, name: e.name })));
  assert.deepEqual(error, { code: "COLLECTION_NOT_FOUND", is: true, name: "CollectionNotFoundError" });
  await one.close();
  await two.close();
});

test("a tab that goes away frees its streams in the worker", async () => {
  const [one, two] = [await openPage(s.context, s.server.origin), await openPage(s.context, s.server.origin)];
  await one.evaluate(async () => {
    globalThis.db = await Aurora.open("leaving");
    await db.execute("schema { define collection c { n: Int } }");
  });
  await two.evaluate(async () => {
    globalThis.db = await Aurora.open("leaving");
    globalThis.streams = [db.listen("c"), db.listen("c")];
    await db.stats();
  });
  const open = () => one.evaluate(async () => (await db.stats()).subscriptions);
  assert.equal(await open(), 2);
  await two.close({ runBeforeUnload: false });
  for (let i = 0; i < 50 && (await open()) > 0; i++) await new Promise((done) => setTimeout(done, 50));
  assert.equal(await open(), 0);
  await one.close();
});

test("mode page: a second page is LOCKED until the first has closed", async () => {
  const [one, two] = [await openPage(s.context, s.server.origin), await openPage(s.context, s.server.origin)];
  await one.evaluate(async () => void (globalThis.db = await Aurora.open("single", { mode: "page" })));
  const refused = await two.evaluate(() => Aurora.open("single", { mode: "page" }).catch((e) => ({ code: e.code, message: e.message })));
  assert.equal(refused.code, "LOCKED");
  assert.match(refused.message, /"single" is in use/);
  await one.evaluate(() => db.close());
  assert.equal(await two.evaluate(async () => (await Aurora.open("single", { mode: "page" })).info.mode), "page");
  await one.close();
  await two.close();
});

test("a stale engine is fenced off: its commits fail, the new one's stand", async () => {
  const [one, two] = [await openPage(s.context, s.server.origin), await openPage(s.context, s.server.origin)];
  // Without Web Locks nothing keeps the second engine out but the fence.
  for (const page of [one, two]) await page.evaluate(() => Object.defineProperty(navigator, "locks", { value: undefined }));
  const insert = (n) => db.execute(`mutation ($n: Int) { insertInto(collection: "c", data: { n: $n }) { n } }`, { n }).then(() => "ok", (e) => e.code);
  await one.evaluate(async () => {
    globalThis.db = await Aurora.open("fenced", { mode: "page" });
    await db.execute("schema { define collection c { n: Int } }");
  });
  assert.equal(await one.evaluate(insert, 1), "ok");
  await two.evaluate(async () => void (globalThis.db = await Aurora.open("fenced", { mode: "page" })));
  assert.equal(await two.evaluate(insert, 2), "ok");
  assert.equal(await one.evaluate(insert, 3), "LOCKED");
  assert.equal(await one.evaluate(insert, 4), "LOCKED");
  assert.deepEqual(await two.evaluate(async () => (await db.execute("{ c { n } }")).data.c), [{ n: 1 }, { n: 2 }]);
  await one.close();
  await two.close();
});

test("a shared worker whose script is missing leaves the page to do it", async () => {
  const page = await openPage(s.context, s.server.origin);
  const mode = await page.evaluate(async () => {
    const Real = SharedWorker;
    globalThis.SharedWorker = class { constructor(url, options) { return new Real(new URL("./missing.js", url), options); } };
    const db = await Aurora.open("fallback");
    const { mode } = db.info;
    const error = await Aurora.open("other", { mode: "shared" }).catch((e) => e.code);
    await db.close();
    return [mode, error];
  });
  assert.deepEqual(mode, ["page", "UNAVAILABLE"]);
  await page.close();
});
