import type { Aurora } from "@auroradb/aurora";
import { NAME } from "../db/open";
import { INSPECT } from "../db/texts";
import { confirm } from "../ui/confirm";
import { fill, h } from "../ui/dom";
import { bytes, count, plural } from "../ui/format";
import { flatten, label, written } from "./figures";
import { wasmSize } from "./wasm-file";

interface Collection {
  readonly name: string;
  readonly count: number;
  readonly fields: readonly { readonly name: string; readonly type: string; readonly required: boolean; readonly unique: boolean; readonly indexed: boolean }[];
}

const MODES: Readonly<Record<string, string>> = { shared: "a shared worker, one engine for all tabs", page: "this page", process: "this process" };
const PROMISES: Readonly<Record<string, string>> = {
  none: "acknowledged when applied in memory",
  relaxed: "acknowledged when the browser's transaction completed; survives a crash of the browser",
  strict: "acknowledged when the disk was told to flush",
};

/** Figures of the engine, its storage and the browser's; and the way to start afresh. */
export class StoragePage {
  readonly node: HTMLElement;
  readonly #engine = h("dl", { class: "facts" });
  readonly #browser = h("div", { class: "browser" });
  readonly #stats = h("dl", { class: "facts columns" });
  readonly #collections = h("div", { class: "grid" });
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly db: Aurora,
    private readonly reset: () => Promise<void>,
  ) {
    this.node = h(
      "main",
      { class: "page storage" },
      h("h1", { class: "hidden" }, "Database"),
      card("Engine", this.#engine),
      card("Storage in this browser", this.#browser),
      card("Database", this.#stats, "wide"),
      card("Collections", this.#collections, "wide"),
      card("Start afresh", h("div", { class: "reset" }, h("p", { class: "muted" }, "Deletes everything this page has stored and fills the shop anew. Other open tabs of the shop reload too."), h("button", { type: "button", class: "button danger", onclick: () => void this.#reset() }, "Reset database")), "wide"),
    );
  }

  enter(): void {
    void this.#refresh(true);
    this.#timer = setInterval(() => void this.#refresh(false), 1000);
  }

  leave(): void {
    clearInterval(this.#timer);
  }

  async #refresh(first: boolean): Promise<void> {
    await Promise.all([this.#showStats(), this.#showBrowser(), this.#showCollections(), first && this.#showEngine()]);
  }

  async #showEngine(): Promise<void> {
    const { mode, storage, durability } = this.db.info;
    facts(this.#engine, [
      ["runs in", MODES[mode] ?? mode],
      ["keeps data in", storage === "indexeddb" ? "IndexedDB" : "memory, until the tab is closed"],
      ["durability", `${durability}: ${PROMISES[durability] ?? ""}`],
      ["WebAssembly", await wasmSize()],
    ]);
  }

  async #showStats(): Promise<void> {
    try {
      facts(this.#stats, flatten(await this.db.stats()).map(([path, value]) => [label(path), written(path, value)]));
    } catch (error) {
      fill(this.#stats, h("dd", { class: "bad" }, error instanceof Error ? error.message : String(error)));
    }
  }

  async #showBrowser(): Promise<void> {
    if (!("storage" in navigator)) return fill(this.#browser, h("p", { class: "muted" }, "This browser tells nothing about its storage."));
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    const kept = await navigator.storage.persisted();
    const keep = async (): Promise<void> => {
      await navigator.storage.persist();
      await this.#showBrowser();
    };
    const note = kept ? "The browser has promised to keep the data." : "The browser may clear the data when the disk is nearly full.";
    const button = kept ? null : h("button", { type: "button", class: "button", onclick: () => void keep() }, "Ask to keep it");
    const focused = this.#browser.contains(document.activeElement);
    fill(this.#browser, h("p", { class: "big" }, bytes(usage), h("span", { class: "muted" }, ` of ${bytes(quota)}`)), h("meter", { max: Math.max(quota, 1), value: usage, "aria-label": "Storage used" }), h("p", { class: "muted" }, note), button);
    if (focused) this.#browser.querySelector("button")?.focus();
  }

  async #showCollections(): Promise<void> {
    const { data } = await this.db.execute<{ __schema: { collections: Collection[] } }>(INSPECT);
    const rows = data.__schema.collections.map((one) => {
      const fields = one.fields.map((field) => h("span", { class: "tag", title: tip(field) }, field.name, field.unique ? " ◆" : field.indexed ? " ▲" : ""));
      return h("tr", null, h("td", null, h("strong", null, one.name)), h("td", { class: "num" }, count(one.count)), h("td", null, h("div", { class: "tags" }, ...fields)));
    });
    const documents = data.__schema.collections.reduce((sum, one) => sum + one.count, 0);
    fill(this.#collections, h("table", null, h("thead", null, h("tr", null, h("th", null, "Collection"), h("th", { class: "num" }, "Documents"), h("th", null, "Fields (▲ indexed, ◆ unique)"))), h("tbody", null, ...rows)), h("p", { class: "muted pad" }, `${plural(documents, "document")} in all`));
  }

  async #reset(): Promise<void> {
    const yes = await confirm("Reset the database?", `Every order, customer and product in "${NAME}" is deleted from this browser.`, "Delete everything");
    if (yes) await this.reset();
  }
}

function card(title: string, body: HTMLElement, kind = ""): HTMLElement {
  return h("section", { class: `card ${kind}` }, h("h2", null, title), body);
}

function facts(list: HTMLElement, entries: readonly (readonly [string, string])[]): void {
  fill(list, ...entries.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

function tip(field: Collection["fields"][number]): string {
  return [field.type, field.required && "required", field.unique && "unique", field.indexed && "indexed"].filter(Boolean).join(", ");
}
