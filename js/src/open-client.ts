import { checkName, checkOptions } from "./check-options.js";
import type { Client } from "./client.js";
import { DirectClient } from "./direct-client.js";
import { EngineHost } from "./engine-host.js";
import { IdbAhead } from "./idb-ahead.js";
import { IdbMedium } from "./idb-medium.js";
import { makeError } from "./make-error.js";
import { MemoryMedium } from "./memory-medium.js";
import type { OpenInfo } from "./open-info.js";
import type { OpenOptions, StorageKind } from "./options.js";
import { hasIndexedDb, isBrowser } from "./platform.js";
import { connectShared, sharedWorkersExist } from "./shared-client.js";
import { lockDatabase } from "./database-lock.js";
import { loadModule } from "./wasm-source.js";
import { browserWasm, hostWasm } from "./wasm-url.js";

/** Opens a database where the options want its engine. */
export async function openClient(name: string, options: OpenOptions): Promise<Client> {
  checkName(name);
  checkOptions(options);
  options.signal?.throwIfAborted();
  const storage = options.storage ?? (isBrowser() ? "indexeddb" : "memory");
  if (storage === "indexeddb" && !hasIndexedDb()) throw noIndexedDb();
  const opening = whereTo(options, storage) === "shared" ? openShared(name, storage, options) : openHere(name, storage, options);
  return abortable(opening, options.signal);
}

function whereTo(options: OpenOptions, storage: StorageKind): "shared" | "here" {
  const mode = options.mode ?? "auto";
  if (mode === "shared") {
    if (!isBrowser() || !sharedWorkersExist()) throw makeError("UNSUPPORTED", 'mode "shared" needs a browser with SharedWorker; use "auto" or "page"');
    return "shared";
  }
  return mode === "auto" && storage === "indexeddb" && isBrowser() && sharedWorkersExist() ? "shared" : "here";
}

async function openShared(name: string, storage: StorageKind, options: OpenOptions): Promise<Client> {
  const client = await connectShared(name, storage, options);
  if (client !== undefined) return client;
  if (options.mode === "shared") throw makeError("UNAVAILABLE", 'the shared worker\'s script cannot be loaded; serve shared-worker.js beside the package or use mode "page"');
  return openHere(name, storage, options);
}

async function openHere(name: string, storage: StorageKind, options: OpenOptions): Promise<Client> {
  return new DirectClient(await openHereHost(name, storage, options, isBrowser() ? "page" : "process"));
}

/** Opens the engine in this thread. */
export async function openHereHost(name: string, storage: StorageKind, options: OpenOptions, mode: OpenInfo["mode"]): Promise<EngineHost> {
  const loading = loadModule(options.wasm ?? (isBrowser() ? browserWasm() : hostWasm()));
  loading.catch(() => undefined); // awaited below, after the lock
  const ahead = storage === "indexeddb" ? new IdbAhead(name) : undefined;
  let release: (() => void) | undefined;
  try {
    release = storage === "indexeddb" ? await lockDatabase(name) : undefined;
    ahead?.lock();
    const module = await loading;
    return await EngineHost.open({
      module,
      config: {
        name,
        storage,
        durability: options.durability ?? "relaxed",
        autoCollections: options.autoCollections ?? false,
        graphql: options.graphql ?? false,
      },
      mode,
      medium: storage === "indexeddb" ? () => new IdbMedium(ahead) : () => new MemoryMedium(),
      ...(release === undefined ? {} : { release }),
    });
  } catch (error) {
    release?.();
    throw error;
  } finally {
    ahead?.close();
  }
}

/** Rejects with the signal's reason; what was opened too late is closed again. */
function abortable(opening: Promise<Client>, signal: AbortSignal | undefined): Promise<Client> {
  if (signal === undefined) return opening;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason);
      opening.then((client) => client.close()).catch(() => undefined);
    };
    signal.addEventListener("abort", abort, { once: true });
    opening.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function noIndexedDb(): Error {
  const where = isBrowser() ? "this page has no IndexedDB (private window, sandboxed frame?)" : "IndexedDB exists in browsers only";
  return makeError("UNSUPPORTED", `${where}; open with storage "memory" if nothing needs to be kept`);
}
