import { bytes, count } from "../ui/format";

/** Turns the nested figures of `db.stats()` into lines; lists are counted. */
export function flatten(value: unknown, path = ""): [path: string, value: unknown][] {
  if (Array.isArray(value)) return [[path, value.length]];
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, part]) => flatten(part, path === "" ? name : `${path}.${name}`));
}

/** Writes a path as words: `cache.hitRate` becomes "cache hit rate". */
export function label(path: string): string {
  return path.replace(/\./g, " ").replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`).replace(/ bytes$/, "");
}

/** Writes a figure: sizes in a readable unit, numbers with separators. */
export function written(path: string, value: unknown): string {
  if (typeof value === "number") return /bytes$/i.test(path) ? bytes(value) : count(value);
  return typeof value === "string" && value !== "" ? value : value === "" ? "none" : String(value);
}
