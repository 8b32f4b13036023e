/** What to follow: a subscription's text, or a collection's changes. */
export interface SubscribeRequest {
  readonly kind: "stream" | "listen";
  /** The text, or the collection's name ("" for all of them). */
  readonly target: string;
  /** JSON of the variables, "" if there are none. */
  readonly variables: string;
  /** "" if there is none. */
  readonly operationName: string;
  /** Deliver what was committed after this position first. */
  readonly after: number | undefined;
}
