/** A place in a query text. */
export interface Location {
  /** Counts from 1. */
  readonly line: number;
  /** Counts code points from 1. */
  readonly column: number;
}
