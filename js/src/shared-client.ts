import { holdLife } from "./life-lock.js";
import { makeError } from "./make-error.js";
import type { Client } from "./client.js";
import type { OpenOptions, StorageKind, WasmSource } from "./options.js";
import { PortClient } from "./port-client.js";

/** Whether this browser has shared workers. */
export function sharedWorkersExist(): boolean {
  return typeof SharedWorker === "function";
}

/** Opens the database in the origin's shared worker. Resolves to nothing if the worker's script cannot be loaded. */
export async function connectShared(name: string, storage: StorageKind, options: OpenOptions): Promise<Client | undefined> {
  const wasm = portable(options.wasm);
  let worker: SharedWorker;
  try {
    worker = new SharedWorker(new URL("./shared-worker.js", import.meta.url), { type: "module", name: `aurora:${name}` });
  } catch {
    return undefined; // forbidden by the page's policy, or the script lies on another origin
  }
  const life = await holdLife("aurora-page");
  const client = new PortClient(worker.port, life.end);
  const failed = new Promise<"failed">((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve("failed");
    };
  });
  const port = { storage, durability: options.durability, autoCollections: options.autoCollections, graphql: options.graphql, wasm };
  try {
    const first = await Promise.race([failed, client.open(name, port, life.name)]);
    if (first !== "failed") return client;
    life.end();
    return undefined;
  } catch (error) {
    life.end();
    throw error;
  }
}

/** What of a module's source can go through a port. */
function portable(wasm: WasmSource | undefined): string | BufferSource | undefined {
  if (wasm === undefined) return undefined;
  if (typeof wasm === "string" || wasm instanceof URL) return new URL(String(wasm), location.href).href;
  if (!(wasm instanceof WebAssembly.Module) && !(wasm instanceof Response)) return wasm;
  throw makeError("INVALID_ARGUMENT", 'a shared worker cannot be handed a Response or a Module; pass the option wasm as an address or bytes, or use mode "page"');
}
