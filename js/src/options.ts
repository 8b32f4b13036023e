/** What an acknowledgement promises: see the table in the documentation. */
export type Durability = "none" | "relaxed" | "strict";

/** Where the data lives. */
export type StorageKind = "indexeddb" | "memory";

/** Where the engine runs. `auto` is a SharedWorker where there is one, else the page; outside browsers the process. */
export type EngineMode = "auto" | "shared" | "page";

/** How integers come back that a double cannot hold. */
export type Int64Mode = "number" | "bigint";

/** The engine's WebAssembly module, or where to get it. */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** Options of {@link Aurora.open}. */
export interface OpenOptions {
  /** `indexeddb` in browsers, `memory` elsewhere. There is no silent fallback from one to the other. */
  readonly storage?: StorageKind;
  /** What an acknowledgement promises; `relaxed` if absent. */
  readonly durability?: Durability;
  /** Where the engine runs; `auto` if absent. */
  readonly mode?: EngineMode;
  /** `bigint` returns integers beyond 2^53 exactly; `number`, the default, rounds them. */
  readonly int64?: Int64Mode;
  /** The engine's module; the file beside this package's own if absent. */
  readonly wasm?: WasmSource;
  /** Defines a collection when the first document is inserted; `false` if absent: that is COLLECTION_NOT_FOUND then. */
  readonly autoCollections?: boolean;
  /** Answers requests over the standard GraphQL schema of the collections, and its introspection, beside AQL; `false` if absent. */
  readonly graphql?: boolean;
  /** Gives up opening. */
  readonly signal?: AbortSignal;
}

/** Options of {@link Aurora.execute}. */
export interface ExecuteOptions {
  /** Stops waiting; a commit that is already on its way may still be applied. */
  readonly signal?: AbortSignal;
  /** The operation to run if the text holds several. */
  readonly operationName?: string;
  /** What this call's acknowledgement promises; the database's mode if absent. */
  readonly durability?: Durability;
  /**
   * A name for this commit. One that comes again within the last 10,000 answers the first result and changes nothing, so a
   * call whose outcome is unknown can be repeated.
   */
  readonly txid?: string;
}

/** Options of {@link Aurora.explain}. */
export interface ExplainOptions {
  readonly signal?: AbortSignal;
  /** The operation to explain if the text holds several. */
  readonly operationName?: string;
}

/** Options of {@link Aurora.stream}. */
export interface StreamOptions {
  /** Ends the stream; the reason is thrown. */
  readonly signal?: AbortSignal;
  /** Delivers what was committed after this position before anything new. */
  readonly after?: number;
  /** The operation to run if the text holds several. */
  readonly operationName?: string;
}

/** Options of {@link Aurora.listen}. */
export interface ListenOptions {
  /** Ends the stream; the reason is thrown. */
  readonly signal?: AbortSignal;
  /** Delivers what was committed after this position before anything new. */
  readonly after?: number;
}
