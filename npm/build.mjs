// Builds the package into npm/dist: the engine twice, and the scripts, of which each entry point becomes one file with
// shared chunks, so that a page loads them in two steps. js/build keeps every module for tests of single ones.
//
//   node npm/build.mjs            everything
//   node npm/build.mjs --js       everything but the engine
//   node npm/build.mjs --debug    with names and lines in tracebacks of the engine; larger
//
// Prints the sizes and fails if the browser's engine is larger than the budget.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What the browser's engine must not exceed: bytes after brotli at its best. */
const budget = 1_000_000;

/**
 * Packages whose functions are inlined into each other: inlining them makes the engine smaller. Everything else is
 * compiled without inlining, which is 5 % of the download and not measurable in queries.
 */
const inlined = ["runtime", "internal/abi", "hash/crc32", ...["maps", "atomic", "math", "sys"].map((part) => `internal/runtime/${part}`)];

const npm = dirname(fileURLToPath(import.meta.url));
const root = dirname(npm);
const dist = join(npm, "dist");
const build = join(root, "js", "build");
const onlyJs = process.argv.includes("--js");
const debug = process.argv.includes("--debug");

rmSync(build, { recursive: true, force: true });
for (const dir of [dist, build]) mkdirSync(dir, { recursive: true });
for (const file of readdirSync(dist)) {
  if (!(onlyJs && file.endsWith(".wasm"))) rmSync(join(dist, file), { recursive: true });
}
tools();
goRuntime();
typescript();
await bundle();
types();
if (!onlyJs) {
  // Libraries without what the engine never calls.
  execFileSync("go", ["run", "./internal/wasmslim", join(root, ".build", "slim")], { cwd: root, stdio: "inherit" });
  engine("aurora.wasm", []);
  engine("aurora-host.wasm", ["-tags", "host"]);
}
report();

/** Wraps the wasm_exec.js of the Go version in use as a module that leaves the real global object alone. */
function goRuntime() {
  const go = execFileSync("go", ["env", "GOROOT", "GOVERSION"], { cwd: root, encoding: "utf8" }).trim().split("\n");
  const source = readFileSync(join(go[0], "lib", "wasm", "wasm_exec.js"), "utf8");
  const template = readFileSync(join(root, "js", "go-runtime.template.js"), "utf8");
  const [before, after] = template.split("/* WASM_EXEC */");
  writeFileSync(join(build, "go-runtime.js"), before.replace("GO_VERSION", go[1]) + source + after);
  copyFileSync(join(root, "js", "src", "go-runtime.d.ts"), join(build, "go-runtime.d.ts"));
}

function tools() {
  if (existsSync(join(root, "js", "node_modules", "esbuild"))) return;
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: join(root, "js"), stdio: "inherit" });
}

function typescript() {
  execFileSync(join(root, "js", "node_modules", ".bin", "tsc"), ["-p", join(root, "js", "tsconfig.json")], { stdio: "inherit" });
}

/** Makes one file of each entry point; addresses of workers and engines stay as they are written. */
async function bundle() {
  const esbuild = createRequire(join(root, "js", "package.json"))("esbuild");
  await esbuild.build({
    entryPoints: ["index", "shared-worker", "worker", "workerd"].map((name) => join(build, `${name}.js`)),
    outdir: dist,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    external: ["cloudflare:workers", "*.wasm"],
    chunkNames: "chunk-[hash]",
    logLevel: "warning",
  });
}

function types() {
  for (const file of readdirSync(build)) if (file.endsWith(".d.ts")) copyFileSync(join(build, file), join(dist, file));
  for (const file of ["aurora.wasm", "aurora-host.wasm"]) {
    writeFileSync(join(dist, `${file}.d.ts`), "declare const module: WebAssembly.Module;\nexport default module;\n");
  }
}

function engine(file, flags) {
  const inlining = ["all=-l", ...inlined.map((path) => `${path}=`)].map((flag) => `-gcflags=${flag}`);
  const out = join(dist, file);
  const slim = ["-modfile", join(root, ".build", "slim", "go.mod"), "-overlay", join(root, ".build", "slim", "overlay.json")];
  execFileSync("go", ["build", "-trimpath", "-ldflags=-s -w", ...inlining, ...(debug ? [] : slim), ...flags, "-o", out, "./wasm"], {
    cwd: root,
    // The older collector: a page has one thread, and it is 6.6 KB smaller (docs/decisions/003-wasm-build.md).
    env: { ...process.env, GOOS: "js", GOARCH: "wasm", GOEXPERIMENT: "nogreenteagc" },
    stdio: "inherit",
  });
  // A fifth of the download are tables that only tracebacks read.
  if (!debug) execFileSync("go", ["run", "./internal/wasmstrip", out, out], { cwd: root, stdio: "inherit" });
}

function report() {
  let js = Buffer.alloc(0);
  for (const file of readdirSync(dist)) if (file.endsWith(".js")) js = Buffer.concat([js, readFileSync(join(dist, file))]);
  const rows = [["all scripts", sizes(js)]];
  for (const file of ["aurora.wasm", "aurora-host.wasm"]) {
    if (existsSync(join(dist, file)) && !onlyJs) rows.push([file, sizes(readFileSync(join(dist, file)))]);
  }
  for (const [name, s] of rows) console.log(`${name.padEnd(18)} raw ${s.raw}  gzip ${s.gzip}  brotli ${s.brotli}`);
  const browser = rows.find(([name]) => name === "aurora.wasm")?.[1].brotli ?? 0;
  if (browser > budget && !debug) {
    console.error(`aurora.wasm has ${browser} bytes after brotli; the budget is ${budget}`);
    process.exit(1);
  }
}

function sizes(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes, { params }).length };
}
