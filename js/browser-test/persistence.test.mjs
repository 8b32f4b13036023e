// What was written is there after a reload, a new browser, a cleared storage says that it is new.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, openPage, prepare } from "./support/chromium.mjs";
import { suite } from "./support/suite.mjs";

const s = suite();

for (const mode of ["page", "shared"]) {
  test(`mode ${mode}: write, reload, reopen, restart the browser`, async () => {
    const page = await openPage(s.context, s.server.origin);
    const written = await page.evaluate(async (mode) => {
      const db = await Aurora.open(`shop-${mode}`, { mode, durability: "strict" });
      await db.execute("schema { define collection goods { sku: String! @unique  price: Float } }");
      for (let i = 0; i < 20; i++) {
        await db.execute(`mutation ($d: JSON!) { insertInto(collection: "goods", data: $d) { sku } }`, { d: { sku: `s${i}`, price: i } });
      }
      const info = db.info;
      await db.close();
      return info;
    }, mode);
    assert.equal(written.created, true);
    assert.equal(written.mode, mode);
    assert.equal(written.storage, "indexeddb");

    const read = (page) =>
      page.evaluate(async (mode) => {
        globalThis.db = await Aurora.open(`shop-${mode}`, { mode, durability: "strict" });
        const { data } = await db.execute("{ goods(orderBy: { price: DESC }) { sku price } }");
        return { info: db.info, goods: data.goods };
      }, mode);
    for (const again of [async () => undefined, async () => page.reload(), async () => page.reload()]) {
      await again();
      await prepare(page, s.server.origin);
      const { info, goods } = await read(page);
      assert.equal(info.created, false);
      assert.equal(info.generation, written.generation);
      assert.equal(goods.length, 20);
      assert.deepEqual(goods[0], { sku: "s19", price: 19 });
    }
    await s.context.close();
    s.context = await launch(s.profile.dir);
    assert.equal((await read(await openPage(s.context, s.server.origin))).goods.length, 20);
  });
}

test("ten thousand documents survive, through pages and manifest", async () => {
  const page = await openPage(s.context, s.server.origin);
  const stats = await page.evaluate(async () => {
    const db = await Aurora.open("big", { mode: "page" });
    await db.execute("schema { define collection items { n: Int @indexed  text: String } }");
    const text = "lorem ipsum dolor sit amet ".repeat(12);
    for (let i = 0; i < 20; i++) {
      const d = Array.from({ length: 500 }, (_, k) => ({ n: i * 500 + k, text: text + k }));
      await db.execute(`mutation ($d: [JSON!]!) { insertMany(collection: "items", data: $d) { id } }`, { d });
    }
    await db.flush();
    const stats = await db.stats();
    await db.close();
    return stats;
  });
  assert.ok(stats.storage.pages > 0, JSON.stringify(stats));
  await page.reload();
  await prepare(page, s.server.origin);
  const found = await page.evaluate(async () => {
    const db = await Aurora.open("big", { mode: "page" });
    const all = await db.execute("{ items { n } }");
    const one = await db.execute("{ items(where: { n: { eq: 7777 } }) { n text } }");
    await db.close();
    return { all: all.data.items.length, sum: all.data.items.reduce((sum, { n }) => sum + n, 0), one: one.data.items.length };
  });
  assert.deepEqual(found, { all: 10_000, sum: (9999 * 10_000) / 2, one: 1 });

  // Everything at once, while the pages are still on their way from IndexedDB.
  await page.reload();
  await prepare(page, s.server.origin);
  const early = await page.evaluate(async () => {
    const db = await Aurora.open("big", { mode: "page" });
    const before = (await db.stats()).storage;
    const first = async (stream) => {
      for await (const change of stream) return change;
    };
    const insert = `mutation ($n: Int) { insertInto(collection: "items", data: { n: $n, text: "late" }) { n } }`;
    const answers = await Promise.all([
      db.execute("{ items(where: { n: { eq: 4242 } }) { n } }"),
      db.explain("{ items(where: { n: { gt: 9000 } }, orderBy: { text: ASC }, limit: 3) { n } }"),
      first(db.listen("items", { after: 3 })),
      first(db.stream("query @live { items(where: { n: { lt: 3 } }) { n } }")),
      db.execute("{ items(where: { n: { lt: 10000 } }, orderBy: { n: DESC }, offset: 5000, limit: 2) { n } items2: items(where: { n: { lt: 10000 } }) { aggregate { low: min(field: \"n\") high: max(field: \"n\") } } }"),
      db.execute(insert, { n: 10_001 }),
      db.execute("mutation { update(collection: \"items\", where: { n: { eq: 17 } }, set: { text: \"changed\" }) { n text } }"),
      db.execute(insert, { n: 10_002 }),
    ]);
    const after = await db.execute("{ items(where: { n: { gte: 9999 } }) { n } c: items { totalCount } t: items(where: { text: { eq: \"changed\" } }) { n } }");
    await db.close();
    const [one, plan, listened, live, middle, a, changed, b] = answers;
    return {
      cold: before.pageBytes > before.memBytes, one: one.data.items, plan: JSON.stringify(plan).includes("estimatedRows"), listened: listened.seq, live: live.data?.items?.length ?? live,
      middle: middle.data.items, ends: middle.data.items2.aggregate, a: a.data, b: b.data, changed: changed.data.update, after: after.data,
    };
  });
  assert.deepEqual(early, {
    cold: true, one: [{ n: 4242 }], plan: true, listened: 4, live: 3,
    middle: [{ n: 4999 }, { n: 4998 }], ends: { low: 0, high: 9999 }, a: { insertInto: { n: 10_001 } }, b: { insertInto: { n: 10_002 } },
    changed: [{ n: 17, text: "changed" }], after: { items: [{ n: 9999 }, { n: 10_001 }, { n: 10_002 }], c: { totalCount: 10_002 }, t: [{ n: 17 }] },
  });
});

