// The same calls everywhere; runs in Node and in pages.

/** Returns figures by name. */
export async function workload(db) {
  const insert = `mutation ($d: JSON!) { insertInto(collection: "c", data: $d) { n } }`;
  const point = "{ c(where: { n: { eq: 500 } }) { n k text } }";
  await db.execute("schema { define collection c { n: Int @unique  k: Int  text: String } }");
  const bulk = await once(() => db.execute(`mutation ($d: [JSON!]!) { insertMany(collection: "c", data: $d) { n } }`, { d: documents(10_000) }));
  const cold = await once(() => db.execute(point));
  const cached = await each(20_000, () => db.execute(point));
  let n = 10_000;
  const awaited = await each(200, () => db.execute(insert, { d: { n: n++, k: 1, text: "one by one" } }));
  const together = await once(() => Promise.all(Array.from({ length: 1000 }, () => db.execute(insert, { d: { n: n++, k: 2, text: "together" } }))));
  const scan = await each(20, () => db.execute("{ c(where: { k: { eq: 3 }, text: { startsWith: \"text 99\" } }) { n } }"));
  const all = await each(5, () => db.execute("{ c(limit: 10000) { n k text } }"));
  return {
    "point query, first": us(cold),
    "point query, cached text": us(cached),
    "insert, each awaited": us(awaited),
    "1,000 inserts at once": ms(together),
    "10,000 documents in one insertMany": ms(bulk),
    "scan of 11,000 documents with two conditions": ms(scan),
    "10,000 documents answered": ms(all),
  };
}

function documents(count) {
  return Array.from({ length: count }, (_, n) => ({ n, k: n % 10, text: `text ${n}` }));
}

async function once(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Milliseconds per run: the best of three rounds after a warm-up. */
async function each(count, run) {
  for (let i = 0; i < Math.min(count, 2000); i++) await run();
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    for (let i = 0; i < count; i++) await run();
    best = Math.min(best, (performance.now() - start) / count);
  }
  return best;
}

const us = (value) => `${(value * 1000).toFixed(1)} µs`;
const ms = (value) => `${value.toFixed(1)} ms`;
