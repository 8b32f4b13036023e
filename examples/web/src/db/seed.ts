import type { Aurora } from "@auroradb/aurora";
import { codeOf } from "./open";
import * as generate from "./generate";
import { PROGRESS, SCHEMA, SEED_BASE, SEED_ORDERS } from "./texts";

const BATCH = 500;
const PATIENCE = 50;

/** Called with the number of orders stored so far; undefined while another tab does the work. */
export type Progress = (done: number | undefined, total: number) => void;

interface Note {
  readonly done: number;
  readonly today: number;
  readonly number: number;
}

/**
 * Defines the collections and fills the shop on the first visit. It can be cut
 * off at any moment: each batch is one atomic mutation together with its note,
 * so the next visit goes on where this one stopped.
 */
export async function seed(db: Aurora, progress: Progress): Promise<void> {
  await db.execute(SCHEMA);
  if (complete(await note(db))) return;
  progress(undefined, generate.ORDERS);
  await alone(async () => {
    const begun = await note(db);
    if (complete(begun)) return;
    await fillShop(db, begun, progress);
  });
}

async function fillShop(db: Aurora, begun: Note | undefined, progress: Progress): Promise<void> {
  let at = begun ?? (await base(db));
  const people = generate.customers(at.today);
  const goods = generate.products();
  while (at.done < generate.ORDERS) {
    progress(at.done, generate.ORDERS);
    const to = Math.min(at.done + BATCH, generate.ORDERS);
    const rows = generate.orders(at.done, to, people, goods, at.today);
    at = await step(db, { ...at, done: to }, () => db.execute(SEED_ORDERS, { rows, note: { done: to } }));
  }
  progress(at.done, generate.ORDERS);
}

/** Stores the people and the goods, and the note that the work has begun. */
async function base(db: Aurora): Promise<Note> {
  const today = Date.now();
  const begun: Note = { done: 0, today, number: generate.LAST_NUMBER };
  return step(db, begun, () => db.execute(SEED_BASE, { people: generate.customers(today), goods: generate.products(), note: begun }));
}

/**
 * Runs one mutation and answers how far the work is then. A tab that was closed may have had
 * a batch on its way: then this one's rows exist already, the note of them can be read as soon
 * as they are acknowledged, and the work goes on from there.
 */
async function step(db: Aurora, then: Note, run: () => Promise<unknown>): Promise<Note> {
  try {
    await run();
    return then;
  } catch (error) {
    if (codeOf(error) !== "UNIQUE_VIOLATION") throw error;
    for (let turn = 0; turn < PATIENCE; turn++) {
      const found = await note(db);
      if (found !== undefined && found.done >= then.done) return found;
      await new Promise((go) => setTimeout(go, 100));
    }
    throw error;
  }
}

async function note(db: Aurora): Promise<Note | undefined> {
  const { data } = await db.execute(PROGRESS);
  return (data as { shop: Note[] }).shop[0];
}

const complete = (at: Note | undefined): boolean => at !== undefined && at.done >= generate.ORDERS;

/** Only one tab fills the shop; the others wait for it. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request("nordlicht-seed", work);
}
