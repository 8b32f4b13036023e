import type { Aurora } from "@auroradb/aurora";
import * as generate from "./generate";
import { PROGRESS, SCHEMA, SEED_BASE, SEED_ORDERS } from "./texts";

const BATCH = 500;

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
  const today = begun?.today ?? Date.now();
  const people = generate.customers(today);
  const goods = generate.products();
  const number = generate.orders(generate.ORDERS - 1, generate.ORDERS, people, goods, today)[0]?.number ?? "";
  const last = Number(number.replace(/\D/g, ""));
  let done = begun?.done ?? 0;
  if (begun === undefined) await db.execute(SEED_BASE, { people, goods, note: { done, today, number: last } });
  while (done < generate.ORDERS) {
    progress(done, generate.ORDERS);
    const to = Math.min(done + BATCH, generate.ORDERS);
    const rows = generate.orders(done, to, people, goods, today);
    await db.execute(SEED_ORDERS, { rows, note: { done: to } });
    done = to;
  }
  progress(done, generate.ORDERS);
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
