import type { EngineHost } from "./engine-host.js";
import { makeError } from "./make-error.js";
import { openHereHost } from "./open-client.js";
import type { ToWorker } from "./port-message.js";
import { PortServer, type PortServerHost } from "./port-server.js";

interface Scope {
  onconnect: ((event: MessageEvent) => void) | null;
}

type Open = ToWorker & { readonly type: "open" };

/** The one database of this worker: opened for the first page, closed after the last. */
class SharedDatabase implements PortServerHost {
  #opening: Promise<EngineHost> | undefined;
  #options = "";
  #pages = 0;

  async join(message: Open): Promise<EngineHost> {
    const { storage, durability, autoCollections } = message.options;
    const options = JSON.stringify({ storage, durability, autoCollections });
    if (this.#opening !== undefined && options !== this.#options) {
      throw makeError("INVALID_ARGUMENT", `database "${message.name}" is open in another tab with other options: ${this.#options}`);
    }
    this.#options = options;
    this.#pages++;
    const opening = (this.#opening ??= openHereHost(message.name, storage, { durability, autoCollections, ...wasm(message) }, "shared"));
    try {
      return await opening;
    } catch (error) {
      this.#pages--;
      if (this.#opening === opening) this.#opening = undefined;
      throw error;
    }
  }

  async leave(): Promise<void> {
    if (--this.#pages > 0) return;
    const closing = this.#opening;
    this.#opening = undefined;
    await (await closing)?.close();
  }
}

function wasm(message: Open): { readonly wasm?: string | BufferSource } {
  return message.options.wasm === undefined ? {} : { wasm: message.options.wasm };
}

const database = new SharedDatabase();
const scope = globalThis as unknown as Scope;

scope.onconnect = ({ ports }) => {
  for (const port of ports) new PortServer(port, database);
};
