import { acquire, type Acquired } from "./idb-read.js";

/** IndexedDB's version of a database; storage/indexeddb opens no other. */
const version = 1;

/**
 * A database that the browser opens, and that is taken over, while the engine is still being loaded: the engine's own
 * opening, a moment later, finds it open and read. What fails here, fails there again, where it is told.
 */
export class IdbAhead {
  readonly #live = new Set<IDBTransaction>();
  #request: IDBOpenDBRequest | undefined;
  #locked = false;
  #acquired: Promise<Acquired | undefined> | undefined;

  constructor(name: string) {
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(`aurora:${name}`); // databaseName in storage/indexeddb
    } catch {
      return;
    }
    this.#request = request;
    request.onupgradeneeded = () => request.transaction?.abort(); // it is new: the engine makes it
    request.onerror = (event) => event.preventDefault();
    request.onsuccess = () => {
      const db = request.result;
      if (this.#request === undefined) return db.close();
      db.onversionchange = () => this.close(); // another tab deletes it, and what was read with it
      db.onclose = () => this.close();
      this.#acquire();
    };
  }

  /** Nobody else may have the database: it is taken over as soon as it is open. */
  lock(): void {
    this.#locked = true;
    this.#acquire();
  }

  /** What was found when the database was taken over, once; undefined if the engine has to do that. */
  take(): Promise<Acquired | undefined> | undefined {
    const acquired = this.#acquired;
    this.#acquired = undefined;
    return acquired?.then((found) => (this.#request === undefined ? undefined : found));
  }

  /** Lets go of the database. */
  close(): void {
    const request = this.#request;
    this.#request = undefined;
    this.#acquired = undefined;
    if (request?.readyState === "done" && request.error === null) request.result.close();
  }

  #acquire(): void {
    const request = this.#request;
    if (!this.#locked || request?.readyState !== "done" || request.error !== null || request.result.version !== version) return;
    this.#acquired = acquire(request.result, undefined, this.#live).catch(() => undefined);
  }
}
