// Prints what the README claims: bytes of the engine, time to the first answer, cost of a cached query.
//
//   npm run bench          (after npm run build; CHROMIUM names another browser)
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { launch, newProfile, openPage } from "../browser-test/support/chromium.mjs";
import { startServer } from "../browser-test/support/server.mjs";
import { Aurora } from "../../npm/dist/index.js";
import { goBenchmarks, median } from "./go.mjs";
import { opening } from "./opening.mjs";
import { workload } from "./workload.mjs";

function sizes() {
  const bytes = readFileSync(new URL("../../npm/dist/aurora.wasm", import.meta.url));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
  console.log(`aurora.wasm: ${bytes.length} bytes, ${brotli} after brotli -q 11`);
}

async function node() {
  const db = await Aurora.open("bench", { storage: "memory" });
  print(`Node ${process.versions.node}, in process`, await workload(db));
  await db.close();
}

function print(where, figures) {
  console.log(where);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(44)} ${value}`);
}

/** Milliseconds from navigation to the answer of the first query, over an existing database of 1,000 documents. */
async function firstAnswer(context, origin, mode) {
  const times = [];
  for (let i = 0; i < 7; i++) {
    const page = await context.newPage();
    await page.goto(`${origin}/first-${i}`, { waitUntil: "commit" });
    times.push(
      await page.evaluate(async (mode) => {
        const { Aurora } = await import("/dist/index.js");
        const db = await Aurora.open(`first-${mode}`, { mode });
        const { data } = await db.execute("{ c(where: { n: { eq: 500 } }) { n } }");
        if (data.c.length !== 1) throw new Error("wrong answer");
        const time = performance.now(); // counts from the navigation
        await db.close();
        return time;
      }, mode),
    );
    await page.close();
  }
  return `${median(times).toFixed(0)} ms (median of 7: ${times.map((t) => t.toFixed(0)).join(" ")})`;
}

async function chromium() {
  const server = await startServer();
  const profile = newProfile();
  const context = await launch(profile.dir);
  try {
    const page = await openPage(context, server.origin);
    await page.evaluate(async () => {
      for (const mode of ["page", "shared"]) {
        const db = await Aurora.open(`first-${mode}`, { mode });
        await db.execute("schema { define collection c { n: Int @unique  text: String } }");
        const d = Array.from({ length: 1000 }, (_, n) => ({ n, text: `text ${n}` }));
        await db.execute(`mutation ($d: [JSON!]!) { insertMany(collection: "c", data: $d) { n } }`, { d });
        await db.close();
      }
    });
    const source = readFileSync(new URL("./workload.mjs", import.meta.url), "utf8");
    const run = (mode, storage) =>
      page.evaluate(
        async ({ source, mode, storage }) => {
          const { workload } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
          const db = await Aurora.open(`bench-${mode}`, { mode, storage });
          const figures = await workload(db);
          await db.close();
          return figures;
        },
        { source, mode, storage },
      );
    const version = context.browser()?.version() ?? "";
    print(`Chromium ${version}, engine in the page, IndexedDB`, await run("page", "indexeddb"));
    print(`Chromium ${version}, engine in a SharedWorker, IndexedDB`, await run("shared", "indexeddb"));
    console.log("Chromium, from navigation to the first query answered (1,000 documents in IndexedDB)");
    console.log(`  engine in the page          ${await firstAnswer(context, server.origin, "page")}`);
    console.log(`  engine in a SharedWorker    ${await firstAnswer(context, server.origin, "shared")}`);
    await opening(context, server.origin);
  } finally {
    await context.close();
    await server.close();
    profile.remove();
  }
}

/** What a known text costs between the call and the first document. */
function plans() {
  const times = goBenchmarks("./engine/plan", "^BenchmarkPlan$", "-count=5");
  const us = (name) => `${(median(times[name]) / 1e3).toFixed(1)} µs`;
  print("Chromium, plan of a known text with variables", {
    "equality on an index": us("Plan/equality"),
    "range in order, limit 20": us("Plan/range-ordered-20"),
    "filter without an index": us("Plan/scan"),
    "range in order and a filter, limit 20": us("Plan/two-fields"),
  });
}

sizes();
await node();
plans();
await chromium();
