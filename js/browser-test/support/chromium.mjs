// Chromium with a profile on disk, as a user has it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const args = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Makes a profile directory; `remove` deletes it. */
export function newProfile() {
  const dir = mkdtempSync(join(tmpdir(), "aurora-profile-"));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}

/** Starts a browser on the profile. */
export async function launch(dir) {
  return chromium.launchPersistentContext(dir, { executablePath, headless: true, args });
}

/** Starts a browser as the leader of a process group of its own, so that exactly it can be killed. */
export async function launchKillable(dir, more = []) {
  const child = spawn(executablePath, ["--headless=new", `--user-data-dir=${dir}`, "--remote-debugging-port=0", ...args, ...more, "about:blank"], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await new Promise((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (chunk) => {
      text += chunk;
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.once("exit", () => reject(new Error(`chromium ended: ${text}`)));
  });
  const ended = new Promise((done) => child.once("exit", done));
  const browser = await chromium.connectOverCDP(url);
  return {
    context: browser.contexts()[0],
    /** Ends the browser as its menu does. */
    async quit() {
      const session = await browser.newBrowserCDPSession();
      session.send("Browser.close").catch(() => undefined);
      await ended;
      await browser.close().catch(() => undefined);
    },
    async kill() {
      process.kill(-child.pid, "SIGKILL");
      await ended;
      await browser.close().catch(() => undefined);
    },
  };
}

/** Opens a page of the origin on which `Aurora` and `AqlError` are global. */
export async function openPage(context, origin, path = "/") {
  const page = await context.newPage();
  await prepare(page, origin, path);
  return page;
}

/** Goes to the origin and loads the package there. */
export async function prepare(page, origin, path = "/") {
  await page.goto(origin + path);
  await page.evaluate(async () => {
    Object.assign(globalThis, await import("/dist/index.js"));
  });
}
