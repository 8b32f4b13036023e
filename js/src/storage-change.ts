import type { EngineMemory } from "./medium.js";

/** One change of an atomic commit. */
export type StorageChange =
  | { readonly kind: "putLog" | "putPage"; readonly key: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "putManifest" | "putOpening"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "dropPage"; readonly key: number }
  /** Every log record from the key on. */
  | { readonly kind: "dropLog"; readonly from: number };

/** Bytes of one change as internal/jsx describes it: `kind u32 | ptr u32 | length u32 | 0 u32 | key u64`. */
const changeBytes = 24;

/** The kinds in the order of their numbers in internal/jsx. */
const kinds = [undefined, "putLog", "dropLog", "putPage", "dropPage", "putManifest", "putOpening"] as const;

/** Copies the changes of a commit out of the engine's memory. */
export function readChanges(memory: EngineMemory, ptr: number, count: number): StorageChange[] {
  const view = memory.view();
  const bytes = memory.bytes();
  const changes: StorageChange[] = [];
  for (let i = 0; i < count; i++) {
    const at = ptr + i * changeBytes;
    const from = view.getUint32(at + 4, true);
    const length = view.getUint32(at + 8, true);
    const key = Number(view.getBigUint64(at + 16, true));
    const kind = kinds[view.getUint32(at, true)];
    switch (kind) {
      case "putLog":
      case "putPage":
        changes.push({ kind, key, bytes: bytes.slice(from, from + length) });
        break;
      case "putManifest":
      case "putOpening":
        changes.push({ kind, bytes: bytes.slice(from, from + length) });
        break;
      case "dropPage":
        changes.push({ kind, key });
        break;
      case "dropLog":
        changes.push({ kind, from: key });
        break;
      case undefined:
        throw new Error("the engine described a change of no known kind");
    }
  }
  return changes;
}

/** Reads page ids out of the engine's memory. */
export function readIds(memory: EngineMemory, ptr: number, count: number): number[] {
  const view = memory.view();
  return Array.from({ length: count }, (_, i) => Number(view.getBigUint64(ptr + 8 * i, true)));
}

/** Packs keys as u64. */
export function packKeys(keys: readonly number[]): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(8 * keys.length);
  const view = new DataView(packed.buffer);
  for (const [i, key] of keys.entries()) view.setBigUint64(8 * i, BigInt(key), true);
  return packed;
}

/** Reads keys that were packed; whatever else the storage may hold is no key. */
export function unpackKeys(packed: unknown): number[] {
  if (!(packed instanceof Uint8Array)) return [];
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: Math.floor(packed.length / 8) }, (_, i) => Number(view.getBigUint64(8 * i, true)));
}
