// Lanes: work that shares a business key runs one after another in the order in which it was queued; other keys run beside it.

/** Work queued by key, in memory: the store knows what is unsettled, so a restart queues it again in the same order. */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();
  #running = 0;
  #waiting: (() => void)[] = [];

  /** Pieces of work that are queued or running. */
  get size(): number {
    return this.#running;
  }

  /**
   * Runs `work` once everything queued before it under any of its keys has ended, whether well or not.
   * Without keys it runs at once.
   */
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = [...new Set(keys)].flatMap((key) => this.#tails.get(key) ?? []);
    this.#running += 1;
    const result = Promise.allSettled(before).then(work);
    const tail = result
      .catch(() => undefined)
      .finally(() => {
        this.#running -= 1;
        for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
        for (const resolve of this.#waiting.splice(0)) resolve();
      });
    for (const key of keys) this.#tails.set(key, tail);
    return result;
  }

  /** Resolves when fewer than `limit` pieces of work are queued or running. */
  async below(limit: number): Promise<void> {
    while (this.#running >= limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when nothing is queued any more. */
  idle(): Promise<void> {
    return this.below(1);
  }
}
