// The playground, the database page, the failure screens and the looks of all pages.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { Demo, figure, ready, shot } from "./browser.mjs";
import { until } from "./until.mjs";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
let demo;
let page;

before(async () => {
  demo = await Demo.start();
});

after(async () => {
  await demo?.stop();
});

async function run(text, variables = "") {
  await page.getByLabel("AQL text").fill(text);
  await page.getByLabel("Variables, as JSON").fill(variables);
  await page.getByLabel("AQL text").press("Control+Enter");
}

test("two first visits at once fill one shop, also when one of them is cut off", { timeout: 180_000 }, async () => {
  const [first, second] = await Promise.all([demo.open(), demo.open()]);
  await Promise.any([first, second].map((tab) => tab.getByText(/writing [1-9]/).waitFor({ timeout: 60_000 })));
  await first.close();
  page = second;
  await ready(page);
  assert.equal(await figure(page, "all"), 12_000);
  await page.getByRole("link", { name: "Playground" }).click();
});

test("Ctrl+Enter answers rows, JSON and a plan", async () => {
  await page.getByRole("tab", { name: "Table" }).click();
  await run("query Q($n: Int!) { orders(where: { total: { gte: 500 } }, orderBy: { total: DESC }, limit: $n) { number total } }", '{ "n": 7 }');
  await until(async () => (await page.locator(".out tbody tr").count()) === 7);
  assert.match(await page.locator(".playground .foot-line").textContent(), /^7 rows · [\d.]+ ms$/);
  await shot(page, "playground-table");
  await page.getByRole("tab", { name: "JSON" }).click();
  const answer = JSON.parse(await page.locator(".out .json").textContent());
  assert.equal(answer.data.orders.length, 7);
  await page.getByRole("tab", { name: "Plan" }).click();
  await page.locator(".plan .step").first().waitFor();
  await shot(page, "playground-plan");
});

test("names are completed from the database while typing", async () => {
  const area = page.getByLabel("AQL text");
  const options = page.locator(".suggest:not([hidden]) li");
  await area.fill("");
  const step = async (typed, expected, key) => {
    await area.pressSequentially(typed);
    await options.filter({ hasText: new RegExp(`^${expected}$`) }).waitFor();
    await area.press(key);
    assert.equal(await options.count(), 0);
  };
  await step("{ ord", "orders", "Enter");
  await step("(wh", "where", "Tab");
  await step(": { tot", "total", "Enter");
  await area.pressSequentially(": { g");
  await options.filter({ hasText: /^gte$/ }).waitFor();
  await shot(page, "playground-completion");
  await area.press("ArrowDown");
  await area.press("Enter");
  await step(": 900 } }, ord", "orderBy", "Enter");
  await step(": { num", "number", "Enter");
  await step(": D", "DESC", "Enter");
  await area.pressSequentially(" }, limit: 2) { num");
  await options.first().waitFor();
  await area.press("Escape");
  assert.equal(await options.count(), 0);
  await area.pressSequentially("ber # num");
  assert.equal(await options.count(), 0); // a comment has no names
  await area.fill((await area.inputValue()).replace(" # num", " } }"));
  assert.equal(await area.inputValue(), "{ orders(where: { total: { gte: 900 } }, orderBy: { number: DESC }, limit: 2) { number } }");
  await area.press("Control+Enter");
  await page.getByRole("tab", { name: "Table" }).click();
  await until(async () => (await page.locator(".out tbody tr").count()) === 2);
});

test("a mistake is shown at its place, with its code", async () => {
  await run("query {\n  orders(where: { total: { above: 500 } }) { number }\n}");
  await page.locator(".problem .code-badge", { hasText: "UNKNOWN_OPERATOR" }).waitFor();
  assert.equal(await page.locator(".editor[data-language=aql] .wrong").textContent(), "above");
  assert.equal(await page.getByRole("button", { name: "line 2, column 28" }).count(), 1);
  assert.equal(await page.locator(".gutter .bad").textContent(), "2");
  const [line, caret] = (await page.locator(".excerpt").textContent()).split("\n");
  assert.equal(line.slice(caret.indexOf("^"), caret.indexOf("^") + 5), "above");
  await shot(page, "playground-error");
  await page.getByRole("button", { name: "line 2, column 28" }).click();
  const at = await page.getByLabel("AQL text").evaluate((node) => node.value.slice(node.selectionStart).slice(0, 5));
  assert.equal(at, "above");
});

