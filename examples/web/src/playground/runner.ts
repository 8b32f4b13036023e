import type { Aurora } from "@auroradb/aurora";
import { tokens } from "./highlight";

/** What a text begins with, as far as running it goes. */
export type Kind = "query" | "mutation" | "subscription" | "other";

/** Tells a subscription, which is streamed, from what is executed. */
export function kindOf(text: string): Kind {
  for (const token of tokens(text, "aql")) {
    if (token.kind === "comment" || token.text.trim() === "") continue;
    if (token.text === "{") return "query";
    if (token.text === "fragment") continue;
    if (token.text === "query" || token.text === "mutation" || token.text === "subscription") return token.text;
    if (token.kind === "word") return "other";
  }
  return "other";
}

/** Reads the variables editor; empty is none. */
export function variablesOf(source: string): Record<string, unknown> {
  if (source.trim() === "") return {};
  const value: unknown = JSON.parse(source);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("variables are one JSON object");
  return value as Record<string, unknown>;
}

/**
 * Runs a query once more with `@explain` and answers its plan. The directive
 * goes behind the operation's head: before the first brace that no
 * parenthesis encloses.
 */
export async function planOf(db: Aurora, text: string, variables: Record<string, unknown>): Promise<unknown> {
  const response = await db.execute(withExplain(text), variables);
  return response.extensions?.["explain"];
}

/** Puts `@explain` on the first query of a text. */
export function withExplain(text: string): string {
  let depth = 0;
  let at = 0;
  let named = false;
  for (const token of tokens(text, "aql")) {
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    if (token.text === "query" && depth === 0) named = true;
    if (token.text === "{" && depth === 0) return `${text.slice(0, at)}${named ? "" : "query "}@explain ${text.slice(at)}`;
    at += token.text.length;
  }
  return text;
}
