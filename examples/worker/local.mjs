// Runs a built entry in workerd on this machine, on 127.0.0.1 only.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

/** The entries that build.mjs makes. */
export const ENTRIES = ["js", "go"];

/** Starts an entry; `data` is the folder that keeps the objects' storage. */
export async function start(entry, data, port = 0) {
  const root = fileURLToPath(new URL(`./dist/${entry}`, import.meta.url));
  if (!existsSync(join(root, "index.js"))) throw new Error("the Worker is not built: run node examples/worker/build.mjs first");
  const wasm = readdirSync(root).filter((name) => name.endsWith(".wasm"));
  const flare = new Miniflare({
    host: "127.0.0.1",
    port,
    modulesRoot: root,
    modules: [{ type: "ESModule", path: join(root, "index.js") }, ...wasm.map((name) => ({ type: "CompiledWasm", path: join(root, name) }))],
    compatibilityDate: "2026-04-01",
    durableObjects: { DB: { className: "Database", useSQLite: true } },
    durableObjectsPersist: data,
  });
  const url = await flare.ready;
  return { url: url.href.replace(/\/$/, ""), flare, stop: () => flare.dispose() };
}
