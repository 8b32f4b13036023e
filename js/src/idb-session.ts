import type { Owner } from "./idb-layout.js";

/** How long another connection may stand in the way before the engine gives up waiting, in milliseconds. */
const blockedAfter = 3000;

/** Why a connection is not there any more. */
export type Loss = "closed" | "deleted" | "lost";

/** One connection, and the claim under which it writes. A lost connection may be replaced; the claim stays the same. */
export class IdbSession {
  /** Who we are in the database; set when it has been taken over. */
  owner: Owner | undefined;
  /** Tells the engine that an open or delete request has been blocked for too long. */
  onBlocked: (() => void) | undefined;
  #db: IDBDatabase | undefined;
  #loss: Loss = "closed";
  #abandoned = false;

  get db(): IDBDatabase | undefined {
    return this.#db;
  }

  /** Why there is no connection. */
  get loss(): Loss {
    return this.#loss;
  }

  /** Takes part in a request that go-indexeddb makes: keeps the connection that comes of it. */
  watch(request: IDBOpenDBRequest, opens: boolean): void {
    this.#abandoned = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    request.addEventListener("blocked", () => {
      timer = setTimeout(() => {
        this.#abandoned = true;
        this.onBlocked?.();
      }, blockedAfter);
    });
    request.addEventListener("error", (event) => {
      clearTimeout(timer);
      event.preventDefault();
    });
    request.addEventListener("success", () => {
      clearTimeout(timer);
      if (!opens) return;
      if (this.#abandoned) request.result.close();
      else this.#keep(request.result);
    });
  }

  close(): void {
    this.#abandoned = true;
    this.#drop("closed");
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
