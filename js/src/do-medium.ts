import type { DoStorage } from "./do-storage.js";
import { IoResults } from "./io-results.js";
import { IoStatus, type IoStatusValue } from "./io-status.js";
import type { EngineMemory, IoDone, Medium } from "./medium.js";
import { packKeys, readChanges, readIds, type StorageChange } from "./storage-change.js";

/** Largest row; the platform allows 2 MB. */
const rowBytes = 1 << 20;

/** Parts of one value at most; a row's key is the value's key times this plus the part. */
const maxParts = 4096;

/** The tables; a value of more than {@link rowBytes} has several rows. The manifest is value 0 of `aurora_meta`. */
const tables = ["aurora_log", "aurora_pages", "aurora_meta"] as const;
type Table = (typeof tables)[number];

/** A Durable Object's SQLite storage for one engine instance. */
export class DoMedium implements Medium {
  readonly globals: Readonly<Record<string, unknown>> = {};
  readonly #storage: DoStorage;

  constructor(storage: DoStorage) {
    this.#storage = storage;
  }

  imports(memory: EngineMemory, done: IoDone): Record<string, WebAssembly.ImportValue> {
    const io = new IoResults(memory, done);
    return {
      ...io.imports(),
      do_load: (id: number): number => answer(io, id, () => this.#load()),
      do_pages: (id: number, ptr: number, count: number): number => answer(io, id, () => this.#pages(readIds(memory, ptr >>> 0, count))),
      do_commit: (id: number, ptr: number, count: number): IoStatusValue => {
        try {
          const changes = readChanges(memory, ptr >>> 0, count);
          this.#storage.transactionSync(() => {
            for (const change of changes) this.#apply(change);
          });
          return IoStatus.Ok;
        } catch (cause) {
          io.holdReason(id, cause);
          return /SQLITE_FULL|exceeded|limit/i.test(String(cause)) ? IoStatus.Quota : IoStatus.Failed;
        }
      },
      do_sync: (id: number): void => {
        this.#storage.sync().then(
          () => io.settle(id, IoStatus.Ok),
          (cause: unknown) => io.fail(id, IoStatus.Unknown, cause),
        );
      },
    };
  }

  poison(): void {
    // Every commit is over when its function returns: nothing is under way.
  }

  #load(): Uint8Array[] {
    for (const table of tables) this.#storage.sql.exec(`CREATE TABLE IF NOT EXISTS ${table} (id INTEGER PRIMARY KEY, data BLOB NOT NULL)`);
    const log = this.#read("aurora_log", 0, Number.MAX_SAFE_INTEGER);
    const manifest = this.#read("aurora_meta", 0, maxParts - 1).get(0) ?? new Uint8Array(0);
    return [packKeys([...log.keys()]), manifest, ...log.values()];
  }

  #pages(ids: readonly number[]): Uint8Array[] {
    return ids.map((id) => this.#read("aurora_pages", id * maxParts, id * maxParts + maxParts - 1).get(id) ?? new Uint8Array(0));
  }

  /** Returns the values of a range of row keys, their parts joined. */
  #read(table: Table, from: number, to: number): Map<number, Uint8Array> {
    const values = new Map<number, Uint8Array>();
    for (const { id, data } of this.#storage.sql.exec(`SELECT id, data FROM ${table} WHERE id BETWEEN ? AND ? ORDER BY id`, from, to)) {
      const key = Math.floor((id as number) / maxParts);
      const before = values.get(key);
      const part = new Uint8Array(data as ArrayBuffer);
      values.set(key, before === undefined ? part : join(before, part));
    }
    return values;
  }

  #apply(change: StorageChange): void {
    switch (change.kind) {
      case "putLog":
        return this.#put("aurora_log", change.key, change.bytes);
      case "putPage":
        return this.#put("aurora_pages", change.key, change.bytes);
      case "putManifest":
        this.#storage.sql.exec("DELETE FROM aurora_meta");
        return this.#put("aurora_meta", 0, change.bytes);
      case "dropPage":
        this.#storage.sql.exec("DELETE FROM aurora_pages WHERE id BETWEEN ? AND ?", change.key * maxParts, change.key * maxParts + maxParts - 1);
        return;
      case "dropLog":
        this.#storage.sql.exec("DELETE FROM aurora_log WHERE id >= ?", change.from * maxParts);
    }
  }

  #put(table: Table, key: number, bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length > rowBytes * maxParts) throw new Error("a value is larger than the storage can hold");
    for (let part = 0; part === 0 || part * rowBytes < bytes.length; part++) {
      const row = bytes.slice(part * rowBytes, (part + 1) * rowBytes).buffer;
      this.#storage.sql.exec(`INSERT OR REPLACE INTO ${table} (id, data) VALUES (?, ?)`, key * maxParts + part, row);
    }
  }
}

function answer(io: IoResults, id: number, read: () => readonly Uint8Array[]): number {
  try {
    const items = read();
    io.hold(id, items);
    return items.length;
  } catch (cause) {
    io.holdReason(id, cause);
    return -1;
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
