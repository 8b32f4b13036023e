import { readJsonExact } from "./json-read.js";
import { makeError } from "./make-error.js";
import type { Variables } from "./variables.js";

/** Largest request body in bytes. */
export const maxBodyBytes: number = 4 << 20;

/** What a request asks to run. */
export interface HttpCall {
  readonly text: string;
  readonly variables: Variables | undefined;
  readonly operationName: string;
}

const members: readonly string[] = ["query", "text", "variables", "operationName", "extensions"];

/**
 * Reads a call: `{query, variables?, operationName?}`; `text` is another name of `query`. Integers pass exactly. Errors:
 * LIMIT_EXCEEDED, INVALID_ARGUMENT, UNKNOWN_ARGUMENT.
 */
export async function readCall(request: Request): Promise<HttpCall> {
  const body = readJson(await readText(request), "the request's body");
  if (!isObject(body)) throw makeError("INVALID_ARGUMENT", "the request's body must be an object");
  const unknown = Object.keys(body).find((name) => !members.includes(name));
  if (unknown !== undefined) throw makeError("UNKNOWN_ARGUMENT", `the request's body has an unknown member "${unknown.slice(0, 40)}"`);
  const { query, text = query, operationName } = body;
  if (typeof text !== "string" || (query !== undefined && query !== text)) {
    throw makeError("INVALID_ARGUMENT", 'the request\'s body must hold the text to run as "query"');
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== "string") {
    throw makeError("INVALID_ARGUMENT", "operationName must be a text");
  }
  return { text, variables: checkVariables(body["variables"]), operationName: operationName ?? "" };
}

/** Reads variables out of a JSON text. Errors: INVALID_ARGUMENT. */
export function readVariables(text: string | null): Variables | undefined {
  return text === null ? undefined : checkVariables(readJson(text, "the parameter variables"));
}

function checkVariables(value: unknown): Variables | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw makeError("INVALID_ARGUMENT", "variables must be an object");
  return value;
}

/** Reads the body as it comes: a length that the client claims is not trusted. */
async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader();
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBodyBytes) {
      await reader?.cancel();
      throw makeError("LIMIT_EXCEEDED", `the request's body is larger than ${maxBodyBytes} bytes`);
    }
    text += decode(() => decoder.decode(part?.value, { stream: true }));
  }
  return text + decode(() => decoder.decode());
}

function decode(run: () => string): string {
  try {
    return run();
  } catch (cause) {
    throw makeError("INVALID_ARGUMENT", "the request's body is not UTF-8", { cause });
  }
}

function readJson(text: string, what: string): unknown {
  try {
    JSON.parse(text); // readJsonExact trusts its text
    return readJsonExact(text);
  } catch (cause) {
    throw makeError("INVALID_ARGUMENT", `${what} is not JSON`, { cause });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
