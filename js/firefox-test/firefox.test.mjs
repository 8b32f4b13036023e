// The package in Firefox: the engine in a page and shared by tabs, and what a restart and a kill leave.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "../browser-test/support/server.mjs";
import { launch, newProfile } from "./firefox.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server?.close());

const limit = { timeout: 180_000 };

/** Runs something in a browser of its own. */
async function inBrowser(dir, run) {
  const browser = await launch(dir);
  try {
    return await run(browser);
  } finally {
    await browser.quit();
  }
}

for (const mode of ["page", "shared"]) {
  test(`mode ${mode}: ten thousand documents outlive a reload and the browser`, limit, async () => {
    const profile = newProfile();
    try {
      const read = async (mode) => {
        const db = await Aurora.open("kept", { mode });
        const { data } = await db.execute(`{ c(where: { kind: { eq: "k7" } }) { aggregate { n: count  sum(field: "n") } } all: c { totalCount } }`);
        const { created, mode: where } = db.info;
        await db.close();
        return { ...data.c.aggregate, all: data.all.totalCount, created, where };
      };
      const want = { n: 100, sum: 495_700, all: 10_000, created: false, where: mode };
      await inBrowser(profile.dir, async (browser) => {
        const page = await browser.page(server.origin);
        await page.evaluate(async (mode) => {
          const db = await Aurora.open("kept", { mode });
          await db.execute("schema { define collection c { n: Int @unique  kind: String @indexed  text: String } }");
          for (let from = 0; from < 10_000; from += 1000) {
            const d = Array.from({ length: 1000 }, (_, i) => ({ n: from + i, kind: `k${(from + i) % 100}`, text: "x".repeat(200) }));
            await db.execute(`mutation ($d: [JSON!]!) { insertMany(collection: "c", data: $d) { n } }`, { d });
          }
          await db.close();
        }, mode);
        await page.close();
        assert.deepEqual(await (await browser.page(server.origin)).evaluate(read, mode), want);
      });
      await inBrowser(profile.dir, async (browser) => {
        assert.deepEqual(await (await browser.page(server.origin)).evaluate(read, mode), want);
      });
    } finally {
      profile.remove();
    }
  });
}

test("tabs share one engine and hear of each other's commits; a database is deleted", limit, async () => {
  const profile = newProfile();
  try {
    await inBrowser(profile.dir, async (browser) => {
      const [one, two] = [await browser.page(server.origin), await browser.page(server.origin)];
      await one.evaluate(async () => {
        globalThis.db = await Aurora.open("tabs");
        await db.execute("schema { define collection c { n: Int } }");
        globalThis.heard = db.listen("c").next().then(({ value }) => value.document.n);
      });
      const seen = await two.evaluate(async () => {
        const db = await Aurora.open("tabs");
        await db.execute(`mutation { insertInto(collection: "c", data: { n: 7 }) { n } }`);
        const code = await Aurora.open("tabs", { mode: "page" }).catch((e) => e.code);
        await db.close();
        return { mode: db.info.mode, code };
      });
      assert.deepEqual(seen, { mode: "shared", code: "LOCKED" });
      assert.equal(await one.evaluate(() => heard), 7);
      const left = await one.evaluate(async () => {
        await db.close();
        await Aurora.delete("tabs");
        const failed = await Aurora.open("never", { mode: "page", wasm: "/no/such/aurora.wasm" }).catch((e) => e.code);
        return { failed, names: (await indexedDB.databases()).map(({ name }) => name) };
      });
      assert.deepEqual(left, { failed: "UNAVAILABLE", names: [] });
    });
  } finally {
    profile.remove();
  }
});

test("strict: what was acknowledged survives SIGKILL", limit, async () => {
  const profile = newProfile();
  try {
    const acked = [];
    let enough;
    const reached = new Promise((done) => (enough = done));
    const first = await launch(profile.dir);
    const page = await first.page(server.origin);
    await page.exposeFunction("ack", (n) => {
      acked.push(n);
      if (acked.length === 200) enough();
    });
    const writing = page
      .evaluate(async () => {
        const db = await Aurora.open("kill", { mode: "page", durability: "strict" });
        await db.execute("schema { define collection c { n: Int @unique } }");
        for (let n = 0; ; n++) {
          await db.execute(`mutation ($n: Int) { insertInto(collection: "c", data: { n: $n }) { n } }`, { n });
          await globalThis.ack(n);
        }
      })
      .catch(() => undefined);
    await reached;
    await first.kill();
    await writing;
    const found = await inBrowser(profile.dir, async (browser) =>
      (await browser.page(server.origin)).evaluate(async () => {
        const db = await Aurora.open("kill", { mode: "page" });
        const { data } = await db.execute("{ c(orderBy: { n: ASC }) { n } }");
        await db.close();
        return { created: db.info.created, all: data.c.map(({ n }) => n) };
      }),
    );
    assert.equal(found.created, false);
    assert.ok(found.all.length === acked.length || found.all.length === acked.length + 1, `${found.all.length} found, ${acked.length} acknowledged`);
    assert.deepEqual(found.all, Array.from(found.all, (_, i) => i));
  } finally {
    profile.remove();
  }
});
