/** Colours for AQL by the package's TextMate grammar, and for JSON by the same; the database has the real parser. */

import grammar from "@auroradb/aurora/aql.tmLanguage.json";

export type Language = "aql" | "json";

/** One coloured stretch of text. */
export interface Token {
  readonly kind: "word" | "field" | "name" | "string" | "number" | "variable" | "directive" | "comment" | "mark" | "plain";
  readonly text: string;
}

/** What becomes of the grammar's scopes, by how they begin. */
const KINDS: readonly [string, Token["kind"]][] = [
  ["comment", "comment"],
  ["string", "string"],
  ["variable.parameter", "variable"],
  ["entity.name.function.decorator", "directive"],
  ["constant.numeric", "number"],
  ["variable.other.member", "field"],
  ["keyword", "word"],
  ["constant.language", "word"],
  ["punctuation", "mark"],
];

/** A rule of the grammar: a pattern, or a region from its beginning to its end with the patterns inside that are passed over. */
interface Rule {
  readonly kind: Token["kind"];
  readonly start: RegExp;
  readonly end?: RegExp;
  readonly inside: readonly RegExp[];
}

interface Written {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly patterns?: readonly Written[];
}

const repository: Readonly<Record<string, Written>> = grammar.repository;

function written(rule: Written): Written {
  return rule.include === undefined ? rule : (repository[rule.include.slice(1)] ?? {});
}

function compile(rule: Written): Rule {
  const { name = "", match, begin, end, patterns = [] } = written(rule);
  const kind = KINDS.find(([scope]) => name.startsWith(scope))?.[1] ?? "name";
  const start = new RegExp(match ?? begin ?? "(?!)", "my");
  const inside = patterns.map((inner) => new RegExp(written(inner).match ?? "(?!)", "my"));
  return end === undefined ? { kind, start, inside } : { kind, start, end: new RegExp(end, "my"), inside };
}

const RULES = grammar.patterns.map(compile);

/** The end of what a pattern matches at a place, -1 if it does not. */
function matched(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : -1;
}

/** The end of a rule's text that begins at a place, -1 if it does not begin there. */
function span(rule: Rule, source: string, from: number): number {
  let at = matched(rule.start, source, from);
  if (at < 0 || rule.end === undefined) return at;
  while (at < source.length) {
    const end = matched(rule.end, source, at);
    if (end >= 0) return end;
    const here = at;
    at = rule.inside.reduce((far, pattern) => Math.max(far, matched(pattern, source, here)), here + 1);
  }
  return at;
}

/** Cuts a text into tokens; their texts together are the text again. */
export function tokens(source: string, language: Language): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < source.length; ) {
    let kind: Token["kind"] = "plain";
    let end = -1;
    for (const rule of RULES) {
      if ((end = span(rule, source, at)) > at) {
        kind = rule.kind;
        break;
      }
    }
    if (end <= at) end = at + (/^\s+/.exec(source.slice(at))?.[0].length ?? 1);
    if (language === "json") kind = json(kind, source, end);
    const text = source.slice(at, end);
    const last = found.at(-1);
    if (kind === "plain" && last?.kind === "plain") found[found.length - 1] = { kind, text: last.text + text };
    else found.push({ kind, text });
    at = end;
  }
  return found;
}

/** In JSON a text before a colon is a name, and words are constants only. */
function json(kind: Token["kind"], source: string, end: number): Token["kind"] {
  if (kind === "string") return /^\s*:/.test(source.slice(end, end + 20)) ? "field" : "string";
  return kind === "name" || kind === "field" ? "plain" : kind;
}
