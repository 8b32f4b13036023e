import { tokens } from "./highlight";

/** What the database holds, as completion needs it: the fields of each collection. */
export type Names = ReadonlyMap<string, readonly string[]>;

/** What may stand at a place: it replaces the text from `from` on. */
export interface Completion {
  readonly from: number;
  readonly items: readonly string[];
}

const STARTS = ["query", "mutation", "subscription", "fragment", "schema", "migrate", "handler"];
const ARGUMENTS = ["where", "orderBy", "limit", "offset", "search", "near", "first", "after", "last", "before"];
const WRITES = ["insertInto", "insertMany", "update", "upsert", "deleteFrom", "transaction"];
const OPERATORS = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "contains", "containsAny", "containsAll", "startsWith", "endsWith", "matches", "isNull", "isNotNull"];
const LOGIC = ["and", "or", "not"];
const SETS = ["totalCount", "aggregate", "groupBy", "edges", "pageInfo", "lookup"];
const VALUES = ["true", "false", "null"];

/** An open bracket: what it is, the collection it is about, and the argument it belongs to. */
interface Frame {
  readonly kind: "block" | "call" | "object" | "list";
  readonly collection: string | undefined;
  readonly key: string | undefined;
}

/** Suggests names for the cursor, the likeliest first; none inside strings and comments. */
export function complete(source: string, at: number, names: Names): Completion | undefined {
  const word = /\w*$/.exec(source.slice(0, at))?.[0] ?? "";
  const from = at - word.length;
  const frames: Frame[] = [];
  let kind = "query";
  let name: string | undefined; // the last word outside of brackets that have closed
  let key: string | undefined; // the last word before a colon
  let value = false; // a colon stands before the cursor
  let place = 0;
  for (const token of tokens(source.slice(0, from), "aql")) {
    place += token.text.length;
    if ((token.kind === "comment" && place === from && !token.text.endsWith("\n")) || (token.kind === "string" && place === from && !/^".*"$/s.test(token.text))) return undefined;
    const frame = frames.at(-1);
    if (token.kind === "word" || token.kind === "name" || token.kind === "field") {
      if (frames.length === 0 && STARTS.includes(token.text)) kind = token.text;
      name = token.text;
      value = false;
    } else if (token.kind === "string" || token.kind === "number" || token.kind === "variable") {
      value = false;
    } else if (token.kind === "mark") {
      if (token.text === ":") [key, value] = [name, true];
      else if (token.text === ",") value = false;
      else if (token.text === "(") frames.push({ kind: "call", collection: collectionOf(name, frame, names), key: name });
      else if (token.text === "[") frames.push({ kind: "list", collection: frame?.collection, key: value ? key : frame?.key });
      else if (token.text === "{") {
        const inside = frame !== undefined && frame.kind !== "block";
        frames.push({ kind: inside ? "object" : "block", collection: inside ? frame.collection : collectionOf(name, frame, names), key: value ? key : frame?.key });
        value = false;
      } else {
        const closed = frames.pop();
        if (closed?.kind === "call") name = closed.key;
        value = false;
      }
    }
  }
  const items = candidates(frames, kind, value, key, names).filter((item) => item.toLowerCase().startsWith(word.toLowerCase()) && item !== word);
  return items.length === 0 ? undefined : { from, items: items.slice(0, 8) };
}

function collectionOf(name: string | undefined, frame: Frame | undefined, names: Names): string | undefined {
  return name !== undefined && names.has(name) ? name : frame?.collection;
}

function candidates(frames: readonly Frame[], kind: string, value: boolean, key: string | undefined, names: Names): readonly string[] {
  const frame = frames.at(-1);
  const fields = frame?.collection === undefined ? [] : (names.get(frame.collection) ?? []);
  if (frame === undefined) return STARTS;
  if (kind === "schema" || kind === "migrate" || kind === "handler") return [];
  switch (frame.kind) {
    case "block":
      if (frames.length > 1) return [...fields, ...SETS];
      return kind === "mutation" ? WRITES : kind === "fragment" ? fields : [...names.keys()];
    case "call":
      return value ? (key === "collection" ? [] : VALUES) : ARGUMENTS;
    case "list":
      return value ? VALUES : [];
    case "object": {
      if (value) return key !== undefined && ["orderBy"].includes(frame.key ?? "") ? ["ASC", "DESC"] : VALUES;
      if (frame.key === "where" || LOGIC.includes(frame.key ?? "")) return [...fields, ...LOGIC];
      if (frame.key === "orderBy" || frame.key === "set" || frame.key === "data") return fields;
      return fields.includes(frame.key ?? "") ? OPERATORS : [];
    }
  }
}
