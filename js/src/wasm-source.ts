import { makeError } from "./make-error.js";
import type { WasmSource } from "./options.js";

/** Modules by address: several databases of a page share one. */
const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Returns the compiled module of a source. Fails with UNAVAILABLE; the message says what was found where and what to do. */
export function loadModule(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return Promise.resolve(source);
  if (typeof source === "string" || source instanceof URL) return loadAddress(source);
  if (isResponse(source)) return compileResponse(source, source.url || "the given response");
  return compileBytes(source, "the given bytes", "");
}

function isResponse(source: BufferSource | Response): source is Response {
  return typeof Response !== "undefined" && source instanceof Response;
}

function loadAddress(address: string | URL): Promise<WebAssembly.Module> {
  const key = String(address);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const loading = fetchModule(key);
  compiled.set(key, loading);
  loading.catch(() => compiled.delete(key));
  return loading;
}

async function fetchModule(address: string): Promise<WebAssembly.Module> {
  if (address.startsWith("file:")) {
    const bytes = await readLocalFile(address);
    if (bytes !== undefined) return compileBytes(bytes, address, "");
  }
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    throw makeError("UNAVAILABLE", `cannot fetch ${address}; ${advice}`, { cause });
  }
  return compileResponse(response, address);
}

async function compileResponse(response: Response, address: string): Promise<WebAssembly.Module> {
  if (!response.ok) throw makeError("UNAVAILABLE", `${address} answers status ${response.status}; ${advice}`);
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/wasm") || typeof WebAssembly.compileStreaming !== "function") {
    return compileBytes(await response.arrayBuffer(), address, type);
  }
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (cause) {
    throw refusedModule(address, type, cause);
  }
}

async function compileBytes(source: BufferSource, address: string, type: string): Promise<WebAssembly.Module> {
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  if (bytes[0] !== 0 || bytes[1] !== 0x61 || bytes[2] !== 0x73 || bytes[3] !== 0x6d) {
    const found = new TextDecoder().decode(bytes.subarray(0, 40)).replace(/\s+/g, " ");
    const kind = type === "" ? "" : ` with content type ${type}`;
    throw makeError("UNAVAILABLE", `${address} is not WebAssembly: it begins with "${found}"${kind}; ${advice}`);
  }
  try {
    return await WebAssembly.compile(source);
  } catch (cause) {
    throw refusedModule(address, type, cause);
  }
}

const advice =
  "serve the package's aurora.wasm and pass its address as the option wasm (in Vite's development mode, also put the package into optimizeDeps.exclude)";

function refusedModule(address: string, type: string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  const policy = /Content Security Policy|unsafe-eval/i.test(why) ? "; the page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'" : "";
  return makeError("UNAVAILABLE", `${address}${type === "" ? "" : ` (content type ${type})`} cannot be compiled: ${why}${policy}`, { cause });
}

interface NodeProcess {
  readonly getBuiltinModule?: (name: string) => unknown;
}

interface NodeFiles {
  readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
}

/** Reads a file where there are files: fetch knows no file addresses in Node. */
async function readLocalFile(address: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const node = (globalThis as { process?: NodeProcess }).process;
  const files = node?.getBuiltinModule?.("node:fs/promises") as NodeFiles | undefined;
  if (files === undefined) return undefined;
  try {
    return await files.readFile(new URL(address));
  } catch (cause) {
    throw makeError("UNAVAILABLE", `cannot read ${address}`, { cause });
  }
}
