import assert from "node:assert/strict";
import { test } from "node:test";
import { AqlError, QuerySyntaxError, UniqueViolationError } from "../../npm/dist/index.js";
import { insert, memory, rejection, shop } from "./support.mjs";

test("a query resolves to the response", async (t) => {
  const db = await shop(t);
  const { data, errors } = await db.execute(`{ goods(where: { price: { gt: 50 } }, orderBy: { price: ASC }) { sku price } }`);
  assert.deepEqual(data, { goods: [{ sku: "B1", price: 80 }, { sku: "A2", price: 120 }] });
  assert.equal(errors, undefined);
});

test("a syntax error rejects with class, code and place", async (t) => {
  const db = await shop(t);
  const error = await rejection(db.execute("{ goods {\n  sku"));
  assert.ok(error instanceof QuerySyntaxError && error instanceof AqlError && error instanceof Error);
  assert.equal(error.code, "SYNTAX");
  assert.equal(error.name, "QuerySyntaxError");
  assert.ok(error.locations[0].line >= 1 && error.locations[0].column >= 1);
  assert.equal(error.errors[0].extensions.code, "SYNTAX");
  assert.ok(!("data" in error.response) || error.response.data === null);
});

test("a violated rule rejects with its own class", async (t) => {
  const db = await shop(t);
  assert.ok((await rejection(insert(db, [{ sku: "A1" }]))) instanceof UniqueViolationError);
});

test("several operations answer a batch, one of them the chosen one", async (t) => {
  const db = await shop(t);
  const text = `query One { goods(limit: 1) { sku } } query Two { goods(limit: 2) { sku } }`;
  const { batch } = await db.execute(text);
  assert.equal(batch.length, 2);
  const { data } = await db.execute(text, undefined, { operationName: "Two" });
  assert.equal(data.goods.length, 2);
});

test("integers of 64 bits pass exactly when asked for", async (t) => {
  const big = 9007199254740993n;
  const exact = await memory(t, { int64: "bigint", autoCollections: true });
  const text = `mutation ($n: Int) { insertInto(collection: "c", data: { n: $n, small: 5 }) { n small } }`;
  assert.deepEqual((await exact.execute(text, { n: big })).data, { insertInto: { n: big, small: 5 } });
  const rounded = await memory(t, { autoCollections: true });
  assert.deepEqual((await rounded.execute(text, { n: big })).data, { insertInto: { n: Number(big), small: 5 } });
});

test("dates, bytes and odd keys arrive as what they are", async (t) => {
  const db = await memory(t, { autoCollections: true });
  const d = { when: new Date(0), bytes: new Uint8Array([1, 2, 255]), ["__proto__"]: { polluted: true }, "": 1, absent: undefined };
  const { data } = await db.execute(`mutation ($d: JSON!) { insertInto(collection: "c", data: { d: $d }) { d } }`, { d });
  const stored = data.insertInto.d;
  assert.equal(new Date(stored.when).getTime(), 0);
  assert.equal(stored.bytes, "AQL/");
  assert.equal(stored.polluted, undefined);
  assert.deepEqual(Object.getOwnPropertyDescriptor(stored, "__proto__").value, { polluted: true });
  assert.equal(stored[""], 1);
  assert.ok(!("absent" in stored));
});

test("a closed database answers CLOSED, closing twice is fine", async (t) => {
  const db = await shop(t);
  await db.close();
  await db.close();
  assert.equal((await rejection(db.execute("{ goods { sku } }"))).code, "CLOSED");
  assert.equal((await rejection(db.stats())).code, "CLOSED");
  assert.equal((await rejection(db.listen("goods").next())).code, "CLOSED");
});

test("stats and flush answer", async (t) => {
  const db = await shop(t);
  await db.flush();
  const stats = await db.stats();
  assert.equal(stats.storage.kind, "memory");
  assert.ok(stats.storage.commits >= 2);
  assert.ok(stats.heapBytes > 100_000, `${stats.heapBytes} bytes in use`);
  assert.ok(stats.memoryBytes >= stats.heapBytes, `${stats.memoryBytes} bytes of memory`);
  assert.ok(stats.memoryBytes < 200_000_000, `${stats.memoryBytes} bytes of memory`);
});

