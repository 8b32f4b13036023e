/** One entry of a response's `errors`. */
export interface Failure {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  COLLECTION_NOT_FOUND: 404,
  NOT_FOUND: 404,
  CONFLICT: 409,
  COLLECTION_EXISTS: 409,
  UNIQUE_VIOLATION: 409,
  REFERENCE_VIOLATION: 409,
  RESUME_EXPIRED: 410,
  LIMIT_EXCEEDED: 413,
  CANCELED: 499,
  INTERNAL: 500,
  CORRUPT: 500,
  UNSUPPORTED: 501,
  CLOSED: 503,
  LOCKED: 503,
  READ_ONLY: 503,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  QUOTA_EXCEEDED: 507,
};

/** The HTTP status of a refused request, from the code of its first error. */
export function statusOf(code: string): number {
  return STATUS[code] ?? 400;
}

/** Answers a GraphQL response as JSON. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers } });
}

/** Answers a refusal that the HTTP side made: a GraphQL response with one error and no data. */
export function refuse(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  const failure: Failure = { message, extensions: { code } };
  return json({ errors: [failure] }, status, headers);
}
