import type { CommitOutcome } from "./idb-commit.js";
import { commit } from "./idb-commit.js";
import type { IdbAhead } from "./idb-ahead.js";
import type { Owner } from "./idb-layout.js";
import { acquire, readPages, type Acquired } from "./idb-read.js";
import { IdbSession } from "./idb-session.js";
import { IoResults } from "./io-results.js";
import { IoStatus } from "./io-status.js";
import type { EngineMemory, IoDone, Medium } from "./medium.js";
import { readChanges, readIds } from "./storage-change.js";

/** IndexedDB for one engine instance: each function is one transaction of a session. */
export class IdbMedium implements Medium {
  readonly #sessions = new Map<number, IdbSession>();
  readonly #live = new Set<IDBTransaction>();
  readonly #ahead: IdbAhead | undefined;
  #opening: IdbSession | undefined;
  #poisoned = false;

  /** With `ahead` the first session takes over what was read there. */
  constructor(ahead?: IdbAhead) {
    this.#ahead = ahead;
  }

  /** The IDBFactory that go-indexeddb works with; its next request belongs to the session that was named last. */
  readonly globals: Readonly<Record<string, unknown>> = {
    auroraIndexedDB: {
      open: (name: string, version?: number) => this.#watch(indexedDB.open(name, version), true),
      deleteDatabase: (name: string) => this.#watch(indexedDB.deleteDatabase(name), false),
    },
  };

  imports(memory: EngineMemory, done: IoDone): Record<string, WebAssembly.ImportValue> {
    const io = new IoResults(memory, (id, status, count) => {
      if (!this.#poisoned) done(id, status, count);
    });
    const failed = (id: number) => (outcome: CommitOutcome) => io.fail(id, outcome.status, outcome.cause);
    return {
      ...io.imports(),
      idb_watch: (id: number, session: number): void => {
        this.#opening = this.#session(session);
        this.#opening.onBlocked = () => io.fail(id, IoStatus.Blocked, new Error("another tab holds the database open"));
      },
      idb_unwatch: (session: number): void => {
        this.#session(session).onBlocked = undefined;
      },
      idb_acquire: (id: number, key: number, again: number): void => {
        const session = this.#session(key);
        if (session.db === undefined) return absent(io, id, session);
        this.#acquire(session.db, again === 0 ? undefined : session.owner).then(({ owner, items }) => {
          session.owner = owner;
          io.settle(id, IoStatus.Ok, items);
        }, failed(id));
      },
      idb_commit: (id: number, key: number, ptr: number, count: number, strict: number): void => {
        const session = this.#session(key);
        if (session.db === undefined || session.owner === undefined) return absent(io, id, session);
        const changes = readChanges(memory, ptr >>> 0, count);
        void commit(session.db, session.owner, strict !== 0, changes, this.#live).then(({ status, cause }) => {
          if (status === IoStatus.Ok) io.settle(id, status);
          else io.fail(id, status, cause);
        });
      },
      idb_pages: (id: number, key: number, ptr: number, count: number): void => {
        const session = this.#session(key);
        if (session.db === undefined || session.owner === undefined) return absent(io, id, session);
        readPages(session.db, readIds(memory, ptr >>> 0, count), session.owner, this.#live).then((items) => io.settle(id, IoStatus.Ok, items), failed(id));
      },
      idb_disconnect: (session: number): void => this.#session(session).close(),
      idb_end: (session: number): void => {
        this.#session(session).close();
        this.#sessions.delete(session);
      },
    };
  }

  poison(): void {
    this.#poisoned = true;
    for (const tx of this.#live) {
      try {
        tx.abort();
      } catch {
        // It is committing or over.
      }
    }
    this.#live.clear();
    for (const session of this.#sessions.values()) session.close();
  }

  async #acquire(db: IDBDatabase, again: Owner | undefined): Promise<Acquired> {
    const found = again === undefined ? await this.#ahead?.take() : undefined;
    return found ?? acquire(db, again, this.#live);
  }

  #session(key: number): IdbSession {
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const session = new IdbSession();
    this.#sessions.set(key, session);
    return session;
  }

  #watch(request: IDBOpenDBRequest, opens: boolean): IDBOpenDBRequest {
    this.#opening?.watch(request, opens);
    return request;
  }
}

/** Answers a call that found no connection; later, as if it had asked the browser. */
function absent(io: IoResults, id: number, { loss }: IdbSession): void {
  const deleted = loss === "deleted";
  const cause = new Error(deleted ? "the database was deleted by another tab" : "the connection was closed");
  queueMicrotask(() => io.fail(id, deleted ? IoStatus.Gone : IoStatus.Lost, cause));
}
