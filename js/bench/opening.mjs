// How long a database of 20,000 documents in IndexedDB takes to open, until the first query by an index is answered.
import { openPage } from "../browser-test/support/chromium.mjs";
import { median } from "./go.mjs";

const documents = 20_000;

/** Fills the database; runs in the page. */
async function fill(count) {
  const db = await Aurora.open("opening", { mode: "page" });
  await db.execute("schema { define collection orders { number: Int! @unique  customer: String @indexed  total: Float @indexed  note: String } }");
  for (let from = 0; from < count; from += 1000) {
    const d = Array.from({ length: 1000 }, (_, i) => from + i).map((n) => ({
      number: n,
      customer: `c${n % 997}`,
      total: ((n * 7919) % 100_000) / 100,
      note: `a text of about a hundred bytes, stored with the other fields, so that this is a document of some size: ${n}`,
    }));
    await db.execute(`mutation ($d: [JSON!]!) { insertMany(collection: "orders", data: $d) { number } }`, { d });
  }
  await db.close();
}

/** Milliseconds of two openings in a row; runs in the page. The engine is compiled, but has answered no query before the first one. */
async function twice(count) {
  const other = await Aurora.open("opening-other", { mode: "page" });
  await other.close();
  const times = [];
  for (const n of [count - 77, count - 7000]) {
    const start = performance.now();
    const db = await Aurora.open("opening", { mode: "page" });
    const { data } = await db.execute("query ($n: Int!) { orders(where: { number: { eq: $n } }) { number total } }", { n });
    times.push(performance.now() - start);
    if (data.orders.length !== 1 || data.orders[0].number !== n) throw new Error("wrong answer");
    await db.close();
  }
  return times;
}

/** Prints the medians of seven pages. */
export async function opening(context, origin) {
  const page = await openPage(context, origin);
  await page.evaluate(fill, documents);
  await page.close();
  const first = [];
  const second = [];
  for (let i = 0; i < 7; i++) {
    const page = await openPage(context, origin);
    const [a, b] = await page.evaluate(twice, documents);
    first.push(a);
    second.push(b);
    await page.close();
  }
  const line = (times) => `${median(times).toFixed(0)} ms (median of 7: ${times.map((t) => t.toFixed(0)).join(" ")})`;
  console.log(`Chromium, from open to the first indexed query answered (${documents.toLocaleString("en")} documents in IndexedDB)`);
  console.log(`  the page has not queried yet                 ${line(first)}`);
  console.log(`  the page has                                 ${line(second)}`);
}
