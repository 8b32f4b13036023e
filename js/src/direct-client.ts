import type { Client, CommandName } from "./client.js";
import type { EngineHost } from "./engine-host.js";
import type { ExecRequest } from "./exec-request.js";
import type { OpenInfo } from "./open-info.js";
import type { Reply } from "./reply.js";
import type { StreamHandle, StreamSink } from "./stream-sink.js";
import type { SubscribeRequest } from "./subscribe-request.js";

const decoder = new TextDecoder();
const read = (bytes: Uint8Array): string => decoder.decode(bytes);

/** The engine in this thread. */
export class DirectClient implements Client {
  readonly #host: EngineHost;

  constructor(host: EngineHost) {
    this.#host = host;
  }

  get info(): OpenInfo {
    return this.#host.info;
  }

  async execute(request: ExecRequest, signal: AbortSignal | undefined): Promise<Reply<string>> {
    return this.#host.execute(request, read, signal);
  }

  async command(name: CommandName, request: ExecRequest | undefined, signal: AbortSignal | undefined): Promise<Reply<string>> {
    return this.#host.command(name, request, read, signal);
  }

  subscribe(request: SubscribeRequest, sink: StreamSink<string>): StreamHandle {
    return this.#host.subscribe(request, read, sink);
  }

  close(): Promise<void> {
    return this.#host.close();
  }
}
