// Reads the logs of test runners: how many tests ran, and what of a log of a
// failed run a person wants to see.

const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((n, m) => n + Number(m[1]), 0);
const times = (text, pattern) => [...text.matchAll(pattern)].length;

/** Counts the tests of a log of a runner: "go" (go test -v), "node" (node --test) or "plain" ("N passed, N failed"). */
export function count(runner, text) {
  switch (runner) {
    case "go":
      return {
        passed: times(text, /^\s*--- PASS: /gm),
        failed: times(text, /^\s*--- FAIL: /gm),
        skipped: times(text, /^\s*--- SKIP: /gm),
      };
    case "node":
      return { passed: sum(text, /^(?:#|ℹ) pass (\d+)/gm), failed: sum(text, /^(?:#|ℹ) fail (\d+)/gm), skipped: sum(text, /^(?:#|ℹ) skipped (\d+)/gm) };
    case "plain": {
      const last = [...text.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
      return { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0), skipped: 0 };
    }
  }
  return { passed: 0, failed: 0, skipped: 0 };
}

/** Leaves the lines about passing tests out. */
export function interesting(runner, text, limit = 400) {
  const boring = runner === "go" ? /^\s*(=== |--- PASS|ok\s|PASS$|\?\s)/ : runner === "node" ? /^\s*(ok \d+ |✔ |---$|\.\.\.$|duration_ms: |type: )/ : /^$/;
  const lines = text.split("\n").filter((line) => !boring.test(line));
  if (lines.length <= limit) return lines.join("\n").trim();
  return [...lines.slice(0, limit / 2), `… ${lines.length - limit} lines …`, ...lines.slice(-limit / 2)].join("\n").trim();
}
