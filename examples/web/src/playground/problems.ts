import { AqlError } from "@auroradb/aurora";
import { h } from "../ui/dom";
import type { Place } from "./editor";

/** One error with its code and places. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly places: readonly Place[];
  readonly path: string;
}

interface Entry {
  readonly message: string;
  readonly locations?: readonly Place[];
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** Reads the errors of a rejected call, or those beside the data of a response. */
export function problemsOf(failure: unknown): Problem[] {
  const entries = failure instanceof AqlError ? (failure.errors as readonly Entry[]) : Array.isArray(failure) ? (failure as readonly Entry[]) : [];
  if (entries.length === 0 && failure instanceof Error) return [{ code: failure.name, message: failure.message, places: [], path: "" }];
  return entries.map((entry) => ({ code: entry.extensions?.code ?? "", message: entry.message, places: entry.locations ?? [], path: (entry.path ?? []).join(".") }));
}

/** Draws the errors, each with its line of the text and a caret under the place. */
export function problemList(problems: readonly Problem[], source: string, goTo: (place: Place) => void): HTMLElement {
  return h("div", { class: "problems", role: "alert" }, ...problems.map((problem) => draw(problem, source, goTo)));
}

function draw(problem: Problem, source: string, goTo: (place: Place) => void): HTMLElement {
  const place = problem.places[0];
  const card = h("div", { class: "problem" }, h("p", null, h("span", { class: "code-badge" }, problem.code), " ", problem.message));
  if (problem.path !== "") card.append(h("p", { class: "muted small" }, `at ${problem.path}`));
  if (place !== undefined) card.append(excerpt(source, place), h("button", { type: "button", class: "link", onclick: () => goTo(place) }, `line ${place.line}, column ${place.column}`));
  return card;
}

function excerpt(source: string, place: Place): HTMLElement {
  const line = source.split("\n")[place.line - 1] ?? "";
  const label = String(place.line);
  const before = [...line].slice(0, place.column - 1).map((char) => (char === "\t" ? "\t" : " ")).join("");
  return h("pre", { class: "excerpt" }, h("span", { class: "muted" }, `${label} │ `), line, "\n", h("span", { class: "muted" }, `${" ".repeat(label.length)} │ `), before, h("span", { class: "caret" }, "^"));
}
