import { refuse } from "./reply";

/** What a URL asks for. */
export interface Route {
  /** The database's name. */
  readonly name: string;
  readonly verb: "aql" | "listen";
}

const PATH = /^\/db\/([^/]+)\/(aql|listen)$/;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/** Reads `/db/:name/aql` and `/db/:name/listen`; a Response is the refusal. */
export function route(request: Request): Route | Response {
  const found = PATH.exec(new URL(request.url).pathname);
  if (found === null) return refuse(404, "NOT_FOUND", "there is only /db/:name/aql and /db/:name/listen");
  const [, name = "", verb = ""] = found;
  if (!NAME.test(name)) return refuse(400, "INVALID_ARGUMENT", "a database's name has up to 64 letters, digits, dots, dashes and underscores");
  const method = verb === "aql" ? "POST" : "GET";
  if (request.method !== method) return refuse(405, "INVALID_ARGUMENT", `${verb} takes ${method} only`, { allow: method });
  return { name, verb: verb as Route["verb"] };
}
