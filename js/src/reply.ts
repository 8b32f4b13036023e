/** An answer of the engine: a response with data, or one that is a refusal. */
export interface Reply<R> {
  readonly ok: boolean;
  readonly body: R;
}

/** Turns the bytes of an answer into something that outlives the call: they are a view of the engine's memory. */
export type Read<R> = (bytes: Uint8Array) => R;
