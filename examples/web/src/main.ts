import "./styles/index.css";
import type { Aurora } from "@auroradb/aurora";
import { App } from "./app";
import { explain, open } from "./db/open";
import { Reset } from "./db/reset";
import { seed } from "./db/seed";
import { failure, Loading } from "./ui/screens";

const root = document.getElementById("app");
if (root === null) throw new Error("the page has no element #app");
const at = root;

/** Lets go of the database, if it is open. */
let release = (): Promise<void> => Promise.resolve();
const reset = new Reset(() => release());
void start(false);

/** Opens the database, fills the shop on the first visit, and shows the app; a failure is told in words. */
async function start(memory: boolean): Promise<void> {
  const loading = new Loading();
  at.replaceChildren(loading.node);
  let db: Aurora | undefined;
  try {
    db = await open(memory);
    const opened = db;
    release = () => opened.close();
    await seed(opened, (done, total) => loading.progress(done, total));
    run(opened);
  } catch (error) {
    await db?.close().catch(() => undefined);
    at.replaceChildren(failure(explain(error), { retry: () => void start(memory), memory: () => void start(true), reset: () => void reset.run(release) }));
  }
}

function run(db: Aurora): void {
  const app = new App(at, db, () => reset.run(release));
  release = async () => {
    app.close();
    await db.close();
  };
}
