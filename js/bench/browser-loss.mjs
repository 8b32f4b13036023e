// Kills Chromium again and again while a page writes plain IndexedDB records, without Aurora, and counts how often the
// browser comes back without any of them, although the first was written strictly and rounds ago:
//
//	node js/bench/browser-loss.mjs [kills]
import { launchKillable, newProfile } from "../browser-test/support/chromium.mjs";
import { startServer } from "../browser-test/support/server.mjs";

const kills = Number(process.argv[2] ?? 120);
const flags = ["--disable-features=IdbSqliteOnDiskRollout,IdbSqliteBackingStore"];

/** Tells whether there are records, and goes on writing more until the page is gone. */
const visit = (page) =>
  page.evaluate(async () => {
    const done = (request) => new Promise((ok, no) => Object.assign(request, { onsuccess: () => ok(request.result), onerror: () => no(request.error) }));
    const request = indexedDB.open("plain");
    request.onupgradeneeded = () => request.result.createObjectStore("s");
    const db = await done(request);
    const there = (await done(db.transaction("s").objectStore("s").count())) > 0;
    const put = (key) => {
      const tx = db.transaction("s", "readwrite", { durability: "strict" });
      tx.objectStore("s").put("x".repeat(500), key);
      return new Promise((ok, no) => Object.assign(tx, { oncomplete: ok, onabort: () => no(tx.error) }));
    };
    await put(0);
    void (async () => {
      for (let key = 1; ; key++) await put(key);
    })().catch(() => undefined);
    return there;
  });

const server = await startServer();
const profile = newProfile();
const lost = [];
let browser = await launchKillable(profile.dir, flags);
try {
  for (let round = 0; round <= kills; round++) {
    const page = await browser.context.newPage();
    await page.goto(server.origin);
    if (!(await visit(page)) && round > 0) lost.push(round);
    await new Promise((done) => setTimeout(done, ((round * 2654435761) >>> 8) % 300));
    await (round === 0 ? browser.quit() : browser.kill());
    browser = await launchKillable(profile.dir, flags);
  }
} finally {
  await browser.kill().catch(() => undefined);
  await server.close();
  profile.remove();
}
console.log(`${kills} kills, everything lost after ${lost.length} of them${lost.length > 0 ? `: ${lost.join(", ")}` : ""}`);
