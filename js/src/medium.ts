/** What a storage of the platform lends to one engine instance. */
export interface Medium {
  /** Functions of the import module "aurora". None may throw. */
  imports(memory: EngineMemory, done: IoDone): Record<string, WebAssembly.ImportValue>;
  /** Objects that the engine sees as properties of its global object. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** The instance is dead: abort what is under way and let go of everything. */
  poison(): void;
}

/** The engine's linear memory; make views anew for every call. */
export interface EngineMemory {
  bytes(): Uint8Array;
  view(): DataView;
}

/** Tells the engine that an operation has ended; the results are fetched by `io_sizes` and `io_take`. */
export type IoDone = (id: number, status: number, count: number) => void;
