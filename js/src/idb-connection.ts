/** How long another connection may stand in the way before the engine gives up waiting. */
const blockedAfter = 3000;

/** Why a connection is not there any more. */
export type Loss = "closed" | "deleted" | "lost";

/**
 * Keeps the one connection. The engine opens and deletes through go-indexeddb, which is handed {@link factory}; the
 * connection that comes of it is kept here for reads and commits.
 */
export class IdbConnection {
  #db: IDBDatabase | undefined;
  #loss: Loss = "closed";
  #abandoned = false;
  #blockedTimer: ReturnType<typeof setTimeout> | undefined;
  /** Tells the engine that an open or delete request has been blocked for too long. */
  onBlocked: (() => void) | undefined;

  /** The IDBFactory that go-indexeddb works with. */
  readonly factory: { open(name: string, version?: number): IDBOpenDBRequest; deleteDatabase(name: string): IDBOpenDBRequest } = {
    open: (name, version) => this.#watch(indexedDB.open(name, version), true),
    deleteDatabase: (name) => this.#watch(indexedDB.deleteDatabase(name), false),
  };

  get db(): IDBDatabase | undefined {
    return this.#db;
  }

  /** Why there is no connection. */
  get loss(): Loss {
    return this.#loss;
  }

  close(): void {
    this.#abandoned = true;
    this.#drop("closed");
  }

  #watch(request: IDBOpenDBRequest, opens: boolean): IDBOpenDBRequest {
    this.#abandoned = false;
    clearTimeout(this.#blockedTimer);
    request.addEventListener("blocked", () => {
      this.#blockedTimer = setTimeout(() => this.onBlocked?.(), blockedAfter);
    });
    request.addEventListener("error", (event) => {
      clearTimeout(this.#blockedTimer);
      event.preventDefault();
    });
    request.addEventListener("success", () => {
      clearTimeout(this.#blockedTimer);
      if (!opens) return;
      if (this.#abandoned) request.result.close();
      else this.#keep(request.result);
    });
    return request;
  }

  #keep(db: IDBDatabase): void {
    this.#drop("closed");
    this.#db = db;
    db.addEventListener("versionchange", () => this.#drop("deleted", db));
    db.addEventListener("close", () => this.#drop("lost", db));
  }

  #drop(loss: Loss, only?: IDBDatabase): void {
    if (only !== undefined && this.#db !== only) return;
    this.#loss = loss;
    this.#db?.close();
    this.#db = undefined;
  }
}
