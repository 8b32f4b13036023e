import type { EngineMemory } from "./medium.js";

/** Strings longer than this are encoded apart, so that room is made for what they need and not for three times as much. */
const longText = 1 << 16;

/** Fields of a request; those that are left out are empty. */
const maxParts = 5;

const encoder = new TextEncoder();

/**
 * Writes a request into the engine's memory.
 *
 * Shape: `5 × u32 length | the fields, UTF-8`.
 */
export class RequestWriter {
  readonly #memory: EngineMemory;
  readonly #alloc: (n: number) => number;

  constructor(memory: EngineMemory, alloc: (n: number) => number) {
    this.#memory = memory;
    this.#alloc = alloc;
  }

  write(parts: readonly string[]): { readonly ptr: number; readonly length: number } {
    const head = 4 * maxParts;
    let room = head;
    const encoded: (Uint8Array | undefined)[] = [];
    for (const part of parts) {
      const bytes = part.length > longText ? encoder.encode(part) : undefined;
      encoded.push(bytes);
      room += bytes === undefined ? 3 * part.length : bytes.length;
    }
    const ptr = this.#alloc(room);
    const memory = this.#memory.bytes();
    const view = this.#memory.view();
    for (let i = parts.length; i < maxParts; i++) view.setUint32(ptr + 4 * i, 0, true);
    let at = ptr + head;
    for (const [i, part] of parts.entries()) {
      const bytes = encoded[i];
      let length = 0;
      if (bytes !== undefined) {
        memory.set(bytes, at);
        length = bytes.length;
      } else if (part.length > 0) {
        length = encoder.encodeInto(part, memory.subarray(at, at + 3 * part.length)).written;
      }
      view.setUint32(ptr + 4 * i, length, true);
      at += length;
    }
    return { ptr, length: at - ptr };
  }
}