test("a text that does not parse, a missing variable and bad JSON are told too", async () => {
  await run("query { orders(limit: 1 { number } }");
  await page.locator(".code-badge", { hasText: "SYNTAX" }).waitFor();
  await run("query Q($n: Int!) { orders(limit: $n) { number } }");
  await page.locator(".code-badge", { hasText: "UNDEFINED_VARIABLE" }).waitFor();
  await run("{ orders(limit: 1) { number } }", "{ oops");
  await page.locator(".code-badge", { hasText: "SyntaxError" }).waitFor();
  await run("{ nothing { id } }");
  await page.locator(".code-badge", { hasText: "COLLECTION_NOT_FOUND" }).waitFor();
});

test("every example runs, but the one that must not", async () => {
  await page.getByRole("tab", { name: "Table" }).click();
  const names = (await page.getByLabel("Examples").locator("option").allTextContents()).slice(1);
  for (const name of names) {
    if (name.includes("mistake") || name.includes("subscription")) continue;
    await page.getByLabel("Examples").selectOption({ label: name });
    await until(async () => / ms$/.test(await page.locator(".playground .foot-line").textContent()));
    // The answer before this one may stand a moment longer; a problem of this one stays.
    await until(async () => (await page.locator(".problem").count()) === 0);
  }
});

test("a subscription runs until it is stopped", async () => {
  await run("subscription { orders(where: { total: { gt: 0 } }) { number status } }");
  await page.getByText("waiting for changes…").waitFor();
  const other = await demo.open();
  await ready(other);
  await other.locator("select.status").first().selectOption("packed");
  await page.locator(".out td", { hasText: "packed" }).first().waitFor();
  await other.close();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("stopped after").waitFor();
});

test("the database page tells figures and starts afresh", { timeout: 120_000 }, async () => {
  await page.getByRole("link", { name: "Database" }).click();
  await page.locator(".storage td", { hasText: "orders" }).first().waitFor();
  await until(async () => /[KM]B/.test(await page.locator(".browser .big").textContent()));
  await page.locator(".storage .facts dt").nth(6).waitFor();
  await shot(page, "database");
  await page.getByRole("button", { name: "Reset database" }).click();
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByRole("heading", { name: "Stocking the shelves" }).waitFor({ timeout: 60_000 });
  await page.locator(".shell").waitFor({ timeout: 120_000 });
  await page.getByRole("link", { name: "Orders" }).click();
  await ready(page);
  assert.equal(await figure(page, "all"), 12_000);
});

test("phone and dark", async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${demo.url}#/orders?q=norway`);
  await page.locator(".table-scroll tbody tr[data-id]").first().waitFor();
  await shot(page, "orders-dark");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ["orders", "playground", "database"]) {
    await page.goto(`${demo.url}#/${name}`);
    await page.locator(`#app[data-page=${name}] main`).waitFor();
    await page.waitForTimeout(300);
    await shot(page, `phone-${name}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${name} is ${wide} px wide on a phone`);
  }
});

test("nothing went wrong on any console", () => {
  assert.deepEqual(demo.problems, []);
});

test("an engine that cannot be loaded is a message, not a blank page", { timeout: 60_000 }, async () => {
  const broken = mkdtempSync(join(tmpdir(), "aurora-broken-"));
  cpSync(DIST, broken, { recursive: true });
  for (const name of readdirSync(join(broken, "assets"))) if (/\.wasm(\.br)?$/.test(name)) rmSync(join(broken, "assets", name));
  const other = await Demo.start(broken);
  try {
    const lost = await other.open();
    await lost.getByRole("alert").waitFor();
    assert.match(await lost.getByRole("alert").textContent(), /UNAVAILABLE|UNSUPPORTED/);
    await shot(lost, "no-engine");
  } finally {
    await other.stop();
    rmSync(broken, { recursive: true, force: true });
  }
});
