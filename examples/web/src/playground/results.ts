import { fill, h } from "../ui/dom";
import { count, plural } from "../ui/format";
import { tokens } from "./highlight";

type Json = unknown;
const SHOWN_ROWS = 300;
const SHOWN_TEXT = 60_000;

/** Draws the data of a response as one table for each root field. */
export function asTables(data: Json): HTMLElement {
  const box = h("div", { class: "tables" });
  if (typeof data !== "object" || data === null) return box;
  for (const [name, value] of Object.entries(data)) {
    const list = Array.isArray(value);
    box.append(h("section", null, h("h3", null, name, list && h("span", { class: "muted" }, ` ${plural(value.length, "row")}`)), list ? table(value) : nested(value)));
  }
  return box;
}

/** Draws a value as coloured JSON. */
export function asJson(value: Json): HTMLElement {
  const whole = JSON.stringify(value, null, 2) ?? "null";
  const shown = whole.length > SHOWN_TEXT ? `${whole.slice(0, whole.lastIndexOf("\n", SHOWN_TEXT))}\n…` : whole;
  const pre = h("pre", { class: "json", tabindex: 0 });
  fill(pre, ...tokens(shown, "json").map((token) => (token.kind === "plain" ? document.createTextNode(token.text) : h("span", { class: `t-${token.kind}` }, token.text))));
  return pre;
}

function table(rows: readonly Json[]): HTMLElement {
  if (rows.length === 0) return h("p", { class: "muted pad" }, "No rows.");
  const columns = columnsOf(rows);
  const shown = rows.slice(0, SHOWN_ROWS);
  const body = shown.map((row) => h("tr", null, ...columns.map((column) => cell(valueOf(row, column)))));
  const box = h("div", { class: "grid", tabindex: 0, role: "region", "aria-label": "Rows, scrollable" }, h("table", null, h("thead", null, h("tr", null, ...columns.map((column) => h("th", { scope: "col", class: typeof valueOf(rows[0], column) === "number" ? "num" : null }, column === "" ? "value" : column)))), h("tbody", null, ...body)));
  if (rows.length > SHOWN_ROWS) box.append(h("p", { class: "muted pad" }, `and ${count(rows.length - SHOWN_ROWS)} more; JSON shows them`));
  return box;
}

/** An object with lists in it (groups, edges, a schema) becomes tables again. */
function nested(value: Json): HTMLElement {
  if (typeof value !== "object" || value === null) return h("p", { class: "pad" }, String(value));
  const box = h("div", { class: "nested" });
  for (const [name, part] of Object.entries(value)) {
    const inner = Array.isArray(part) ? table(part) : h("code", null, JSON.stringify(part));
    box.append(h("div", { class: "part" }, h("h4", null, name), inner));
  }
  return box;
}

function columnsOf(rows: readonly Json[]): string[] {
  const names = new Set<string>();
  for (const row of rows.slice(0, SHOWN_ROWS)) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) names.add("");
    else for (const name of Object.keys(row)) names.add(name);
  }
  return [...names];
}

const valueOf = (row: Json, column: string): Json => (column === "" ? row : (row as Record<string, Json> | null | undefined)?.[column]);

function cell(value: Json): HTMLElement {
  if (value === null || value === undefined) return h("td", { class: "null" }, "null");
  if (typeof value === "number") return h("td", { class: "num" }, String(value));
  if (typeof value === "object") return h("td", null, h("code", null, short(flat(value))));
  return h("td", null, short(String(value)));
}

/** Named things read better as their names, a small object of scalars without JSON's quotes. */
function flat(value: object): string {
  if (Array.isArray(value) && value.every((one: unknown) => typeof one === "object" && one !== null && "name" in one)) {
    return value.length === 0 ? "none" : value.map((one: { readonly name: unknown }) => String(one.name)).join(", ");
  }
  const parts = Object.entries(value);
  const simple = !Array.isArray(value) && parts.every(([, part]) => typeof part !== "object" || part === null);
  return simple ? parts.map(([name, part]) => `${name} ${String(part)}`).join(" · ") : JSON.stringify(value);
}

const short = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);
