import { AqlError } from "./aql-error.js";
import type { ErrorCode } from "./error-code.js";
import { makeError } from "./make-error.js";
import type { ResponseError } from "./response-error.js";

const statuses: { readonly [C in ErrorCode]?: number } = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  COLLECTION_NOT_FOUND: 404,
  CONFLICT: 409,
  COLLECTION_EXISTS: 409,
  UNIQUE_VIOLATION: 409,
  REFERENCE_VIOLATION: 409,
  RESUME_EXPIRED: 410,
  LIMIT_EXCEEDED: 413,
  CORRUPT: 500,
  INTERNAL: 500,
  UNSUPPORTED: 501,
  CLOSED: 503,
  LOCKED: 503,
  READ_ONLY: 503,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  QUOTA_EXCEEDED: 507,
};

/** The HTTP status of a response without data, from the code of its first error. */
export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 400;
}

/** The errors that an answer lists for a failure; a foreign error tells nothing of itself. */
export function errorsOf(error: unknown): readonly ResponseError[] {
  return error instanceof AqlError ? error.errors : makeError("INTERNAL", "an internal error").errors;
}

/** Answers a failure as a GraphQL response; the status is that of the code if none is given. */
export function refusal(error: unknown, status?: number, headers: Readonly<Record<string, string>> = {}): Response {
  const answered = status ?? (error instanceof AqlError ? statusOf(error.code) : 500);
  return json(JSON.stringify({ errors: errorsOf(error) }), answered, headers);
}

/** Answers a JSON text. */
export function json(body: string, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, { status, headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers } });
}
