#!/usr/bin/env node
// Runs the conformance suite over a module or a command with the suite's own
// runner and compares what failed with pending.txt, as the Go test does: a case
// that fails must stand there, one that passes must not.
//
//   node internal/ci/conformance.mjs --module js/test/conformance-module.mjs
//   node internal/ci/conformance.mjs --cmd 'aurora exec --jsonl'
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const suite = join(root, "testdata", "conformance");

function pendingCases() {
  const lines = readFileSync(join(suite, "pending.txt"), "utf8").split("\n");
  return new Set(lines.map((l) => l.replace(/#.*/, "").trim()).filter(Boolean));
}

function main() {
  const args = process.argv.slice(2);
  const run = spawnSync(process.execPath, [join(suite, "run.mjs"), "--dir", suite, "--json", ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  process.stderr.write(run.stderr ?? "");
  let result;
  try {
    result = JSON.parse(run.stdout);
  } catch {
    console.log(`the runner answered nothing (status ${run.status}): ${run.stdout}`);
    process.exit(1);
  }
  const failures = new Map();
  for (const [group, tally] of Object.entries(result.groups)) for (const f of tally.failures) failures.set(`${group}/${f.id}`, f);
  const pending = pendingCases();
  let wrong = 0;
  for (const [name, f] of failures) {
    if (pending.has(name)) continue;
    wrong++;
    console.log(`FAIL ${name} ${f.title}: ${f.reason}`);
  }
  for (const name of pending) {
    if (failures.has(name)) continue;
    wrong++;
    console.log(`FAIL ${name} passes but is listed in pending.txt: remove it there, the list may only shrink`);
  }
  if (result.skipped) console.log(`${result.skipped} skipped: they need capabilities that this home does not have`);
  console.log(`${result.passed} as expected, ${pending.size} pending`);
  console.log(`${result.passed + failures.size - wrong} passed, ${wrong} failed`);
  process.exitCode = wrong ? 1 : 0;
}

main();
