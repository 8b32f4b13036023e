// Runs a Go test program with a Durable Object's storage under it:
//
//   GOOS=js GOARCH=wasm go test -tags object -exec "node <this file, absolute>" ./storage/durableobject
import { readFile } from "node:fs/promises";
import { createGo } from "../build/go-runtime.js";
import { DoMedium } from "../build/do-medium.js";
import { ObjectStorage } from "./support.mjs";

const [program, ...rest] = process.argv.slice(2);
const storage = new ObjectStorage();
const medium = new DoMedium(storage);
const go = createGo({ emptyStorage: () => void (storage.tables = new Map()) }, (bytes) => void process.stdout.write(bytes));
let exports;
const memory = { bytes: () => new Uint8Array(exports.mem.buffer), view: () => new DataView(exports.mem.buffer) };
const done = (...result) => {
  exports.io_done(...result);
  queueMicrotask(() => go.exited || go._resume());
};
const imports = { ...go.importObject, aurora: medium.imports(memory, done) };
const { instance } = await WebAssembly.instantiate(await readFile(program), imports);
exports = instance.exports;
go.argv = ["test", ...rest.filter((arg) => !arg.startsWith("-test.testlogfile"))];
go.exit = (status) => process.exit(status);
await go.run(instance);
