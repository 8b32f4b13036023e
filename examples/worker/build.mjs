// Builds both entries: dist/js (JavaScript) and dist/go (Go, with github.com/syumai/workers). After node npm/build.mjs.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { install } from "../install.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");

install(here);
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
buildGo(join(dist, "glue"));
await bundle("src/index.ts", "js");
await bundle("src/go.ts", "go");
for (const entry of ["js", "go"]) console.log(`examples/worker/dist/${entry} is built: ${size(join(dist, entry))}`);

/** Builds the Go handler and the glue that its package brings. */
function buildGo(glue) {
  const go = (args, env = {}) => execFileSync("go", args, { cwd: here, stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, ...env } });
  go(["run", "github.com/syumai/workers/cmd/workers-assets-gen", "-mode=go", "-o", glue]);
  go(["build", "-trimpath", "-ldflags=-s -w", "-o", join(glue, "app.wasm"), "./go-entry"], { GOOS: "js", GOARCH: "wasm" });
}

/** Puts an entry and all that it imports into one module; WebAssembly stays in files of its own. */
async function bundle(from, name) {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: here,
    entryPoints: { index: from },
    outdir: join(dist, name),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    conditions: ["workerd", "worker", "import"],
    external: ["cloudflare:*"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "warning",
  });
}

/** What is uploaded, as wrangler counts it. */
function size(folder) {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const sum = (list) => `${(list.reduce((total, file) => total + file.length, 0) / 1e6).toFixed(2)} MB`;
  return `${sum(files)}, ${sum(files.map((file) => gzipSync(file, { level: 9 })))} compressed`;
}
