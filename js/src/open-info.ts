import type { Durability, StorageKind } from "./options.js";

/** What opening found. */
export interface OpenInfo {
  /** Whether this opening created the database: it is new, or the browser cleared it. */
  readonly created: boolean;
  /** Changes whenever the database was created anew; empty in memory. */
  readonly generation: string;
  readonly storage: StorageKind | "durableobject";
  /** Where the engine runs. */
  readonly mode: "shared" | "page" | "process";
  readonly durability: Durability;
}
