/** Figures of engine and storage; counters start at opening. */
export interface Stats {
  readonly storage: StorageStats;
  /** Bytes of the engine's WebAssembly memory that Go has taken. */
  readonly memoryBytes: number;
  readonly [name: string]: unknown;
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
