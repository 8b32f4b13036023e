#!/usr/bin/env node
// Runs the steps of a target: node internal/ci/run.mjs TARGET. Each step's
// output goes to .build/logs; what failed is printed whole. The last line is
// "N passed, N failed", of the tests that ran and of the steps that have none.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { targets } from "./steps.mjs";
import { count, interesting } from "./log.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const logs = join(root, ".build", "logs");
const STEP_TIMEOUT_MS = 15 * 60_000;
const results = new Map();
const running = new Set();

/** Runs one command with its output in a file; answers the exit status. */
function shell(step, log) {
  return new Promise((done) => {
    const out = createWriteStream(log);
    // Its own process group, so that a time-out ends everything it started.
    const child = spawn("bash", ["-c", step.run], { cwd: root, env: { ...process.env, ...step.env }, stdio: ["ignore", "pipe", "pipe"], detached: true });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        out.write(chunk);
        if (step.live) process.stdout.write(chunk);
      });
    }
    const timer = setTimeout(() => {
      out.write(`\nno end within ${STEP_TIMEOUT_MS / 60_000} minutes\n`);
      stop(child);
    }, STEP_TIMEOUT_MS);
    child.on("close", (code) => {
      clearTimeout(timer);
      running.delete(child);
      out.end(() => done(code ?? 1));
    });
  });
}

function stop(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`.padStart(9);

async function runStep(step) {
  const missing = (step.needs ?? []).find((name) => results.get(name)?.ok !== true);
  if (missing) {
    results.set(step.name, { ok: false, ms: 0, passed: 0, failed: 1, skipped: 0 });
    console.log(`FAIL ${seconds(0)}  ${step.name}: needs "${missing}", which did not pass`);
    return;
  }
  const log = join(logs, `${step.name.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "").toLowerCase()}.log`);
  const start = Date.now();
  const ok = (await shell(step, log)) === 0;
  const ms = Date.now() - start;
  const text = readFileSync(log, "utf8");
  const tests = count(step.counts, text);
  if (!ok && tests.failed === 0) tests.failed = 1;
  if (!step.counts && ok) tests.passed = 1;
  if (ok && step.counts && tests.passed === 0) return none(step, ms);
  results.set(step.name, { ok, ms, ...tests });
  const counted = step.counts ? `  (${tests.passed} passed${tests.failed ? `, ${tests.failed} failed` : ""}${tests.skipped ? `, ${tests.skipped} skipped` : ""})` : "";
  console.log(`${ok ? "ok  " : "FAIL"} ${seconds(ms)}  ${step.name}${counted}`);
  for (const line of text.split("\n")) if (ok && step.show?.test(line)) console.log(`${" ".repeat(16)}${line.trim()}`);
  if (!ok) console.log(`\n${interesting(step.counts, text)}\n(all of it: ${log.slice(root.length)})\n`);
}

// A step that is there to run tests and ran none has failed.
function none(step, ms) {
  results.set(step.name, { ok: false, ms, passed: 0, failed: 1, skipped: 0 });
  console.log(`FAIL ${seconds(ms)}  ${step.name}: no test ran`);
}

async function main() {
  const name = process.argv[2] ?? "";
  const lanes = targets[name];
  if (!lanes) {
    console.error(`usage: node internal/ci/run.mjs ${Object.keys(targets).join("|")}`);
    process.exit(2);
  }
  mkdirSync(logs, { recursive: true });
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      for (const child of running) stop(child);
      process.exit(130);
    });
  }
  const start = Date.now();
  await Promise.all(lanes.map(async (lane) => {
    for (const step of lane) if (!results.has(step.name)) await runStep(step);
  }));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const r of results.values()) for (const k of Object.keys(total)) total[k] += r[k];
  const failed = [...results].filter(([, r]) => !r.ok).map(([step]) => step);
  if (failed.length) console.log(`failed: ${failed.join(", ")}`);
  console.log(`${results.size} steps in ${seconds(Date.now() - start).trim()}`);
  const summary = `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`;
  writeFileSync(join(root, ".build", "summary.txt"), `${summary}\n`);
  console.log(summary);
  process.exitCode = failed.length ? 1 : 0;
}

await main();
