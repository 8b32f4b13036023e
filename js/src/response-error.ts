import type { ErrorCode } from "./error-code.js";
import type { Location } from "./location.js";

/** One entry of a response's `errors`. */
export interface ResponseError {
  /** What happened; it names the thing and does not repeat the code. */
  readonly message: string;
  /** Places in the query text, if there are any. */
  readonly locations?: readonly Location[];
  /** The field of the response that the error belongs to. */
  readonly path?: readonly (string | number)[];
  /** `code`, and what else is known. */
  readonly extensions: ResponseErrorExtensions;
}

/** The machine-readable part of a {@link ResponseError}. */
export interface ResponseErrorExtensions {
  /** The kind of the failure. */
  readonly code: ErrorCode;
  /** `"unknown"` if nobody can say whether the commit was applied. */
  readonly outcome?: "unknown";
  /** The last delivered position of a stream that ended. */
  readonly seq?: number;
  readonly [name: string]: unknown;
}
