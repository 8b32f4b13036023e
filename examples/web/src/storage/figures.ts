import { bytes, count } from "../ui/format";

/** Turns the nested figures of `db.stats()` into lines; lists are counted. */
export function flatten(value: unknown, path = ""): [path: string, value: unknown][] {
  if (Array.isArray(value)) return [[path, value.length]];
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, part]) => flatten(part, path === "" ? name : `${path}.${name}`));
}

/** What the best-known figures are called. */
const NAMES: Readonly<Record<string, string>> = {
  "storage.kind": "kept in",
  "storage.keys": "keys",
  "storage.logBytes": "in the log",
  "storage.pageBytes": "in pages",
  "storage.runs": "sorted runs",
  "storage.memBytes": "resident pages and newest keys",
  "storage.cacheHits": "page cache hits",
  "storage.cacheMiss": "page cache misses",
  "storage.flushes": "flushes to pages",
  "storage.lastSeq": "last commit",
  "storage.durableSeq": "last durable commit",
  parsedTexts: "parsed texts in the cache",
  parsedBytes: "size of that cache",
  memoryBytes: "engine memory",
  heapBytes: "engine heap in use",
};

/** Writes a path as words: `storage.cacheHits` becomes "cache hits". */
export function label(path: string): string {
  const known = NAMES[path];
  if (known !== undefined) return known;
  return path.replace(/^storage\./, "").replace(/\./g, " ").replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`).replace(/ bytes$/, "");
}

/** Writes a figure: sizes in a readable unit, numbers with separators. */
export function written(path: string, value: unknown): string {
  if (typeof value === "number") return /bytes$/i.test(path) ? bytes(value) : count(value);
  return typeof value === "string" && value !== "" ? value : value === "" ? "none" : String(value);
}
