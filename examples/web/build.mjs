// Builds the demo into dist/: node build.mjs (after node npm/build.mjs). --fast compresses less.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { install } from "../install.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const fast = process.argv.includes("--fast");
const PACKED = new Set([".html", ".js", ".css", ".svg", ".wasm"]);

install(here);
process.chdir(here);
const { build } = await import("vite");
await build({ root: here, logLevel: "warn" });
let sent = 0;
for (const file of files(join(here, "dist"))) sent += pack(file);
console.log(`examples/web/dist is built: ${Math.round(sent / 1000)} KB over the wire with the engine, without fonts`);

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (PACKED.has(extname(name))) yield path;
  }
}

/** Writes a compressed copy beside a file; answers its size. */
function pack(file) {
  const plain = readFileSync(file);
  const quality = fast ? 5 : 11;
  const small = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } });
  writeFileSync(`${file}.br`, small);
  return small.length;
}
