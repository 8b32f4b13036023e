// A full disk: the commit is refused as a whole, reading goes on, and so does writing once there is room.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, prepare } from "./support/chromium.mjs";
import { suite } from "./support/suite.mjs";

const s = suite();

test("a commit beyond the quota is QUOTA_EXCEEDED and not applied", async () => {
  const page = await openPage(s.context, s.server.origin);
  const cdp = await s.context.newCDPSession(page);
  // Chromium remembers for 30 s how much room there was, so the limit comes before the first write.
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: s.server.origin, quotaSize: 600_000 });
  await page.evaluate(async () => {
    globalThis.db = await Aurora.open("quota", { mode: "page", durability: "strict" });
    await db.execute("schema { define collection c { n: Int  text: String } }");
    globalThis.put = (n, length) =>
      db.execute(`mutation ($d: JSON!) { insertInto(collection: "c", data: $d) { n } }`, { d: { n, text: Array.from({ length: length / 8 }, () => Math.random().toString(36).slice(2, 10).padEnd(8, "x")).join("") } }).then(() => "ok", (e) => e.code);
    globalThis.ns = async () => (await db.execute("{ c(orderBy: { n: ASC }) { n } }")).data.c.map(({ n }) => n);
  });
  assert.equal(await page.evaluate(() => put(1, 1000)), "ok");
  assert.equal(await page.evaluate(() => put(2, 4_000_000)), "QUOTA_EXCEEDED");
  assert.deepEqual(await page.evaluate(() => ns()), [1]);
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: s.server.origin });
  assert.equal(await page.evaluate(() => put(3, 1000)), "ok");
  assert.deepEqual(await page.evaluate(() => ns()), [1, 3]);
  await page.evaluate(() => db.close());

  await prepare(page, s.server.origin);
  const after = await page.evaluate(async () => {
    const db = await Aurora.open("quota", { mode: "page" });
    return (await db.execute("{ c(orderBy: { n: ASC }) { n } }")).data.c.map(({ n }) => n);
  });
  assert.deepEqual(after, [1, 3]);
});
