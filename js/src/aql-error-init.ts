import type { ResponseError } from "./response-error.js";

/** What an {@link AqlError} carries beside code and message. */
export interface AqlErrorInit {
  /** Every error of the response; made from code and message if absent. */
  readonly errors?: readonly ResponseError[];
  /** The whole response, if the engine answered one. */
  readonly response?: unknown;
  /** `"unknown"`: the commit was applied or not, never in part. */
  readonly outcome?: "unknown";
  /** The last delivered position of a stream that ended. */
  readonly seq?: number;
  readonly cause?: unknown;
}
