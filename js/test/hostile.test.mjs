// The hostile requests of internal/hostile over the npm package: each is refused with a code, soon, and the engine goes on.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { AqlError, Aurora } from "../../npm/dist/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Milliseconds of this process, not of the clock: the test shares two cores with everything else that runs.
const soon = 50;
const tries = 30;

test("hostile requests are refused", { timeout: 300_000 }, async (t) => {
  const lines = execFileSync("go", ["run", "./internal/codegen/hostile"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }).trim().split("\n");
  const [{ setup }, ...cases] = lines.map((line) => JSON.parse(line));
  assert.ok(cases.length >= 300, `${cases.length} cases`);
  const db = await Aurora.open("hostile", { storage: "memory" });
  await db.execute(setup);
  await db.execute(`mutation { insertInto(collection: "c", data: {id: "a", n: 1, s: "text"}) { id } }`);
  const slow = [];
  let run = 0;
  for (const { name, text, variables } of cases) {
    let vars;
    try {
      vars = variables === "" ? undefined : JSON.parse(variables);
    } catch {
      continue; // JavaScript itself has refused it
    }
    run++;
    let best = Infinity;
    for (let i = 0; i < tries && best > soon; i++) {
      const start = process.cpuUsage();
      const error = await db.execute(text, vars).then(
        () => assert.fail(`${name} was accepted`),
        (e) => e,
      );
      const used = process.cpuUsage(start);
      best = Math.min(best, (used.user + used.system) / 1000);
      if (!(error instanceof AqlError)) throw new Error(`${name}: ${error}`);
      assert.ok(!["INTERNAL", "UNAVAILABLE", "CORRUPT", "CLOSED"].includes(error.code), `${name}: ${error.code} ${error.message}`);
    }
    if (best > soon) slow.push(`${name}: ${best.toFixed(0)} ms`);
  }
  t.diagnostic(`${run} requests were refused`);
  assert.deepEqual(slow, []);
  assert.deepEqual((await db.execute(`{ c(where: {id: {eq: "a"}}) { n } }`)).data, { c: [{ n: 1 }] });
  await db.close();
});
