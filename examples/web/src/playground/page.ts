import type { Aurora } from "@auroradb/aurora";
import { debounce, fill, h, icon, text } from "../ui/dom";
import { ms, plural } from "../ui/format";
import { keep } from "../ui/route";
import { complete, type Names } from "./complete";
import { Editor, type Place } from "./editor";
import { EXAMPLES } from "./examples";
import { planTree } from "./plan";
import { problemList, problemsOf } from "./problems";
import { asJson, asTables } from "./results";
import { kindOf, planOf, variablesOf } from "./runner";

const TABS = ["table", "json", "plan"] as const;
type Tab = (typeof TABS)[number];
const LABELS: Readonly<Record<Tab, string>> = { table: "Table", json: "JSON", plan: "Plan" };
const EVENTS = 60;

/** The AQL playground: write a text, run it, see rows, JSON, the plan, or where it is wrong. */
export class PlaygroundPage {
  readonly node: HTMLElement;
  readonly #text: Editor;
  readonly #variables: Editor;
  readonly #examples: HTMLSelectElement;
  readonly #run = h("button", { type: "button", class: "button primary run", onclick: () => void this.#start() });
  readonly #tabs = new Map<Tab, HTMLButtonElement>();
  readonly #out = h("div", { class: "out", id: "out", role: "tabpanel" });
  readonly #status = h("p", { class: "foot-line", role: "status" });
  readonly #save = debounce(200, () => this.#visible && this.#keep());
  #tab: Tab = "table";
  #response: unknown;
  #ran: { text: string; variables: Record<string, unknown> } | undefined;
  #stop: AbortController | undefined;
  #visible = false;
  #names: Names = new Map();

