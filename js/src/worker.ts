/**
 * The database as a Cloudflare Durable Object.
 *
 * ```ts
 * export { AuroraObject } from "@auroradb/aurora/worker";
 * export default {
 *   fetch(request, env) {
 *     const name = new URL(request.url).pathname.split("/")[2];
 *     return env.DB.get(env.DB.idFromName(name)).fetch(request);
 *   },
 * };
 * ```
 *
 * @packageDocumentation
 */
import { DurableObject } from "cloudflare:workers";
import module from "./aurora-host.wasm";
import { Aurora } from "./aurora.js";
import type { Client } from "./client.js";
import { DirectClient } from "./direct-client.js";
import { DoMedium } from "./do-medium.js";
import type { DoStorage } from "./do-storage.js";
import { EngineHost } from "./engine-host.js";
import { answerHttp } from "./http-api.js";
import type { AqlResponse } from "./aql-response.js";
import { AqlError } from "./aql-error.js";
import type { Durability, ExecuteOptions, Int64Mode } from "./options.js";
import type { Variables } from "./variables.js";

export { Aurora } from "./aurora.js";
export { AqlError } from "./aql-error.js";
export * from "./error-classes.js";

/** What an {@link AuroraObject} can be told; override {@link AuroraObject.options}. */
export interface AuroraObjectOptions {
  /** `relaxed` if absent: no answer leaves the object before the platform has confirmed the write. */
  readonly durability?: Exclude<Durability, "none">;
  readonly int64?: Int64Mode;
  readonly autoCollections?: boolean;
  /** Answers requests over the standard GraphQL schema of the collections beside AQL; `false` if absent. */
  readonly graphql?: boolean;
}

/** The state that the platform hands to a Durable Object, as far as it is used here. */
interface State {
  readonly storage: DoStorage;
  blockConcurrencyWhile<T>(run: () => Promise<T>): Promise<T>;
}

/** Opens the database in a Durable Object's storage. Call it once, in the constructor's `blockConcurrencyWhile`. */
export async function openInObject(storage: DoStorage, options: AuroraObjectOptions = {}): Promise<Aurora> {
  return Aurora.over(await openClient(storage, options), "object", options.int64 ?? "number");
}

async function openClient(storage: DoStorage, options: AuroraObjectOptions): Promise<Client> {
  const host = await EngineHost.open({
    module,
    config: {
      name: "object",
      storage: "durableobject",
      durability: options.durability ?? "relaxed",
      autoCollections: options.autoCollections ?? false,
      graphql: options.graphql ?? false,
    },
    mode: "process",
    medium: () => new DoMedium(storage),
  });
  return new DirectClient(host);
}

/**
 * A Durable Object that is one database, kept in the object's SQLite storage: list the class in `new_sqlite_classes`.
 *
 * `POST …/aql` with `{query, variables?, operationName?}` answers the response; `GET …/listen?collection=&after=` and
 * `GET …/listen?query=&variables=` answer server-sent events. Other workers may call {@link execute} directly.
 */
export class AuroraObject<Env = unknown> extends DurableObject<Env> {
  readonly #storage: DoStorage;
  #client: Promise<Client> | undefined;

  constructor(ctx: ConstructorParameters<typeof DurableObject<Env>>[0], env: Env) {
    super(ctx, env);
    const state = ctx as unknown as State;
    this.#storage = state.storage;
    void state.blockConcurrencyWhile(() => this.#opened());
  }

  /** The options; override it for others than the defaults. */
  protected options(): AuroraObjectOptions {
    return {};
  }

  /** The database, for methods of a subclass. */
  protected async database(): Promise<Aurora> {
    return Aurora.over(await this.#opened(), "object", this.options().int64 ?? "number");
  }

  #opened(): Promise<Client> {
    this.#client ??= openClient(this.#storage, this.options());
    return this.#client;
  }

  /** Runs a text; the answer is a response in every case, a refusal has `errors` and no `data`. */
  async execute(text: string, variables?: Variables, options?: ExecuteOptions): Promise<AqlResponse | Omit<AqlResponse, "data">> {
    const db = await this.database();
    try {
      return await db.execute(text, variables, options);
    } catch (error) {
      if (error instanceof AqlError) return { errors: error.errors };
      throw error;
    }
  }

  /** Answers the HTTP interface. */
  async fetch(request: Request): Promise<Response> {
    return answerHttp(await this.#opened(), request);
  }
}
