// A static server for the built package and blank test pages.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const folders = {
  "/dist/": fileURLToPath(new URL("../../../npm/dist/", import.meta.url)),
  "/build/": fileURLToPath(new URL("../../build/", import.meta.url)), // single modules
};
const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };

/** Starts a server on a free port. `files` are served under their addresses beside the package. Resolves to `{origin, close, types}`; `types` may be changed. */
export async function startServer(files = {}) {
  const served = { ...types };
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://x").pathname);
    try {
      const folder = Object.keys(folders).find((name) => path.startsWith(name));
      const file = files[path] ?? (folder === undefined ? undefined : join(folders[folder], path.slice(folder.length)));
      if (file === undefined) {
        response.writeHead(200, { "content-type": "text/html" });
        response.end(`<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>${path}</title>`);
        return;
      }
      const body = await readFile(file);
      response.writeHead(200, { "content-type": served[extname(path)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/html" });
      response.end("<!doctype html><title>not found</title>");
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://localhost:${server.address().port}`,
    types: served,
    close: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    }),
  };
}
