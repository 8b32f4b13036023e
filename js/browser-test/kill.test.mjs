// 1,000 acknowledged inserts in strict mode, the browser killed, all there. The acknowledgements are kept out here.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchKillable, newProfile, openPage } from "./support/chromium.mjs";
import { startServer } from "./support/server.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server.close());

for (const { durability, wanted } of [{ durability: "strict", wanted: 1000 }, { durability: "relaxed", wanted: 300 }]) {
  test(`${durability}: what was acknowledged survives SIGKILL`, { timeout: 180_000 }, async () => {
    const profile = newProfile();
    try {
      const acked = [];
      let enough;
      const reached = new Promise((done) => (enough = done));
      const first = await launchKillable(profile.dir);
      const page = await openPage(first.context, server.origin);
      await page.exposeBinding("ack", (_, n) => {
        acked.push(n);
        if (acked.length === wanted) enough();
      });
      const writing = page.evaluate(async (durability) => {
        const db = await Aurora.open("kill", { mode: "page", durability });
        await db.execute("schema { define collection c { n: Int @unique  even: Boolean @indexed } }");
        for (let n = 0; ; n += 4) {
          const some = [n, n + 1, n + 2, n + 3];
          await Promise.all(some.map(async (n) => {
            await db.execute(`mutation ($d: JSON!) { insertInto(collection: "c", data: $d) { n } }`, { d: { n, even: n % 2 === 0 } });
            await globalThis.ack(n); // so that few are on their way when the browser ends
          }));
        }
      }, durability).catch(() => undefined);
      await reached;
      await first.kill();
      await writing;

      const second = await launchKillable(profile.dir);
      const fresh = await openPage(second.context, server.origin);
      const found = await fresh.evaluate(async () => {
        const db = await Aurora.open("kill", { mode: "page" });
        const all = (await db.execute("{ c { n even } }")).data.c;
        const even = (await db.execute("{ c(where: { even: { eq: true } }) { n } }")).data.c;
        return { created: db.info.created, all: all.map(({ n }) => n), even: even.length };
      });
      await second.kill();
      const there = new Set(found.all);
      assert.equal(found.created, false);
      assert.ok(acked.length >= wanted);
      assert.deepEqual(acked.filter((n) => !there.has(n)), [], "acknowledged and lost");
      assert.equal(there.size, found.all.length, "nothing twice");
      assert.equal(found.even, found.all.filter((n) => n % 2 === 0).length, "index and documents agree");
      assert.ok(found.all.length <= acked.length + 8, "and nothing that nobody wrote");
    } finally {
      profile.remove();
    }
  });
}
