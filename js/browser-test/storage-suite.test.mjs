// The suite that every storage passes, in Go, over the browser's IndexedDB.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const runner = fileURLToPath(new URL("./support/go-test.mjs", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

test("storage/indexeddb passes storagetest in Chromium", { timeout: 300_000 }, () => {
  const run = spawnSync("go", ["test", "-count=1", "-tags=browser", `-exec=node ${runner}`, "./storage/indexeddb"], {
    cwd: root,
    env: { ...process.env, GOOS: "js", GOARCH: "wasm" },
    encoding: "utf8",
  });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});
