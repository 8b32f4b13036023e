import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { insert, rejection, shop } from "./support.mjs";

test("a stream sees every commit after its call, in order, also before the loop begins", async (t) => {
  const db = await shop(t);
  const stream = db.stream(`subscription { goods(where: { price: { gt: 50 } }) { sku price } }`);
  await insert(db, [{ sku: "N1", price: 60 }]);
  await insert(db, [{ sku: "N2", price: 10 }]);
  await insert(db, [{ sku: "N3", price: 70 }]);
  const seen = [];
  for await (const change of stream) {
    seen.push([change.type, change.collection, change.document.sku]);
    if (seen.length === 2) break;
  }
  assert.deepEqual(seen, [["insert", "goods", "N1"], ["insert", "goods", "N3"]]);
  assert.ok(stream.seq > 0);
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
});

test("listen delivers inserts, updates and deletions of its collection", async (t) => {
  const db = await shop(t);
  const stream = db.listen("goods");
  await db.execute(`mutation { update(collection: "goods", where: { sku: { eq: "A1" } }, set: { qty: 1 }) { sku } }`);
  await db.execute(`schema { define collection other { x: Int } }`);
  await db.execute(`mutation { insertInto(collection: "other", data: { x: 1 }) { x } }`);
  await db.execute(`mutation { deleteFrom(collection: "goods", where: { sku: { eq: "A1" } }) { sku } }`);
  const update = (await stream.next()).value;
  assert.equal(update.type, "update");
  assert.equal(update.old.qty, 10);
  assert.equal(update.document.qty, 1);
  assert.deepEqual(update.changed, ["qty"]);
  const deletion = (await stream.next()).value;
  assert.equal(deletion.type, "delete");
  assert.ok(deletion.seq > update.seq);
  await stream.return();
});

test("the position of a stream stands for whole commits, so that stopping inside one loses nothing", async (t) => {
  const db = await shop(t);
  const first = db.listen("goods");
  const rows = (from, n) => Array.from({ length: n }, (_, i) => ({ sku: `P${from + i}`, label: "x".repeat(2000) }));
  await insert(db, rows(0, 1));
  await insert(db, rows(1, 400)); // more than one batch of the engine holds
  const seqs = [(await first.next()).value.seq];
  assert.equal(first.seq, seqs[0]);
  for (let i = 0; i < 150; i++) seqs.push((await first.next()).value.seq);
  assert.equal(first.seq, seqs[0]);
  await first.return();
  const second = db.listen("goods", { after: first.seq });
  const seen = [];
  for (let i = 0; i < 400; i++) seen.push((await second.next()).value.document.sku);
  assert.deepEqual(seen, rows(1, 400).map((row) => row.sku));
  assert.equal(second.seq, seqs[1]);
  await second.return();
});

test("listen goes on after a position", async (t) => {
  const db = await shop(t);
  const first = db.listen("goods");
  await insert(db, [{ sku: "N1" }]);
  await insert(db, [{ sku: "N2" }]);
  await insert(db, [{ sku: "N3" }]);
  const { value } = await first.next();
  await first.return();
  const second = db.listen("goods", { after: value.seq });
  assert.equal((await second.next()).value.document.sku, "N2");
  assert.equal((await second.next()).value.document.sku, "N3");
  await second.return();
});

test("leaving the loop ends the stream in the engine", async (t) => {
  const db = await shop(t);
  for (let i = 0; i < 3; i++) {
    const stream = db.listen("goods");
    await insert(db, [{ sku: `N${i}` }]);
    for await (const _ of stream) break;
  }
  await sleep(5);
  assert.equal((await db.stats()).subscriptions, 0);
});

test("a refused subscription throws its error at the loop", async (t) => {
  const db = await shop(t);
  const error = await rejection(db.stream("subscription { goods(where: { sku: { nope: 1 } }) { sku } }").next());
  assert.equal(error.code, "UNKNOWN_OPERATOR");
  assert.equal((await rejection(db.stream("{").next())).code, "SYNTAX");
});

test("an aborted signal ends the loop with its reason", async (t) => {
  const db = await shop(t);
  const reason = new Error("enough");
  const abort = new AbortController();
  const waiting = rejection(db.listen("goods", { signal: abort.signal }).next());
  await sleep(5);
  abort.abort(reason);
  assert.equal(await waiting, reason);
  assert.equal(await rejection(db.listen("goods", { signal: abort.signal }).next()), reason);
});

test("closing the database ends its streams", async (t) => {
  const db = await shop(t);
  const next = db.listen("goods").next();
  await db.close();
  assert.deepEqual(await next, { done: true, value: undefined });
});

test("a reader that is too slow gets LAGGED with the position to go on from", async (t) => {
  const db = await shop(t);
  const stream = db.listen("goods");
  const first = stream.next();
  await insert(db, [{ sku: "first" }]);
  await first;
  for (let i = 0; i < 4000; i++) await db.execute(`mutation ($s: String!) { insertInto(collection: "goods", data: { sku: $s }) { sku } }`, { s: `N${i}` });
  let last;
  const error = await rejection((async () => {
    for await (const change of stream) last = change.seq;
  })());
  assert.equal(error.code, "LAGGED");
  assert.equal(error.seq, last);
  const again = db.listen("goods", { after: error.seq });
  assert.equal((await again.next()).value.seq, last + 1);
  await again.return();
});
