// Writing that ends in every way a browser knows: the whole of it killed, the tab crashed, closed, reloaded. What was
// acknowledged, which is noted out here, is there afterwards. Under both of Chromium's backends for IndexedDB.
//
// A Chromium that is killed forgets, once in about a hundred times, which storage an origin has, and deletes all of it
// (bench/browser-loss.mjs shows that without Aurora; docs/decisions/005). A record of a plain IndexedDB database beside
// ours tells whether that was so: only then may ours be new, and it has to say so.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchKillable, newProfile, openPage } from "./support/chromium.mjs";
import { startServer } from "./support/server.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server.close());

const scale = Number(process.env.AURORA_SCALE ?? 1);
// The first end is an orderly one: a Chromium that is killed while it makes its profile forgets which storage it has.
const kills = (n) => Array.from({ length: Math.max(1, Math.round(n * scale)) }, () => "kill");
const gentler = ["crash", "close", "reload", "crash", "close", "reload"];

const backends = [
  { name: "LevelDB", flags: ["--disable-features=IdbSqliteOnDiskRollout,IdbSqliteBackingStore"], ends: ["quit", ...kills(20), ...gentler], leveldb: true },
  { name: "SQLite", flags: ["--enable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout:stage/UseSqliteOnly"], ends: ["quit", ...kills(10), ...gentler], leveldb: false },
];

/** A number below n that differs from round to round, the same in every run. */
const draw = (round, n) => ((round * 2654435761) >>> 8) % n;

/** Looks for a record of a plain IndexedDB database beside ours, and writes it if it is not there. */
const canary = (page) =>
  page.evaluate(async () => {
    const done = (request) => new Promise((ok, no) => Object.assign(request, { onsuccess: () => ok(request.result), onerror: () => no(request.error) }));
    const request = indexedDB.open("canary");
    request.onupgradeneeded = () => request.result.createObjectStore("s");
    const db = await done(request);
    const there = (await done(db.transaction("s").objectStore("s").get(1))) !== undefined;
    const tx = db.transaction("s", "readwrite", { durability: "strict" });
    tx.objectStore("s").put("alive", 1);
    await new Promise((ok, no) => Object.assign(tx, { oncomplete: ok, onabort: () => no(tx.error) }));
    db.close();
    return there;
  });

/** How often the browser itself may forget everything: more than that would be no accident. */
const mostLosses = 3;

/** Opens the database in a page and looks for everything that was acknowledged; true if the browser has lost all there was. */
async function check(page, acked, round) {
  const alive = await canary(page);
  const found = await page.evaluate(async () => {
    globalThis.db = await Aurora.open("ends");
    const define = "schema { define collection c { n: Int @unique  even: Boolean @indexed  text: String @search } }";
    if (db.info.created) await db.execute(define);
    const all = (await db.execute("{ c { n even } }")).data.c;
    const even = (await db.execute("{ c(where: { even: { eq: true } }) { n } }")).data.c;
    const texts = (await db.execute('{ c(search: { query: "word" }, limit: 1000000) { n } }')).data.c;
    return { created: db.info.created, all: all.map((d) => d.n), even: even.map((d) => d.n), texts: texts.map((d) => d.n) };
  });
  const there = new Set(found.all);
  const sorted = (list) => list.slice().sort((a, b) => a - b);
  if (round > 0 && !alive) {
    assert.ok(found.created, "what the browser lost is a new database, and says so");
    assert.deepEqual(found.all, [], "a new database is empty");
    acked.clear();
    return true;
  }
  assert.equal(found.created, round === 0, `a database that was there is not new (round ${round})`);
  assert.deepEqual([...acked].filter((n) => !there.has(n)), [], "acknowledged and lost");
  assert.equal(there.size, found.all.length, "nothing twice");
  assert.deepEqual(sorted(found.even), sorted(found.all.filter((n) => n % 2 === 0)), "index and documents agree");
  assert.deepEqual(sorted(found.texts), sorted(found.all), "full-text index and documents agree");
  return false;
}

/** Writes with four at once until the page is gone; the acknowledgements come out through `ack`. */
const write = (page, from, durability) =>
  page.evaluate(
    async ([from, durability]) => {
      const insert = "mutation ($d: JSON!) { insertInto(collection: \"c\", data: $d) { n } }";
      for (let n = from; ; n += 4) {
        await Promise.all([n, n + 1, n + 2, n + 3].map(async (n) => {
          await globalThis.db.execute(insert, { d: { n, even: n % 2 === 0, text: `word ${n} ${"x".repeat(n % 300)}` } }, { durability });
          globalThis.ack(n);
        }));
      }
    },
    [from, durability],
  ).catch(() => undefined);

for (const { name, flags, ends, leveldb } of backends) {
  test(`${name}: what was acknowledged outlives every end`, { timeout: 400_000 }, async (t) => {
    const profile = newProfile();
    const acked = new Set();
    const losses = [];
    let inserts = 0;
    let browser;
    try {
      browser = await launchKillable(profile.dir, flags);
      for (const [round, end] of ends.entries()) {
        const page = await openPage(browser.context, server.origin);
        let begun;
        const writing = new Promise((done) => (begun = done));
        await page.exposeBinding("ack", (_, n) => {
          acked.add(n);
          inserts++;
          begun();
        });
        if (await check(page, acked, round)) losses.push(round);
        const written = write(page, round * 1_000_000, round % 3 === 0 ? "strict" : "relaxed");
        await writing;
        await new Promise((done) => setTimeout(done, draw(round, 300)));
        switch (end) {
          case "quit":
            await browser.quit();
            browser = await launchKillable(profile.dir, flags);
            break;
          case "kill":
            await browser.kill();
            browser = await launchKillable(profile.dir, flags);
            break;
          case "crash": {
            const session = await page.context().newCDPSession(page);
            const crashed = new Promise((done) => page.once("crash", done));
            session.send("Page.crash").catch(() => undefined);
            await crashed;
            await page.close().catch(() => undefined);
            break;
          }
          case "close":
            await page.close();
            break;
          case "reload":
            await page.reload();
            await page.close();
        }
        await written;
      }
      const last = await openPage(browser.context, server.origin);
      if (await check(last, acked, ends.length)) losses.push(ends.length);
      const stores = readdirSync(join(profile.dir, "Default", "IndexedDB"));
      if (stores.some((f) => f.endsWith(".leveldb")) !== leveldb) {
        assert.ok(!leveldb, `LevelDB was asked for, the profile holds ${stores}`);
        t.diagnostic(`this Chromium knows no SQLite backend: ${stores}`);
      }
      t.diagnostic(`${ends.length} ends, ${inserts} acknowledged inserts, ${stores}`);
      if (losses.length > 0) t.diagnostic(`the browser lost all storage of the origin before rounds ${losses}`);
      assert.ok(losses.length <= mostLosses, `the browser lost all storage before rounds ${losses}`);
      assert.ok(inserts > ends.length * 4, `only ${inserts} acknowledgements`);
    } finally {
      await browser?.kill().catch(() => undefined);
      profile.remove();
    }
  });
}
