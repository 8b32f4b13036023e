/** One text to run, checked and encoded. */
export interface ExecRequest {
  readonly text: string;
  /** JSON of the variables, "" if there are none. */
  readonly variables: string;
  /** "" if there is none. */
  readonly operationName: string;
  /** Durability of this request's commits, "" for the database's. */
  readonly durability: string;
  /** Makes a mutation idempotent; "" if there is none. */
  readonly txid: string;
}
