// The suite that every storage passes, in Go, over a Durable Object's storage as support.mjs has it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const runner = fileURLToPath(new URL("./go-test.mjs", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

test("storage/durableobject passes storagetest", { timeout: 300_000 }, () => {
  const run = spawnSync("go", ["test", "-count=1", "-tags=object", `-exec=node ${runner}`, "./storage/durableobject"], {
    cwd: root,
    env: { ...process.env, GOOS: "js", GOARCH: "wasm" },
    encoding: "utf8",
  });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});
