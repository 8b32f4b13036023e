/** What the engine's module exports, beside Go's own `run`, `resume` and `getsp`. */
export interface EngineExports {
  readonly mem: WebAssembly.Memory;
  /** Makes room for n bytes of the next call's argument. */
  alloc(n: number): number;
  /** Opens the database; answers by settle. */
  open(id: number, ptr: number, n: number): void;
  /** Runs a text; returns the place of a frame header. */
  exec(id: number, ptr: number, n: number): number;
  /** stats, flush, explain; returns the place of a frame header. */
  command(id: number, ptr: number, n: number): number;
  /** Opens a stream; returns the place of a frame header. */
  subscribe(id: number, ptr: number, n: number): number;
  /** Grants one more batch to a stream. */
  next(id: number): void;
  /** Cancels a call or a stream. */
  cancel(id: number): void;
  /** Closes the database; answers by settle. */
  close(id: number): void;
  /** A storage operation has ended. */
  io_done(id: number, status: number, count: number): void;
}
