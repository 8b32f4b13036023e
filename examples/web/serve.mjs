// Serves the built demo: node serve.mjs (PORT sets another port, HOST another address).
import { createServer } from "node:http";
import { createReadStream, statSync } from "node:fs";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".map": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

/** Starts a static server for a folder; resolves to it when it listens. */
export function serve(root, port, host = "127.0.0.1") {
  const base = resolve(root);
  const server = createServer((request, response) => answer(base, request, response));
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, () => done(server));
  });
}

function answer(base, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") return plain(response, 405, "method not allowed", { allow: "GET, HEAD" });
  const found = locate(base, request.url ?? "/");
  if (found === undefined) return plain(response, 404, "not found");
  const headers = {
    "content-type": TYPES[extname(found.path)] ?? "application/octet-stream",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    // Names in assets/ carry a hash of their content.
    "cache-control": found.path.includes(`${sep}assets${sep}`) ? "public, max-age=31536000, immutable" : "no-cache",
    vary: "accept-encoding",
  };
  const packed = /\bbr\b/.test(request.headers["accept-encoding"] ?? "") ? fileAt(`${found.path}.br`) : undefined;
  if (packed !== undefined) headers["content-encoding"] = "br";
  const file = packed ?? found;
  response.writeHead(200, { ...headers, "content-length": file.size });
  if (request.method === "HEAD") return response.end();
  createReadStream(file.path).on("error", () => response.destroy()).pipe(response);
}

/** The file that a URL names; undefined for anything that is not a file inside the folder. */
function locate(base, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return undefined;
  }
  const full = normalize(join(base, path.endsWith("/") ? `${path}index.html` : path));
  if (path.includes("\0") || !full.startsWith(base + sep) || full.endsWith(".br")) return undefined;
  return fileAt(full);
}

function fileAt(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? { path, size: stat.size } : undefined;
}

function plain(response, status, text, headers = {}) {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers });
  response.end(`${text}\n`);
}

async function main() {
  const here = fileURLToPath(new URL("./dist", import.meta.url));
  if (fileAt(join(here, "index.html")) === undefined) {
    console.error("The demo is not built yet: run node examples/web/build.mjs first.");
    return 1;
  }
  const port = Number(process.env["PORT"] ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(`PORT is ${process.env["PORT"]}, which is no port number.`);
    return 1;
  }
  try {
    const server = await serve(here, port, process.env["HOST"] ?? "127.0.0.1");
    console.log(`The demo runs at http://localhost:${server.address().port} (Ctrl+C stops it)`);
    return 0;
  } catch (error) {
    if (error.code === "EADDRINUSE") console.error(`Port ${port} is taken by another program. Choose another one: PORT=${port + 1} node examples/web/serve.mjs`);
    else console.error(`The server cannot start: ${error.message}`);
    return 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.exitCode = await main();
