import type { StreamHandle, StreamSink } from "./stream-sink.js";
import { errorOfResponse, makeError } from "./make-error.js";

interface Waiter {
  resolve(result: IteratorResult<unknown, undefined>): void;
  reject(reason: unknown): void;
}

/** Changes between the engine and a loop. It asks for more when it is empty, so the engine's bounded queue is the only long one. */
export class ChangeQueue implements StreamSink<string> {
  readonly #parse: (text: string) => unknown;
  #handle: StreamHandle | undefined;
  #items: unknown[] = [];
  #at = 0;
  #waiters: Waiter[] = [];
  #asked = false;
  #over: { readonly error: unknown } | "done" | undefined;
  #onEnd: (() => void) | undefined;

  constructor(parse: (text: string) => unknown) {
    this.#parse = parse;
  }

  /** Connects the open stream; `onEnd` runs once, however it ends. */
  attach(handle: StreamHandle, onEnd: () => void): void {
    if (this.#over !== undefined) return onEnd();
    this.#handle = handle;
    this.#onEnd = onEnd;
    this.#ask();
  }

  events(body: string): void {
    this.#asked = false;
    if (this.#over !== undefined) return;
    const batch = this.#parse(body) as unknown[];
    for (const change of batch) {
      const waiter = this.#waiters.shift();
      if (waiter === undefined) this.#items.push(change);
      else waiter.resolve({ done: false, value: change });
    }
    if (this.#waiters.length > 0) this.#ask();
  }

  end(body: string | undefined): void {
    this.#handle = undefined;
    if (body === undefined) this.#finish({ error: makeError("CLOSED", "the database was closed") });
    else this.#finish({ error: errorOfResponse(this.#parse(body)) });
  }

  /** Ends the stream with an error; what already arrived is dropped. */
  fail(error: unknown): void {
    this.#drop();
    this.#finish({ error });
  }

  /** Ends the stream quietly; what already arrived is dropped. */
  stop(): void {
    this.#drop();
    this.#finish("done");
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    if (this.#at < this.#items.length) {
      const value = this.#items[this.#at];
      this.#items[this.#at++] = undefined;
      if (this.#at === this.#items.length) {
        this.#items = [];
        this.#at = 0;
        this.#ask();
      }
      return Promise.resolve({ done: false, value });
    }
    const over = this.#over;
    if (over === "done") return Promise.resolve({ done: true, value: undefined });
    if (over !== undefined) {
      this.#over = "done";
      return Promise.reject(over.error);
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#ask();
    });
  }

  /** What `next` would answer at once. */
  peek(): unknown {
    return this.#items[this.#at];
  }

  #ask(): void {
    if (this.#asked || this.#handle === undefined) return;
    this.#asked = true;
    this.#handle.next();
  }

  #drop(): void {
    this.#items = [];
    this.#at = 0;
    this.#handle?.cancel();
    this.#handle = undefined;
  }

  #finish(over: { readonly error: unknown } | "done"): void {
    if (this.#over !== undefined) return;
    this.#over = over;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) {
      if (over !== "done" && this.#over !== "done") {
        this.#over = "done";
        waiter.reject(over.error);
      } else waiter.resolve({ done: true, value: undefined });
    }
    this.#onEnd?.();
    this.#onEnd = undefined;
  }
}
