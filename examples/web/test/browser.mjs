// A browser with a profile of its own, the built demo behind a server, and a list of everything that went wrong in the pages.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../serve.mjs";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const SHOTS = fileURLToPath(new URL("../shots", import.meta.url));
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

/** The demo in a browser. */
export class Demo {
  /** Errors on any page's console, uncaught ones included. */
  problems = [];
  #profile = mkdtempSync(join(tmpdir(), "aurora-demo-"));
  #server;
  #context;

  /** Starts the server, of another folder than dist if one is named, and the browser. */
  static async start(folder = DIST) {
    if (!existsSync(join(folder, "index.html"))) throw new Error("the demo is not built: run node examples/web/build.mjs first");
    if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM}: install Chromium, or name one in CHROMIUM`);
    const demo = new Demo();
    demo.#server = await serve(folder, 0);
    await demo.#launch();
    return demo;
  }

  get url() {
    return `http://localhost:${this.#server.address().port}/`;
  }

  /** Opens a page on the demo; its errors are collected. */
  async open(hash = "") {
    const page = await this.#context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.problems.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.problems.push(`uncaught: ${error.stack ?? error.message}`));
    await page.goto(this.url + hash);
    return page;
  }

  /** Ends the browser and starts it again on the same profile. */
  async restart() {
    await this.#context.close();
    await this.#launch();
  }

  async stop() {
    await this.#context?.close();
    this.#server?.closeAllConnections();
    this.#server?.close();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 3 });
  }

  async #launch() {
    this.#context = await chromium.launchPersistentContext(this.#profile, { executablePath: CHROMIUM, headless: true, args: FLAGS, viewport: { width: 1440, height: 900 } });
  }
}

/** Waits until the orders page has shown its rows. */
export async function ready(page) {
  await page.locator(".orders[data-ready]").waitFor({ timeout: 120_000 });
}

/** Keeps a picture of a page in the folder shots, which git ignores. */
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** The texts of a column in the rows that are in the document. */
export function column(page, name) {
  return page.locator(`tbody td.c-${name}`).allTextContents();
}

/** The figure on a tile. */
export async function figure(page, status) {
  return Number((await page.locator(`.tile[data-status="${status}"] .tile-count`).textContent()).replace(/\D/g, ""));
}

/** How many orders the line under the table tells. */
export async function matches(page) {
  return Number((await page.locator(".list .foot-line").textContent()).replace(/ order.*/, "").replace(/\D/g, ""));
}
