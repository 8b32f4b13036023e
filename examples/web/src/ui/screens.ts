import type { Trouble } from "../db/open";
import { fill, h, icon } from "./dom";
import { count } from "./format";

/** The screen while the engine starts and the shop is filled. */
export class Loading {
  readonly #title = h("h1", null, "Opening the shop");
  readonly #line = h("p", { class: "muted", role: "status" }, "Starting the database engine…");
  readonly #bar = h("progress", { max: 1, "aria-label": "Progress" });
  readonly node = h("main", { class: "screen" }, h("div", { class: "aurora", "aria-hidden": "true" }), h("div", { class: "screen-card" }, this.#title, this.#line, this.#bar));

  /** Shows how many orders are stored; undefined while another tab stores them. */
  progress(done: number | undefined, total: number): void {
    if (done === undefined) {
      this.#line.textContent = "Waiting for another tab that is filling the shop…";
      this.#bar.removeAttribute("value");
      return;
    }
    this.#title.textContent = "Stocking the shelves";
    this.#line.textContent = `First visit: writing ${count(done)} of ${count(total)} orders into your browser`;
    this.#bar.value = done / total;
  }
}

/** The screen for a failure that keeps the app from running. */
export function failure(trouble: Trouble, actions: { readonly retry: () => void; readonly memory: () => void; readonly reset?: (() => void) | undefined }): HTMLElement {
  const buttons = h("div", { class: "dialog-actions start" }, h("button", { type: "button", class: "button primary", onclick: actions.retry }, "Try again"));
  if (trouble.memory) buttons.append(h("button", { type: "button", class: "button", onclick: actions.memory }, "Run in memory"));
  if (trouble.code === "CORRUPT" && actions.reset !== undefined) buttons.append(h("button", { type: "button", class: "button danger", onclick: actions.reset }, "Delete the data"));
  const card = h("div", { class: "screen-card", role: "alert" });
  fill(card, h("span", { class: "screen-icon" }, icon("alert")), h("h1", null, trouble.title), h("p", { class: "muted" }, trouble.advice), buttons, h("pre", { class: "detail" }, trouble.code === "" ? trouble.detail : `${trouble.code}: ${trouble.detail}`));
  return h("main", { class: "screen" }, card);
}
