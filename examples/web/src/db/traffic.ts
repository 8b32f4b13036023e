import { pick, quantity, random } from "./generate";
import { NEXT, type Status } from "./model";
import type { Choices, Shop } from "./shop";

const PAUSE = 70;

/** A busy day at the shop: orders come in, move on, change and are called off, until it is stopped. */
export class Traffic {
  #running = false;
  #choices: Choices | undefined;
  #open: { id: string; status: Status; quantity: number; total: number }[] = [];
  readonly #next = random(Date.now());

  constructor(
    private readonly shop: Shop,
    private readonly failed: (error: unknown) => void,
  ) {}

  get running(): boolean {
    return this.#running;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#loop();
  }

  stop(): void {
    this.#running = false;
  }

  async #loop(): Promise<void> {
    try {
      this.#choices ??= await this.shop.choices();
      for (let turn = 0; this.#running; turn++) {
        if (turn % 60 === 0) this.#open = await this.shop.moving();
        await this.#step(this.#choices);
        await new Promise((go) => setTimeout(go, PAUSE * (0.5 + this.#next())));
      }
    } catch (error) {
      this.#running = false;
      this.failed(error);
    }
  }

  async #step(choices: Choices): Promise<void> {
    const roll = this.#next();
    if (roll < 0.3 || this.#open.length === 0) {
      await this.shop.add(pick(choices.customers, this.#next), pick(choices.products, this.#next), quantity(this.#next));
      return;
    }
    const at = Math.floor(this.#next() * this.#open.length);
    const order = this.#open[at];
    if (order === undefined) return;
    if (roll < 0.42) return this.#resize(order);
    const status = roll > 0.97 ? "cancelled" : NEXT[order.status];
    if (status === undefined) return void this.#open.splice(at, 1);
    await this.shop.setStatus(order.id, status);
    order.status = status;
  }

  async #resize(order: { id: string; quantity: number; total: number }): Promise<void> {
    const drawn = quantity(this.#next);
    const pieces = drawn === order.quantity ? drawn + 1 : drawn;
    const total = (order.total / order.quantity) * pieces;
    await this.shop.setQuantity(order.id, pieces, total);
    order.quantity = pieces;
    order.total = total;
  }
}
