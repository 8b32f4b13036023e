// Firefox with a profile on disk, as a user has it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import puppeteer from "puppeteer-core";
import { newProfile } from "../browser-test/support/chromium.mjs";

export { newProfile };

const executablePath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

/** Starts a browser on the profile, as the leader of a process group of its own, so that exactly it can be killed. */
export async function launch(dir) {
  const child = spawn(executablePath, ["--headless", "--no-remote", "--profile", dir, "--remote-debugging-port=0", "about:blank"], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  const url = await new Promise((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (chunk) => {
      text += chunk;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(text);
      if (found) resolve(`${found[1]}/session`);
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`firefox ended: ${text}`)));
  });
  const browser = await puppeteer.connect({ browserWSEndpoint: url, protocol: "webDriverBiDi" });
  return {
    /** Opens a page of the origin on which `Aurora` is global. */
    async page(origin) {
      const page = await browser.newPage();
      await page.goto(origin);
      await page.evaluate(async () => {
        Object.assign(globalThis, await import("/dist/index.js"));
      });
      return page;
    },
    /** Ends the browser as its menu does. */
    async quit() {
      await browser.close();
      await ended;
    },
    async kill() {
      process.kill(-child.pid, "SIGKILL");
      await ended;
      await browser.disconnect().catch(() => undefined);
    },
  };
}
