import type { Row, SortField } from "../db/shop";
import { h, icon } from "../ui/dom";
import { RowView, type Flash, type RowEvents } from "./row";

const COLUMNS: readonly (readonly [field: SortField, label: string, name: string])[] = [
  ["number", "Order", "number"],
  ["createdAt", "Placed", "placed"],
  ["customer", "Customer", "customer"],
  ["product", "Product", "product"],
  ["city", "Ships to", "city"],
  ["quantity", "Qty", "quantity"],
  ["total", "Total", "total"],
  ["status", "Status", "status"],
];
const AHEAD = 20;

export interface TableEvents extends RowEvents {
  readonly sort: (field: SortField) => void;
  /** The window of loaded rows no longer covers what is in sight. */
  readonly move: () => void;
  readonly scrolled: (top: number) => void;
}

/** A virtual table: only the rows in sight, and some around them, are in the document. */
export class Table {
  readonly node: HTMLElement;
  readonly #body = h("tbody", { role: "rowgroup" });
  readonly #above = h("tr", { class: "spacer", "aria-hidden": "true" });
  readonly #below = h("tr", { class: "spacer", "aria-hidden": "true" });
  readonly #table: HTMLTableElement;
  readonly #heads = new Map<SortField, HTMLElement>();
  #rows = new Map<string, RowView>();
  #offset = 0;
  #loaded = 0;
  #total = 0;

  constructor(private readonly events: TableEvents) {
    const head = h("tr", { role: "row" }, ...COLUMNS.map((column) => this.#head(...column)), h("th", { role: "columnheader", class: "c-actions" }, h("span", { class: "hidden" }, "Actions")));
    this.#table = h("table", { role: "table", "aria-label": "Orders" }, h("thead", { role: "rowgroup" }, head), this.#body);
    this.#body.append(this.#above, this.#below);
    this.node = h("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Orders, scrollable" }, this.#table);
    this.node.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.events.move()).observe(this.node);
  }

  /** Which rows are worth loading now. */
  window(): { readonly offset: number; readonly limit: number } {
    const visible = Math.ceil(this.node.clientHeight / this.#height()) + 1;
    const offset = Math.max(0, this.#first() - AHEAD);
    return { offset, limit: visible + 2 * AHEAD };
  }

  /** Shows a window of rows and lights up those that changed. */
  show(rows: readonly Row[], offset: number, total: number, changed: ReadonlyMap<string, Flash>): void {
    this.#offset = offset;
    this.#loaded = rows.length;
    this.#total = total;
    const kept = new Map<string, RowView>();
    let before: Element = this.#above;
    for (const [at, row] of rows.entries()) {
      const view = this.#rows.get(row.id) ?? new RowView(row, this.events);
      this.#rows.delete(row.id);
      view.set(row);
      view.node.setAttribute("aria-rowindex", String(offset + at + 2));
      const flash = changed.get(row.id);
      if (flash !== undefined) view.flash(flash);
      if (before.nextElementSibling !== view.node) before.after(view.node);
      before = view.node;
      kept.set(row.id, view);
    }
    for (const gone of this.#rows.values()) gone.node.remove();
    this.#rows = kept;
    this.#space();
  }

  /** Marks the column and direction of the order. */
  sorted(field: SortField, descending: boolean): void {
    for (const [name, head] of this.#heads) {
      if (name === field) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  /** Scrolls so that a row is the first one in sight. */
  scrollTo(row: number): void {
    const top = row * this.#height();
    if (this.node.scrollHeight < top + this.node.clientHeight) this.#above.style.height = `${top + this.node.clientHeight}px`;
    this.node.scrollTop = top;
  }

  #head(field: SortField, label: string, name: string): HTMLElement {
    const button = h("button", { type: "button", onclick: () => this.events.sort(field) }, label, icon("sort"));
    const head = h("th", { role: "columnheader", scope: "col", class: `c-${name}` }, button);
    this.#heads.set(field, head);
    return head;
  }

  #height(): number {
    return Number.parseFloat(getComputedStyle(this.node).getPropertyValue("--row")) || 44;
  }

  #first(): number {
    return Math.floor(this.node.scrollTop / this.#height());
  }

  #space(): void {
    const height = this.#height();
    this.#above.style.height = `${this.#offset * height}px`;
    this.#below.style.height = `${Math.max(0, this.#total - this.#offset - this.#loaded) * height}px`;
    this.#table.setAttribute("aria-rowcount", String(this.#total + 1));
  }

  #scrolled(): void {
    const first = this.#first();
    this.events.scrolled(first);
    const last = first + Math.ceil(this.node.clientHeight / this.#height());
    const short = last > this.#offset + this.#loaded && this.#offset + this.#loaded < this.#total;
    if (first < this.#offset || short) this.events.move();
  }
}

/** The columns one can sort by, for the menu that phones get instead of a head line. */
export const SORT_CHOICES: readonly (readonly [field: SortField, label: string])[] = COLUMNS.map(([field, label]) => [field, label]);
