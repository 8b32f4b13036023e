import "./styles/index.css";
import type { Aurora } from "@auroradb/aurora";
import { App } from "./app";
import { explain, open } from "./db/open";
import { resetDatabase, onReset } from "./db/reset";
import { seed } from "./db/seed";
import { failure, Loading } from "./ui/screens";

const root = document.getElementById("app");
if (root === null) throw new Error("the page has no element #app");
void start(root, false);

/** Opens the database, fills the shop on the first visit, and shows the app; a failure is told in words. */
async function start(at: HTMLElement, memory: boolean): Promise<void> {
  const loading = new Loading();
  at.replaceChildren(loading.node);
  let db: Aurora | undefined;
  try {
    db = await open(memory);
    await seed(db, (done, total) => loading.progress(done, total));
    run(at, db);
  } catch (error) {
    await db?.close().catch(() => undefined);
    const reset = (): void => void resetDatabase(undefined).finally(() => location.reload());
    at.replaceChildren(failure(explain(error), { retry: () => void start(at, memory), memory: () => void start(at, true), reset }));
  }
}

function run(at: HTMLElement, db: Aurora): void {
  const app = new App(at, db, async () => {
    app.close();
    await resetDatabase(db);
    location.reload();
  });
  onReset(() => {
    app.close();
    void db.close().finally(() => location.reload());
  });
}
