import type { Aurora } from "@auroradb/aurora";
import { Live } from "./db/live";
import { Shop } from "./db/shop";
import { OrdersPage } from "./orders/page";
import { PlaygroundPage } from "./playground/page";
import { StoragePage } from "./storage/page";
import { read, type Page } from "./ui/route";
import { Shell } from "./ui/shell";
import { Toasts } from "./ui/toast";

interface View {
  readonly node: HTMLElement;
  enter(state: URLSearchParams): void;
  leave(): void;
}

/** The running app: three pages over one open database. */
export class App {
  readonly #shell: Shell;
  readonly #toasts = new Toasts();
  readonly #live: Live;
  readonly #views: Readonly<Record<Page, View>>;
  readonly #orders: OrdersPage;
  readonly #states = new Map<Page, string>();
  #page: Page | undefined;

  constructor(
    private readonly root: HTMLElement,
    db: Aurora,
    reset: () => Promise<void>,
  ) {
    this.#live = new Live(db, "orders");
    this.#orders = new OrdersPage(new Shop(db), this.#live, this.#toasts);
    this.#views = { orders: this.#orders, playground: new PlaygroundPage(db), database: new StoragePage(db, reset) };
    this.#shell = new Shell(engineText(db), (page) => this.#go(page));
    root.replaceChildren(this.#shell.node, this.#toasts.node);
    addEventListener("hashchange", () => this.#route());
    addEventListener("keydown", (event) => this.#key(event));
    this.#route();
  }

  /** Stops listening to changes, before the database is closed. */
  close(): void {
    this.#live.close();
    if (this.#page !== undefined) this.#views[this.#page].leave();
  }

  /** Opens a page with the state that it was left with. */
  #go(page: Page): void {
    if (page === this.#page) return;
    history.pushState(null, "", this.#states.get(page) ?? `#/${page}`);
    this.#route();
  }

  #route(): void {
    const { page, state } = read();
    if (this.#page !== undefined && this.#page !== page) {
      this.#views[this.#page].leave();
      this.#views[this.#page].node.remove();
    }
    this.#page = page;
    this.#shell.show(page);
    const view = this.#views[page];
    if (view.node.parentNode === null) this.#shell.node.after(view.node);
    this.root.dataset["page"] = page;
    view.enter(state);
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key !== "/" || this.#page !== "orders" || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    event.preventDefault();
    this.#orders.focusSearch();
  }
}

function engineText(db: Aurora): string {
  const { mode, storage } = db.info;
  const place = mode === "shared" ? "shared worker" : mode;
  return `Aurora · ${place} · ${storage === "indexeddb" ? "IndexedDB" : storage}`;
}
