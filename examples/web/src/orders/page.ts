import type { Change } from "@auroradb/aurora";
import type { Live } from "../db/live";
import { explain } from "../db/open";
import type { Order, Status } from "../db/model";
import type { Row, Shop, SortField, Tile } from "../db/shop";
import { Traffic } from "../db/traffic";
import { debounce, fill, h, text } from "../ui/dom";
import { ms, plural } from "../ui/format";
import type { Toasts } from "../ui/toast";
import { askOrder } from "./dialog";
import { Rail } from "./rail";
import type { Flash } from "./row";
import { OrdersState } from "./state";
import { SORT_CHOICES, Table } from "./table";
import { Tiles } from "./tiles";
import { Toolbar } from "./toolbar";

const PAUSE = 90;

/** The order desk: live figures, filters, the table and the latest changes. */
export class OrdersPage {
  readonly node: HTMLElement;
  readonly #state = new OrdersState();
  readonly #tiles: Tiles;
  readonly #toolbar: Toolbar;
  readonly #table: Table;
  readonly #rail = new Rail();
  readonly #line = h("p", { class: "foot-line", role: "status" });
  readonly #empty = h("div", { class: "empty", hidden: true });
  readonly #sort: HTMLSelectElement;
  readonly #traffic: Traffic;
  readonly #changed = new Map<string, Flash>();
  readonly #save = debounce(150, () => this.#visible && this.#state.save());
  #visible = false;
  #figures: readonly Tile[] = [];
  #total = 0;
  #busy = false;
  #again: "no" | "rows" | "all" = "no";

