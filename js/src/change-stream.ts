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

  /**
   * The position to go on after (`after` of a later stream): all changes of the commits up to it were handed out. While
   * there are more changes of a commit to come it stays at the commit before, so that none of them is lost.
   */
  get seq(): number | undefined {
    return this.#seq;
  }

  async next(): Promise<IteratorResult<Change<T>, undefined>> {
    const result = await this.#queue.next();
    if (result.done === true) return { done: true, value: undefined };
    const change = result.value as Change<T>;
    const following = this.#queue.peek() as Change | undefined;
    if (following?.seq !== change.seq) this.#seq = change.seq;
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
