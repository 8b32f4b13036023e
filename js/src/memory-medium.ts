import type { Medium } from "./medium.js";

/** The medium of databases in memory: nothing to lend. */
export class MemoryMedium implements Medium {
  readonly globals: Readonly<Record<string, unknown>> = {};

  imports(): Record<string, WebAssembly.ImportValue> {
    return {};
  }

  poison(): void {}
}
