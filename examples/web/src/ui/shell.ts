import { h, icon } from "./dom";
import type { Page } from "./route";
import { themeButton } from "./theme";

const TITLES: Readonly<Record<Page, string>> = { orders: "Orders", playground: "Playground", database: "Database" };

/** The head of the page: name, navigation, where the engine runs, theme. */
export class Shell {
  readonly node: HTMLElement;
  readonly #links = new Map<Page, HTMLAnchorElement>();

  constructor(engine: string, go: (page: Page) => void) {
    const nav = h("nav", { "aria-label": "Pages" });
    for (const page of Object.keys(TITLES) as Page[]) {
      const open = (event: Event): void => {
        event.preventDefault();
        go(page);
      };
      const link = h("a", { href: `#/${page}`, onclick: open }, TITLES[page]);
      this.#links.set(page, link);
      nav.append(link);
    }
    const name = h("a", { class: "brand", href: "#/orders" }, icon("brand"), h("span", null, "Nordlicht"), h("em", null, "order desk"));
    const pill = h("span", { class: "engine", title: "Where the database runs and keeps its data" }, h("span", { class: "pulse", "aria-hidden": "true" }), engine);
    this.node = h("header", { class: "shell" }, name, nav, h("span", { class: "gap" }), pill, themeButton());
  }

  /** Marks the page that is shown. */
  show(page: Page): void {
    for (const [name, link] of this.#links) {
      if (name === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${TITLES[page]} · Nordlicht`;
  }
}
