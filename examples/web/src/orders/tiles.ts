import { STATUSES, type Status } from "../db/model";
import type { Tile } from "../db/shop";
import { h, text } from "../ui/dom";
import { count, roundEuros } from "../ui/format";

interface Card {
  readonly node: HTMLButtonElement;
  readonly count: HTMLElement;
  readonly revenue: HTMLElement;
  readonly bar: HTMLElement;
}

/** The live figures by status; each tile is also the filter for its status. */
export class Tiles {
  readonly node: HTMLElement;
  readonly #cards = new Map<Status | "all", Card>();

  constructor(choose: (status: Status | undefined) => void) {
    this.node = h("section", { class: "tiles", "aria-label": "Orders by status" });
    this.#add("all", "All orders", () => choose(undefined));
    for (const status of STATUSES) this.#add(status, status, () => choose(status));
  }

  /** Shows new figures and which statuses are chosen; answers how many rows that makes. */
  show(tiles: readonly Tile[], chosen: readonly Status[]): number {
    const total = tiles.reduce((sum, tile) => sum + tile.count, 0);
    const revenue = tiles.reduce((sum, tile) => sum + tile.revenue, 0);
    this.#set("all", total, revenue, 1, chosen.length === 0);
    let rows = 0;
    for (const status of STATUSES) {
      const tile = tiles.find((one) => one.key === status);
      const number = tile?.count ?? 0;
      this.#set(status, number, tile?.revenue ?? 0, total === 0 ? 0 : number / total, chosen.includes(status));
      if (chosen.length === 0 || chosen.includes(status)) rows += number;
    }
    return rows;
  }

  #add(key: Status | "all", label: string, click: () => void): void {
    const number = h("span", { class: "tile-count" }, "–");
    const revenue = h("span", { class: "tile-revenue" }, " ");
    const bar = h("span", { class: "tile-bar", "aria-hidden": "true" }, h("span"));
    const node = h(
      "button",
      { type: "button", class: "tile", "data-status": key, "aria-pressed": "false", onclick: click },
      h("span", { class: "tile-label" }, h("span", { class: "dot", "aria-hidden": "true" }), h("span", { class: "tile-name" }, label)),
      number,
      revenue,
      bar,
    );
    this.#cards.set(key, { node, count: number, revenue, bar: bar.firstElementChild as HTMLElement });
    this.node.append(node);
  }

  #set(key: Status | "all", number: number, revenue: number, share: number, pressed: boolean): void {
    const card = this.#cards.get(key);
    if (card === undefined) return;
    text(card.count, count(number));
    text(card.revenue, roundEuros(revenue));
    card.bar.style.transform = `scaleX(${share.toFixed(4)})`;
    card.node.setAttribute("aria-pressed", String(pressed));
  }
}
