// Both entries, JavaScript and Go, in workerd: the same requests must get the same answers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ENTRIES } from "../local.mjs";
import { Local } from "./client.mjs";

const DEFINE = "schema { define collection notes if not exists { title: String! @unique  stars: Int = 0 } }";

for (const entry of ENTRIES) {
  describe(`the ${entry} entry`, { timeout: 120_000 }, () => {
    let local;

    before(async () => {
      local = await Local.start(entry);
      await local.data("one", DEFINE);
    });

    after(async () => {
      await local?.stop();
    });

    test("runs texts with variables", async () => {
      const made = await local.data("one", 'mutation ($n: JSON!) { insertInto(collection: "notes", data: $n) { id title stars } }', { n: { id: "a", title: "Tromsø", stars: 3 } });
      assert.deepEqual(made.insertInto, { id: "a", title: "Tromsø", stars: 3 });
      const read = await local.data("one", "query ($min: Int!) { notes(where: { stars: { gte: $min } }) { title } }", { min: 2 });
      assert.deepEqual(read.notes, [{ title: "Tromsø" }]);
    });

    test("picks the operation by its name, and takes text for query", async () => {
      const response = await local.post("one", JSON.stringify({ text: "query A { notes { id } } query B { notes { title } }", operationName: "B" }));
      assert.deepEqual((await response.json()).data.notes, [{ title: "Tromsø" }]);
    });

    test("answers refusals as GraphQL errors with code and place", async () => {
      const wrong = await local.run("one", "{ notes(where: { stars: { above: 1 } }) { title } }");
      assert.equal(wrong.status, 400);
      assert.equal(wrong.data, undefined);
      assert.equal(wrong.errors[0].extensions.code, "UNKNOWN_OPERATOR");
      assert.deepEqual(wrong.errors[0].locations, [{ line: 1, column: 27 }]);
      const missing = await local.run("one", "{ nothing { id } }");
      assert.deepEqual([missing.status, missing.errors[0].extensions.code], [404, "COLLECTION_NOT_FOUND"]);
      const twice = await local.run("one", 'mutation { insertInto(collection: "notes", data: { title: "Tromsø" }) { id } }');
      assert.deepEqual([twice.status, twice.errors[0].extensions.code], [409, "UNIQUE_VIOLATION"]);
      const text = await local.run("one", "{ notes(");
      assert.deepEqual([text.status, text.errors[0].extensions.code], [400, "SYNTAX"]);
    });

    test("refuses what is not a request", async () => {
      const codeOf = async (response) => [response.status, (await response.json()).errors[0].extensions.code];
      assert.deepEqual(await codeOf(await local.post("one", "{", { "content-type": "application/json" })), [400, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await local.post("one", "[]")), [400, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await local.post("one", '{"query": 1}')), [400, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await local.post("one", '{"query": "{ notes { id } }", "variables": []}')), [400, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await local.post("one", '{"query": "{ notes { id } }", "sudo": true}')), [400, "UNKNOWN_ARGUMENT"]);
      assert.deepEqual(await codeOf(await local.post("one", Uint8Array.of(0x22, 0xff, 0x22))), [400, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await local.post("one", "{}", { "content-type": "text/plain" })), [415, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await local.post("one", `"${"x".repeat(4_300_000)}"`)), [413, "LIMIT_EXCEEDED"]);
      // The connection of the text that was too long ends unread: a request that was put on it is sent once more.
      assert.deepEqual(await codeOf(await local.post(".one", "{}").catch(() => local.post(".one", "{}"))), [400, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await fetch(`${local.url}/db/one/aql`)), [405, "INVALID_ARGUMENT"]);
      assert.equal((await fetch(`${local.url}/db/one/aql`)).headers.get("allow"), "POST");
      assert.deepEqual(await codeOf(await fetch(`${local.url}/`)), [404, "NOT_FOUND"]);
      assert.deepEqual(await codeOf(await fetch(`${local.url}/db/one/drop`, { method: "POST" })), [404, "NOT_FOUND"]);
      assert.deepEqual(await codeOf(await fetch(`${local.url}/db/one/listen`)), [400, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await fetch(`${local.url}/db/one/listen?collection=notes&after=x`)), [400, "INVALID_ARGUMENT"]);
      assert.deepEqual(await codeOf(await fetch(`${local.url}/db/one/listen?colection=notes`)), [400, "UNKNOWN_ARGUMENT"]);
    });

    test("sends commits as events, and resumes behind the last one seen", async () => {
      const live = await local.listen("one", "collection=notes");
      assert.equal(live.response.status, 200);
      assert.match(live.response.headers.get("content-type"), /^text\/event-stream/);
      await local.data("one", 'mutation { update(collection: "notes", id: "a", set: { stars: 4 }) { id } }');
      const { value: first } = await live.events.next();
      assert.equal(first.event, "change");
      assert.equal(first.id, String(first.data.seq));
      assert.deepEqual([first.data.type, first.data.id, first.data.document.stars, first.data.old.stars], ["update", "a", 4, 3]);
      live.close();

      await local.data("one", 'mutation { update(collection: "notes", id: "a", set: { stars: 5 }) { id } }');
      const again = await local.listen("one", "collection=notes", { "last-event-id": first.id });
      const { value: next } = await again.events.next();
      assert.equal(next.data.document.stars, 5);
      assert.ok(next.data.seq > first.data.seq);
      again.close();
    });

    test("streams a subscription, projected by its selection", async () => {
      const live = await local.listen("one", `query=${encodeURIComponent("subscription { notes(where: { stars: { gt: 5 } }) { title } }")}`);
      await local.data("one", 'mutation { update(collection: "notes", id: "a", set: { stars: 6 }) { id } }');
      const { value } = await live.events.next();
      assert.deepEqual(value.data.document, { title: "Tromsø" });
      live.close();
    });

    test("tells a stream's failure as its last event", async () => {
      const live = await local.listen("one", `query=${encodeURIComponent("subscription { nothing { id } }")}`);
      const { value } = await live.events.next();
      assert.equal(value.event, "error");
      assert.equal(value.data.errors[0].extensions.code, "COLLECTION_NOT_FOUND");
      assert.equal((await live.events.next()).done, true);
    });

    test("keeps databases apart", async () => {
      await local.data("two", DEFINE);
      assert.deepEqual((await local.data("two", "{ notes { id } }")).notes, []);
      await local.data("two", 'mutation { insertInto(collection: "notes", data: { title: "only here" }) { id } }');
      assert.equal((await local.data("one", "{ notes { id } }")).notes.length, 1);
    });

    test("keeps its data when workerd ends and starts again", async () => {
      await local.data("one", "mutation ($rows: [JSON!]!) { insertMany(collection: \"notes\", data: $rows) { affected } }", { rows: Array.from({ length: 300 }, (_, at) => ({ title: `note ${at}`, stars: at % 7 })) });
      await local.restart();
      const { notes } = await local.data("one", "{ notes { id title stars } }");
      assert.equal(notes.length, 301);
      assert.deepEqual(notes[0], { id: "a", title: "Tromsø", stars: 6 });
      assert.equal((await local.data("two", "{ notes { title } }")).notes.length, 1);
    });

    test("keeps its data when the object is evicted", async () => {
      const before = await local.data("one", "{ notes { id } }");
      await local.evict("one");
      const after = await local.data("one", "{ notes { id } }");
      assert.deepEqual(after.notes, before.notes);
      await local.data("one", 'mutation { insertInto(collection: "notes", data: { title: "after the eviction" }) { id } }');
      assert.equal((await local.data("one", "{ notes { id } }")).notes.length, before.notes.length + 1);
    });
  });
}