test("pages that are gone are damage, or somebody else's database; never an empty answer", async () => {
  const page = await openPage(s.context, s.server.origin);
  const codes = await page.evaluate(async () => {
    const done = (request) => new Promise((ok, no) => Object.assign(request, { onsuccess: () => ok(request.result), onerror: () => no(request.error) }));
    const make = async (name) => {
      const db = await Aurora.open(name, { mode: "page" });
      await db.execute("schema { define collection items { n: Int @unique  text: String } }");
      const text = "lorem ipsum dolor sit amet ".repeat(12);
      for (let i = 0; i < 20; i++) {
        const d = Array.from({ length: 500 }, (_, k) => ({ n: i * 500 + k, text: text + k }));
        await db.execute(`mutation ($d: [JSON!]!) { insertMany(collection: "items", data: $d) { id } }`, { d });
      }
      await db.close();
    };
    /** Opens a database, takes its pages away before all are read, and perhaps the database too, and asks for all. */
    const rob = async (name, owner) => {
      await make(name);
      const db = await Aurora.open(name, { mode: "page" });
      const { name: stored } = (await indexedDB.databases()).find((d) => d.name.includes(name));
      const raw = await done(indexedDB.open(stored));
      const tx = raw.transaction(["pages", "meta"], "readwrite");
      tx.objectStore("pages").clear();
      if (owner) tx.objectStore("meta").put({ epoch: 1e6, generation: (await done(tx.objectStore("meta").get("owner"))).generation, format: 1 }, "owner");
      await new Promise((ok, no) => Object.assign(tx, { oncomplete: ok, onabort: () => no(tx.error) }));
      raw.close();
      const { memBytes, pageBytes } = (await db.stats()).storage;
      const answer = await db.execute("{ items { aggregate { low: min(field: \"text\") } } }").then(({ data }) => data, (e) => e.code);
      await db.close().catch(() => undefined);
      return memBytes < pageBytes ? answer : undefined; // undefined: the engine was faster
    };
    const robbed = async (owner) => {
      for (let i = 0; i < 5; i++) {
        const answer = await rob(`${owner ? "taken" : "robbed"} ${i}`, owner);
        if (answer !== undefined) return answer;
      }
    };
    return [await robbed(false), await robbed(true)];
  });
  assert.deepEqual(codes, ["CORRUPT", "LOCKED"]);
});

test("a cleared storage opens as a new generation, never silently", async () => {
  const page = await openPage(s.context, s.server.origin);
  const before = await page.evaluate(async () => {
    const db = await Aurora.open("cleared", { mode: "page" });
    await db.execute("schema { define collection c { n: Int } }");
    await db.close();
    return db.info;
  });
  const cdp = await s.context.newCDPSession(page);
  await cdp.send("Storage.clearDataForOrigin", { origin: s.server.origin, storageTypes: "indexeddb" });
  const after = await page.evaluate(async () => {
    const db = await Aurora.open("cleared", { mode: "page" });
    await db.close();
    return db.info;
  });
  assert.equal(after.created, true);
  assert.notEqual(after.generation, before.generation);
});

test("a storage that is cleared while the database is open ends it, and is not written to any more", async () => {
  const page = await openPage(s.context, s.server.origin);
  await page.evaluate(async () => {
    globalThis.db = await Aurora.open("vanishing", { mode: "page" });
    await db.execute("schema { define collection c { n: Int } }");
    await db.execute(`mutation { insertInto(collection: "c", data: { n: 1 }) { n } }`);
  });
  const cdp = await s.context.newCDPSession(page);
  await cdp.send("Storage.clearDataForOrigin", { origin: s.server.origin, storageTypes: "indexeddb" });
  const codes = await page.evaluate(async () => {
    const codes = [];
    for (let i = 0; i < 2; i++) {
      await db.execute(`mutation { insertInto(collection: "c", data: { n: 2 }) { n } }`).then(
        () => codes.push("written"),
        (error) => codes.push(error.code),
      );
    }
    await db.close().catch(() => undefined);
    const fresh = await Aurora.open("vanishing", { mode: "page" });
    codes.push(fresh.info.created);
    await fresh.close();
    return codes;
  });
  assert.deepEqual(codes.at(-1), true);
  assert.deepEqual(codes.slice(0, 2), ["CLOSED", "CLOSED"]);
});

test("delete removes a database; deleting one that is open is LOCKED", async () => {
  const page = await openPage(s.context, s.server.origin);
  const seen = await page.evaluate(async () => {
    const db = await Aurora.open("gone", { mode: "page" });
    const locked = await Aurora.delete("gone").catch((error) => error.code);
    await db.close();
    await Aurora.delete("gone");
    await Aurora.delete("gone");
    const again = await Aurora.open("gone", { mode: "page" });
    await again.close();
    return { locked, created: again.info.created, estimate: await Aurora.estimate(), persisted: await Aurora.persist() };
  });
  assert.equal(seen.locked, "LOCKED");
  assert.equal(seen.created, true);
  assert.ok(seen.estimate.quota > 0);
  assert.equal(typeof seen.persisted, "boolean");
});
