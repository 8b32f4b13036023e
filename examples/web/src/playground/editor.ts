import { fill, h } from "../ui/dom";
import type { Completion } from "./complete";
import { tokens, type Language } from "./highlight";
import { Suggest } from "./suggest";

/** A place in the text, both counted from 1; columns count code points. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A small code editor: a text area over its own coloured copy, with line numbers and marked errors. */
export class Editor {
  readonly node: HTMLElement;
  readonly #area: HTMLTextAreaElement;
  readonly #paint = h("pre", { class: "paint", "aria-hidden": "true" });
  readonly #gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  readonly #suggest = new Suggest((from, text) => this.#take(from, text));
  #marks: readonly Place[] = [];

  constructor(
    private readonly language: Language,
    label: string,
    private readonly changed: () => void,
    private readonly complete: (source: string, at: number) => Completion | undefined = () => undefined,
  ) {
    this.#area = h("textarea", { "aria-label": label, spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off", oninput: () => this.#typed(), onscroll: () => this.#sync(), onblur: () => this.#suggest.close(), onclick: () => this.#suggest.close(), onkeydown: (event: KeyboardEvent) => this.#key(event) });
    this.node = h("div", { class: "editor", "data-language": language }, this.#gutter, h("div", { class: "code" }, this.#paint, this.#area, this.#suggest.node));
    this.#draw();
  }

  get value(): string {
    return this.#area.value;
  }

  set value(text: string) {
    this.#area.value = text;
    this.#marks = [];
    this.#draw();
  }

  /** Underlines the tokens at these places. */
  mark(places: readonly Place[]): void {
    this.#marks = places;
    this.#draw();
  }

  /** Puts the cursor at a place. */
  goTo(place: Place): void {
    const at = indexOf(this.value, place);
    this.#area.focus();
    this.#area.setSelectionRange(at, at);
  }

  focus(): void {
    this.#area.focus();
  }

  #typed(): void {
    this.#marks = [];
    this.#draw();
    this.changed();
    const { selectionStart: at, selectionEnd: end, value } = this.#area;
    if (at === end && /\w$/.test(value.slice(0, at))) this.#offer();
    else this.#suggest.close();
  }

  /** Shows what may stand at the cursor. */
  #offer(): void {
    const { selectionStart: at, value } = this.#area;
    const found = this.complete(value, at);
    const before = value.slice(0, found?.from ?? at);
    this.#suggest.show(found, before.split("\n").length - 1, before.length - before.lastIndexOf("\n") - 1);
  }

  #take(from: number, text: string): void {
    this.#area.setRangeText(text, from, this.#area.selectionEnd, "end");
    this.#typed();
    this.#suggest.close();
  }

  /** Enter keeps the indent; Tab stays the browser's, so that the keyboard gets out of the editor. */
  #key(event: KeyboardEvent): void {
    if (this.#suggest.key(event)) return;
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return this.#offer();
    }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    const { selectionStart: from, selectionEnd: to, value } = this.#area;
    const line = value.slice(value.lastIndexOf("\n", from - 1) + 1, from);
    const indent = (/^\s*/.exec(line)?.[0] ?? "") + (/[{([]\s*$/.test(line) ? "  " : "");
    if (indent === "") return;
    event.preventDefault();
    this.#area.setRangeText(`\n${indent}`, from, to, "end");
    this.#typed();
  }

  #draw(): void {
    const marked = this.#marks.map((place) => indexOf(this.value, place));
    const nodes: Node[] = [];
    let at = 0;
    for (const token of tokens(this.value, this.language)) {
      const end = at + token.text.length;
      const wrong = marked.some((mark) => mark >= at && mark < end);
      nodes.push(token.kind === "plain" && !wrong ? document.createTextNode(token.text) : h("span", { class: wrong ? `t-${token.kind} wrong` : `t-${token.kind}` }, token.text));
      at = end;
    }
    if (marked.some((mark) => mark >= at)) nodes.push(h("span", { class: "wrong" }, " "));
    fill(this.#paint, ...nodes, "\n");
    const bad = new Set(this.#marks.map((place) => place.line));
    const lines = this.value.split("\n").length;
    fill(this.#gutter, ...Array.from({ length: lines }, (_, line) => h("span", { class: bad.has(line + 1) ? "bad" : null }, line + 1)));
    this.#sync();
  }

  #sync(): void {
    this.#paint.style.transform = `translate(${-this.#area.scrollLeft}px, ${-this.#area.scrollTop}px)`;
    this.#gutter.style.transform = `translateY(${-this.#area.scrollTop}px)`;
    this.#suggest.node.style.transform = this.#paint.style.transform;
  }
}

/** The position in the text of a place; the end of the text for one behind it. */
export function indexOf(source: string, place: Place): number {
  const lines = source.split("\n");
  if (place.line > lines.length) return source.length;
  const before = lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const line = [...(lines[place.line - 1] ?? "")];
  return before + line.slice(0, Math.max(0, place.column - 1)).join("").length;
}
