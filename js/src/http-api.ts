import { AqlError } from "./aql-error.js";
import { ChangeQueue } from "./change-queue.js";
import type { Client } from "./client.js";
import type { ErrorCode } from "./error-code.js";
import { errorOfResponse, makeError } from "./make-error.js";
import { readJsonExact } from "./json-read.js";
import { writeVariables } from "./json-write.js";
import type { ResponseError } from "./response-error.js";
import type { SubscribeRequest } from "./subscribe-request.js";
import type { Variables } from "./variables.js";

/** Largest request body in characters. */
const maxBody = 32 << 20;

/** How often an idle stream says that it is alive, in milliseconds. */
const heartbeat = 15_000;

/** Answers one request to a database; the last part of the path says what is wanted. Integers pass exactly. */
export async function answerHttp(client: Client, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const route = url.pathname.split("/").at(-1);
  try {
    if (route === "aql") return request.method === "POST" ? await execute(client, request) : wrongMethod("POST");
    if (route !== "listen" && route !== "stream") return refusal(makeError("NOT_FOUND", "use POST /aql, GET /listen or GET /stream"));
    if (request.method !== "GET") return wrongMethod("GET");
    return events(client, route === "listen" ? listen(url, request) : stream(url), request.signal);
  } catch (error) {
    return refusal(error);
  }
}

async function execute(client: Client, request: Request): Promise<Response> {
  const { query, variables, operationName } = await readBody(request);
  const reply = await client.execute({ text: query, variables: writeVariables(variables), operationName: operationName ?? "" }, request.signal);
  return json(reply.body, reply.ok ? 200 : statusOf(errorOfResponse(JSON.parse(reply.body)).code));
}

interface Body {
  readonly query: string;
  readonly variables?: Variables;
  readonly operationName?: string;
}

async function readBody(request: Request): Promise<Body> {
  const text = await request.text();
  if (text.length > maxBody) throw makeError("LIMIT_EXCEEDED", `the request is larger than ${maxBody} characters`);
  const body = readJson(text, "the request's body");
  if (typeof body !== "object" || body === null || !("query" in body) || typeof body.query !== "string") {
    throw makeError("INVALID_ARGUMENT", 'the request\'s body must be an object with the text as "query"');
  }
  return body as Body;
}

function readJson(text: string, what: string): unknown {
  try {
    JSON.parse(text); // readJsonExact trusts its text
    return readJsonExact(text);
  } catch (cause) {
    throw makeError("INVALID_ARGUMENT", `${what} is not JSON`, { cause });
  }
}

function listen(url: URL, request: Request): SubscribeRequest {
  const after = url.searchParams.get("after") ?? request.headers.get("last-event-id") ?? "";
  if (!/^\d{0,15}$/.test(after)) throw makeError("INVALID_ARGUMENT", "after must be a position that an earlier change had as its seq");
  const position = after === "" ? undefined : Number(after);
  return { kind: "listen", target: url.searchParams.get("collection") ?? "", variables: "", operationName: "", after: position };
}

function stream(url: URL): SubscribeRequest {
  const variables = url.searchParams.get("variables");
  const parsed = variables === null ? undefined : (readJson(variables, "the parameter variables") as Variables);
  return { kind: "stream", target: url.searchParams.get("query") ?? "", variables: writeVariables(parsed), operationName: "", after: undefined };
}

interface Positioned {
  readonly seq: number;
}

/** Sends changes as server-sent events; the position is the event's id, so a browser resumes by itself. */
function events(client: Client, request: SubscribeRequest, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const queue = new ChangeQueue(readJsonExact);
  let timer: ReturnType<typeof setInterval> | undefined;
  queue.attach(client.subscribe(request, queue), () => clearInterval(timer));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(": open\n\n"));
      timer = setInterval(() => controller.enqueue(encoder.encode(": alive\n\n")), heartbeat);
      signal.addEventListener("abort", () => queue.stop(), { once: true });
    },
    async pull(controller) {
      try {
        const { done, value } = await queue.next();
        if (done !== true) {
          const { seq } = value as Positioned;
          return controller.enqueue(encoder.encode(`id: ${seq}\nevent: change\ndata: ${writeVariables(value as Variables)}\n\n`));
        }
      } catch (error) {
        controller.enqueue(encoder.encode(`event: error\ndata: ${JSON.stringify({ errors: errorsOf(error) })}\n\n`));
      }
      queue.stop();
      controller.close();
    },
    cancel: () => queue.stop(),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
}

const statuses: { readonly [C in ErrorCode]?: number } = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  LIMIT_EXCEEDED: 413,
  CORRUPT: 500,
  INTERNAL: 500,
  UNSUPPORTED: 501,
  UNAVAILABLE: 503,
  CLOSED: 503,
  QUOTA_EXCEEDED: 507,
};

function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 400;
}

function errorsOf(error: unknown): readonly ResponseError[] {
  return error instanceof AqlError ? error.errors : makeError("INTERNAL", "an internal error").errors;
}

function refusal(error: unknown): Response {
  return json(JSON.stringify({ errors: errorsOf(error) }), error instanceof AqlError ? statusOf(error.code) : 500);
}

function wrongMethod(allowed: string): Response {
  const { errors } = makeError("INVALID_ARGUMENT", `use ${allowed}`);
  return json(JSON.stringify({ errors }), 405, { allow: allowed });
}

function json(body: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
}
