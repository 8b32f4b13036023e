/** Answers a refusal that the front door made: a GraphQL response with one error and no data. */
export function refuse(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status, headers: { "cache-control": "no-store", ...headers } });
}
