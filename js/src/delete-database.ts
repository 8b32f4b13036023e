import { checkName } from "./check-options.js";
import { lockDatabase } from "./database-lock.js";
import { EngineInstance } from "./engine-instance.js";
import { IdbMedium } from "./idb-medium.js";
import { errorOfResponse } from "./make-error.js";
import type { OpenOptions } from "./options.js";
import { hasIndexedDb } from "./platform.js";
import { loadModule } from "./wasm-source.js";
import { browserWasm } from "./wasm-url.js";

/** Deletes a database in IndexedDB; the engine's own code does it. */
export async function deleteDatabase(name: string, options: Pick<OpenOptions, "wasm">): Promise<void> {
  checkName(name);
  if (!hasIndexedDb()) return;
  const release = await lockDatabase(name);
  try {
    const instance = await EngineInstance.start(await loadModule(options.wasm ?? browserWasm()), new IdbMedium());
    const reply = await instance.lifecycle("open", JSON.stringify({ name, storage: "indexeddb", drop: true }));
    instance.dispose();
    if (!reply.ok) throw errorOfResponse(JSON.parse(reply.body));
  } finally {
    release();
  }
}
