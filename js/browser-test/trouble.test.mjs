// Connections that are lost, blocked or taken away; a worker that is ended.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./support/chromium.mjs";
import { suite } from "./support/suite.mjs";

const s = suite();

const open = (page, name) =>
  page.evaluate(async (name) => {
    globalThis.db = await Aurora.open(name, { mode: "page" });
    await db.execute("schema { define collection c { n: Int } }");
    globalThis.put = (n) => db.execute(`mutation ($n: Int) { insertInto(collection: "c", data: { n: $n }) { n } }`, { n }).then(() => "ok", (e) => e.code);
    globalThis.all = async () => (await db.execute("{ c { n } }")).data.c.map(({ n }) => n);
    // Each failure is taken off the list by the next transaction.
    globalThis.failures = [];
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...args) {
      const failure = failures.shift();
      if (failure === "closed") throw new DOMException("The database connection is closing.", "InvalidStateError");
      const tx = transaction.apply(this, args);
      if (failure === "aborted") setTimeout(() => tx.abort());
      return tx;
    };
  }, name);

test("a lost connection is replaced and the commit repeated, once", async () => {
  const page = await openPage(s.context, s.server.origin);
  await open(page, "lost");
  assert.equal(await page.evaluate(() => put(1)), "ok");
  assert.equal(await page.evaluate(() => ((failures = ["closed"]), put(2))), "ok");
  assert.equal(await page.evaluate(() => ((failures = ["closed", "closed"]), put(3))), "ok");
  assert.deepEqual(await page.evaluate(() => all()), [1, 2, 3]);
  const after = await page.evaluate(async () => {
    await db.close();
    globalThis.db = await Aurora.open("lost", { mode: "page" });
    return { created: db.info.created, all: await all() };
  });
  assert.deepEqual(after, { created: false, all: [1, 2, 3] });
  await page.close();
});

test("a connection that cannot be had again ends in UNAVAILABLE, and reading goes on", async () => {
  const page = await openPage(s.context, s.server.origin);
  await open(page, "hopeless");
  assert.equal(await page.evaluate(() => put(1)), "ok");
  const error = await page.evaluate(async () => {
    failures = Array(50).fill("closed");
    const { code, outcome } = await db.execute(`mutation { insertInto(collection: "c", data: { n: 2 }) { n } }`).catch((e) => e);
    failures = [];
    return { code, outcome };
  });
  assert.deepEqual(error, { code: "UNAVAILABLE", outcome: "unknown" });
  assert.deepEqual(await page.evaluate(() => all()), [1]);
  assert.equal(await page.evaluate(() => put(3)), "READ_ONLY");
  await page.close();
});

test("deleting what a foreign connection keeps open is LOCKED after three seconds", async () => {
  const page = await openPage(s.context, s.server.origin);
  const code = await page.evaluate(async () => {
    const db = await Aurora.open("foreign", { mode: "page" });
    await db.close();
    await new Promise((done) => (indexedDB.open("aurora:foreign").onsuccess = done)); // and it does not listen to versionchange
    return Aurora.delete("foreign").catch((e) => e.code);
  });
  assert.equal(code, "LOCKED");
  await page.close();
});

test("a database that another page deletes answers CLOSED", async () => {
  const page = await openPage(s.context, s.server.origin);
  await open(page, "deleted");
  assert.equal(await page.evaluate(() => put(1)), "ok");
  await page.evaluate(() => new Promise((done) => (indexedDB.deleteDatabase("aurora:deleted").onsuccess = done)));
  assert.equal(await page.evaluate(() => put(2)), "CLOSED");
  assert.equal(await page.evaluate(() => put(3)), "CLOSED");
  await page.close();
});

test("calls to a shared worker that the browser ends are rejected, and a new one can be opened", async () => {
  const page = await openPage(s.context, s.server.origin);
  await page.evaluate(async () => {
    globalThis.db = await Aurora.open("ended", { durability: "strict" });
    await db.execute("schema { define collection c { n: Int } }");
    await db.execute(`mutation { insertInto(collection: "c", data: { n: 1 }) { n } }`);
    globalThis.stream = db.listen("c").next().catch((e) => e.code);
  });
  const browser = await s.context.browser().newBrowserCDPSession();
  const { targetInfos } = await browser.send("Target.getTargets");
  const worker = targetInfos.find(({ type, title }) => type === "shared_worker" && title === "aurora:ended");
  await browser.send("Target.closeTarget", { targetId: worker.targetId });
  const seen = await page.evaluate(async () => {
    const streamed = await stream;
    const called = await db.execute("{ c { n } }").catch((e) => e.code);
    await db.close();
    const again = await Aurora.open("ended", { durability: "strict" });
    return [streamed, called, (await again.execute("{ c { n } }")).data.c];
  });
  assert.deepEqual(seen, ["UNAVAILABLE", "UNAVAILABLE", [{ n: 1 }]]);
  await page.close();
});
