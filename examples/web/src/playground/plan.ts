import { h } from "../ui/dom";
import { count, ms } from "../ui/format";

/** The plan of one root field, as `extensions.explain` lists them. */
interface Root {
  readonly field: string;
  readonly plan: Step | null;
}

/** One operator: what it does, and what it expected and gave. */
interface Step {
  readonly op: string;
  readonly collection?: string;
  readonly index?: string;
  readonly direction?: string;
  readonly filter?: string;
  readonly detail?: string;
  readonly ranges?: readonly string[];
  readonly estimatedRows?: number;
  readonly actualRows?: number;
  readonly timeUs?: number;
  readonly inputs?: readonly Step[];
}

/** Draws the plans as trees; each operator says how many rows it gave, as its bar shows, and when it was done. */
export function planTree(plan: unknown): HTMLElement {
  const roots = Array.isArray(plan) ? (plan as readonly Root[]).filter((root) => root.plan !== null) : [];
  if (roots.length === 0) return h("p", { class: "muted pad" }, "This text has no plan: only queries over collections have one.");
  return h("div", { class: "tables" }, ...roots.map(drawRoot));
}

function drawRoot({ field, plan }: Root): HTMLElement {
  if (plan === null) return h("section");
  const most = Math.max(...all(plan).map((step) => step.actualRows ?? 0), 1);
  return h("section", null, h("h3", null, field), h("ul", { class: "plan", role: "tree", "aria-label": `Plan of ${field}` }, draw(plan, most)));
}

function draw(step: Step, most: number): HTMLElement {
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span"));
  (bar.firstElementChild as HTMLElement).style.transform = `scaleX(${(step.actualRows ?? 0) / most})`;
  const inputs = step.inputs ?? [];
  const line = h("div", { class: "step" }, h("strong", null, words(step.op)), ...notes(step), figures(step), bar);
  const node = h("li", { role: "treeitem", "aria-expanded": inputs.length > 0 ? "true" : null }, line);
  if (inputs.length > 0) node.append(h("ul", { role: "group" }, ...inputs.map((input) => draw(input, most))));
  return node;
}

function figures(step: Step): HTMLElement {
  const { actualRows, estimatedRows, timeUs } = step;
  return h(
    "span",
    { class: "figures" },
    actualRows !== undefined && h("span", null, `${count(actualRows)} rows`),
    estimatedRows !== undefined && h("span", { class: "muted", title: "Rows that the planner expected" }, `~${count(estimatedRows)}`),
    timeUs !== undefined && h("span", null, ms(timeUs / 1000)),
  );
}

function notes(step: Step): HTMLElement[] {
  const { collection, index, direction, filter, detail, ranges } = step;
  const parts = [index ?? collection, direction, filter, detail, ...(ranges ?? [])];
  return parts.filter((part) => part !== undefined && part !== "").map((part) => h("code", null, part as string));
}

const all = (step: Step): Step[] => [step, ...(step.inputs ?? []).flatMap(all)];

/** `indexScan` reads better as "index scan". */
const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
