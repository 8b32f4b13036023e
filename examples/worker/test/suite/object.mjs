// A Durable Object that runs the Go test program of storage/durableobject over its own storage.
import { DurableObject } from "cloudflare:workers";
import { createGo } from "../../../../js/build/go-runtime.js";
import { DoMedium } from "../../../../js/build/do-medium.js";
import program from "suite.wasm";

export class Suite extends DurableObject {
  async fetch() {
    const { storage } = this.ctx;
    const tables = ["aurora_log", "aurora_pages", "aurora_meta"];
    const emptyStorage = () => tables.forEach((table) => storage.sql.exec(`DROP TABLE IF EXISTS ${table}`));
    const decoder = new TextDecoder();
    let text = "";
    const go = createGo({ emptyStorage }, (bytes) => void (text += decoder.decode(bytes, { stream: true })));
    let exports;
    const memory = { bytes: () => new Uint8Array(exports.mem.buffer), view: () => new DataView(exports.mem.buffer) };
    const done = (...result) => {
      exports.io_done(...result);
      queueMicrotask(() => go.exited || go._resume());
    };
    const imports = { ...go.importObject, aurora: new DoMedium(storage).imports(memory, done) };
    const instance = await WebAssembly.instantiate(program, imports);
    exports = instance.exports;
    go.argv = ["test", "-test.v"];
    const status = await new Promise((end) => {
      go.exit = end;
      void go.run(instance);
    });
    return Response.json({ status, text });
  }
}

export default {
  fetch: (request, env) => env.SUITE.get(env.SUITE.idFromName("suite")).fetch(request),
};
