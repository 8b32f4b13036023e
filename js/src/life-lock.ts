/** The Web Locks of this realm; undefined on insecure pages. */
function lockManager(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}

/** A lock that is held as long as its realm lives: the browser frees it when a page or worker ends, however that happens. */
export interface LifeLock {
  /** What the other side waits for; "" if there are no Web Locks. */
  readonly name: string;
  /** Gives it up early. */
  readonly end: () => void;
}

/** Takes a lock of a new name that begins with `prefix`. */
export function holdLife(prefix: string): Promise<LifeLock> {
  const locks = lockManager();
  if (locks === undefined) return Promise.resolve({ name: "", end: () => undefined });
  const name = `${prefix}:${crypto.randomUUID()}`;
  return new Promise((resolve, reject) => {
    locks.request(name, () => new Promise<void>((end) => resolve({ name, end }))).catch(reject);
  });
}

/** Calls `gone` when the holder of a life lock has ended. Returns how to stop watching. */
export function watchLife(name: string, gone: () => void): () => void {
  const locks = lockManager();
  if (name === "" || locks === undefined) return () => undefined;
  const stop = new AbortController();
  locks.request(name, { mode: "shared", signal: stop.signal }, gone).catch(() => undefined);
  return () => stop.abort();
}
