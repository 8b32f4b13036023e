// A started entry with a data folder of its own, and the few calls that the tests make.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "../local.mjs";

/** One entry running in workerd. */
export class Local {
  #data = mkdtempSync(join(tmpdir(), "aurora-worker-"));
  #running;

  static async start(entry) {
    const local = new Local();
    local.entry = entry;
    local.#running = await start(entry, local.#data);
    return local;
  }

  get url() {
    return this.#running.url;
  }

  /** Ends workerd and starts it again on the same data. */
  async restart() {
    await this.#running.stop();
    this.#running = await start(this.entry, this.#data);
  }

  /** Makes workerd drop an object from memory. */
  async evict(name) {
    const objects = await this.#running.flare.getDurableObjectNamespace("DB");
    await assert.rejects(objects.get(objects.idFromName(name)).evict());
  }

  async stop() {
    await this.#running?.stop();
    rmSync(this.#data, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Posts a raw body. */
  post(name, body, headers = { "content-type": "application/json" }) {
    return fetch(`${this.url}/db/${name}/aql`, { method: "POST", headers, body });
  }

  /** Runs a text; answers status and response. */
  async run(name, query, variables) {
    const response = await this.post(name, JSON.stringify({ query, variables }));
    return { status: response.status, ...(await response.json()) };
  }

  /** Runs a text that must succeed; answers its data. */
  async data(name, query, variables) {
    const { status, data, errors } = await this.run(name, query, variables);
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.equal(status, 200);
    return data;
  }

  /** Opens a stream of events. */
  async listen(name, search, headers = {}) {
    const stop = new AbortController();
    const response = await fetch(`${this.url}/db/${name}/listen?${search}`, { headers, signal: stop.signal });
    return { response, events: events(response), close: () => stop.abort() };
  }
}

/** Reads server-sent events; comments are left out. */
async function* events(response) {
  let text = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const event = parse(text.slice(0, end));
        text = text.slice(end + 2);
        if (event.data !== undefined) yield event;
      }
    }
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function parse(block) {
  const event = {};
  for (const line of block.split("\n")) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) event[name] = value;
  }
  if (event.data !== undefined) event.data = JSON.parse(event.data);
  return event;
}
