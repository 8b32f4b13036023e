// Runs Go benchmarks in Chromium.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const runner = fileURLToPath(new URL("../browser-test/support/go-test.mjs", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Nanoseconds of each run by benchmark (one processor: the names have no suffix); flags are those of go test. */
export function goBenchmarks(pkg, bench, ...flags) {
  const args = ["test", "-tags=browser", "-run=^$", `-bench=${bench}`, "-timeout=20m", ...flags, `-exec=node ${runner}`, pkg];
  const run = spawnSync("go", args, { cwd: root, env: { ...process.env, GOOS: "js", GOARCH: "wasm" }, encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stdout + run.stderr);
  const times = {};
  for (const [, name, ns] of run.stdout.matchAll(/^Benchmark(\S+)\s+\d+\s+([\d.]+) ns\/op/gm)) (times[name] ??= []).push(Number(ns));
  return times;
}
