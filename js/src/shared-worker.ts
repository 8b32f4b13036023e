import type { EngineHost } from "./engine-host.js";
import { holdLife, type LifeLock } from "./life-lock.js";
import { makeError } from "./make-error.js";
import { openHereHost } from "./open-client.js";
import type { PortOptions, ToWorker } from "./port-message.js";
import { PortServer, type PortServerHost } from "./port-server.js";

interface Scope {
  onconnect: ((event: MessageEvent) => void) | null;
}

type Open = ToWorker & { readonly type: "open" };

type SharedOptions = Omit<PortOptions, "wasm">;

const defaults: Required<SharedOptions> = { storage: "indexeddb", durability: "relaxed", autoCollections: false, graphql: false };

/** The one database of this worker: opened for the first page, closed after the last. */
class SharedDatabase implements PortServerHost {
  readonly life: Promise<LifeLock> = holdLife("aurora-worker");
  #opening: Promise<EngineHost> | undefined;
  #options: SharedOptions = defaults;
  #pages = 0;

  async join(message: Open): Promise<EngineHost> {
    const { storage, durability, autoCollections, graphql, wasm } = message.options;
    const asked = { storage, durability, autoCollections, graphql };
    if (this.#opening === undefined) this.#options = asked;
    else refuseOthers(message.name, asked, this.#options);
    this.#pages++;
    const options = Object.fromEntries(Object.entries({ durability, autoCollections, graphql, wasm }).filter(([, value]) => value !== undefined));
    const opening = (this.#opening ??= openHereHost(message.name, storage, options, "shared"));
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

/** Tabs share one engine, so they cannot have it in two ways. */
function refuseOthers(name: string, asked: SharedOptions, open: SharedOptions): void {
  for (const key of ["storage", "durability", "autoCollections", "graphql"] as const) {
    const value = open[key] ?? defaults[key];
    if (asked[key] === undefined || asked[key] === value) continue;
    throw makeError("INVALID_ARGUMENT", `database "${name}" is open in another tab with option ${key} set to ${String(value)}`);
  }
}

const database = new SharedDatabase();
const scope = globalThis as unknown as Scope;

scope.onconnect = ({ ports }) => {
  for (const port of ports) new PortServer(port, database);
};
