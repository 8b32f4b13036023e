import type { Change } from "./change.js";
import type { ChangeQueue } from "./change-queue.js";

/**
 * Committed changes in commit order. Loop over it with `for await`; leaving the loop ends it in the engine too.
 * It is open from the moment it was made: changes that are committed before the loop starts are not lost.
 */
export class ChangeStream<T = Record<string, unknown>> implements AsyncIterableIterator<Change<T>, undefined>, AsyncDisposable {
  readonly #queue: ChangeQueue;
  #seq: number | undefined;

  /** @internal */
  constructor(queue: ChangeQueue) {
    this.#queue = queue;
  }

  /** The position of the change that was handed out last. */
  get seq(): number | undefined {
    return this.#seq;
  }

  async next(): Promise<IteratorResult<Change<T>, undefined>> {
    const result = await this.#queue.next();
    if (result.done === true) return { done: true, value: undefined };
    const change = result.value as Change<T>;
    this.#seq = change.seq;
    return { done: false, value: change };
  }

  return(): Promise<IteratorResult<Change<T>, undefined>> {
    this.#queue.stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#queue.stop();
    return Promise.resolve();
  }
}
