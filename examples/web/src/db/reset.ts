import { Aurora } from "@auroradb/aurora";
import { codeOf, NAME } from "./open";

const PATIENCE = 5000;

/** Deletes the database together: every tab lets go of it first, and comes back when it is gone. */
export class Reset {
  readonly #channel = new BroadcastChannel("nordlicht-reset");

  /** Calls `release` when another tab deletes the database, and reloads the page when that is done. */
  constructor(release: () => Promise<void>) {
    this.#channel.addEventListener("message", (event) => {
      if (event.data === "done") location.reload();
      else void release().finally(() => setTimeout(() => location.reload(), PATIENCE));
    });
  }

  /** Deletes the database and reloads all tabs. `release` closes it in this one. */
  async run(release: () => Promise<void>): Promise<void> {
    this.#channel.postMessage("begin");
    await release();
    try {
      await remove();
    } finally {
      this.#channel.postMessage("done");
      location.reload();
    }
  }
}

/** Tries until the other tabs have let go. */
async function remove(): Promise<void> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await Aurora.delete(NAME);
    } catch (error) {
      if (codeOf(error) !== "LOCKED" || performance.now() > end) throw error;
      await new Promise((go) => setTimeout(go, 100));
    }
  }
}
