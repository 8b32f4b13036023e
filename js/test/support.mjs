// What the tests share: databases in memory, and a Durable Object's storage that survives its engine.
import { readFile } from "node:fs/promises";
import { Aurora } from "../../npm/dist/index.js";
import { Aurora as Module } from "../build/aurora.js";
import { DirectClient } from "../build/direct-client.js";
import { DoMedium } from "../build/do-medium.js";
import { EngineHost } from "../build/engine-host.js";

export { Aurora };

export const goods = `schema { define collection goods { sku: String! @unique  label: String  price: Float  qty: Int } }`;

/** Opens a memory database and closes it when the test ends. */
export async function memory(t, options = {}) {
  const db = await Aurora.open("test", { storage: "memory", ...options });
  t.after(() => db.close());
  return db;
}

/** Opens a memory database with a collection of goods. */
export async function shop(t, options) {
  const db = await memory(t, options);
  await db.execute(goods);
  await insert(db, [
    { sku: "A1", label: "Lamp", price: 40, qty: 10 },
    { sku: "A2", label: "Rug", price: 120, qty: 3 },
    { sku: "B1", label: "Drill", price: 80, qty: 7 },
  ]);
  return db;
}

export async function insert(db, data) {
  return db.execute(`mutation ($data: [JSON!]!) { insertMany(collection: "goods", data: $data) { id sku } }`, { data });
}

/** Resolves to the error that a promise rejects with. */
export async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it was not rejected");
}

let module;

/** The engine for servers, compiled once. */
export async function hostModule() {
  module ??= WebAssembly.compile(await readFile(new URL("../../npm/dist/aurora-host.wasm", import.meta.url)));
  return module;
}

/** Opens a database over a Durable Object's storage. `medium` may wrap the real one. */
export async function openObject(storage, { durability = "relaxed", medium = (real) => real } = {}) {
  const host = await EngineHost.open({
    module: await hostModule(),
    config: { name: "object", storage: "durableobject", durability, autoCollections: true },
    mode: "process",
    medium: () => medium(new DoMedium(storage)),
  });
  return Module.over(new DirectClient(host), "object", "number");
}

/** The parts of ctx.storage that the engine uses, kept in maps. It knows exactly the statements of do-medium.ts. */
export class ObjectStorage {
  tables = new Map();
  commits = 0;
  syncs = 0;
  sql = { exec: (query, ...bindings) => this.#exec(query, bindings) };

  transactionSync(run) {
    const before = new Map([...this.tables].map(([name, rows]) => [name, new Map(rows)]));
    try {
      const result = run();
      this.commits++;
      return result;
    } catch (error) {
      this.tables = before;
      throw error;
    }
  }

  async sync() {
    await new Promise((done) => setTimeout(done, 1));
    this.syncs++;
  }

  #exec(query, bindings) {
    const [, name] = /(aurora_\w+)/.exec(query);
    if (query.startsWith("CREATE TABLE IF NOT EXISTS")) {
      if (!this.tables.has(name)) this.tables.set(name, new Map());
      return [];
    }
    const rows = this.tables.get(name);
    if (query.startsWith("INSERT OR REPLACE")) {
      if (bindings[1].byteLength > 2_000_000) throw new Error("string or blob too big: SQLITE_TOOBIG");
      rows.set(bindings[0], bindings[1].slice(0));
      return [];
    }
    const [low, high] = query.includes(">= ?") ? [bindings[0], Infinity] : query.includes("BETWEEN") ? bindings : [-Infinity, Infinity];
    const hit = [...rows.keys()].filter((id) => id >= low && id <= high).sort((a, b) => a - b);
    if (query.startsWith("SELECT")) return hit.map((id) => ({ id, data: rows.get(id).slice(0) }));
    if (!query.startsWith("DELETE")) throw new Error(`unknown statement: ${query}`);
    for (const id of hit) rows.delete(id);
    return [];
  }
}
