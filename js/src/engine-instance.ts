import { createGo, type GoRuntime } from "./go-runtime.js";
import { FrameKind, pumpFlag } from "./frame.js";
import { IoResults } from "./io-results.js";
import { makeError } from "./make-error.js";
import { RequestWriter } from "./request-writer.js";
import type { EngineExports } from "./engine-exports.js";
import type { EngineMemory, Medium } from "./medium.js";
import type { Read, Reply } from "./reply.js";
import type { StreamHandle, StreamSink } from "./stream-sink.js";

interface PendingCall {
  settle(ok: boolean, bytes: Uint8Array): void;
  fail(error: unknown): void;
}

interface OpenStream {
  events(bytes: Uint8Array, seq: number): void;
  end(bytes: Uint8Array | undefined): void;
  fail(error: unknown): void;
}

/** The engine's functions that take an encoded request. */
export type RequestExport = "exec" | "command" | "subscribe";

/**
 * One running WebAssembly instance. Whatever goes wrong in it (a panic, a trap, an exit) poisons it for good: calls that
 * wait are rejected with an unknown outcome and it never runs again.
 */
export class EngineInstance {
  readonly #go: GoRuntime;
  readonly #medium: Medium;
  readonly #request: RequestWriter;
  readonly #calls = new Map<number, PendingCall>();
  readonly #streams = new Map<number, OpenStream>();
  #exports!: EngineExports;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #header = 0;
  #printed = "";
  #lastId = 0;
  #pumping = false;
  #poisoned: Error | undefined;
  /** Runs once when the instance dies. */
  onPoison: ((error: Error) => void) | undefined;

