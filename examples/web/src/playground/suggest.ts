import { fill, h } from "../ui/dom";
import type { Completion } from "./complete";

/** The list under the cursor. Arrows choose, Enter or Tab takes, Escape closes; it opens while a word is typed or with Ctrl+Space. */
export class Suggest {
  readonly node = h("ul", { class: "suggest", role: "listbox", "aria-label": "Suggestions", hidden: true });
  #shown: Completion | undefined;
  #at = 0;

  constructor(private readonly take: (from: number, text: string) => void) {}

  get open(): boolean {
    return this.#shown !== undefined;
  }

  /** Shows a completion below a line and a column, both from 0; none closes the list. */
  show(completion: Completion | undefined, line: number, column: number): void {
    this.#shown = completion;
    this.#at = 0;
    this.node.hidden = completion === undefined;
    if (completion === undefined) return;
    this.node.style.setProperty("--row", String(line));
    this.node.style.setProperty("--col", String(column));
    this.#draw();
  }

  close(): void {
    this.show(undefined, 0, 0);
  }

  /** Handles a key of the editor and reports whether it was the list's. */
  key(event: KeyboardEvent): boolean {
    const shown = this.#shown;
    if (shown === undefined || event.isComposing) return false;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      this.#at = (this.#at + step + shown.items.length) % shown.items.length;
      this.#draw();
    } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") this.#choose(this.#at);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  #choose(at: number): void {
    const shown = this.#shown;
    const item = shown?.items[at];
    this.close();
    if (shown !== undefined && item !== undefined) this.take(shown.from, item);
  }

  #draw(): void {
    const items = this.#shown?.items ?? [];
    fill(this.node, ...items.map((item, at) => h("li", { role: "option", "aria-selected": String(at === this.#at), onmousedown: (event: MouseEvent) => { event.preventDefault(); this.#choose(at); } }, item)));
  }
}
