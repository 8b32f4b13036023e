// The suite that every storage passes, in Go, inside a Durable Object of workerd.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const script = fileURLToPath(new URL("suite/object.mjs", import.meta.url));

test("storage/durableobject passes storagetest in workerd", { timeout: 300_000 }, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), "aurora-suite-"));
  let flare;
  try {
    execFileSync("go", ["test", "-c", "-tags=object", "-o", join(dir, "suite.wasm"), "./storage/durableobject"], {
      cwd: root,
      env: { ...process.env, GOOS: "js", GOARCH: "wasm" },
    });
    await build({ entryPoints: [script], outfile: join(dir, "index.js"), bundle: true, format: "esm", target: "es2023", external: ["cloudflare:*", "suite.wasm"] });
    flare = new Miniflare({
      host: "127.0.0.1",
      port: 0,
      modulesRoot: dir,
      modules: [
        { type: "ESModule", path: join(dir, "index.js") },
        { type: "CompiledWasm", path: join(dir, "suite.wasm") },
      ],
      compatibilityDate: "2026-04-01",
      durableObjects: { SUITE: { className: "Suite", useSQLite: true } },
      durableObjectsPersist: join(dir, "data"),
    });
    const { status, text } = await (await fetch(await flare.ready)).json();
    const passed = text.match(/--- PASS/g)?.length ?? 0;
    t.diagnostic(`${passed} tests passed in workerd`);
    assert.equal(status, 0, text);
    assert.ok(passed > 20, text);
  } finally {
    await flare?.dispose();
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
});
