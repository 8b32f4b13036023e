import type { EngineHost } from "./engine-host.js";
import { watchLife, type LifeLock } from "./life-lock.js";
import { makeError } from "./make-error.js";
import { errorText } from "./port-error.js";
import type { ToPage, ToWorker } from "./port-message.js";
import type { Reply } from "./reply.js";
import type { StreamHandle } from "./stream-sink.js";

/** What the worker does for all its pages. */
export interface PortServerHost {
  /** Opens the database, or joins the one that is open. */
  join(message: ToWorker & { readonly type: "open" }): Promise<EngineHost>;
  /** One page less; the last one closes the database. */
  leave(): Promise<void>;
  /** Tells pages that the worker lives. */
  readonly life: Promise<LifeLock>;
}

const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes.slice();

/** One page's end of a port inside the shared worker. */
export class PortServer {
  readonly #port: MessagePort;
  readonly #all: PortServerHost;
  readonly #streams = new Map<number, StreamHandle>();
  readonly #calls = new Map<number, AbortController>();
  #host: EngineHost | undefined;
  #left: Promise<void> | undefined;

  constructor(port: MessagePort, all: PortServerHost) {
    this.#port = port;
    this.#all = all;
    port.onmessage = ({ data }: MessageEvent<ToWorker>) => this.#receive(data);
    port.start();
  }

  #receive(message: ToWorker): void {
    switch (message.type) {
      case "open":
        void this.#open(message);
        return;
      case "close":
        void this.leave().then(
          () => this.#send({ type: "closed", error: undefined }),
          (error: unknown) => this.#send({ type: "closed", error: errorText(error) }),
        );
        return;
      case "next":
        return this.#streams.get(message.id)?.next();
      case "cancel":
        this.#streams.get(message.id)?.cancel();
        this.#streams.delete(message.id);
        return this.#calls.get(message.id)?.abort();
      default:
        return this.#work(message);
    }
  }

  async #open(message: ToWorker & { readonly type: "open" }): Promise<void> {
    try {
      const host = await this.#all.join(message);
      this.#host = host;
      this.#port.addEventListener("close", () => this.#gone());
      watchLife(message.life, () => this.#gone());
      const { name: life } = await this.#all.life;
      this.#send({ type: "opened", info: host.info, life });
    } catch (error) {
      this.#send({ type: "refused", error: errorText(error) });
    }
  }

  #work(message: ToWorker & { readonly type: "execute" | "command" | "subscribe" }): void {
    const host = this.#host;
    const { id } = message;
    if (host === undefined || this.#left !== undefined) {
      return this.#send({ type: "failed", id, error: errorText(makeError("CLOSED", "the database is closed")) });
    }
    if (message.type === "subscribe") {
      const handle = host.subscribe(message.request, copy, {
        events: (body) => this.#send({ type: "events", id, body }, body),
        end: (body) => {
          this.#streams.delete(id);
          this.#send({ type: "end", id, body }, body);
        },
        fail: (error) => {
          this.#streams.delete(id);
          this.#send({ type: "failed", id, error: errorText(error) });
        },
      });
      this.#streams.set(id, handle);
      return;
    }
    const abort = new AbortController();
    this.#calls.set(id, abort);
    void this.#answer(id, async () =>
      message.type === "execute"
        ? host.execute(message.request, copy, abort.signal)
        : host.command(message.name, message.request, copy, abort.signal),
    );
  }

  async #answer(id: number, run: () => Promise<Reply<Uint8Array<ArrayBuffer>>>): Promise<void> {
    try {
      const { ok, body } = await run();
      this.#send({ type: "settle", id, ok, body }, body);
    } catch (error) {
      this.#send({ type: "failed", id, error: errorText(error) });
    } finally {
      this.#calls.delete(id);
    }
  }

  /** Ends everything that the page had under way. */
  leave(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  async #leave(): Promise<void> {
    for (const handle of this.#streams.values()) handle.cancel();
    for (const abort of this.#calls.values()) abort.abort();
    this.#streams.clear();
    if (this.#host !== undefined) await this.#all.leave();
  }

  #gone(): void {
    this.leave().catch(() => undefined); // nobody is left to be told
  }

  #send(message: ToPage, body?: Uint8Array<ArrayBuffer>): void {
    this.#port.postMessage(message, body === undefined ? [] : [body.buffer]);
  }
}
