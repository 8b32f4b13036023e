import { makeError } from "./make-error.js";

/** How long a page that is being left may take to give up its lock. */
const patience = 1500;

/**
 * Takes the database's lock and returns how to give it up. The browser gives it up when the page or worker ends, however
 * that happens. Without the Web Locks API (insecure pages) nothing is locked; the fence in the storage still protects.
 */
export async function lockDatabase(name: string): Promise<() => void> {
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  if (locks === undefined) return () => undefined;
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), patience);
  return new Promise((resolve, reject) => {
    const held = new Promise<void>((release) => {
      locks
        .request(lockName(name), { mode: "exclusive", signal: waiting.signal }, () => {
          clearTimeout(timer);
          resolve(release);
          return held;
        })
        .catch((cause: unknown) => {
          clearTimeout(timer);
          reject(lockedError(name, cause));
        });
    });
  });
}

/** The Web Lock of a database. */
export function lockName(name: string): string {
  return `aurora:${name}`;
}

function lockedError(name: string, cause: unknown): Error {
  const why = 'another tab or worker of this origin, or this page itself, holds it; open it with mode "auto" everywhere to share one engine';
  return makeError("LOCKED", `database "${name}" is in use: ${why}`, { cause });
}
