import { EngineInstance } from "./engine-instance.js";
import { errorOfResponse, makeError } from "./make-error.js";
import type { CommandName } from "./client.js";
import type { EngineConfig } from "./engine-config.js";
import type { ExecRequest } from "./exec-request.js";
import type { Medium } from "./medium.js";
import type { OpenInfo } from "./open-info.js";
import type { Read, Reply } from "./reply.js";
import { HostStream } from "./host-stream.js";
import type { StreamHandle, StreamSink } from "./stream-sink.js";
import type { SubscribeRequest } from "./subscribe-request.js";

/** Restarts that are allowed within {@link restartWindow}. */
const maxRestarts = 3;
const restartWindow = 60_000;

/** What a host needs to start instances. */
export interface EngineHostInit {
  readonly module: WebAssembly.Module;
  readonly config: EngineConfig;
  readonly mode: OpenInfo["mode"];
  readonly medium: () => Medium;
  /** Runs when the host is closed: gives up locks. */
  readonly release?: () => void;
}

/** One database: an engine instance, and another one when it has died. */
export class EngineHost {
  readonly #init: EngineHostInit;
  readonly #restarts: number[] = [];
  #instance: EngineInstance | undefined;
  #starting: Promise<EngineInstance> | undefined;
  #closing: Promise<void> | undefined;
  #dead: Error | undefined;
  #info!: OpenInfo;

  private constructor(init: EngineHostInit) {
    this.#init = init;
  }

  /** Starts an engine and opens the database. */
  static async open(init: EngineHostInit): Promise<EngineHost> {
    const self = new EngineHost(init);
    await self.#start();
    return self;
  }

  /** What the latest opening found. */
  get info(): OpenInfo {
    return this.#info;
  }

  /** Runs a text; at once if the engine runs and the answer needs no waiting. */
  execute<R>(request: ExecRequest, read: Read<R>, signal?: AbortSignal): Reply<R> | Promise<Reply<R>> {
    const parts = [request.text, request.variables, request.operationName, request.durability, request.txid];
    const instance = this.#instance;
    if (instance !== undefined) return instance.call("exec", parts, read, signal);
    return this.#revive().then((fresh) => fresh.call("exec", parts, read, signal));
  }

  /** Runs one of the small calls. */
  command<R>(name: CommandName, request: ExecRequest | undefined, read: Read<R>, signal?: AbortSignal): Reply<R> | Promise<Reply<R>> {
    const parts = request === undefined ? [name] : [name, request.text, request.variables, request.operationName];
    const instance = this.#instance;
    if (instance !== undefined) return instance.call("command", parts, read, signal);
    return this.#revive().then((fresh) => fresh.call("command", parts, read, signal));
  }

  /** Opens a stream; it sees every commit after this call, also across a restart of the engine. */
  subscribe<B>(request: SubscribeRequest, read: Read<B>, sink: StreamSink<B>): StreamHandle {
    const stream = new HostStream(request, read, sink, () => this.#instance ?? this.#revive());
    stream.open();
    return stream;
  }

  /** Makes everything durable, closes the database and stops the engine. Later calls answer CLOSED. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      const instance = this.#instance ?? (await this.#starting?.catch(() => undefined));
      this.#instance = undefined;
      if (instance === undefined || instance.poisoned !== undefined) return;
      const reply = await instance.lifecycle("close", "");
      instance.dispose();
      if (!reply.ok) throw errorOfResponse(JSON.parse(reply.body));
    } finally {
      this.#init.release?.();
    }
  }

  #revive(): Promise<EngineInstance> {
    if (this.#closing !== undefined) return Promise.reject(makeError("CLOSED", `database "${this.#init.config.name}" is closed`));
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    return (this.#starting ??= this.#restart());
  }

  async #restart(): Promise<EngineInstance> {
    const now = Date.now();
    while (this.#restarts.length > 0 && now - (this.#restarts[0] ?? 0) > restartWindow) this.#restarts.shift();
    if (this.#restarts.length >= maxRestarts) {
      this.#starting = undefined;
      throw makeError("UNAVAILABLE", `the engine crashed ${maxRestarts} times within a minute; it is started again later`);
    }
    this.#restarts.push(now);
    return this.#start();
  }

  async #start(): Promise<EngineInstance> {
    try {
      const { module, config, medium, mode } = this.#init;
      const instance = await EngineInstance.start(module, medium());
      const reply = await instance.lifecycle("open", JSON.stringify(config)).catch((error: unknown) => {
        instance.dispose();
        throw error;
      });
      if (!reply.ok) {
        instance.dispose();
        throw errorOfResponse(JSON.parse(reply.body));
      }
      const found = JSON.parse(reply.body) as { created: boolean; generation: string };
      this.#info = { ...found, storage: config.storage, durability: config.durability, mode };
      instance.onPoison = (error) => this.#lost(error);
      this.#instance = instance;
      return instance;
    } finally {
      this.#starting = undefined;
    }
  }

  #lost(cause: Error): void {
    this.#instance = undefined;
    if (this.#init.config.storage !== "memory") return;
    this.#dead = makeError("UNAVAILABLE", `the engine crashed and memory database "${this.#init.config.name}" is lost; open it anew`, {
      outcome: "unknown",
      cause,
    });
  }
}
