/**
 * Values of a text's `$variables`. Besides plain JSON values: `bigint` (a 64-bit integer), `Date` (DateTime) and
 * `Uint8Array` or `ArrayBuffer` (Bytes). A property that is `undefined` counts as absent.
 */
export type Variables = Readonly<Record<string, unknown>>;
