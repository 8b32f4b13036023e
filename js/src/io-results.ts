import type { EngineMemory, IoDone } from "./medium.js";
import type { IoStatusValue } from "./io-status.js";

const encoder = new TextEncoder();

/** Byte strings that wait to be copied into the engine's memory. */
export class IoResults {
  readonly #held = new Map<number, readonly Uint8Array[]>();
  readonly #memory: EngineMemory;
  readonly #done: IoDone;

  constructor(memory: EngineMemory, done: IoDone) {
    this.#memory = memory;
    this.#done = done;
  }

  /** Holds the results and tells the engine. */
  settle(id: number, status: IoStatusValue, items: readonly Uint8Array[] = []): void {
    if (items.length > 0) this.#held.set(id, items);
    this.#done(id, status, items.length);
  }

  /** Tells the engine of a failure; the text explains it. */
  fail(id: number, status: IoStatusValue, cause: unknown): void {
    this.settle(id, status, [encoder.encode(describe(cause))]);
  }

  /** Holds the results of an operation that answers at once. */
  hold(id: number, items: readonly Uint8Array[]): void {
    if (items.length > 0) this.#held.set(id, items);
  }

  /** Holds the reason of a failure that is answered at once. */
  holdReason(id: number, cause: unknown): void {
    this.hold(id, [encoder.encode(describe(cause))]);
  }

  /** The functions by which the engine fetches results. */
  imports(): Record<string, WebAssembly.ImportValue> {
    return {
      io_sizes: (id: number, to: number): void => {
        const view = this.#memory.view();
        for (const [i, item] of (this.#held.get(id) ?? []).entries()) view.setUint32(to + 4 * i, item.length, true);
      },
      io_take: (id: number, index: number, to: number): void => {
        const item = this.#held.get(id)?.[index];
        if (item !== undefined) this.#memory.bytes().set(item, to >>> 0);
      },
      io_free: (id: number): void => {
        this.#held.delete(id);
      },
    };
  }
}

function describe(cause: unknown): string {
  if (cause instanceof Error || cause instanceof DOMException) return `${cause.name}: ${cause.message}`;
  return String(cause);
}
