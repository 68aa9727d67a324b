// Lanes: work that shares a business key runs one after another in the order in which it was queued; other keys run beside it.

/** Work queued by key, in memory: the store knows what is unsettled, so a restart queues it again in the same order. */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #room: () => number;
  /** Starts of work whose turn has come, while there is no room. */
  readonly #ready: (() => void)[] = [];
  #size = 0;
  #running = 0;
  #waiting: (() => void)[] = [];

  /** @param room  how many may run at once; asked whenever one could start */
  constructor(room: () => number = () => Number.POSITIVE_INFINITY) {
    this.#room = room;
  }

  /** Pieces of work that are queued or running. */
  get size(): number {
    return this.#size;
  }

  /** Those whose turn has come, and that wait for room. */
  get ready(): number {
    return this.#ready.length;
  }

  /**
   * Runs `work` once everything queued before it under any of its keys has ended, whether well or not, and there is room.
   * Without keys it waits for room alone.
   */
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = [...new Set(keys)].flatMap((key) => this.#tails.get(key) ?? []);
    this.#size += 1;
    const result = Promise.allSettled(before)
      .then(() => this.#turn())
      .then(() => work())
      .finally(() => {
        this.#running -= 1;
        this.wake();
      });
    const tail = result
      .catch(() => undefined)
      .finally(() => {
        this.#size -= 1;
        for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
        for (const resolve of this.#waiting.splice(0)) resolve();
      });
    for (const key of keys) this.#tails.set(key, tail);
    return result;
  }

  /** Resolves when there is room; work that holds it waits for no other, so room always comes. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#ready.push(resolve);
      this.wake();
    });
  }

  /** Starts what waits for room, as far as there is any. */
  wake(): void {
    while (this.#ready.length > 0 && this.#running < this.#room()) {
      this.#running += 1;
      this.#ready.shift()?.();
    }
  }

  /** Resolves when fewer than `limit` pieces of work are queued or running. */
  async below(limit: number): Promise<void> {
    while (this.#size >= limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when nothing is queued any more. */
  idle(): Promise<void> {
    return this.below(1);
  }
}
