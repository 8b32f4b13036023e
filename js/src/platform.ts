interface ServerGlobals {
  readonly process?: { readonly versions?: { readonly node?: string } };
  readonly Deno?: unknown;
  readonly document?: unknown;
  readonly WorkerGlobalScope?: unknown;
  readonly navigator?: { readonly userAgent?: string };
}

/** Whether this is a page or a worker of one. Nothing is looked at before a database is opened. */
export function isBrowser(): boolean {
  const scope = globalThis as ServerGlobals;
  if (scope.document !== undefined) return true;
  if (scope.process?.versions?.node !== undefined || scope.Deno !== undefined) return false;
  if (scope.navigator?.userAgent === "Cloudflare-Workers") return false;
  return scope.WorkerGlobalScope !== undefined;
}

/** Whether IndexedDB is there; browsers hide it in some private windows and sandboxed frames. */
export function hasIndexedDb(): boolean {
  try {
    return typeof indexedDB === "object" && indexedDB !== null && typeof IDBRequest === "function";
  } catch {
    return false;
  }
}
