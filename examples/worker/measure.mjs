// node measure.mjs: what each entry costs. Prints the table of the README.
import { readdirSync, readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { ENTRIES, start } from "./local.mjs";

const REQUESTS = 300;
console.log("| entry | upload, compressed | first request | median request | p95 |");
console.log("|---|---|---|---|---|");
for (const entry of ENTRIES) console.log(await measure(entry));

async function measure(entry) {
  const data = mkdtempSync(join(tmpdir(), "aurora-measure-"));
  const { url, stop } = await start(entry, data);
  try {
    const first = await timed(() => call(url, "schema { define collection notes { title: String! } }"));
    await call(url, 'mutation { insertInto(collection: "notes", data: { id: "a", title: "first" }) { id } }');
    const times = [];
    for (let at = 0; at < REQUESTS; at++) times.push(await timed(() => call(url, '{ notes(where: { id: { eq: "a" } }) { title } }')));
    times.sort((a, b) => a - b);
    return `| ${entry} | ${bytes(entry)} | ${first.toFixed(0)} ms | ${times[REQUESTS / 2].toFixed(1)} ms | ${times[Math.floor(REQUESTS * 0.95)].toFixed(1)} ms |`;
  } finally {
    await stop();
    rmSync(data, { recursive: true, force: true });
  }
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
