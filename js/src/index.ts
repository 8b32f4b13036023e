/**
 * Aurora: a real-time document database in the page, in workers and on servers.
 *
 * @packageDocumentation
 */
export { Aurora } from "./aurora.js";
export { AqlError } from "./aql-error.js";
export { ChangeStream } from "./change-stream.js";
export { errorCodes } from "./error-code.js";
export * from "./error-classes.js";
export type { AqlBatchEntry, AqlResponse } from "./aql-response.js";
export type { Change, ChangeType } from "./change.js";
export type { ErrorCode } from "./error-code.js";
export type { Location } from "./location.js";
export type { OpenInfo } from "./open-info.js";
export type {
  Durability,
  EngineMode,
  ExecuteOptions,
  ExplainOptions,
  Int64Mode,
  ListenOptions,
  OpenOptions,
  StorageKind,
  StreamOptions,
  WasmSource,
} from "./options.js";
export type { ResponseError, ResponseErrorExtensions } from "./response-error.js";
export type { Stats, StorageStats } from "./stats.js";
export type { Variables } from "./variables.js";
