import assert from "node:assert/strict";
import { test } from "node:test";
import { count, interesting } from "./log.mjs";
import { targets } from "./steps.mjs";

test("go test -v", () => {
  const log = "=== RUN   TestA\n=== RUN   TestA/b\n--- PASS: TestA (0.00s)\n    --- PASS: TestA/b (0.00s)\n--- FAIL: TestC (0.00s)\n    x_test.go:1: wrong\n--- SKIP: TestD (0.00s)\nok  \tpkg\t0.1s\n";
  assert.deepEqual(count("go", log), { passed: 2, failed: 1, skipped: 1 });
  assert.equal(interesting("go", log), "--- FAIL: TestC (0.00s)\n    x_test.go:1: wrong\n--- SKIP: TestD (0.00s)");
});

test("node --test", () => {
  assert.deepEqual(count("node", "# pass 3\n# fail 1\n# skipped 0\n"), { passed: 3, failed: 1, skipped: 0 });
  assert.deepEqual(count("node", "ℹ pass 3\nℹ fail 0\nℹ skipped 2\n"), { passed: 3, failed: 0, skipped: 2 });
});

test("plain", () => {
  assert.deepEqual(count("plain", "3 passed, 9 failed\n700 passed, 8 failed\n"), { passed: 700, failed: 8, skipped: 0 });
  assert.deepEqual(count("plain", "nothing"), { passed: 0, failed: 0, skipped: 0 });
});

test("a long log is cut in the middle", () => {
  const lines = interesting(undefined, Array.from({ length: 1000 }, (_, i) => `line ${i}`).join("\n"), 10).split("\n");
  assert.equal(lines.length, 11);
  assert.equal(lines[5], "… 990 lines …");
});

test("what a step needs comes before it", () => {
  for (const [target, lanes] of Object.entries(targets)) {
    for (const lane of lanes) {
      const seen = new Set();
      for (const step of lane) {
        for (const need of step.needs ?? []) assert.ok(seen.has(need), `${target}: ${step.name} needs ${need}`);
        seen.add(step.name);
      }
    }
  }
});
