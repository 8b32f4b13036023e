import type { Change } from "@auroradb/aurora";
import type { Order } from "../db/model";
import { h, text } from "../ui/dom";
import { count, euros } from "../ui/format";

const SHOWN = 14;

/** The list of the latest changes, as the database delivers them. */
export class Rail {
  readonly node: HTMLElement;
  readonly #list = h("ol", { class: "changes" });
  readonly #rate = h("span", { class: "rate" });
  readonly #empty = h("p", { class: "muted small" }, "Changes made in this tab or any other one show up here the moment they are committed.");
  #times: number[] = [];

  constructor() {
    this.node = h("aside", { class: "rail", "aria-label": "Latest changes" }, h("header", null, h("h2", null, "Live"), this.#rate), this.#empty, this.#list);
    setInterval(() => this.#showRate(), 1000);
  }

  /** Puts a change on top. */
  add(change: Change): void {
    this.#times.push(performance.now());
    this.#empty.remove();
    const line = describe(change);
    if (line === undefined) return;
    this.#list.prepend(h("li", { "data-type": change.type }, h("span", { class: "what" }, line[0]), h("span", { class: "how" }, line[1]), h("span", { class: "seq", title: "Sequence number of the change" }, `#${count(change.seq)}`)));
    while (this.#list.childElementCount > SHOWN) this.#list.lastElementChild?.remove();
  }

  #showRate(): void {
    const since = performance.now() - 3000;
    this.#times = this.#times.filter((at) => at > since);
    const rate = this.#times.length / 3;
    text(this.#rate, rate === 0 ? "" : `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} changes/s`);
  }
}

function describe(change: Change): readonly [what: string, how: string] | undefined {
  const now = change.document as unknown as Order | null;
  const old = change.old as unknown as Order | null;
  if (change.type === "insert" && now !== null) return [now.number, `new · ${now.product} · ${euros(now.total)}`];
  if (change.type === "delete" && old !== null) return [old.number, "deleted"];
  if (now === null) return undefined;
  if (old !== null && old.status !== now.status) return [now.number, `${old.status} → ${now.status}`];
  if (old !== null && old.quantity !== now.quantity) return [now.number, `${old.quantity} → ${now.quantity} pieces · ${euros(now.total)}`];
  return [now.number, (change.changed ?? []).join(", ") || "saved"];
}
