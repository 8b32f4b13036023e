/** The kinds of a frame; wasm/frame.go names the same numbers. */
export const FrameKind = {
  /** JSON of a response with data, or of a command's answer. */
  Result: 1,
  /** JSON of a response without data. */
  Refusal: 2,
  /** The answer comes by settle. */
  Pending: 3,
  /** As Refusal, and the engine cannot be trusted any more. */
  Fatal: 4,
} as const;

/** Bit of a header's flags: goroutines wait for their turn. */
export const pumpFlag = 1;