  constructor(private readonly db: Aurora) {
    this.#text = new Editor("aql", "AQL text", () => this.#edited(), (source, at) => complete(source, at, this.#names));
    this.#variables = new Editor("json", "Variables, as JSON", () => this.#edited());
    this.#examples = h("select", { "aria-label": "Examples", onchange: () => this.#pick() }, h("option", { value: "" }, "Examples…"), ...EXAMPLES.map((example, at) => h("option", { value: at }, example.name)));
    const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Result", onkeydown: (event: KeyboardEvent) => this.#arrow(event) }, ...TABS.map((tab) => this.#makeTab(tab)));
    const left = h("section", { class: "pane", "aria-label": "Query" }, h("header", { class: "pane-head" }, this.#examples, this.#run), this.#text.node, h("h2", { class: "pane-title" }, "Variables"), this.#variables.node);
    const right = h("section", { class: "pane", "aria-label": "Result" }, h("header", { class: "pane-head" }, tabs, this.#status), this.#out);
    this.node = h("main", { class: "page playground" }, h("h1", { class: "hidden" }, "Playground"), left, right);
    this.node.addEventListener("keydown", (event) => this.#key(event));
    this.#showRun();
    this.#choose("table");
    this.#hint();
  }

  /** Shows the page with the texts of the URL, or the first example. */
  enter(state: URLSearchParams): void {
    this.#visible = true;
    void this.#learn();
    const given = state.get("text");
    if (given !== null) this.#load(given, state.get("vars") ?? "");
    else if (this.#text.value === "") this.#load(EXAMPLES[0]?.text ?? "", EXAMPLES[0]?.variables ?? "");
    this.#keep();
  }

  leave(): void {
    this.#visible = false;
  }

  /** Reads the names that completion offers. A failure leaves it without; queries tell what is wrong. */
  async #learn(): Promise<void> {
    try {
      const { data } = await this.db.execute("{ __schema { collections { name fields { name } } } }");
      const { collections } = (data as { __schema: { collections: { name: string; fields: { name: string }[] }[] } }).__schema;
      this.#names = new Map(collections.map(({ name, fields }) => [name, ["id", ...fields.map((field) => field.name).filter((field) => field !== "id")]]));
    } catch {
      this.#names = new Map();
    }
  }

  #load(source: string, variables: string): void {
    if (this.#text.value !== source) this.#text.value = source;
    if (this.#variables.value !== variables) this.#variables.value = variables;
  }

  #pick(): void {
    const example = EXAMPLES[Number(this.#examples.value)];
    if (this.#examples.value === "" || example === undefined) return;
    this.#examples.value = "";
    this.#load(example.text, example.variables ?? "");
    this.#keep();
    void this.#start();
  }

  #edited(): void {
    this.#save();
  }

  #keep(): void {
    keep("playground", { text: this.#text.value, vars: this.#variables.value });
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#start();
  }

  async #start(): Promise<void> {
    if (this.#stop !== undefined) return this.#stop.abort();
    const source = this.#text.value;
    this.#text.mark([]);
    this.#variables.mark([]);
    let variables: Record<string, unknown>;
    try {
      variables = variablesOf(this.#variables.value);
    } catch (error) {
      return this.#failed(error, "The variables are no JSON object");
    }
    this.#ran = { text: source, variables };
    if (kindOf(source) === "subscription") return this.#stream(source, variables);
    const begun = performance.now();
    try {
      const response = await this.db.execute(source, variables);
      this.#response = response;
      text(this.#status, `${rowsOf(response.data)}${ms(performance.now() - begun)}`);
      await this.#show();
      if (response.errors !== undefined) this.#beside(response.errors, source);
    } catch (error) {
      this.#failed(error, `failed after ${ms(performance.now() - begun)}`);
    }
  }

  async #stream(source: string, variables: Record<string, unknown>): Promise<void> {
    this.#stop = new AbortController();
    this.#showRun();
    const events: unknown[] = [];
    const show = debounce(60, () => void this.#show());
    this.#response = { data: { events } };
    text(this.#status, "waiting for changes…");
    await this.#show();
    try {
      for await (const change of this.db.stream(source, variables, { signal: this.#stop.signal })) {
        events.unshift({ seq: change.seq, type: change.type, id: change.id, document: change.document });
        events.length = Math.min(events.length, EVENTS);
        text(this.#status, `live · change #${change.seq}`);
        show();
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#failed(error, "the stream ended");
    } finally {
      if (this.#stop.signal.aborted) text(this.#status, `stopped after ${plural(events.length, "change")}`);
      this.#stop = undefined;
      this.#showRun();
    }
  }

  #showRun(): void {
    const running = this.#stop !== undefined;
    fill(this.#run, icon(running ? "stop" : "play"), running ? "Stop" : "Run", h("kbd", { "aria-hidden": "true" }, "Ctrl ↵"));
  }

  #failed(error: unknown, status: string): void {
    const problems = problemsOf(error);
    text(this.#status, status);
    this.#response = undefined;
    this.#text.mark(problems.flatMap((problem) => problem.places));
    fill(this.#out, problemList(problems, this.#text.value, (place: Place) => this.#text.goTo(place)));
  }

  /** Errors of single fields, beside the data. */
  #beside(errors: unknown, source: string): void {
    const problems = problemsOf(errors);
    this.#text.mark(problems.flatMap((problem) => problem.places));
    this.#out.prepend(problemList(problems, source, (place) => this.#text.goTo(place)));
  }

  async #show(): Promise<void> {
    if (this.#response === undefined) return;
    const data = (this.#response as { data?: unknown }).data;
    if (this.#tab === "json") fill(this.#out, asJson(this.#response));
    else if (this.#tab === "table") fill(this.#out, asTables(data));
    else await this.#showPlan();
  }

  async #showPlan(): Promise<void> {
    if (this.#ran === undefined || kindOf(this.#ran.text) !== "query") return fill(this.#out, planTree(undefined));
    try {
      fill(this.#out, planTree(await planOf(this.db, this.#ran.text, this.#ran.variables)));
    } catch (error) {
      fill(this.#out, problemList(problemsOf(error).map((problem) => ({ ...problem, places: [] })), "", () => undefined));
    }
  }

  #hint(): void {
    fill(this.#out, h("div", { class: "hint" }, h("p", null, "Run the text with ", h("kbd", null, "Ctrl ↵"), "."), h("p", { class: "muted" }, "It works on the shop's own data, in this browser. What you write here shows up in the table of every open tab.")));
  }

  #makeTab(tab: Tab): HTMLButtonElement {
    const button = h("button", { type: "button", role: "tab", "aria-controls": "out", onclick: () => this.#choose(tab) }, LABELS[tab]);
    this.#tabs.set(tab, button);
    return button;
  }

  #choose(tab: Tab): void {
    this.#tab = tab;
    for (const [name, button] of this.#tabs) {
      button.setAttribute("aria-selected", String(name === tab));
      button.tabIndex = name === tab ? 0 : -1;
    }
    void this.#show();
  }

  #arrow(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = TABS[(TABS.indexOf(this.#tab) + step + TABS.length) % TABS.length];
    if (step === 0 || next === undefined) return;
    this.#choose(next);
    this.#tabs.get(next)?.focus();
  }
}

/** Says how many rows the root lists hold. */
function rowsOf(data: unknown): string {
  const lists = Object.values((data ?? {}) as Record<string, unknown>).filter(Array.isArray);
  return lists.length === 0 ? "" : `${plural(lists.reduce((sum, list) => sum + list.length, 0), "row")} · `;
}
