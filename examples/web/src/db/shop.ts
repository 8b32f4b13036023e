import type { Aurora } from "@auroradb/aurora";
import { cents, type Customer, type Order, type Product, type Status } from "./model";
import { order as makeOrder } from "./generate";
import * as texts from "./texts";

export type SortField = "number" | "createdAt" | "customer" | "product" | "city" | "quantity" | "total" | "status";

/** What the table shows: filters, order and the window of rows. */
export interface View {
  readonly text: string;
  readonly statuses: readonly Status[];
  readonly min: number;
  readonly sort: SortField;
  readonly descending: boolean;
}

/** One row of the table. */
export type Row = Pick<Order, "id" | "number" | "status" | "createdAt" | "customer" | "city" | "country" | "product" | "quantity" | "total">;

/** Orders and money of one status. */
export interface Tile {
  readonly key: Status;
  readonly count: number;
  readonly revenue: number;
}

export interface Choices {
  readonly customers: readonly Customer[];
  readonly products: readonly Product[];
}

/** The shop's verbs over the database. */
export class Shop {
  constructor(readonly db: Aurora) {}

  /** Reads a window of rows and the figures of the same moment. */
  async desk(view: View, limit: number, offset: number): Promise<{ rows: Row[]; tiles: Tile[] }> {
    const data = await this.#run<{ rows: Row[]; tiles: { groupBy: { key: Status; count: number; aggregate: { revenue: number } }[] } }>(texts.DESK, {
      where: where(view, true),
      facet: where(view, false),
      order: { [view.sort]: view.descending ? "DESC" : "ASC" },
      limit,
      offset,
    });
    const tiles = data.tiles.groupBy.map((group) => ({ key: group.key, count: group.count, revenue: group.aggregate.revenue }));
    return { rows: data.rows, tiles };
  }

  /** Reads another window of the same rows. */
  async rows(view: View, limit: number, offset: number): Promise<Row[]> {
    const order = { [view.sort]: view.descending ? "DESC" : "ASC" };
    return (await this.#run<{ rows: Row[] }>(texts.ROWS, { where: where(view, true), order, limit, offset })).rows;
  }

  async setStatus(id: string, status: Status): Promise<void> {
    await this.#run(texts.SET_STATUS, { id, status });
  }

  async setQuantity(id: string, quantity: number, total: number): Promise<void> {
    await this.#run(texts.SET_QUANTITY, { id, quantity, total: cents(total) });
  }

  /** Stores a new order of this moment under the next free number. */
  async add(customer: Customer, product: Product, quantity: number, status: Status = "pending"): Promise<Order> {
    const taken = await this.#run<{ update: { number: number }[] }>(texts.NEXT_NUMBER, {});
    const number = taken.update[0]?.number;
    if (number === undefined) throw new Error("the shop has no order numbers yet");
    const made = makeOrder(number, status, new Date().toISOString(), customer, product, quantity);
    await this.restore(made);
    return made;
  }

  /** Stores a whole order, as undo does. */
  async restore(order: Order): Promise<void> {
    await this.#run(texts.ADD, { order });
  }

  /** Deletes an order and answers it; undefined when somebody else was faster. */
  async remove(id: string): Promise<Order | undefined> {
    return (await this.#run<{ deleteFrom: Order[] }>(texts.REMOVE, { id })).deleteFrom[0];
  }

  async choices(): Promise<Choices> {
    return this.#run<Choices>(texts.CHOICES, {});
  }

  async moving(): Promise<Pick<Order, "id" | "status" | "quantity" | "total">[]> {
    return (await this.#run<{ orders: Pick<Order, "id" | "status" | "quantity" | "total">[] }>(texts.MOVING, {})).orders;
  }

  async #run<T>(text: string, variables: Record<string, unknown>): Promise<T> {
    return (await this.db.execute(text, variables)).data as T;
  }
}

/** Builds the filter of a view; the tiles leave the status out, so that each says what choosing it would show. */
function where(view: View, withStatus: boolean): Record<string, unknown> {
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const filter: Record<string, unknown> = {};
  if (words.length > 0) filter["and"] = words.map((word) => ({ words: { contains: word } }));
  if (view.min > 0) filter["total"] = { gte: view.min };
  if (withStatus && view.statuses.length > 0) filter["status"] = { in: view.statuses };
  return filter;
}
