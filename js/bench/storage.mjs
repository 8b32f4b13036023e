// Prints what the storage core costs over IndexedDB beside one IndexedDB record per value, in Chromium.
//
//   npm run bench:storage  (after npm run build; CHROMIUM names another browser)
import { launch, newProfile } from "../browser-test/support/chromium.mjs";
import { startServer } from "../browser-test/support/server.mjs";
import { goBenchmarks, median } from "./go.mjs";

/** The same work with one record per value; runs in the page. */
async function records() {
  const done = (request) => new Promise((ok, no) => Object.assign(request, { onsuccess: () => ok(request.result), onerror: () => no(request.error) }));
  const ended = (tx) => new Promise((ok, no) => Object.assign(tx, { oncomplete: ok, onabort: () => no(tx.error) }));
  const value = () => crypto.getRandomValues(new Uint8Array(300));
  const open = (name) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore("values");
    return done(request);
  };
  const put = async (db, values, size, ahead = 1) => {
    const running = [];
    for (let at = 0; at < values.length; at += size) {
      const tx = db.transaction("values", "readwrite", { durability: "relaxed" });
      const store = tx.objectStore("values");
      for (let i = at; i < Math.min(at + size, values.length); i++) store.put(values[i], i);
      running.push(ended(tx));
      tx.commit();
      if (running.length >= ahead) await running.shift();
    }
    await Promise.all(running);
  };
  const timed = async (run) => {
    const start = performance.now();
    await run();
    return performance.now() - start;
  };
  const times = { batches: [], together: [], singles: [], cursor: [], gets: [], getAll: [] };
  const values = Array.from({ length: 10_000 }, value);
  for (let i = 0; i < 5; i++) {
    let db = await open(`records-${i}`);
    times.batches.push(await timed(() => put(db, values, 100)));
    db.close();
    db = await open(`together-${i}`);
    times.together.push(await timed(() => put(db, values, 100, 100)));
    db.close();
    db = await open(`singles-${i}`);
    times.singles.push((await timed(() => put(db, values.slice(0, 2000), 1))) * 5);
    db.close();
  }
  const count = 100_000;
  const big = await open("read");
  await put(big, Array.from({ length: count }, value), 5000);
  big.close();
  const read = async (walk) => {
    const db = await open("read");
    const bytes = await walk(db.transaction("values").objectStore("values"));
    if (bytes !== count * 300) throw new Error(`${bytes} bytes`);
    db.close();
  };
  for (let i = 0; i < 5; i++) {
    times.cursor.push(
      await timed(() =>
        read(
          (store) =>
            new Promise((ok, no) => {
              let bytes = 0;
              const request = store.openCursor();
              request.onerror = () => no(request.error);
              request.onsuccess = () => {
                const cursor = request.result;
                if (cursor === null) return ok(bytes);
                bytes += cursor.value.length;
                cursor.continue();
              };
            }),
        ),
      ),
    );
    times.gets.push(
      await timed(() =>
        read(async (store) => {
          let bytes = 0;
          const requests = [];
          for (let i = 0; i < count; i++) requests.push(done(store.get(i)).then((v) => (bytes += v.length)));
          await Promise.all(requests);
          return bytes;
        }),
      ),
    );
    times.getAll.push(await timed(() => read(async (store) => (await done(store.getAll())).reduce((n, v) => n + v.length, 0))));
  }
  return times;
}

async function theirs() {
  const server = await startServer();
  const profile = newProfile();
  const context = await launch(profile.dir);
  try {
    const page = await context.newPage();
    await page.goto(server.origin);
    return await page.evaluate(records);
  } finally {
    await context.close();
    await server.close();
    profile.remove();
  }
}

const own = goBenchmarks("./storage/indexeddb", ".", "-benchtime=1x", "-count=5");
const plain = await theirs();
const row = (what, ms, than) => console.log(`| ${what} | ${ms.toFixed(0)} | ${than === undefined ? "" : (ms / than).toFixed(1)} |`);
const write = median(own.Batches) / 1e6;
const together = median(own.Together) / 1e6;
const read = median(own.OpenAndRead) / 1e6;
console.log("| 10,000 values of 300 B, relaxed | ms (median of 5) | × Aurora |\n|---|---|---|");
row("Aurora, batches of 100, each acknowledged", write);
row("IndexedDB, a record per value, transactions of 100", median(plain.batches), write);
row("IndexedDB, a record and a transaction per value", median(plain.singles), write);
row("Aurora, the same batches at once, each acknowledged", together);
row("IndexedDB, a record per value, the transactions at once", median(plain.together), together);
console.log("\n| 100,000 values of 300 B (30 MB) read after opening | ms (median of 5) | × Aurora |\n|---|---|---|");
row("Aurora, opened and scanned", read);
row("IndexedDB, cursor", median(plain.cursor), read);
row("IndexedDB, a get per value", median(plain.gets), read);
row("IndexedDB, one getAll", median(plain.getAll), read);
