// One server and one browser for the tests of a file.
import { after, before } from "node:test";
import { launch, newProfile } from "./chromium.mjs";
import { startServer } from "./server.mjs";

/** Registers the hooks; `server`, `profile` and `context` are there once tests run. */
export function suite() {
  const self = { server: undefined, profile: undefined, context: undefined };
  before(async () => {
    self.server = await startServer();
    self.profile = newProfile();
    self.context = await launch(self.profile.dir);
  });
  after(async () => {
    await self.context?.close();
    await self.server?.close();
    self.profile?.remove();
  });
  return self;
}
