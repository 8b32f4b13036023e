import type { Client, CommandName } from "./client.js";
import type { ExecRequest } from "./exec-request.js";
import { watchLife } from "./life-lock.js";
import { makeError } from "./make-error.js";
import type { OpenInfo } from "./open-info.js";
import { errorFromText } from "./port-error.js";
import type { PortOptions, ToPage, ToWorker } from "./port-message.js";
import type { Reply } from "./reply.js";
import type { StreamHandle, StreamSink } from "./stream-sink.js";
import type { SubscribeRequest } from "./subscribe-request.js";

interface Call {
  resolve(reply: Reply<string>): void;
  reject(error: unknown): void;
}

const decoder = new TextDecoder();

/** The engine in a shared worker, at the other end of a port. */
export class PortClient implements Client {
  readonly #port: MessagePort;
  readonly #calls = new Map<number, Call>();
  readonly #streams = new Map<number, StreamSink<string>>();
  readonly #endLife: () => void;
  #info: OpenInfo | undefined;
  #opening: { resolve(): void; reject(error: unknown): void } | undefined;
  #closing: { resolve(): void; reject(error: unknown): void } | undefined;
  #lastId = 0;
  #unwatch: () => void = () => undefined;
  #gone: Error | undefined;

  /** `endLife` gives up what tells the worker that this page lives. */
  constructor(port: MessagePort, endLife: () => void) {
    this.#port = port;
    this.#endLife = endLife;
    port.onmessage = ({ data }: MessageEvent<ToPage>) => this.#receive(data);
    port.onmessageerror = () => this.lost("a message could not be read");
  }

  /** Opens the database at the other end. */
  open(name: string, options: PortOptions, life: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      this.#send({ type: "open", name, options, life });
    });
  }

  get info(): OpenInfo {
    if (this.#info === undefined) throw new Error("not open");
    return this.#info;
  }

  execute(request: ExecRequest, signal: AbortSignal | undefined): Promise<Reply<string>> {
    return this.#call((id) => ({ type: "execute", id, request }), signal);
  }

  command(name: CommandName, request: ExecRequest | undefined, signal: AbortSignal | undefined): Promise<Reply<string>> {
    return this.#call((id) => ({ type: "command", id, name, request }), signal);
  }

  subscribe(request: SubscribeRequest, sink: StreamSink<string>): StreamHandle {
    if (this.#gone !== undefined) throw this.#gone;
    const id = ++this.#lastId;
    this.#streams.set(id, sink);
    this.#send({ type: "subscribe", id, request });
    return {
      next: () => {
        if (this.#streams.has(id)) this.#send({ type: "next", id });
      },
      cancel: () => {
        if (this.#streams.delete(id)) this.#send({ type: "cancel", id });
      },
    };
  }

  async close(): Promise<void> {
    if (this.#gone === undefined) await new Promise<void>((resolve, reject) => {
      this.#closing = { resolve, reject };
      this.#send({ type: "close" });
    }).finally(() => {
      this.#unwatch();
      this.#port.close();
      this.#endLife();
    });
  }

  /** The other end is gone: everything that waits fails. */
  lost(why: string): void {
    const error = makeError("UNAVAILABLE", `the shared worker is gone: ${why}`, { outcome: "unknown" });
    this.#gone = error;
    this.#opening?.reject(error);
    for (const call of this.#calls.values()) call.reject(error);
    for (const sink of this.#streams.values()) sink.fail(error);
    this.#calls.clear();
    this.#streams.clear();
    this.#closing?.resolve();
  }

  #call(message: (id: number) => ToWorker, signal: AbortSignal | undefined): Promise<Reply<string>> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const abort = (): void => {
        this.#calls.delete(id);
        this.#send({ type: "cancel", id });
        reject(signal?.reason);
      };
      const done = (): void => signal?.removeEventListener("abort", abort);
      this.#calls.set(id, {
        resolve: (reply) => {
          done();
          resolve(reply);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      signal?.addEventListener("abort", abort, { once: true });
      this.#send(message(id));
    });
  }

  #receive(message: ToPage): void {
    switch (message.type) {
      case "opened":
        this.#info = message.info;
        this.#unwatch = watchLife(message.life, () => this.lost("it was ended by the browser; open the database again"));
        return this.#opening?.resolve();
      case "refused":
        return this.#opening?.reject(errorFromText(message.error));
      case "settle":
        return this.#take(message.id)?.resolve({ ok: message.ok, body: decoder.decode(message.body) });
      case "failed":
        return this.#failed(message.id, errorFromText(message.error));
      case "events":
        return this.#streams.get(message.id)?.events(decoder.decode(message.body));
      case "end": {
        const sink = this.#streams.get(message.id);
        this.#streams.delete(message.id);
        return sink?.end(message.body === undefined ? undefined : decoder.decode(message.body));
      }
      case "closed":
        if (message.error === undefined) return this.#closing?.resolve();
        return this.#closing?.reject(errorFromText(message.error));
    }
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  #failed(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
    this.#streams.get(id)?.fail(error);
    this.#streams.delete(id);
  }

  #send(message: ToWorker): void {
    this.#port.postMessage(message);
  }
}
