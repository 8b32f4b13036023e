import type { Aurora, Change } from "@auroradb/aurora";
import { codeOf } from "./open";

/** One change of an order, or `undefined` when changes were missed and everything should be read again. */
export type Listener = (change: Change | undefined) => void;

/** Hands every commit's changes, of this tab and of others, to whoever listens. */
export class Live {
  readonly #listeners = new Set<Listener>();
  readonly #stop = new AbortController();

  constructor(db: Aurora, collection: string) {
    void this.#follow(db, collection);
  }

  /** Adds a listener; the answer removes it. */
  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#stop.abort();
  }

  async #follow(db: Aurora, collection: string): Promise<void> {
    for (let wait = 250; !this.#stop.signal.aborted; wait = Math.min(wait * 2, 8000)) {
      try {
        for await (const change of db.listen(collection, { signal: this.#stop.signal })) {
          wait = 250;
          this.#tell(change);
        }
        return;
      } catch (error) {
        if (this.#stop.signal.aborted || codeOf(error) === "CLOSED") return;
        await new Promise((go) => setTimeout(go, wait));
        this.#tell(undefined);
      }
    }
  }

  #tell(change: Change | undefined): void {
    for (const listener of this.#listeners) listener(change);
  }
}
