import type { Client } from "./client.js";
import { readCall, readVariables } from "./http-body.js";
import { eventStream } from "./http-events.js";
import { json, refusal, statusOf } from "./http-reply.js";
import { writeVariables } from "./json-write.js";
import { errorOfResponse, makeError } from "./make-error.js";
import type { SubscribeRequest } from "./subscribe-request.js";

const parameters: readonly string[] = ["collection", "query", "variables", "after"];

/** Answers one request to a database; the last part of the path says what is wanted. Integers pass exactly. */
export async function answerHttp(client: Client, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const route = url.pathname.split("/").at(-1);
  try {
    if (route === "aql") return request.method === "POST" ? await execute(client, request) : wrongMethod("POST");
    if (route !== "listen") return refusal(makeError("NOT_FOUND", "use POST /aql or GET /listen"));
    return request.method === "GET" ? eventStream(client, subscription(url, request), request.signal) : wrongMethod("GET");
  } catch (error) {
    return refusal(error);
  }
}

async function execute(client: Client, request: Request): Promise<Response> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return refusal(makeError("INVALID_ARGUMENT", "the request's body must be application/json"), 415);
  const { text, variables, operationName } = await readCall(request);
  const reply = await client.execute({ text, variables: writeVariables(variables), operationName, durability: "", txid: "" }, request.signal);
  return json(reply.body, reply.ok ? 200 : statusOf(errorOfResponse(JSON.parse(reply.body)).code));
}

/**
 * What `GET …/listen` asks for: the changes of a collection (`collection=`, all of them if it is empty), or a subscription
 * (`query=`, `variables=`). A position (`after=`, or the Last-Event-ID with which browsers reconnect) resumes behind it; a
 * subscription gets it as its variable `$after`.
 */
function subscription(url: URL, request: Request): SubscribeRequest {
  const search = url.searchParams;
  const unknown = [...search.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined) throw makeError("UNKNOWN_ARGUMENT", `listen has no parameter "${unknown.slice(0, 40)}"`);
  const [collection, query] = [search.get("collection"), search.get("query")];
  if ((collection === null) === (query === null)) throw makeError("INVALID_ARGUMENT", "listen needs either collection or query");
  const after = position(request.headers.get("last-event-id") ?? search.get("after"));
  if (query === null) return { kind: "listen", target: collection ?? "", variables: "", operationName: "", after };
  const variables = { ...readVariables(search.get("variables")), ...(after === undefined ? {} : { after }) };
  return { kind: "stream", target: query, variables: writeVariables(variables), operationName: "", after: undefined };
}

function position(text: string | null): number | undefined {
  if (text === null || text === "") return undefined;
  if (!/^\d{1,15}$/.test(text)) throw makeError("INVALID_ARGUMENT", "after must be a position that an earlier change had as its seq");
  return Number(text);
}

function wrongMethod(allowed: string): Response {
  return refusal(makeError("INVALID_ARGUMENT", `use ${allowed}`), 405, { allow: allowed });
}
