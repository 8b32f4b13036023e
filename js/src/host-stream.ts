import type { EngineInstance } from "./engine-instance.js";
import type { Read } from "./reply.js";
import type { StreamHandle, StreamSink } from "./stream-sink.js";
import type { SubscribeRequest } from "./subscribe-request.js";

/** A stream that outlives the instance: when that dies, the next one takes it up after the last delivered position. */
export class HostStream<B> implements StreamHandle, StreamSink<B> {
  readonly #request: SubscribeRequest;
  readonly #read: Read<B>;
  readonly #sink: StreamSink<B>;
  readonly #instance: () => EngineInstance | Promise<EngineInstance>;
  #handle: StreamHandle | undefined;
  #after: number | undefined;
  #asked = false;
  #canceled = false;

  constructor(request: SubscribeRequest, read: Read<B>, sink: StreamSink<B>, instance: () => EngineInstance | Promise<EngineInstance>) {
    this.#request = request;
    this.#read = read;
    this.#sink = sink;
    this.#instance = instance;
    this.#after = request.after;
  }

  /** Opens the stream in the running instance, or in the next one. */
  open(): void {
    const instance = this.#instance();
    if (!(instance instanceof Promise)) return this.#attach(instance);
    instance.then(
      (fresh) => this.#attach(fresh),
      (error: unknown) => this.#sink.fail(error),
    );
  }

  next(): void {
    this.#asked = true;
    this.#handle?.next();
  }

  cancel(): void {
    this.#canceled = true;
    this.#handle?.cancel();
  }

  events(body: B): void {
    this.#asked = false;
    this.#sink.events(body);
  }

  end(body: B | undefined): void {
    this.#sink.end(body);
  }

  fail(): void {
    this.#handle = undefined;
    if (!this.#canceled) this.open();
  }

  #attach(instance: EngineInstance): void {
    if (this.#canceled) return;
    const { kind, target, variables, operationName } = this.#request;
    const after = this.#after === undefined ? "" : String(this.#after);
    try {
      this.#handle = instance.subscribe([kind, target, variables, operationName, after], this.#read, this, (seq) => {
        this.#after = seq;
      });
    } catch (error) {
      this.#sink.fail(error);
      return;
    }
    if (this.#asked) this.#handle.next();
  }
}
