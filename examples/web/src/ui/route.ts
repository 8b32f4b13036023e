/** The page's state lives in the URL hash, so that a reload, a bookmark and the back button keep it. */

export type Page = "orders" | "playground" | "database";
const PAGES: readonly Page[] = ["orders", "playground", "database"];

export interface Route {
  readonly page: Page;
  readonly state: URLSearchParams;
}

/** Reads the hash; anything unknown is the orders page. */
export function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const page = PAGES.find((name) => name === path) ?? "orders";
  return { page, state: new URLSearchParams(query) };
}

/** Writes the state of the page that is shown, without a new entry in the history. */
export function keep(page: Page, state: Readonly<Record<string, string | number | undefined>>): void {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (value !== undefined && value !== "" && value !== 0) parts.set(name, String(value));
  }
  const query = parts.toString();
  const hash = `#/${page}${query === "" ? "" : `?${query}`}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}
