import { IoStatus, type IoStatusValue } from "./io-status.js";
import { allStores, logStore, manifestKey, metaStore, openingKey, ownerKey, pageStore, type Owner } from "./idb-layout.js";
import type { StorageChange } from "./storage-change.js";

/** How a commit ended; `Ok` means that the transaction is complete. */
export interface CommitOutcome {
  readonly status: IoStatusValue;
  readonly cause?: unknown;
}

/**
 * Writes all changes in one transaction. Every request is issued in one synchronous stretch, so nothing can be committed
 * in part; the first request reads the owner, and the transaction is aborted unless it is us.
 */
export function commit(db: IDBDatabase, owner: Owner, strict: boolean, changes: readonly StorageChange[], live: Set<IDBTransaction>): Promise<CommitOutcome> {
  return new Promise((resolve) => {
    let tx: IDBTransaction;
    try {
      tx = db.transaction(allStores, "readwrite", { durability: strict ? "strict" : "relaxed" });
    } catch (cause) {
      return resolve({ status: IoStatus.Lost, cause });
    }
    live.add(tx);
    let refused: CommitOutcome | undefined;
    const abort = (outcome: CommitOutcome): void => {
      refused ??= outcome;
      try {
        tx.abort();
      } catch {
        // It has ended already; the events say how.
      }
    };
    tx.oncomplete = () => {
      live.delete(tx);
      resolve({ status: IoStatus.Ok });
    };
    tx.onabort = () => {
      live.delete(tx);
      resolve(refused ?? classify(tx.error));
    };
    try {
      const fence = tx.objectStore(metaStore).get(ownerKey);
      fence.onsuccess = () => {
        const verdict = judge(fence.result, owner);
        if (verdict !== undefined) return abort(verdict);
        try {
          tx.commit();
        } catch {
          // An earlier failure ended it, or the browser is too old to know commit: it ends by itself.
        }
      };
      issue(tx, changes);
    } catch (cause) {
      abort({ status: IoStatus.Failed, cause });
    }
  });
}

function issue(tx: IDBTransaction, changes: readonly StorageChange[]): void {
  const log = tx.objectStore(logStore);
  const pages = tx.objectStore(pageStore);
  for (const change of changes) {
    switch (change.kind) {
      case "putLog":
        log.put(change.bytes, change.key);
        break;
      case "putPage":
        pages.put(change.bytes, change.key);
        break;
      case "putManifest":
        tx.objectStore(metaStore).put(change.bytes, manifestKey);
        break;
      case "putOpening":
        tx.objectStore(metaStore).put(change.bytes, openingKey);
        break;
      case "dropPage":
        pages.delete(change.key);
        break;
      case "dropLog":
        log.delete(IDBKeyRange.lowerBound(change.from));
        break;
    }
  }
}

/** Returns why somebody with this claim may not write, undefined if they may. */
function judge(found: unknown, owner: Owner): CommitOutcome | undefined {
  const there = found as Owner | undefined;
  if (there === undefined || there.generation !== owner.generation) {
    return { status: IoStatus.Gone, cause: new Error("the storage was cleared") };
  }
  if (there.epoch === owner.epoch) return undefined;
  return { status: IoStatus.Fenced, cause: new Error("another engine has opened the database") };
}

/** Says what an abort means. The standard promises that an aborted transaction left nothing behind. */
export function classify(error: DOMException | null): CommitOutcome {
  switch (error?.name) {
    case "QuotaExceededError":
      return { status: IoStatus.Quota, cause: error };
    case undefined:
    case "AbortError":
    case "UnknownError":
    case "InvalidStateError":
    case "TimeoutError":
      return { status: IoStatus.Lost, cause: error ?? new Error("the transaction was aborted") };
    default:
      return { status: IoStatus.Failed, cause: error };
  }
}
