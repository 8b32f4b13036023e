import type { ResponseError } from "./response-error.js";

/** What {@link Aurora.execute} resolves to: a GraphQL response. */
export interface AqlResponse<T = Record<string, unknown>> {
  /** The values of the selected root fields, by alias or name. */
  readonly data: T;
  /** Failures of single fields; absent when there are none. */
  readonly errors?: readonly ResponseError[];
  /** `explain` and the like. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** The responses of a text with several operations; `data` is absent then. */
  readonly batch?: readonly AqlBatchEntry[];
}

/** The response of one operation of a text with several; `data` is absent if it was refused. */
export interface AqlBatchEntry {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly ResponseError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}
