import type { AqlError } from "./aql-error.js";
import type { AqlErrorInit } from "./aql-error-init.js";
import type { ErrorCode } from "./error-code.js";
import { errorClasses } from "./error-classes.js";
import type { ResponseError } from "./response-error.js";

/** Returns an error of the class that belongs to the code. */
export function makeError<C extends ErrorCode>(code: C, message: string, init?: AqlErrorInit): AqlError<C> {
  return new errorClasses[code](code, message, init);
}

/** Returns the error of a response that holds no data. */
export function errorOfResponse(response: unknown): AqlError {
  const errors = errorsOf(response);
  const first = errors[0];
  if (first === undefined) return makeError("INTERNAL", "the engine answered no response", { response });
  const { code, outcome, seq } = first.extensions;
  const known: ErrorCode = code in errorClasses ? code : "INTERNAL";
  return makeError(known, first.message, {
    errors,
    response,
    ...(outcome === undefined ? {} : { outcome }),
    ...(seq === undefined ? {} : { seq }),
  });
}

function errorsOf(response: unknown): readonly ResponseError[] {
  if (typeof response !== "object" || response === null || !("errors" in response)) return [];
  return Array.isArray(response.errors) ? (response.errors as readonly ResponseError[]) : [];
}
