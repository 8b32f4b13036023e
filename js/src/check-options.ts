import { makeError } from "./make-error.js";
import { isWellFormed } from "./json-write.js";
import type { OpenOptions } from "./options.js";

const choices = {
  storage: ["indexeddb", "memory"],
  durability: ["none", "relaxed", "strict"],
  mode: ["auto", "shared", "page"],
  int64: ["number", "bigint"],
} as const satisfies Partial<Record<keyof OpenOptions, readonly string[]>>;

const others: readonly string[] = ["wasm", "autoCollections", "graphql", "signal"] satisfies (keyof OpenOptions)[];

/** Checks the name of a database; INVALID_ARGUMENT. */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== "string" || name === "" || name.length > 200 || !isWellFormed(name)) {
    throw makeError("INVALID_ARGUMENT", "the database's name must be a text of 1 to 200 characters");
  }
}

/** Checks the options of open; nothing is silently ignored. INVALID_ARGUMENT. */
export function checkOptions(options: unknown): asserts options is OpenOptions {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw makeError("INVALID_ARGUMENT", "the options must be an object");
  }
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || others.includes(key)) continue;
    if (!(key in choices)) throw makeError("INVALID_ARGUMENT", `there is no option ${key}; known are ${[...Object.keys(choices), ...others].join(", ")}`);
    const allowed: readonly unknown[] = choices[key as keyof typeof choices];
    if (!allowed.includes(value)) throw makeError("INVALID_ARGUMENT", `option ${key} must be one of ${allowed.join(", ")}`);
  }
  const { signal, wasm } = options as OpenOptions;
  for (const key of ["autoCollections", "graphql"] as const) {
    const value: unknown = (options as OpenOptions)[key];
    if (value !== undefined && typeof value !== "boolean") throw makeError("INVALID_ARGUMENT", `option ${key} must be true or false`);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw makeError("INVALID_ARGUMENT", "option signal must be an AbortSignal");
  if (wasm !== undefined && !isWasmSource(wasm)) {
    throw makeError("INVALID_ARGUMENT", "option wasm must be an address, a Response, bytes or a WebAssembly.Module");
  }
}

function isWasmSource(value: unknown): boolean {
  if (typeof value === "string" || value instanceof URL || value instanceof WebAssembly.Module) return true;
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value) || (typeof Response !== "undefined" && value instanceof Response);
}
