// Wrong arguments of every kind: an error with a code, and the database goes on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Aurora, memory, rejection, shop } from "./support.mjs";

const cyclic = {};
cyclic.self = cyclic;
let deep = 1;
for (let i = 0; i < 500; i++) deep = [deep];
const hostile = new Proxy({}, { ownKeys: () => { throw new Error("no keys for you"); } });

const badVariables = {
  "a symbol": { v: Symbol("s") },
  "a function": { v: () => 1 },
  "a big bigint": { v: 2n ** 63n },
  NaN: { v: NaN },
  Infinity: { v: -Infinity },
  "an invalid date": { v: new Date(NaN) },
  "half a surrogate pair": { v: "\ud800" },
  "half a surrogate pair in a key": { v: { "\udc00": 1 } },
  "something cyclic": { v: cyclic },
  "something deep": { v: deep },
  "a map": { v: new Map() },
  "a hostile proxy": { v: hostile },
  "a getter that throws": { v: { get x() { throw new Error("no"); } } },
  "a list": [1],
  "a string": "v",
  "a bigint": 1n,
};

for (const [name, variables] of Object.entries(badVariables)) {
  test(`${name} among the variables is refused`, async (t) => {
    const db = await shop(t);
    const error = await rejection(db.execute("query ($v: JSON) { goods(limit: 1) { sku } }", variables));
    assert.equal(error.code, "INVALID_ARGUMENT", String(error));
    assert.equal((await db.execute("{ goods(limit: 1) { sku } }")).data.goods.length, 1);
  });
}

for (const text of [undefined, null, 5, 5n, Symbol("s"), {}, [], () => 1, "{ \ud800 }"]) {
  test(`${typeof text === "string" ? JSON.stringify(text) : typeof text} as text is refused`, async (t) => {
    const db = await memory(t);
    assert.equal((await rejection(db.execute(text))).code, "INVALID_ARGUMENT");
    assert.equal((await rejection(db.stream(text).next())).code, "INVALID_ARGUMENT");
  });
}

const badOptions = {
  "an unknown option": { storge: "memory" },
  "an unknown storage": { storage: "disk" },
  "an unknown durability": { durability: "hard" },
  "an unknown mode": { mode: "tab" },
  "an unknown int64": { int64: 64 },
  "a flag that is none": { autoCollections: "yes" },
  "a signal that is none": { signal: {} },
  "a module that is none": { wasm: 5 },
};

for (const [name, options] of Object.entries(badOptions)) {
  test(`${name} is refused`, async () => {
    assert.equal((await rejection(Aurora.open("x", options))).code, "INVALID_ARGUMENT");
  });
}

test("a text that is too long is refused before it is copied, one that is just short enough is not", async (t) => {
  const db = await Aurora.open("long", { storage: "memory" });
  t.after(() => db.close());
  await db.execute("schema { define collection c { n: Int } }");
  const query = "{ c { n } } #";
  await assert.rejects(db.execute("{a".repeat(1_000_000)), { code: "LIMIT_EXCEEDED" });
  await assert.rejects(db.execute(query + "x".repeat(2 ** 20 + 1 - query.length)), { code: "LIMIT_EXCEEDED" });
  await assert.rejects(db.execute(query + "ü".repeat(2 ** 19)), { code: "LIMIT_EXCEEDED" }, "bytes count, not characters");
  assert.deepEqual((await db.execute(query + "x".repeat(2 ** 20 - query.length))).data, { c: [] });
});

test("names that are none are refused", async () => {
  for (const name of ["", 5, undefined, null, "x".repeat(201), "\ud800"]) {
    assert.equal((await rejection(Aurora.open(name))).code, "INVALID_ARGUMENT");
  }
});

test("what this place lacks is UNSUPPORTED, never memory instead", async () => {
  assert.equal((await rejection(Aurora.open("x", { storage: "indexeddb" }))).code, "UNSUPPORTED");
  assert.equal((await rejection(Aurora.open("x", { mode: "shared" }))).code, "UNSUPPORTED");
});

test("a position that is none is refused", async (t) => {
  const db = await shop(t);
  for (const after of [-1, 1.5, NaN, "3", 2 ** 60]) {
    assert.equal((await rejection(db.listen("goods", { after }).next())).code, "INVALID_ARGUMENT");
  }
});
