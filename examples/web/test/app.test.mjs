// The demo as a person uses it: one profile, one visit after the other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { column, Demo, figure, matches, ready, shot } from "./browser.mjs";
import { until } from "./until.mjs";

const ORDERS = 12_000;
let demo;
let page;

before(async () => {
  demo = await Demo.start();
});

after(async () => {
  await demo?.stop();
});

test("the first visit fills the shop and says how far it is", { timeout: 180_000 }, async () => {
  page = await demo.open();
  await page.getByRole("heading", { name: "Stocking the shelves" }).waitFor({ timeout: 60_000 });
  await shot(page, "first-visit");
  await ready(page);
  assert.equal(await figure(page, "all"), ORDERS);
  const parts = await Promise.all(["pending", "paid", "packed", "shipped", "delivered", "cancelled"].map((status) => figure(page, status)));
  assert.equal(parts.reduce((sum, part) => sum + part, 0), ORDERS);
});

test("typing filters the rows", async () => {
  await page.getByLabel("Filter orders").pressSequentially("bergen lantern", { delay: 20 });
  await until(async () => (await matches(page)) < 100);
  const cities = await column(page, "city");
  const goods = await column(page, "product");
  assert.ok(cities.length > 0 && cities.every((city) => city === "Bergen, Norway"), String(cities));
  assert.ok(goods.every((name) => name === "Trail lantern"), String(goods));
  await until(() => /q=bergen\+lantern/.test(page.url())); // written when typing has rested
  await page.getByLabel("Filter orders").fill("nothing is called like this");
  await page.getByText("No order matches these filters.").waitFor();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await until(async () => (await matches(page)) === ORDERS);
});

test("tiles and the smallest total narrow the list", async () => {
  const shipped = await figure(page, "shipped");
  await page.locator('.tile[data-status="shipped"]').click();
  await until(async () => (await matches(page)) === shipped);
  const shown = await page.locator("select.status").evaluateAll((nodes) => nodes.map((node) => node.value));
  assert.ok(shown.length > 0 && shown.every((status) => status === "shipped"));
  await page.getByLabel("Smallest total in euros").fill("900");
  await until(async () => (await matches(page)) < shipped);
  const totals = (await column(page, "total")).map(euros);
  assert.ok(totals.length > 0 && totals.every((total) => total >= 900), String(totals));
  await page.locator('.tile[data-status="all"]').click();
  await page.getByLabel("Smallest total in euros").fill("");
  await until(async () => (await matches(page)) === ORDERS);
});

test("clicking a column's head sorts, clicking again turns the order round", async () => {
  const head = page.getByRole("columnheader", { name: "Total" });
  await head.getByRole("button").click();
  await until(async () => (await head.getAttribute("aria-sort")) === "descending" && falls((await column(page, "total")).map(euros)));
  await head.getByRole("button").click();
  await until(async () => (await head.getAttribute("aria-sort")) === "ascending" && falls((await column(page, "total")).map(euros).reverse()));
  await page.getByRole("columnheader", { name: "Placed" }).getByRole("button").click();
  await until(async () => (await page.getByRole("columnheader", { name: "Placed" }).getAttribute("aria-sort")) === "descending");
});

test("scrolling reads further rows", async () => {
  await page.locator(".table-scroll").evaluate((node) => (node.scrollTop = 44 * 6000));
  const index = await until(async () => Number(await page.locator("tbody tr[aria-rowindex]").first().getAttribute("aria-rowindex")) > 5900);
  assert.ok(index);
  await page.locator(".table-scroll").evaluate((node) => (node.scrollTop = 0));
  await until(async () => (await page.locator('tr[aria-rowindex="2"]').count()) === 1);
});

