/** One text to run, checked and encoded. */
export interface ExecRequest {
  readonly text: string;
  /** JSON of the variables, "" if there are none. */
  readonly variables: string;
  /** "" if there is none. */
  readonly operationName: string;
}
