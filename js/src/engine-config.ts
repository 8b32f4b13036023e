import type { Durability, StorageKind } from "./options.js";

/** What the engine is told at opening. */
export interface EngineConfig {
  readonly name: string;
  readonly storage: StorageKind | "durableobject";
  readonly durability: Durability;
  readonly autoCollections: boolean;
  readonly graphql: boolean;
}
