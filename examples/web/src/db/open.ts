import { Aurora, AqlError } from "@auroradb/aurora";

/** The name of the app's database. */
export const NAME = "nordlicht";

/** Opens the shop's database, or one that lives in memory only. */
export async function open(memory = false): Promise<Aurora> {
  return memory ? Aurora.open(NAME, { storage: "memory" }) : Aurora.open(NAME);
}

/** What a person can be told about a failure, and what can be done. */
export interface Trouble {
  readonly title: string;
  readonly advice: string;
  readonly detail: string;
  readonly code: string;
  /** Whether the app can go on without storage. */
  readonly memory: boolean;
}

const KNOWN: Readonly<Record<string, readonly [title: string, advice: string, memory: boolean]>> = {
  LOCKED: ["Another program holds this database", "Close the other tab or window that runs an older version of this page, then try again.", true],
  QUOTA_EXCEEDED: ["The browser is out of space for this site", "Free some disk space or delete other sites' data, then try again.", true],
  UNAVAILABLE: ["The database engine could not be loaded", "Its file is part of this page: check the connection, then try again.", false],
  UNSUPPORTED: ["This browser offers no storage here", "Private windows and blocked site data switch IndexedDB off. The shop can run in memory until you close the tab.", true],
  CORRUPT: ["The stored data is damaged", "The database refuses to guess. Delete it and let the shop be filled again.", true],
};

/** Explains any failure in words. */
export function explain(error: unknown): Trouble {
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  const [title, advice, memory] = KNOWN[code] ?? ["Something went wrong", "Try again; if it stays, the message below says what the database reported.", true];
  return { title, advice, detail, code, memory };
}

/** The code of a failure; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof AqlError ? error.code : "";
}