  constructor(
    private readonly shop: Shop,
    live: Live,
    private readonly toasts: Toasts,
  ) {
    this.#tiles = new Tiles((status) => this.#choose(status));
    this.#toolbar = new Toolbar(this.#state, { filter: () => this.#filter(), traffic: (on) => this.#switch(on), add: () => void this.#add() });
    this.#table = new Table({
      sort: (field) => this.#sortBy(field),
      move: () => this.#visible && this.#refresh("rows"),
      scrolled: (top) => this.#scrolled(top),
      status: (id, status) => void this.#do(() => this.shop.setStatus(id, status)),
      remove: (id, number) => void this.#remove(id, number),
    });
    this.#sort = h("select", { class: "sort-select", "aria-label": "Sort by", onchange: () => this.#pickSort() }, ...SORT_CHOICES.flatMap(([field, label]) => [h("option", { value: `-${field}` }, `${label} ↓`), h("option", { value: field }, `${label} ↑`)]));
    this.#traffic = new Traffic(shop, (error) => this.#trafficFailed(error));
    const list = h("section", { class: "list", "aria-label": "Orders" }, this.#table.node, this.#empty, h("footer", { class: "foot" }, this.#line, this.#sort));
    this.node = h("main", { class: "page orders" }, h("h1", { class: "hidden" }, "Orders"), this.#tiles.node, this.#toolbar.node, h("div", { class: "split" }, list, this.#rail.node));
    live.on((change) => this.#heard(change));
  }

  /** Shows the page with the state of the URL. */
  enter(state: URLSearchParams): void {
    this.#visible = true;
    this.#state.load(state);
    this.#toolbar.show();
    this.#showSort();
    this.#table.scrollTo(this.#state.top);
    this.#refresh("all");
  }

  leave(): void {
    this.#visible = false;
  }

  /** Puts the cursor into the text filter. */
  focusSearch(): void {
    this.#toolbar.focus();
  }

  #filter(): void {
    this.#table.node.scrollTop = 0;
    this.#save();
    this.#refresh("all");
  }

  #choose(status: Status | undefined): void {
    if (status === undefined) this.#state.statuses = [];
    else this.#state.toggle(status);
    this.#filter();
  }

  #sortBy(field: SortField): void {
    this.#state.sortBy(field);
    this.#showSort();
    this.#filter();
  }

  #pickSort(): void {
    this.#state.descending = this.#sort.value.startsWith("-");
    this.#state.sort = this.#sort.value.replace(/^-/, "") as SortField;
    this.#showSort();
    this.#filter();
  }

  #showSort(): void {
    this.#table.sorted(this.#state.sort, this.#state.descending);
    this.#sort.value = `${this.#state.descending ? "-" : ""}${this.#state.sort}`;
  }

  #scrolled(top: number): void {
    this.#state.top = top;
    this.#save();
  }

  #heard(change: Change | undefined): void {
    if (change !== undefined) {
      this.#rail.add(change);
      if (change.type !== "delete") this.#changed.set(change.id, change.type === "insert" ? "insert" : "update");
    }
    if (this.#visible) this.#refresh("all");
  }

  /** Reads again; what comes in while a query runs is answered by one more query after it. */
  #refresh(what: "rows" | "all"): void {
    if (this.#busy) {
      if (this.#again !== "all") this.#again = what;
      return;
    }
    this.#busy = true;
    void this.#read(what).finally(() => {
      setTimeout(() => {
        this.#busy = false;
        const next = this.#again;
        this.#again = "no";
        if (next !== "no" && this.#visible) this.#refresh(next);
      }, what === "rows" ? 0 : PAUSE);
    });
  }

  async #read(what: "rows" | "all"): Promise<void> {
    const { offset, limit } = this.#table.window();
    const changed = new Map(this.#changed);
    try {
      const begun = performance.now();
      const rows = what === "rows" ? await this.shop.rows(this.#state, limit, offset) : await this.#desk(limit, offset);
      for (const id of changed.keys()) this.#changed.delete(id);
      this.#show(rows, offset, changed, performance.now() - begun);
    } catch (error) {
      fill(this.#line, h("span", { class: "bad" }, explain(error).detail));
    }
  }

  async #desk(limit: number, offset: number): Promise<Row[]> {
    const { rows, tiles } = await this.shop.desk(this.#state, limit, offset);
    this.#figures = tiles;
    return rows;
  }

  #show(rows: readonly Row[], offset: number, changed: ReadonlyMap<string, Flash>, took: number): void {
    this.#total = this.#tiles.show(this.#figures, this.#state.statuses);
    this.#table.show(rows, offset, this.#total, changed);
    text(this.#line, `${plural(this.#total, "order")} · read in ${ms(took)}`);
    this.#empty.hidden = this.#total > 0;
    this.node.dataset["ready"] = "true";
    if (this.#total > 0) return;
    const clear = (): void => {
      this.#state.clear();
      this.#toolbar.show();
      this.#filter();
    };
    fill(this.#empty, h("p", null, this.#state.filtered ? "No order matches these filters." : "There are no orders yet."), this.#state.filtered && h("button", { type: "button", class: "button", onclick: clear }, "Clear the filters"));
  }

  #switch(on: boolean): void {
    if (on) this.#traffic.start();
    else this.#traffic.stop();
  }

  #trafficFailed(error: unknown): void {
    this.#toolbar.traffic(false);
    this.toasts.say(`Traffic stopped: ${explain(error).detail}`);
  }

  async #add(): Promise<void> {
    await this.#do(async () => {
      const wish = await askOrder(await this.shop.choices());
      if (wish === undefined) return;
      const made = await this.shop.add(wish.customer, wish.product, wish.quantity);
      this.toasts.say(`${made.number} is placed.`);
    });
  }

  async #remove(id: string, number: string): Promise<void> {
    await this.#do(async () => {
      const gone: Order | undefined = await this.shop.remove(id);
      if (gone === undefined) return;
      this.toasts.say(`${number} is deleted.`, { label: "Undo", run: () => void this.#do(() => this.shop.restore(gone)) });
    });
  }

  /** Runs a write; a failure is told, and the table shows again what is stored. */
  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const trouble = explain(error);
      this.toasts.say(`${trouble.title}. ${trouble.detail}`);
      this.#refresh("all");
    }
  }
}
