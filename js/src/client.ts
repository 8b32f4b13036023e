import type { ExecRequest } from "./exec-request.js";
import type { OpenInfo } from "./open-info.js";
import type { Reply } from "./reply.js";
import type { StreamHandle, StreamSink } from "./stream-sink.js";
import type { SubscribeRequest } from "./subscribe-request.js";

/** A way to an engine: in this thread, or in a SharedWorker. Answers are JSON texts. */
export interface Client {
  readonly info: OpenInfo;
  execute(request: ExecRequest, signal: AbortSignal | undefined): Promise<Reply<string>>;
  command(name: CommandName, request: ExecRequest | undefined, signal: AbortSignal | undefined): Promise<Reply<string>>;
  subscribe(request: SubscribeRequest, sink: StreamSink<string>): StreamHandle;
  close(): Promise<void>;
}

/** The small calls beside execute and subscribe. */
export type CommandName = "stats" | "flush" | "explain";
