/** A light reading of AQL and JSON for colours only; the database has the real parser. */

export type Language = "aql" | "json";

/** One coloured stretch of text. */
export interface Token {
  readonly kind: "word" | "field" | "name" | "string" | "number" | "variable" | "directive" | "comment" | "mark" | "plain";
  readonly text: string;
}

const PARTS = /(?<comment>#[^\n]*)|(?<string>"""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*"?)|(?<variable>\$\w*)|(?<directive>@+\w*)|(?<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|(?<word>[A-Za-z_]\w*)|(?<mark>[{}()[\]:!|=,])|(?<plain>\s+|.)/g;
const KEYWORDS = new Set("query mutation subscription fragment on schema define collection alter drop create index add rename to modify migrate handler if not exists transaction true false null ASC DESC".split(" "));

/** Cuts a text into tokens; their texts together are the text again. */
export function tokens(source: string, language: Language): Token[] {
  const found: Token[] = [];
  for (const match of source.matchAll(PARTS)) {
    const groups = match.groups ?? {};
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? "plain";
    found.push({ kind: refine(kind as Token["kind"], match[0], source, match.index + match[0].length, language), text: match[0] });
  }
  return found;
}

function refine(kind: Token["kind"], text: string, source: string, end: number, language: Language): Token["kind"] {
  const before = /^\s*:/.test(source.slice(end, end + 20));
  if (language === "json") {
    if (kind === "string") return before ? "field" : "string";
    return kind === "word" ? (KEYWORDS.has(text) ? "word" : "plain") : kind;
  }
  if (kind !== "word") return kind;
  if (before) return "field";
  return KEYWORDS.has(text) ? "word" : "name";
}