  private constructor(medium: Medium) {
    this.#medium = medium;
    const decoder = new TextDecoder();
    this.#go = createGo(medium.globals, (bytes) => {
      this.#printed = (this.#printed + decoder.decode(bytes)).slice(-4000);
    });
    this.#go.exit = (code) => this.#poison(new Error(`the engine's program ended with status ${code}`));
    const resume = this.#go._resume;
    this.#go._resume = () => this.#guard(() => resume.call(this.#go));
    const memory: EngineMemory = { bytes: () => this.#memory(), view: () => this.#dataView() };
    this.#request = new RequestWriter(memory, (n) => this.#exports.alloc(n) >>> 0);
  }

  /** Makes and starts an instance. */
  static async start(module: WebAssembly.Module, medium: Medium): Promise<EngineInstance> {
    const self = new EngineInstance(medium);
    const imports = { ...self.#go.importObject, aurora: self.#imports(module) };
    const instance = await WebAssembly.instantiate(module, imports);
    self.#exports = instance.exports as unknown as EngineExports;
    self.#guard(() => {
      self.#go.run(instance).catch((cause: unknown) => self.#poison(asError(cause)));
    });
    if (self.#poisoned !== undefined) throw self.unavailable();
    return self;
  }

  /** The reason why the instance is dead, if it is. */
  get poisoned(): Error | undefined {
    return this.#poisoned;
  }

  /** Opens or closes the database. */
  lifecycle(name: "open" | "close", config: string): Promise<Reply<string>> {
    return new Promise((resolve, reject) => {
      const id = this.#register(decode, resolve, reject);
      this.#guard(() => {
        if (name === "open") {
          const { ptr, length } = this.#request.write([config]);
          this.#exports.open(id, ptr, length);
        } else this.#exports.close(id);
      });
      this.#schedulePump();
      if (this.#poisoned !== undefined) reject(this.unavailable());
    });
  }

  /**
   * Runs a request; the parts are its fields in their order. What the engine can answer at once is returned at once, else a
   * promise is. `read` may look at the bytes only while it runs.
   */
  call<R>(name: RequestExport, parts: readonly string[], read: Read<R>, signal?: AbortSignal): Reply<R> | Promise<Reply<R>> {
    const id = ++this.#lastId;
    const reply = this.#enter(name, id, parts, read);
    if (reply !== "pending") return reply;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#calls.delete(id);
        this.#cancel(id);
        reject(signal?.reason);
      };
      const done = (): void => signal?.removeEventListener("abort", abort);
      this.#calls.set(id, {
        settle: (ok, bytes) => {
          done();
          resolve({ ok, body: read(bytes) });
        },
        fail: (error) => {
          done();
          reject(error);
        },
      });
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** Opens a stream. A refusal is its end; `fail` means that the instance died. `moved` hears of every new position. */
  subscribe<B>(parts: readonly string[], read: Read<B>, sink: StreamSink<B>, moved: (seq: number) => void): StreamHandle {
    const id = ++this.#lastId;
    this.#streams.set(id, {
      events: (bytes, seq) => {
        moved(seq);
        sink.events(read(bytes));
      },
      end: (bytes) => sink.end(bytes === undefined ? undefined : read(bytes)),
      fail: (error) => sink.fail(error),
    });
    const reply = this.#enter("subscribe", id, parts, read);
    if (reply !== "pending" && !reply.ok) {
      this.#streams.delete(id);
      queueMicrotask(() => sink.end(reply.body));
    } else moved(this.#dataView().getFloat64(this.#header + 16, true));
    return {
      next: () => {
        if (!this.#streams.has(id)) return;
        this.#guard(() => this.#exports.next(id));
        this.#schedulePump();
      },
      cancel: () => {
        if (this.#streams.delete(id)) this.#cancel(id);
      },
    };
  }

  /** The error of calls on a dead instance. */
  unavailable(): Error {
    const printed = this.#printed.trim();
    const cause = new Error(printed === "" ? (this.#poisoned?.message ?? "it ended") : printed, { cause: this.#poisoned });
    return makeError("UNAVAILABLE", "the engine crashed; the outcome of commits under way is unknown", { outcome: "unknown", cause });
  }

  /** Ends the instance; nothing of it runs afterwards. */
  dispose(): void {
    this.onPoison = undefined;
    this.#poison(new Error("the engine was disposed of"));
  }

  #enter<R>(name: RequestExport, id: number, parts: readonly string[], read: Read<R>): Reply<R> | "pending" {
    if (this.#poisoned !== undefined) throw this.unavailable();
    try {
      const { ptr, length } = this.#request.write(parts);
      const header = this.#exports[name](id, ptr, length) >>> 0;
      this.#header = header;
      const view = this.#dataView();
      const kind = view.getUint32(header, true);
      if ((view.getUint32(header + 12, true) & pumpFlag) !== 0) this.#schedulePump();
      if (kind === FrameKind.Pending) return "pending";
      const at = view.getUint32(header + 4, true);
      const body = read(this.#memory().subarray(at, at + view.getUint32(header + 8, true)));
      if (kind === FrameKind.Fatal) this.#poison(new Error("the engine met an internal error"));
      return { ok: kind === FrameKind.Result, body };
    } catch (cause) {
      this.#poison(asError(cause));
      throw this.unavailable();
    }
  }

  #register<R>(read: Read<R>, resolve: (reply: Reply<R>) => void, reject: (error: unknown) => void): number {
    const id = ++this.#lastId;
    this.#calls.set(id, { settle: (ok, bytes) => resolve({ ok, body: read(bytes) }), fail: reject });
    return id;
  }

  #imports(module: WebAssembly.Module): Record<string, WebAssembly.ImportValue> {
    const memory: EngineMemory = { bytes: () => this.#memory(), view: () => this.#dataView() };
    const done = (id: number, status: number, count: number): void => {
      if (this.#poisoned !== undefined) return;
      this.#guard(() => this.#exports.io_done(id, status, count));
      this.#schedulePump();
    };
    const known: Record<string, WebAssembly.ImportValue> = {
      ...new IoResults(memory, done).imports(),
      ...this.#medium.imports(memory, done),
      settle: (id: number, kind: number, ptr: number, length: number) => this.#settle(id, kind, ptr >>> 0, length),
      emit: (id: number, kind: number, ptr: number, length: number, seq: number) => this.#emit(id, kind, ptr >>> 0, length, seq),
    };
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      if (from !== "aurora" || name in known) continue;
      known[name] = () => {
        throw new Error(`this storage does not offer ${name}`);
      };
    }
    return known;
  }

  #settle(id: number, kind: number, ptr: number, length: number): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    try {
      call?.settle(kind === FrameKind.Result, this.#memory().subarray(ptr, ptr + length));
    } catch (cause) {
      call?.fail(cause);
    }
    if (kind === FrameKind.Fatal) queueMicrotask(() => this.#poison(new Error("the engine met an internal error")));
  }

  #emit(id: number, kind: number, ptr: number, length: number, seq: number): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    const bytes = this.#memory().subarray(ptr, ptr + length);
    try {
      if (kind === FrameKind.Result) return stream.events(bytes, seq);
      this.#streams.delete(id);
      stream.end(length === 0 ? undefined : bytes);
    } catch (cause) {
      this.#streams.delete(id);
      queueMicrotask(() => {
        this.#cancel(id);
        stream.fail(cause);
      });
    }
  }

  #cancel(id: number): void {
    if (this.#poisoned !== undefined) return;
    this.#guard(() => this.#exports.cancel(id));
    this.#schedulePump();
  }

  /** Lets goroutines that a call woke run, once for all calls of this turn. */
  #schedulePump(): void {
    if (this.#pumping || this.#poisoned !== undefined) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#go._resume();
    });
  }

  #guard(run: () => void): void {
    if (this.#poisoned !== undefined) return;
    try {
      run();
    } catch (cause) {
      this.#poison(asError(cause));
    }
  }

  #poison(cause: Error): void {
    if (this.#poisoned !== undefined) return;
    this.#poisoned = cause;
    for (const timer of this.#go._scheduledTimeouts.values()) clearTimeout(timer);
    this.#go._scheduledTimeouts.clear();
    this.#medium.poison();
    const error = this.unavailable();
    const calls = [...this.#calls.values()];
    const streams = [...this.#streams.values()];
    this.#calls.clear();
    this.#streams.clear();
    for (const call of calls) call.fail(error);
    this.onPoison?.(error);
    for (const stream of streams) stream.fail(error);
  }

  #memory(): Uint8Array {
    const { buffer } = this.#exports.mem;
    if (this.#bytes.buffer !== buffer) {
      this.#bytes = new Uint8Array(buffer);
      this.#view = new DataView(buffer);
    }
    return this.#bytes;
  }

  #dataView(): DataView {
    this.#memory();
    return this.#view;
  }
}

const decoder = new TextDecoder();

function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
