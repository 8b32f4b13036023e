/** One committed change, as streams deliver it. */
export interface Change<T = Record<string, unknown>> {
  /** The position of the commit; all its changes have the same. `after` goes on behind the whole commit: see `seq` of the stream. */
  readonly seq: number;
  readonly collection: string;
  readonly type: ChangeType;
  readonly id: string;
  /** The document after the change; `null` for a deletion. */
  readonly document: T | null;
  /** The document before the change; `null` for an insertion. */
  readonly old: T | null;
  /** The names of the fields that an update changed. */
  readonly changed?: readonly string[];
}

/** What happened to the document. */
export type ChangeType = "insert" | "update" | "delete";
