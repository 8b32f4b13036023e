/** How a storage operation ended; internal/jsx names the same numbers. */
export const IoStatus = {
  Ok: 0,
  /** Nothing was written; the operation may be repeated after reopening. */
  Lost: 1,
  /** No space; nothing was written. */
  Quota: 2,
  /** Another engine owns the storage; nothing was written. */
  Fenced: 3,
  /** Deleted or cleared by somebody else; nothing was written. */
  Gone: 4,
  /** Another connection stands in the way. */
  Blocked: 5,
  /** Any other failure; nothing was written. */
  Failed: 6,
  /** Nobody can say whether it was written. */
  Unknown: 7,
} as const;

/** One of {@link IoStatus}. */
export type IoStatusValue = (typeof IoStatus)[keyof typeof IoStatus];
