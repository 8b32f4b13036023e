import { Aurora } from "@auroradb/aurora";
import { NAME } from "./open";

const CHANNEL = "nordlicht-reset";

/** Deletes the database, after every tab has let go of it. */
export async function resetDatabase(db: Aurora | undefined): Promise<void> {
  new BroadcastChannel(CHANNEL).postMessage("reset");
  await db?.close().catch(() => undefined);
  await Aurora.delete(NAME);
}

/** Calls back when another tab resets the database. */
export function onReset(run: () => void): void {
  new BroadcastChannel(CHANNEL).addEventListener("message", run);
}
