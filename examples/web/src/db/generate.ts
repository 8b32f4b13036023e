import { cents, wordsOf, type Customer, type Order, type Product, type Status } from "./model";
import { FIRST, GOODS, LAST, PLACES } from "./words";

/** How many orders a new shop starts with. */
export const ORDERS = 12_000;
const CUSTOMERS = 640;
const DAY = 86_400_000;
const FIRST_NUMBER = 10_001;

/** The number of the last generated order. */
export const LAST_NUMBER = FIRST_NUMBER + ORDERS - 1;

/** A small seeded generator (mulberry32): the same seed always makes the same shop. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Picks one of a list. */
export function pick<T>(list: readonly T[], next: () => number): T {
  const item = list[Math.floor(next() * list.length)];
  if (item === undefined) throw new RangeError("pick from an empty list");
  return item;
}

/** The goods of the shop. */
export function products(): Product[] {
  return GOODS.map(([name, category, price], at) => ({ id: `p-${String(at + 1).padStart(3, "0")}`, name, category, price }));
}

/** The people who buy there. */
export function customers(today: number): Customer[] {
  const next = random(7);
  return Array.from({ length: CUSTOMERS }, (_, at) => {
    const first = pick(FIRST, next);
    const last = pick(LAST, next);
    const [city, country] = pick(PLACES, next);
    const mail = `${first}.${last}`.normalize("NFD").replace(/[^a-zA-Z.]/g, "").toLowerCase();
    const since = new Date(today - Math.floor(next() * 1600 + 20) * DAY).toISOString();
    return { id: `c-${String(at + 1).padStart(4, "0")}`, name: `${first} ${last}`, email: `${mail}@example.com`, city, country, since };
  });
}

/** Makes orders `from` up to `to` (not included), oldest first; the same numbers always give the same orders. */
export function orders(from: number, to: number, people: readonly Customer[], goods: readonly Product[], today: number): Order[] {
  const made: Order[] = [];
  for (let at = from; at < to; at++) {
    const next = random(at * 2_654_435_761 + 11);
    const age = (ORDERS - at) / ORDERS;
    const createdAt = new Date(today - Math.floor(age * 420 * DAY + next() * DAY)).toISOString();
    made.push(order(FIRST_NUMBER + at, statusAt(age, next()), createdAt, pick(people, next), pick(goods, next), quantity(next)));
  }
  return made;
}

/** Puts one order together. */
export function order(number: number, status: Status, createdAt: string, customer: Customer, product: Product, amount: number): Order {
  const plain = {
    id: `o-${number}`,
    number: `NL-${number}`,
    status,
    createdAt,
    customerId: customer.id,
    customer: customer.name,
    city: customer.city,
    country: customer.country,
    productId: product.id,
    product: product.name,
    quantity: amount,
    total: cents(product.price * amount),
  };
  return { ...plain, words: wordsOf(plain) };
}

/** Draws how many pieces somebody buys: mostly one. */
export function quantity(next: () => number): number {
  const roll = next();
  if (roll < 0.62) return 1;
  return roll < 0.85 ? 2 : 3 + Math.floor(next() * 6);
}

/** Old orders have arrived, new ones are on their way; a few never go. */
function statusAt(age: number, roll: number): Status {
  if (roll < 0.06) return "cancelled";
  const days = age * 420;
  if (days > 14) return roll < 0.97 ? "delivered" : "shipped";
  if (days > 6) return roll < 0.6 ? "shipped" : "delivered";
  if (days > 3) return roll < 0.5 ? "packed" : "shipped";
  if (days > 1) return roll < 0.6 ? "paid" : "packed";
  return roll < 0.55 ? "pending" : "paid";
}
