import { refuse } from "./reply";

/** The largest request body in bytes. */
export const BODY_BYTES = 1_048_576;

/** What `POST …/aql` was asked to run. */
export interface Call {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

const MEMBERS: readonly string[] = ["query", "text", "variables", "operationName", "extensions"];

/** Reads and checks the body of a call; a Response is the refusal. */
export async function readCall(request: Request): Promise<Call | Response> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return refuse(415, "INVALID_ARGUMENT", "the body must be application/json");
  const bytes = await readBytes(request);
  if (bytes === undefined) return refuse(413, "LIMIT_EXCEEDED", `the body is larger than ${BODY_BYTES} bytes`);
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return refuse(400, "SYNTAX", "the body is not valid JSON in UTF-8");
  }
  return isObject(body) ? check(body) : refuse(400, "INVALID_ARGUMENT", "the body must be a JSON object");
}

/** Reads a body up to the limit; undefined when there is more. A length that the client claims is not trusted. */
async function readBytes(request: Request): Promise<Uint8Array | undefined> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength;
    if (size > BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}

function check(body: Readonly<Record<string, unknown>>): Call | Response {
  const unknown = Object.keys(body).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) return refuse(400, "UNKNOWN_ARGUMENT", `the body has an unknown member "${unknown.slice(0, 40)}"`);
  if (body["query"] !== undefined && body["text"] !== undefined) return refuse(400, "INVALID_ARGUMENT", "the body has both query and text");
  const text = body["query"] ?? body["text"];
  if (typeof text !== "string") return refuse(400, "INVALID_ARGUMENT", "the body needs query, a text");
  const variables = body["variables"] ?? {};
  if (!isObject(variables)) return refuse(400, "INVALID_ARGUMENT", "variables must be an object");
  const operation = body["operationName"] ?? undefined;
  if (operation !== undefined && typeof operation !== "string") return refuse(400, "INVALID_ARGUMENT", "operationName must be a text");
  return { text, variables, operationName: operation };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
