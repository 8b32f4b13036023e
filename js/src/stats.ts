/** Figures of engine and storage; counters start at opening. */
export interface Stats {
  readonly storage: StorageStats;
  /** Sequence of the newest commit that was delivered. */
  readonly seq: number;
  /** Collections that were defined. */
  readonly collections: number;
  /** Open streams. */
  readonly subscriptions: number;
  /** Open transactions. */
  readonly transactions: number;
  /** Texts whose parsed form is kept, and their bytes. */
  readonly parsedTexts: number;
  readonly parsedBytes: number;
  /** Bytes of the engine's WebAssembly memory that Go has taken. */
  readonly memoryBytes: number;
  /** Bytes of it that are in use. */
  readonly heapBytes: number;
}

/** Figures of the storage. */
export interface StorageStats {
  readonly kind: string;
  /** Keys held; -1 if unknown. */
  readonly keys: number;
  readonly logBytes: number;
  readonly pageBytes: number;
  readonly pages: number;
  readonly runs: number;
  readonly memBytes: number;
  readonly cacheHits: number;
  readonly cacheMiss: number;
  readonly commits: number;
  readonly logWrites: number;
  readonly flushes: number;
  readonly lastSeq: number;
  readonly durableSeq: number;
}
