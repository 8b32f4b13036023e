import type { AqlResponse } from "./aql-response.js";
import { ChangeQueue } from "./change-queue.js";
import { ChangeStream } from "./change-stream.js";
import type { Client, CommandName } from "./client.js";
import { deleteDatabase } from "./delete-database.js";
import { readJsonExact } from "./json-read.js";
import { isWellFormed, writeVariables } from "./json-write.js";
import { errorOfResponse, makeError } from "./make-error.js";
import { openClient } from "./open-client.js";
import type { OpenInfo } from "./open-info.js";
import type { ExecRequest } from "./exec-request.js";
import type { ExecuteOptions, ExplainOptions, Int64Mode, ListenOptions, OpenOptions, StreamOptions } from "./options.js";
import type { Reply } from "./reply.js";
import type { Stats } from "./stats.js";
import type { SubscribeRequest } from "./subscribe-request.js";
import type { Variables } from "./variables.js";

/**
 * A database.
 *
 * ```ts
 * const db = await Aurora.open("shop");
 * await db.execute(`mutation ($o: Any) { insertInto(collection: "orders", data: $o) { id } }`, { o: { total: 12 } });
 * const { data } = await db.execute(`{ orders(where: { total: { gt: 10 } }) { id total } }`);
 * await db.close();
 * ```
 *
 * Failures are {@link AqlError}s with a `code`; there is a subclass for each code.
 */
export class Aurora implements AsyncDisposable {
  /** The database's name. */
  readonly name: string;
  readonly #client: Client;
  readonly #parse: (text: string) => unknown;
  readonly #streams = new Set<ChangeQueue>();
  #closed: Promise<void> | undefined;

  private constructor(name: string, client: Client, int64: Int64Mode) {
    this.name = name;
    this.#client = client;
    this.#parse = int64 === "bigint" ? readJsonExact : (text) => JSON.parse(text) as unknown;
  }

  /**
   * Opens a database, making it if it is not there.
   *
   * Errors: INVALID_ARGUMENT (name or options), LOCKED (another page or program holds it), UNSUPPORTED (the browser lacks
   * what the options ask for), UNAVAILABLE (the engine's module cannot be loaded), CORRUPT, QUOTA_EXCEEDED.
   */
  static async open(name: string, options: OpenOptions = {}): Promise<Aurora> {
    const client = await openClient(name, options);
    return Aurora.over(client, name, options.int64 ?? "number");
  }

  /** @internal */
  static over(client: Client, name: string, int64: Int64Mode): Aurora {
    return new Aurora(name, client, int64);
  }

  /** Deletes a database of this origin; it is no error if there is none. Errors: LOCKED while it is open somewhere. */
  static delete(name: string, options: Pick<OpenOptions, "wasm"> = {}): Promise<void> {
    return deleteDatabase(name, options);
  }

  /** Asks the browser not to evict this origin's data; tells whether it agreed. */
  static async persist(): Promise<boolean> {
    const storage = storageManager();
    return (await storage?.persist?.()) ?? false;
  }

  /** Tells how much this origin stores and may store; `undefined` where the browser does not say. */
  static async estimate(): Promise<{ readonly usage: number; readonly quota: number; readonly persisted: boolean } | undefined> {
    const storage = storageManager();
    if (storage?.estimate === undefined) return undefined;
    const [{ usage, quota }, persisted] = await Promise.all([storage.estimate(), storage.persisted?.() ?? false]);
    return { usage: usage ?? 0, quota: quota ?? 0, persisted };
  }

  /** What opening found: whether the database was created, where the engine runs. */
  get info(): OpenInfo {
    return this.#client.info;
  }

