// An engine that dies: what waits is told so, a fresh one takes over, listeners go on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Aurora, ObjectStorage, openObject, rejection } from "./support.mjs";

const insert = (n) => `mutation { insertInto(collection: "c", data: { n: ${n} }) { n } }`;

/** A medium whose imports can be made to throw through the engine's frames. */
function fragile(state) {
  return (real) => ({
    globals: real.globals,
    poison: () => real.poison(),
    imports(memory, done) {
      const imports = real.imports(memory, done);
      const { do_commit: commit } = imports;
      imports.do_commit = (...args) => {
        if (state.dies) {
          state.dies = false;
          throw new Error("the host broke");
        }
        return commit(...args);
      };
      return imports;
    },
  });
}

test("a fresh engine takes over, and a listener goes on without a gap", async () => {
  const storage = new ObjectStorage();
  const state = { dies: false };
  const db = await openObject(storage, { medium: fragile(state) });
  await db.execute("schema { define collection c { n: Int } }");
  const stream = db.listen("c");
  await db.execute(insert(1));
  assert.equal((await stream.next()).value.document.n, 1);
  const next = stream.next();

  state.dies = true;
  const error = await rejection(db.execute(insert(2)));
  assert.equal(error.code, "UNAVAILABLE");
  assert.equal(error.outcome, "unknown");
  assert.match(String(error.cause), /the host broke/);

  await db.execute(insert(3));
  assert.equal((await next).value.document.n, 3);
  assert.deepEqual((await db.execute("{ c { n } }")).data.c, [{ n: 1 }, { n: 3 }]);
  assert.equal(db.info.created, false);
  await db.close();
});

test("calls that wait are rejected with an unknown outcome", async () => {
  const storage = new ObjectStorage();
  const state = { dies: false };
  const db = await openObject(storage, { medium: fragile(state), durability: "strict" });
  await db.execute(insert(1));
  state.dies = true;
  const errors = await Promise.all([rejection(db.execute(insert(2))), rejection(db.execute(insert(3)))]);
  for (const error of errors) assert.deepEqual([error.code, error.outcome], ["UNAVAILABLE", "unknown"]);
  assert.deepEqual((await db.execute("{ c { n } }")).data.c, [{ n: 1 }]);
  await db.close();
});

test("an engine that keeps dying is not started for ever", async () => {
  const state = { dies: false };
  const db = await openObject(new ObjectStorage(), { medium: fragile(state) });
  await db.execute(insert(0));
  for (let i = 0; i < 4; i++) {
    state.dies = true;
    assert.equal((await rejection(db.execute(insert(i)))).code, "UNAVAILABLE");
  }
  const error = await rejection(db.execute("{ c { n } }"));
  assert.equal(error.code, "UNAVAILABLE");
  assert.match(error.message, /3 times within a minute/);
  await db.close();
});

test("a panic in the engine is INTERNAL and ends that engine", async () => {
  const broken = (real) => ({
    globals: real.globals,
    poison: () => real.poison(),
    imports: (memory, done) => ({ ...real.imports(memory, done), do_load: () => 0x7fffffff }),
  });
  const error = await rejection(openObject(new ObjectStorage(), { medium: broken }));
  assert.equal(error.code, "INTERNAL");
});

test("a memory database that is lost says so and never comes back empty", async () => {
  const db = await Aurora.open("x", { storage: "memory", autoCollections: true });
  await db.execute(insert(1));
  const text = `{ c(where: ${"{ and: [".repeat(50_000)} `; // refused by the engine's limits, not by a crash
  assert.ok(["LIMIT_EXCEEDED", "SYNTAX"].includes((await rejection(db.execute(text))).code));
  assert.deepEqual((await db.execute("{ c { n } }")).data.c, [{ n: 1 }]);
  await db.close();
});
