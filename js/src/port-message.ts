import type { CommandName } from "./client.js";
import type { ExecRequest } from "./exec-request.js";
import type { OpenInfo } from "./open-info.js";
import type { Durability, StorageKind } from "./options.js";
import type { SubscribeRequest } from "./subscribe-request.js";

/** What a page says to the shared worker. */
export type ToWorker =
  | { readonly type: "open"; readonly name: string; readonly options: PortOptions; readonly life: string }
  | { readonly type: "execute"; readonly id: number; readonly request: ExecRequest }
  | { readonly type: "command"; readonly id: number; readonly name: CommandName; readonly request: ExecRequest | undefined }
  | { readonly type: "subscribe"; readonly id: number; readonly request: SubscribeRequest }
  | { readonly type: "next"; readonly id: number }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "close" };

/** What the shared worker says to a page. Bytes are transferred, not copied. */
export type ToPage =
  | { readonly type: "opened"; readonly info: OpenInfo; readonly life: string }
  | { readonly type: "refused"; readonly error: string }
  | { readonly type: "settle"; readonly id: number; readonly ok: boolean; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly type: "failed"; readonly id: number; readonly error: string }
  | { readonly type: "events"; readonly id: number; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly type: "end"; readonly id: number; readonly body: Uint8Array<ArrayBuffer> | undefined }
  | { readonly type: "closed"; readonly error: string | undefined };

/** The options that a port can carry; what is undefined is as in the tab that opened first. */
export interface PortOptions {
  readonly storage: StorageKind;
  readonly durability: Durability | undefined;
  readonly autoCollections: boolean | undefined;
  readonly graphql: boolean | undefined;
  readonly wasm: string | BufferSource | undefined;
}
