import { commit, type CommitOutcome } from "./idb-commit.js";
import { IdbConnection } from "./idb-connection.js";
import type { Owner } from "./idb-layout.js";
import { acquire, readPages } from "./idb-read.js";
import { IoResults } from "./io-results.js";
import { IoStatus } from "./io-status.js";
import type { EngineMemory, IoDone, Medium } from "./medium.js";
import { readChanges, readIds } from "./storage-change.js";

/** IndexedDB for one engine instance: each function is one transaction. */
export class IdbMedium implements Medium {
  readonly #connection = new IdbConnection();
  readonly #live = new Set<IDBTransaction>();
  #owner: Owner | undefined;
  #poisoned = false;

  readonly globals: Readonly<Record<string, unknown>> = { auroraIndexedDB: this.#connection.factory };

  imports(memory: EngineMemory, done: IoDone): Record<string, WebAssembly.ImportValue> {
    const io = new IoResults(memory, (id, status, count) => {
      if (!this.#poisoned) done(id, status, count);
    });
    return {
      ...io.imports(),
      idb_watch: (id: number): void => {
        this.#connection.onBlocked = () => {
          this.#connection.onBlocked = undefined;
          this.#connection.close();
          io.fail(id, IoStatus.Blocked, new Error("another tab holds the database open"));
        };
      },
      idb_unwatch: (): void => {
        this.#connection.onBlocked = undefined;
      },
      idb_acquire: (id: number, expected: number): void => {
        const db = this.#connection.db;
        if (db === undefined) return this.#absent(io, id);
        acquire(db, expected === 0 ? undefined : this.#owner, this.#live).then(
          ({ owner, items }) => {
            this.#owner = owner;
            io.settle(id, IoStatus.Ok, items);
          },
          (outcome: CommitOutcome) => io.fail(id, outcome.status, outcome.cause),
        );
      },
      idb_commit: (id: number, ptr: number, count: number, strict: number): void => {
        const db = this.#connection.db;
        if (db === undefined || this.#owner === undefined) return this.#absent(io, id);
        const changes = readChanges(memory, ptr >>> 0, count);
        commit(db, this.#owner, strict !== 0, changes, this.#live).then(({ status, cause }) => {
          if (status === IoStatus.Ok) io.settle(id, status);
          else io.fail(id, status, cause);
        });
      },
      idb_pages: (id: number, ptr: number, count: number): void => {
        const db = this.#connection.db;
        if (db === undefined) return this.#absent(io, id);
        const ids = readIds(memory, ptr >>> 0, count);
        readPages(db, ids, this.#live).then(
          (items) => io.settle(id, IoStatus.Ok, items),
          (outcome: CommitOutcome) => io.fail(id, outcome.status, outcome.cause),
        );
      },
      idb_close: (): void => this.#connection.close(),
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
    this.#connection.close();
  }

  /** Answers a call that found no connection; later, as if it had asked the browser. */
  #absent(io: IoResults, id: number): void {
    const { loss } = this.#connection;
    const deleted = loss === "deleted";
    const cause = new Error(deleted ? "the database was deleted by another tab" : "the connection was closed");
    queueMicrotask(() => io.fail(id, deleted ? IoStatus.Gone : IoStatus.Lost, cause));
  }
}
