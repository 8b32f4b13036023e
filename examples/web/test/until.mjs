/** Waits until a condition holds; fails with its text after a while. */
export async function until(condition, wait = 20_000) {
  const end = performance.now() + wait;
  let last;
  while (performance.now() < end) {
    try {
      if (await condition()) return true;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((go) => setTimeout(go, 40));
  }
  throw new Error(`never true within ${wait} ms: ${condition}`, { cause: last });
}
