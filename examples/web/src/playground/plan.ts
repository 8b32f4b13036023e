import { h } from "../ui/dom";
import { count, ms } from "../ui/format";

type Json = unknown;
type Box = Readonly<Record<string, Json>>;

/** One operator of a plan, read from what `extensions.explain` or `db.explain` answers. */
interface Step {
  readonly name: string;
  readonly note: string;
  readonly rows: number | undefined;
  readonly estimate: number | undefined;
  readonly time: number | undefined;
  readonly inputs: readonly Step[];
}

const CHILDREN = ["input", "inputs", "children", "roots", "plan", "plans", "operations"];

/** Draws a plan as a tree; each operator says how many rows it gave and how long it took. */
export function planTree(plan: Json): HTMLElement {
  const steps = stepsOf(plan);
  if (steps.length === 0) return h("p", { class: "muted pad" }, "This text has no plan: only queries have one.");
  const longest = Math.max(...steps.flatMap(all).map((step) => step.time ?? 0), 1e-6);
  return h("ul", { class: "plan", role: "tree", "aria-label": "Plan" }, ...steps.map((step) => draw(step, longest)));
}

function draw(step: Step, longest: number): HTMLElement {
  const figures = h("span", { class: "figures" });
  if (step.rows !== undefined) figures.append(h("span", null, `${count(step.rows)} rows`));
  if (step.estimate !== undefined) figures.append(h("span", { class: "muted" }, `~${count(step.estimate)}`));
  if (step.time !== undefined) figures.append(h("span", null, ms(step.time)));
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span"));
  (bar.firstElementChild as HTMLElement).style.transform = `scaleX(${Math.min(1, (step.time ?? 0) / longest)})`;
  const line = h("div", { class: "step" }, h("strong", null, step.name), step.note !== "" && h("code", null, step.note), figures, bar);
  const node = h("li", { role: "treeitem", "aria-expanded": step.inputs.length > 0 ? "true" : null }, line);
  if (step.inputs.length > 0) node.append(h("ul", { role: "group" }, ...step.inputs.map((input) => draw(input, longest))));
  return node;
}

const all = (step: Step): Step[] => [step, ...step.inputs.flatMap(all)];

function stepsOf(value: Json): Step[] {
  if (Array.isArray(value)) return value.flatMap(stepsOf);
  if (!isBox(value)) return [];
  const name = textOf(value, ["operator", "op", "name", "kind", "type"]);
  const inputs = CHILDREN.flatMap((key) => stepsOf(value[key]));
  if (name === "") return inputs.length > 0 ? inputs : Object.values(value).flatMap(stepsOf);
  return [{ name, note: note(value), rows: number(value, ["rows", "actualRows", "actual"]), estimate: number(value, ["estimatedRows", "estimate", "estimated"]), time: time(value), inputs }];
}

/** Everything an operator says about itself beside name, rows and time. */
function note(box: Box): string {
  const known = new Set([...CHILDREN, "operator", "op", "kind", "type", "rows", "actualRows", "actual", "estimatedRows", "estimate", "estimated", "timeMs", "ms", "time", "timeUs", "us", "timeNs", "ns", "durationNs", "elapsedNs"]);
  if (textOf(box, ["operator", "op"]) === "") known.add("name");
  const parts = Object.entries(box).filter(([key, value]) => !known.has(key) && value !== null && value !== "" && value !== false);
  return parts.map(([key, value]) => (value === true ? key : `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)).join("  ");
}

function time(box: Box): number | undefined {
  const scaled = (keys: readonly string[], unit: number): number | undefined => {
    const value = number(box, keys);
    return value === undefined ? undefined : value / unit;
  };
  return scaled(["timeMs", "ms", "time"], 1) ?? scaled(["timeUs", "us"], 1e3) ?? scaled(["timeNs", "ns", "durationNs", "elapsedNs"], 1e6);
}

const isBox = (value: Json): value is Box => typeof value === "object" && value !== null && !Array.isArray(value);

function textOf(box: Box, keys: readonly string[]): string {
  for (const key of keys) if (typeof box[key] === "string") return box[key];
  return "";
}

function number(box: Box, keys: readonly string[]): number | undefined {
  for (const key of keys) if (typeof box[key] === "number") return box[key];
  return undefined;
}