test("a status is edited in its row, an order is added, deleted and brought back", async () => {
  const row = page.locator('tr[aria-rowindex="6"]');
  const number = await row.locator("td.c-number").textContent();
  const cancelled = await figure(page, "cancelled");
  await page.getByLabel(`Status of ${number}`).selectOption("cancelled");
  await until(async () => (await figure(page, "cancelled")) === cancelled + 1);
  await page.locator(".changes li").first().getByText(number).waitFor();

  await page.getByRole("button", { name: "New order" }).click();
  await page.getByLabel("Product").selectOption({ label: "Snowshoes · €199.00" });
  await page.getByLabel("Pieces").fill("3");
  assert.equal(await page.locator("dialog output").textContent(), "€597.00");
  await page.getByRole("button", { name: "Place order" }).click();
  await until(async () => (await figure(page, "all")) === ORDERS + 1);
  assert.equal((await column(page, "number"))[0], "NL-22001");
  assert.equal((await column(page, "total"))[0], "€597.00");

  await page.getByRole("button", { name: "Delete NL-22001" }).click();
  await until(async () => (await figure(page, "all")) === ORDERS);
  await page.getByRole("button", { name: "Undo" }).click();
  await until(async () => (await figure(page, "all")) === ORDERS + 1);
  assert.equal((await column(page, "number"))[0], "NL-22001");
  await shot(page, "orders");
});

test("a reload keeps the data and what was chosen", async () => {
  await page.getByLabel("Filter orders").fill("snowshoes");
  await page.locator('.tile[data-status="pending"]').click();
  await until(() => /q=snowshoes.*status=pending/.test(page.url()));
  await until(async () => { // the list follows its address
    const shown = await page.locator("select.status").evaluateAll((nodes) => nodes.map((node) => node.value));
    return shown.length > 0 && shown.every((status) => status === "pending") && (await column(page, "product")).every((name) => /snowshoes/i.test(name));
  });
  const before = await matches(page);
  await page.reload();
  await ready(page);
  assert.equal(await page.getByLabel("Filter orders").inputValue(), "snowshoes");
  assert.equal(await page.locator('.tile[data-status="pending"]').getAttribute("aria-pressed"), "true");
  assert.equal(await matches(page), before);
  assert.ok((await column(page, "number")).includes("NL-22001"));
});

test("a second tab sees a write of the first at once, and the other way round", async () => {
  const other = await demo.open();
  await ready(other);
  await page.goto(`${demo.url}#/orders?q=nl-22001`);
  await until(async () => (await matches(page)) === 1);
  const paid = await figure(other, "paid");
  await page.getByLabel("Status of NL-22001").selectOption("paid");
  await until(async () => (await other.getByLabel("Status of NL-22001").inputValue()) === "paid");
  assert.equal(await figure(other, "paid"), paid + 1);
  await other.locator(".changes li").first().getByText("pending → paid").waitFor();
  await other.getByLabel("Status of NL-22001").selectOption("shipped");
  await until(async () => (await page.getByLabel("Status of NL-22001").inputValue()) === "shipped");
  await other.close();
});

test("simulated traffic moves the figures until it is switched off", async () => {
  await page.goto(`${demo.url}#/orders`);
  await page.getByRole("switch", { name: "Simulate traffic" }).click();
  await until(async () => (await page.locator(".changes li").count()) > 10);
  await page.locator("tr[data-flash]").first().waitFor();
  await shot(page, "traffic");
  await page.getByRole("switch", { name: "Simulate traffic" }).click();
  await until(async () => (await page.locator(".rate").textContent()) === "", 10_000);
});

test("a restarted browser still has everything", { timeout: 60_000 }, async () => {
  const all = await figure(page, "all");
  await demo.restart();
  page = await demo.open();
  await ready(page);
  assert.equal(await figure(page, "all"), all);
});

test("nothing went wrong on any console", () => {
  assert.deepEqual(demo.problems, []);
});

const euros = (text) => Number(text.replace(/[^\d.]/g, ""));
const falls = (list) => list.length > 1 && list.every((value, at) => at === 0 || value <= list[at - 1]);
