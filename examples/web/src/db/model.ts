/** What the shop stores. */

export const STATUSES = ["pending", "paid", "packed", "shipped", "delivered", "cancelled"] as const;
export type Status = (typeof STATUSES)[number];

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly city: string;
  readonly country: string;
  readonly since: string;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly price: number;
}

export interface Order {
  readonly id: string;
  readonly number: string;
  readonly status: Status;
  readonly createdAt: string;
  readonly customerId: string;
  readonly customer: string;
  readonly city: string;
  readonly country: string;
  readonly productId: string;
  readonly product: string;
  readonly quantity: number;
  readonly total: number;
  /** The words that the text filter looks in, in lower case. */
  readonly words: string;
}

/** The status that follows each one in a normal order's life. */
export const NEXT: Readonly<Partial<Record<Status, Status>>> = { pending: "paid", paid: "packed", packed: "shipped", shipped: "delivered" };

/** Makes the text that the filter searches. */
export function wordsOf(order: Omit<Order, "words">): string {
  return [order.number, order.customer, order.product, order.city, order.country].join(" ").toLowerCase();
}

/** Rounds to cents, so that sums read as money. */
export const cents = (value: number): number => Math.round(value * 100) / 100;
