import { debounce, h, icon } from "../ui/dom";
import type { OrdersState } from "./state";

/** What the tool bar tells the page. */
export interface ToolbarEvents {
  readonly filter: () => void;
  readonly traffic: (on: boolean) => void;
  readonly add: () => void;
}

/** Text filter, smallest total, the traffic switch and the "new order" button. */
export class Toolbar {
  readonly node: HTMLElement;
  readonly #search: HTMLInputElement;
  readonly #min: HTMLInputElement;
  readonly #switch: HTMLButtonElement;

  constructor(
    private readonly state: OrdersState,
    private readonly events: ToolbarEvents,
  ) {
    const typed = debounce(90, () => this.#read());
    this.#search = h("input", { type: "search", id: "q", placeholder: "Customer, product, city or number", "aria-label": "Filter orders", autocomplete: "off", spellcheck: "false", oninput: typed });
    this.#min = h("input", { type: "number", id: "min", min: 0, step: 10, placeholder: "0", inputmode: "numeric", "aria-label": "Smallest total in euros", oninput: typed });
    this.#switch = h("button", { type: "button", class: "switch", role: "switch", "aria-checked": "false", "aria-label": "Simulate traffic", onclick: () => this.#toggle() }, h("span", { class: "knob", "aria-hidden": "true" }), h("span", { class: "more" }, "Simulate traffic"), h("span", { class: "less" }, "Traffic"));
    this.node = h(
      "div",
      { class: "toolbar", role: "search" },
      h("label", { class: "field grow", for: "q" }, icon("search"), this.#search, h("kbd", { "aria-hidden": "true" }, "/")),
      h("label", { class: "field min", for: "min" }, h("span", { class: "prefix" }, "from €"), this.#min),
      this.#switch,
      h("button", { type: "button", class: "button primary", onclick: events.add }, icon("plus"), "New order"),
    );
  }

  /** Shows what the state says. */
  show(): void {
    if (this.#search.value !== this.state.text) this.#search.value = this.state.text;
    const min = this.state.min === 0 ? "" : String(this.state.min);
    if (this.#min.value !== min) this.#min.value = min;
  }

  /** Puts the cursor into the text filter. */
  focus(): void {
    this.#search.focus();
    this.#search.select();
  }

  /** Shows whether traffic is running. */
  traffic(on: boolean): void {
    this.#switch.setAttribute("aria-checked", String(on));
  }

  #toggle(): void {
    const on = this.#switch.getAttribute("aria-checked") !== "true";
    this.traffic(on);
    this.events.traffic(on);
  }

  #read(): void {
    const min = Number(this.#min.value);
    this.state.text = this.#search.value;
    this.state.min = Number.isFinite(min) && min > 0 ? min : 0;
    this.state.top = 0;
    this.events.filter();
  }
}
