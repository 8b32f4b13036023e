import { classify, type CommitOutcome } from "./idb-commit.js";
import { allStores, logStore, manifestKey, metaStore, openingKey, ownerKey, pageStore, type Owner } from "./idb-layout.js";
import { IoStatus } from "./io-status.js";
import { packKeys, unpackKeys } from "./storage-change.js";

const encoder = new TextEncoder();

/** What {@link acquire} found. */
export interface Acquired {
  readonly owner: Owner;
  /**
   * `created u8 | generation`, log keys and page ids as u64, the manifest (empty on a new database), ids of the pages that an
   * opening asks for as u64, these pages (empty if missing), then the log records.
   */
  readonly items: readonly Uint8Array[];
}

/**
 * Takes the database over, and reads manifest, log and the pages that an opening asks for, all in one transaction. With
 * `again` the same owner comes back after its connection was lost: nothing is changed then, nobody asks for these pages,
 * and it fails if somebody else came in between.
 */
export function acquire(db: IDBDatabase, again: Owner | undefined, live: Set<IDBTransaction>): Promise<Acquired> {
  return inTransaction(db, again === undefined ? "readwrite" : "readonly", live, (tx, refuse) => {
    const meta = tx.objectStore(metaStore);
    const log = tx.objectStore(logStore);
    const found = meta.get(ownerKey);
    const manifest = meta.get(manifestKey);
    const keys = log.getAllKeys();
    const store = tx.objectStore(pageStore);
    const pages = store.getAllKeys();
    const records = log.getAll();
    let opening: readonly number[] = [];
    let first: () => readonly Uint8Array[] = () => [];
    if (again === undefined) {
      const listed = meta.get(openingKey);
      listed.onsuccess = () => {
        opening = unpackKeys(listed.result);
        if (opening.length > 0) first = readItems(store, opening);
      };
    }
    let owner: Owner | undefined;
    let created = false;
    found.onsuccess = () => {
      const before = found.result as Owner | undefined;
      if (again !== undefined) {
        const lost = claimLost(before, again);
        if (lost !== undefined) return refuse(lost);
        owner = again;
        return;
      }
      created = before === undefined;
      owner = { epoch: (before?.epoch ?? 0) + 1, generation: before?.generation ?? newGeneration(), format: 1 };
      meta.put(owner, ownerKey);
    };
    return () => {
      if (owner === undefined) throw new Error("the owner record was not read");
      const head = encoder.encode((created ? "\u0001" : "\u0000") + owner.generation);
      const items = [head, packKeys(keys.result as number[]), packKeys(pages.result as number[]), (manifest.result as Uint8Array | undefined) ?? new Uint8Array(0)];
      return { owner, items: [...items, packKeys(opening), ...first(), ...(records.result as Uint8Array[])] };
    };
  });
}

/** Why a database is not its owner's any more, if it is so. */
function claimLost(now: Owner | undefined, owner: Owner): CommitOutcome | undefined {
  if (now?.generation !== owner.generation) return { status: IoStatus.Gone, cause: new Error("the storage was cleared") };
  if (now.epoch !== owner.epoch) return { status: IoStatus.Fenced, cause: new Error("another engine has opened the database") };
  return undefined;
}

/**
 * Reads pages in the order of their ids, by one range if they lie close together. A missing page is an empty item, unless
 * it is missing because the database has another owner: then the reading fails like a commit.
 */
export function readPages(db: IDBDatabase, ids: readonly number[], owner: Owner, live: Set<IDBTransaction>): Promise<readonly Uint8Array[]> {
  return inTransaction(db, "readonly", live, (tx, refuse, answer) => {
    const pages = readItems(tx.objectStore(pageStore), ids);
    const found = tx.objectStore(metaStore).get(ownerKey); // the last request: all pages are there then
    found.onsuccess = () => {
      const lost = pages().some((page) => page.length === 0) ? claimLost(found.result as Owner | undefined, owner) : undefined;
      if (lost !== undefined) refuse(lost);
      else answer(); // nothing was written that would have to be complete
    };
    return pages;
  });
}

function readItems(pages: IDBObjectStore, ids: readonly number[]): () => readonly Uint8Array[] {
  const empty = new Uint8Array(0);
  const low = Math.min(...ids);
  const high = Math.max(...ids);
  if (ids.length > 4 && high - low < 2 * ids.length) {
    const range = IDBKeyRange.bound(low, high);
    const keys = pages.getAllKeys(range);
    const values = pages.getAll(range);
    return () => {
      const byId = new Map(keys.result.map((key, i) => [key as number, values.result[i] as Uint8Array]));
      return ids.map((id) => byId.get(id) ?? empty);
    };
  }
  const requests = ids.map((id) => pages.get(id));
  return () => requests.map((request) => (request.result as Uint8Array | undefined) ?? empty);
}

/**
 * Runs requests in one transaction and resolves to what they found when it is complete, or when `answer` is called. Rejects
 * with a {@link CommitOutcome}.
 */
function inTransaction<R>(
  db: IDBDatabase,
  mode: IDBTransactionMode,
  live: Set<IDBTransaction>,
  issue: (tx: IDBTransaction, refuse: (outcome: CommitOutcome) => void, answer: () => void) => () => R,
): Promise<R> {
  return new Promise((resolve, reject: (outcome: CommitOutcome) => void) => {
    let tx: IDBTransaction;
    try {
      tx = db.transaction(allStores, mode, { durability: "relaxed" });
    } catch (cause) {
      return reject({ status: IoStatus.Lost, cause });
    }
    live.add(tx);
    let refused: CommitOutcome | undefined;
    const refuse = (outcome: CommitOutcome): void => {
      refused ??= outcome;
      tx.abort();
    };
    let answered = false;
    const answer = (): void => {
      if (answered) return;
      answered = true;
      try {
        resolve(result());
      } catch (cause) {
        reject({ status: IoStatus.Failed, cause });
      }
    };
    let result: () => R;
    try {
      result = issue(tx, refuse, answer);
      tx.oncomplete = () => {
        live.delete(tx);
        answer();
      };
    } catch (cause) {
      refuse({ status: IoStatus.Failed, cause });
    }
    tx.onabort = () => {
      live.delete(tx);
      reject(refused ?? classify(tx.error));
    };
  });
}

/** A random name for a database that is new. */
function newGeneration(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
