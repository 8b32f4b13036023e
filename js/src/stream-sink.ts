/** What receives a stream; `B` is what {@link Read} makes of bytes. */
export interface StreamSink<B> {
  /** A JSON list of changes. */
  events(body: B): void;
  /** The end: JSON of a response with errors, or nothing if the database was closed. */
  end(body: B | undefined): void;
  /** The end: the engine died and the stream cannot be taken up again. */
  fail(error: unknown): void;
}

/** A stream that is open in the engine. */
export interface StreamHandle {
  /** Asks for the next changes; the engine sends none unasked. */
  next(): void;
  /** Ends the stream without a last word. */
  cancel(): void;
}
