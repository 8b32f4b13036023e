// Where the GraphQL view is tested: the npm package in this process, and the native program over HTTP. Each home is an address
// and a fetch, which is all that a client needs, and a way to subscribe.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createClient } from "graphql-sse";
import { Aurora } from "../../npm/dist/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

const library = `schema {
  define collection authors { name: String! @indexed  born: Date }
  define collection books {
    isbn: String! @unique  title: String! @search  pages: Int = 0  price: Float @indexed  tags: [String!]
    authorId: ID @relation(to: "authors", key: "id", onDelete: CASCADE)
    meta: { maker: String!  size: { w: Int } }
    embedding: Vector(3)  seen: DateTime  extra: JSON
  }
}
mutation {
  insertAuthors(data: [{id: "a1", name: "Ada"}, {id: "a2", name: "Bob"}]) { id }
  insertBooks(data: [
    {id: "b1", isbn: "1", title: "Engines", price: 5.5, tags: ["x", "y"], authorId: "a1", meta: {maker: "Oro", size: {w: 3}}}
    {id: "b2", isbn: "2", title: "Notes", price: 2, authorId: "a1"}
    {id: "b3", isbn: "3", title: "Other", authorId: "a2"}
  ]) { id }
}`;

/** The npm package behind a fetch that never leaves the process. */
async function inProcess() {
  const db = await Aurora.open("graphql", { storage: "memory", graphql: true });
  const answer = async (body) => {
    try {
      return await db.execute(body.query, body.variables ?? {}, body.operationName ? { operationName: body.operationName } : {});
    } catch (error) {
      return { errors: error.errors };
    }
  };
  const fetch = async (_, init) => new Response(JSON.stringify(await answer(JSON.parse(init.body))), { headers: { "content-type": "application/json" } });
  const subscribe = (query, operationName) => db.stream(query, {}, { operationName })[Symbol.asyncIterator]();
  return { url: "http://aurora.invalid/graphql", fetch, subscribe, close: () => db.close() };
}

/** `aurora serve`, over HTTP. */
async function native() {
  const child = spawn("go", ["run", "./cmd/aurora", "serve", "--addr", "127.0.0.1:0"], { cwd: root, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const ended = once(child, "exit");
  const first = await Promise.race([once(createInterface(child.stdout), "line").then(([line]) => line), ended.then(() => undefined)]);
  const url = /http:\S+/.exec(first ?? "")?.[0];
  if (url === undefined) throw new Error(`aurora serve did not start: ${first}`);
  return {
    url,
    fetch,
    subscribe: (query, operationName) => createClient({ url }).iterate({ query, operationName }),
    async close() {
      process.kill(-child.pid, "SIGTERM");
      await ended;
    },
  };
}

/** Opens a home with the library in it. */
export async function open(name) {
  const home = await { "npm package": inProcess, "aurora serve": native }[name]();
  home.request = async (query, variables) => {
    const response = await home.fetch(home.url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query, variables }) });
    return response.json();
  };
  const [schema, data] = [library.slice(0, library.indexOf("mutation")), library.slice(library.indexOf("mutation"))];
  for (const text of [schema, data]) {
    const { errors } = await home.request(text);
    if (errors) throw new Error(JSON.stringify(errors));
  }
  return home;
}

export const homes = ["npm package", "aurora serve"];
