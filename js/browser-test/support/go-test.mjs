// Runs a Go test program in Chromium, with IndexedDB under it:
//
//   GOOS=js GOARCH=wasm go test -tags browser -exec "node js/browser-test/support/go-test.mjs" ./storage/indexeddb
//
// (the path of this file must be absolute: go test runs programs in the package's directory).
import { resolve } from "node:path";
import { launch, newProfile } from "./chromium.mjs";
import { startServer } from "./server.mjs";

const [program, ...rest] = process.argv.slice(2);
const args = rest.filter((arg) => !arg.startsWith("-test.testlogfile"));
const server = await startServer({ "/test.wasm": resolve(program) });
const profile = newProfile();
const context = await launch(profile.dir);
let status = 2;
try {
  const page = await context.newPage();
  await page.exposeBinding("print", (_, text) => void process.stdout.write(text));
  await page.goto(server.origin);
  status = await page.evaluate(async (args) => {
    const [{ createGo }, { IdbMedium }] = await Promise.all([import("/build/go-runtime.js"), import("/build/idb-medium.js")]);
    const medium = new IdbMedium();
    const decoder = new TextDecoder();
    const go = createGo(medium.globals, (bytes) => globalThis.print(decoder.decode(bytes, { stream: true })));
    let exports;
    const memory = { bytes: () => new Uint8Array(exports.mem.buffer), view: () => new DataView(exports.mem.buffer) };
    const done = (...result) => {
      exports.io_done(...result);
      queueMicrotask(() => go.exited || go._resume());
    };
    const imports = { ...go.importObject, aurora: medium.imports(memory, done) };
    const { instance } = await WebAssembly.instantiateStreaming(fetch("/test.wasm"), imports);
    exports = instance.exports;
    go.argv = ["test", ...args];
    return new Promise((end) => {
      go.exit = end;
      void go.run(instance);
    });
  }, args);
} finally {
  await context.close();
  await server.close();
  profile.remove();
}
process.exitCode = status;