test("alternatives of patterns that begin alike", async (t) => {
  const db = await memory(t);
  await db.execute(`schema { define collection words { w: String } }`);
  const all = ["foo", "foobar", "foobaz", "fooba", "fox", "foxx", "a", "b", "d", "ab", "xyz", ""];
  await db.execute(`mutation($d: [Object!]!) { insertMany(collection: "words", data: $d) { id } }`, { d: all.map((w) => ({ w })) });
  for (const p of ["^(foobar|foobaz|foo|fox+)$", "^(a|b|ab|abc)$", "foo(?:bar|ba[a-z]|b)?$", "^(?:|a|fo|foo)$", "(a|ab)(c|bcd|b)?$", "^(?:foo|foo|foo)+$", "fo(x|x{2}|o)"]) {
    const { data } = await db.execute(`query($p: String!) { words(where: {w: {matches: $p}}) { w } }`, { p });
    assert.deepEqual(data.words.map((row) => row.w), all.filter((w) => new RegExp(p, "u").test(w)), p);
  }
});

test("large requests and answers pass", async (t) => {
  const db = await memory(t, { autoCollections: true });
  const text = "ä€😀".repeat(40_000);
  const { data } = await db.execute(`mutation ($t: String) { insertInto(collection: "c", data: { t: $t }) { t } }`, { t: text });
  assert.equal(data.insertInto.t, text);
});

test("patterns know the classes of Unicode", async (t) => {
  const db = await memory(t);
  await db.execute(`schema { define collection words { w: String } }`);
  const all = ["Ἀθῆναι", "Москва", "Λ", "straße", "١٢٣", "x", "\u{1E943}", "½"];
  await db.execute(`mutation($d: [Object!]!) { insertMany(collection: "words", data: $d) { id } }`, { d: all.map((w) => ({ w })) });
  for (const name of ["Greek", "Cyrillic", "Latin", "Adlam", "L", "Lu", "Ll", "N", "Nd", "No", "LC", "Cn", "Letter"]) {
    for (const p of ["p", "P"]) {
      const { data } = await db.execute(`query($p: String!) { words(where: {w: {matches: $p}}) { w } }`, { p: `^\\${p}{${name}}+$` });
      const same = new RegExp(`^\\${p}{${name.length > 2 && name !== "Letter" ? "Script=" : ""}${name}}+$`, "u");
      assert.deepEqual(data.words.map((row) => row.w), all.filter((w) => same.test(w)), `\\${p}{${name}}`);
    }
  }
});

test("patterns know the groups of Perl and POSIX", async (t) => {
  const db = await memory(t);
  await db.execute(`schema { define collection words { w: String } }`);
  const all = Array.from({ length: 128 }, (_, i) => String.fromCharCode(i));
  await db.execute(`mutation($d: [Object!]!) { insertMany(collection: "words", data: $d) { id } }`, { d: all.map((w) => ({ w })) });
  const found = async (p) => (await db.execute(`query($p: String!) { words(where: {w: {matches: $p}}) { w } }`, { p })).data.words.map((row) => row.w);
  const posix = {
    alnum: /[0-9A-Za-z]/, alpha: /[A-Za-z]/, ascii: /[\0-\x7f]/, blank: /[\t ]/, cntrl: /[\0-\x1f\x7f]/, digit: /[0-9]/, graph: /[!-~]/,
    lower: /[a-z]/, print: /[ -~]/, punct: /[!-/:-@[-`{-~]/, space: /[\t-\r ]/, upper: /[A-Z]/, word: /[0-9A-Za-z_]/, xdigit: /[0-9A-Fa-f]/,
  };
  for (const [name, same] of Object.entries(posix)) {
    assert.deepEqual(await found(`^[[:${name}:]]$`), all.filter((w) => same.test(w)), name);
    assert.deepEqual(await found(`^[[:^${name}:]]$`), all.filter((w) => !same.test(w)), `^${name}`);
  }
  for (const [name, same] of Object.entries({ d: /[0-9]/, s: /[\t\n\f\r ]/, w: /\w/ })) {
    assert.deepEqual(await found(`^\\${name}$`), all.filter((w) => same.test(w)), name);
    assert.deepEqual(await found(`^\\${name.toUpperCase()}$`), all.filter((w) => !same.test(w)), name.toUpperCase());
  }
  const error = await rejection(found("[[:vowel:]]"));
  assert.equal(error.code, "INVALID_ARGUMENT");
});
