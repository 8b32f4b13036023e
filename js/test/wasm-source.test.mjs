// Every way to hand over the engine, and what is said when it is not one.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Aurora, hostModule, rejection } from "./support.mjs";

const file = new URL("../../npm/dist/aurora-host.wasm", import.meta.url);
let server;
let origin;

before(async () => {
  const bytes = await readFile(file);
  server = createServer((request, response) => {
    const answers = {
      "/good.wasm": ["application/wasm", bytes],
      "/octets.wasm": ["application/octet-stream", bytes],
      "/page.wasm": ["text/html", "<!doctype html><title>the app</title>"],
      "/lies.wasm": ["application/wasm", "<!doctype html>"],
    };
    const [type, body] = answers[request.url] ?? [];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": type ?? "text/plain" });
    response.end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

async function works(wasm) {
  const db = await Aurora.open("x", { wasm });
  await db.close();
}

test("a module, bytes, a file, an address and a response", async () => {
  const bytes = await readFile(file);
  await works(await hostModule());
  await works(bytes);
  await works(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  await works(file);
  await works(`${origin}/good.wasm`);
  await works(new URL(`${origin}/octets.wasm`));
  await works(await fetch(`${origin}/good.wasm`));
});

test("a wrong file is named with its content type, its beginning and the remedy", async () => {
  const page = await rejection(works(`${origin}/page.wasm`));
  assert.equal(page.code, "UNAVAILABLE");
  for (const part of [`${origin}/page.wasm`, "text/html", "<!doctype html>", "option wasm"]) assert.ok(page.message.includes(part), page.message);
  const lies = await rejection(works(`${origin}/lies.wasm`));
  assert.equal(lies.code, "UNAVAILABLE");
  const missing = await rejection(works(`${origin}/missing.wasm`));
  assert.match(missing.message, /status 404/);
  assert.equal((await rejection(works("http://127.0.0.1:1/x.wasm"))).code, "UNAVAILABLE");
  assert.equal((await rejection(works(new URL("none.wasm", file)))).code, "UNAVAILABLE");
  assert.equal((await rejection(works(new Uint8Array(8)))).code, "UNAVAILABLE");
});

test("nothing is left on the global object", async () => {
  const before = new Set(Reflect.ownKeys(globalThis));
  await works(file);
  assert.deepEqual(Reflect.ownKeys(globalThis).filter((key) => !before.has(key)), []);
});
