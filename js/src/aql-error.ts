import type { AqlErrorInit } from "./aql-error-init.js";
import type { ErrorCode } from "./error-code.js";
import type { Location } from "./location.js";
import type { ResponseError } from "./response-error.js";

/** The error of every failing call; each code has a subclass of its own. */
export class AqlError<C extends ErrorCode = ErrorCode> extends Error {
  static {
    Object.defineProperty(this.prototype, "name", { value: "AqlError", configurable: true, writable: true });
  }

  /** The kind of the failure; what a program acts on. */
  readonly code: C;
  /** Every error of the response; the first one gives `code` and `message`. */
  readonly errors: readonly ResponseError[];
  /** The whole response, if the engine answered one. */
  readonly response: unknown;
  /** `"unknown"` if nobody can say whether the commit was applied. */
  readonly outcome: "unknown" | undefined;
  /** The last delivered position, if a stream ended. */
  readonly seq: number | undefined;

  constructor(code: C, message: string, init: AqlErrorInit = {}) {
    super(message, "cause" in init ? { cause: init.cause } : undefined);
    this.code = code;
    this.outcome = init.outcome;
    this.seq = init.seq;
    this.errors = init.errors ?? [{ message, extensions: extensions(code, init) }];
    this.response = init.response;
  }

  /** Places of the first error in the query text. */
  get locations(): readonly Location[] {
    return this.errors[0]?.locations ?? [];
  }

  /** Whether the same call may succeed when it is repeated: the failed one was definitely not applied. */
  get retryable(): boolean {
    return this.code === "CONFLICT";
  }
}

function extensions(code: ErrorCode, init: AqlErrorInit): ResponseError["extensions"] {
  return {
    code,
    ...(init.outcome === undefined ? {} : { outcome: init.outcome }),
    ...(init.seq === undefined ? {} : { seq: init.seq }),
  };
}