  /**
   * Runs a text and resolves to its response. Failures of single fields stand in `errors` beside the data; a text that was
   * refused as a whole rejects with an {@link AqlError} that carries the response.
   *
   * Once it resolves, a mutation is as durable as the database's mode says. An aborted signal rejects with its reason; a
   * commit that is under way then may still be applied.
   */
  async execute<T = Record<string, unknown>>(text: string, variables?: Variables, options: ExecuteOptions = {}): Promise<AqlResponse<T>> {
    const { signal, operationName, durability, txid } = options;
    signal?.throwIfAborted();
    if (this.#closed !== undefined) throw this.#closedError();
    const request = {
      text: checkText(text),
      variables: writeVariables(variables),
      operationName: checkOptional(operationName, "operationName"),
      durability: checkOptional(durability, "durability"),
      txid: checkOptional(txid, "txid"),
    };
    const reply = await this.#client.execute(request, signal);
    return this.#response(reply) as AqlResponse<T>;
  }

  /** Follows a `subscription` text: every commit after this call. */
  stream<T = Record<string, unknown>>(text: string, variables?: Variables, options: StreamOptions = {}): ChangeStream<T> {
    const { signal, operationName, after } = options;
    return this.#subscribe<T>(signal, () => ({
      kind: "stream",
      target: checkText(text),
      variables: writeVariables(variables),
      operationName: checkOptional(operationName, "operationName"),
      after: checkPosition(after),
    }));
  }

  /** Follows the changes of a collection, or of all collections. */
  listen<T = Record<string, unknown>>(collection = "", options: ListenOptions = {}): ChangeStream<T> {
    const { signal, after } = options;
    return this.#subscribe<T>(signal, () => ({
      kind: "listen",
      target: checkText(collection, "the collection's name"),
      variables: "",
      operationName: "",
      after: checkPosition(after),
    }));
  }

  /** The figures of engine and storage. */
  async stats(options: { readonly signal?: AbortSignal } = {}): Promise<Stats> {
    return (await this.#command("stats", undefined, options.signal)) as Stats;
  }

  /** The plan of a text's queries, as trees of operators; nothing is run. */
  async explain(text: string, variables?: Variables, options: ExplainOptions = {}): Promise<unknown> {
    const { signal, operationName } = options;
    const request = {
      text: checkText(text),
      variables: writeVariables(variables),
      operationName: checkOptional(operationName, "operationName"),
      durability: "",
      txid: "",
    };
    return this.#command("explain", request, signal);
  }

  /** Makes every commit durable whatever its mode was. */
  async flush(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await this.#command("flush", undefined, options.signal);
  }

  /** Ends all streams, makes everything durable and closes the database. It is idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    for (const queue of [...this.#streams]) queue.stop();
    await this.#client.close();
  }

  async #command(name: CommandName, request: ExecRequest | undefined, signal: AbortSignal | undefined): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#closed !== undefined) throw this.#closedError();
    return this.#response(await this.#client.command(name, request, signal));
  }

  #response(reply: Reply<string>): unknown {
    const response = this.#parse(reply.body);
    if (!reply.ok) throw errorOfResponse(response);
    return response;
  }

  #subscribe<T>(signal: AbortSignal | undefined, request: () => SubscribeRequest): ChangeStream<T> {
    const queue = new ChangeQueue(this.#parse);
    const stream = new ChangeStream<T>(queue);
    try {
      signal?.throwIfAborted();
      if (this.#closed !== undefined) throw this.#closedError();
      const handle = this.#client.subscribe(request(), queue);
      const abort = (): void => queue.fail(signal?.reason);
      this.#streams.add(queue);
      signal?.addEventListener("abort", abort, { once: true });
      queue.attach(handle, () => {
        this.#streams.delete(queue);
        signal?.removeEventListener("abort", abort);
      });
    } catch (error) {
      queue.fail(error);
    }
    return stream;
  }

  #closedError(): Error {
    return makeError("CLOSED", `database "${this.name}" is closed`);
  }
}

/** The engine refuses longer texts (engine/aql, DefaultLimits); here it costs no copy. */
const maxText = 1 << 20;

function checkText(text: unknown, what = "the text"): string {
  if (typeof text === "string" && text.length > maxText) {
    throw makeError("LIMIT_EXCEEDED", `${what} of ${text.length} characters is longer than the ${maxText} bytes allowed`);
  }
  if (typeof text !== "string") throw makeError("INVALID_ARGUMENT", `${what} must be a string, not ${text === null ? "null" : `a ${typeof text}`}`);
  if (!isWellFormed(text)) throw makeError("INVALID_ARGUMENT", `${what} holds half of a surrogate pair, which is no Unicode text`);
  return text;
}

function checkOptional(text: unknown, what: string): string {
  return text === undefined ? "" : checkText(text, what);
}

function checkPosition(after: number | undefined): number | undefined {
  if (after === undefined || (Number.isSafeInteger(after) && after >= 0)) return after;
  throw makeError("INVALID_ARGUMENT", "after must be a position that an earlier change had as its seq");
}

function storageManager(): Partial<StorageManager> | undefined {
  return (globalThis as { navigator?: { storage?: Partial<StorageManager> } }).navigator?.storage;
}
