// What an opening asks of IndexedDB, and what may happen to the database meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./support/chromium.mjs";
import { suite } from "./support/suite.mjs";

const s = suite();

/** Fills a database so that it has pages; runs in the page. */
async function fill(name) {
  const db = await Aurora.open(name, { mode: "page" });
  await db.execute("schema { define collection c { n: Int! @unique  text: String } }");
  const data = Array.from({ length: 20_000 }, (_, n) => ({ n, text: `a text that is long enough to make a page of a few hundred of them: ${n * n}` }));
  await db.execute(`mutation ($d: [JSON!]!) { insertMany(collection: "c", data: $d) { n } }`, { d: data });
  await db.close();
}

test("an opening reads manifest, log and the first pages in one transaction", async () => {
  const page = await openPage(s.context, s.server.origin);
  await page.evaluate(fill, "once");
  const seen = await page.evaluate(async () => {
    const modes = [];
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode, ...more) {
      modes.push(mode);
      return begin.call(this, stores, mode, ...more);
    };
    try {
      const db = await Aurora.open("once", { mode: "page" });
      const opening = modes.splice(0);
      const { data } = await db.execute("{ c(where: { n: { eq: 777 } }) { n } }");
      await db.close();
      return { opening, data };
    } finally {
      IDBDatabase.prototype.transaction = begin;
    }
  });
  assert.deepEqual(seen, { opening: ["readwrite"], data: { c: [{ n: 777 }] } });
  await page.close();
});

test("whatever the list of the first pages says, the database opens and answers", async () => {
  const page = await openPage(s.context, s.server.origin);
  await page.evaluate(fill, "list");
  const answers = await page.evaluate(async () => {
    const u64 = (...ids) => new Uint8Array(new BigUint64Array(ids.map(BigInt)).buffer);
    const lists = [undefined, "junk", {}, new Uint8Array(13), u64(), u64(1, 1, 1), u64(2, 3, 4, 5, 6, 7), u64("0xffffffffffffffff", 999), new Uint8Array(800).fill(255)];
    const answers = [];
    for (const list of lists) {
      const raw = await new Promise((done) => (indexedDB.open("aurora:list").onsuccess = (e) => done(e.target.result)));
      const tx = raw.transaction("meta", "readwrite");
      if (list === undefined) tx.objectStore("meta").delete("opening");
      else tx.objectStore("meta").put(list, "opening");
      await new Promise((done) => (tx.oncomplete = done));
      raw.close();
      const db = await Aurora.open("list", { mode: "page" });
      const { data } = await db.execute("{ c(where: { n: { gte: 19998 } }) { n } }");
      answers.push(data.c.map(({ n }) => n));
      await db.close();
    }
    return answers;
  });
  assert.deepEqual(answers, Array(9).fill([19998, 19999]));
  await page.close();
});

test("a database that is deleted while it is being opened is new, or CLOSED; nothing hangs", async () => {
  const page = await openPage(s.context, s.server.origin);
  const outcomes = await page.evaluate(async () => {
    const outcomes = [];
    for (let delay = 0; delay <= 24; delay += 2) {
      const first = await Aurora.open("deleted", { mode: "page", autoCollections: true });
      await first.execute("mutation { insert(collection: \"c\", data: { n: 1 }) { n } }");
      await first.close();
      const opening = Aurora.open("deleted", { mode: "page", autoCollections: true });
      const removed = new Promise((done) => {
        setTimeout(() => {
          const removal = indexedDB.deleteDatabase("aurora:deleted");
          removal.onsuccess = () => done("deleted");
          removal.onerror = () => done("refused");
        }, delay);
      });
      const write = async () => {
        const db = await opening;
        try {
          await db.execute("mutation { insert(collection: \"c\", data: { n: 2 }) { n } }");
          return "written";
        } finally {
          await db.close().catch(() => undefined);
        }
      };
      const wrote = await write().catch((e) => e.code);
      const after = [await removed];
      const again = await Aurora.open("deleted", { mode: "page", autoCollections: true });
      const { data } = await again.execute("{ c(orderBy: { n: ASC }) { n } }").catch((e) => ({ data: e.code }));
      await again.close();
      outcomes.push({ delay, wrote, after, left: data?.c?.map(({ n }) => n) ?? data });
    }
    return outcomes;
  });
  for (const o of outcomes) {
    assert.ok(["written", "CLOSED", "UNAVAILABLE"].includes(o.wrote), JSON.stringify(o));
    assert.deepEqual(o.after, ["deleted"], JSON.stringify(o));
    // What was written before the deletion is gone, what was written after it is there.
    assert.ok(["[2]", `"COLLECTION_NOT_FOUND"`].includes(JSON.stringify(o.left)), JSON.stringify(o));
  }
  await page.close();
});
