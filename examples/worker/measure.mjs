// node measure.mjs: what each entry costs. Prints the table of the README.
import { readdirSync, readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { ENTRIES, start } from "./local.mjs";

const STARTS = 5;
const REQUESTS = 300;
const found = new Map(ENTRIES.map((entry) => [entry, { first: [], later: [] }]));
for (let turn = 0; turn < STARTS; turn++) for (const entry of ENTRIES) await measure(entry, found.get(entry));
console.log("| entry | upload, compressed | first request | median request | p95 |");
console.log("|---|---|---|---|---|");
for (const [entry, { first, later }] of found) {
  console.log(`| ${entry} | ${bytes(entry)} | ${at(first, 0.5).toFixed(0)} ms | ${at(later, 0.5).toFixed(1)} ms | ${at(later, 0.95).toFixed(1)} ms |`);
}

/** One start of workerd: its first request, and then a point query again and again. */
async function measure(entry, { first, later }) {
  const data = mkdtempSync(join(tmpdir(), "aurora-measure-"));
  const { url, stop } = await start(entry, data);
  try {
    first.push(await timed(() => call(url, "schema { define collection notes { title: String! } }")));
    await call(url, 'mutation { insertInto(collection: "notes", data: { id: "a", title: "first" }) { id } }');
    for (let turn = 0; turn < REQUESTS; turn++) later.push(await timed(() => call(url, '{ notes(where: { id: { eq: "a" } }) { title } }')));
  } finally {
    await stop();
    rmSync(data, { recursive: true, force: true });
  }
}

function at(times, share) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)];
}

async function timed(run) {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}

async function call(url, query) {
  const response = await fetch(`${url}/db/measure/aql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) });
  const body = await response.json();
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
}

function bytes(entry) {
  const folder = fileURLToPath(new URL(`./dist/${entry}`, import.meta.url));
  const sum = readdirSync(folder).reduce((total, name) => total + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
  return `${(sum / 1e6).toFixed(2)} MB`;
}
