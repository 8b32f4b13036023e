import { STATUSES, type Status } from "../db/model";
import type { Row } from "../db/shop";
import { h, icon, text } from "../ui/dom";
import { date, euros, time } from "../ui/format";

/** What one can do with a row. */
export interface RowEvents {
  readonly status: (id: string, status: Status) => void;
  readonly remove: (id: string, number: string) => void;
}

/** How a row lights up after a change. */
export type Flash = "insert" | "update";

/** One row of the table; it is kept and updated in place while its order stays in sight. */
export class RowView {
  readonly node: HTMLTableRowElement;
  readonly #cells = new Map<string, HTMLElement>();
  readonly #select: HTMLSelectElement;
  readonly #remove: HTMLButtonElement;

  constructor(row: Row, events: RowEvents) {
    this.#select = h("select", { class: "status", onchange: () => events.status(row.id, this.#select.value as Status) }, ...STATUSES.map((status) => h("option", { value: status }, status)));
    this.#remove = h("button", { type: "button", class: "round small", title: "Delete", onclick: () => events.remove(row.id, row.number) }, icon("trash"));
    this.node = h(
      "tr",
      { role: "row", "data-id": row.id },
      this.#cell("number"),
      this.#cell("placed"),
      this.#cell("customer"),
      this.#cell("product"),
      this.#cell("city"),
      this.#cell("quantity"),
      this.#cell("total"),
      h("td", { role: "cell", class: "c-status" }, this.#select),
      h("td", { role: "cell", class: "c-actions" }, this.#remove),
    );
    this.node.addEventListener("animationend", () => delete this.node.dataset["flash"]);
    this.set(row);
  }

  /** Shows the order as it is now. */
  set(row: Row): void {
    this.#text("number", row.number);
    this.#text("placed", `${date(row.createdAt)}, ${time(row.createdAt)}`);
    this.#text("customer", row.customer);
    this.#text("product", row.product);
    this.#text("city", `${row.city}, ${row.country}`);
    this.#text("quantity", String(row.quantity));
    this.#text("total", euros(row.total));
    if (this.#select.value !== row.status) this.#select.value = row.status;
    this.#select.dataset["status"] = row.status;
    this.#select.setAttribute("aria-label", `Status of ${row.number}`);
    this.#remove.setAttribute("aria-label", `Delete ${row.number}`);
  }

  /** Lights the row up for a moment. */
  flash(kind: Flash): void {
    delete this.node.dataset["flash"];
    void this.node.offsetWidth;
    this.node.dataset["flash"] = kind;
  }

  #cell(name: string): HTMLElement {
    const cell = h("td", { role: "cell", class: `c-${name}` });
    this.#cells.set(name, cell);
    return cell;
  }

  #text(name: string, value: string): void {
    const cell = this.#cells.get(name);
    if (cell !== undefined) text(cell, value);
  }
}
