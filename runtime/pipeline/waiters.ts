// Who waits until all messages of a receipt are settled.

/** Waits by receipt; whoever changes a receipt or one of its messages says so. */
export class Waiters {
  readonly #isSettled: (receipt: string) => boolean;
  readonly #waiting = new Map<string, Set<(settled: boolean) => void>>();

  /** @param isSettled  asks the store; cheap, for it is asked at every change of a receipt that somebody waits for */
  constructor(isSettled: (receipt: string) => boolean) {
    this.#isSettled = isSettled;
  }

  /** Resolves true once the receipt is settled, false when the time is up first or nothing will settle it any more. */
  wait(receipt: string, waitMs: number): Promise<boolean> {
    if (this.#isSettled(receipt)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const own = this.#waiting.get(receipt) ?? new Set();
      this.#waiting.set(receipt, own);
      const finish = (settled: boolean) => {
        clearTimeout(timer);
        own.delete(finish);
        if (own.size === 0) this.#waiting.delete(receipt);
        resolve(settled);
      };
      const timer = Number.isFinite(waitMs) ? setTimeout(() => finish(false), waitMs) : undefined;
      own.add(finish);
    });
  }

  /** Something about a receipt has changed. */
  changed(receipt: string): void {
    const own = this.#waiting.get(receipt);
    if (own !== undefined && this.#isSettled(receipt)) for (const finish of [...own]) finish(true);
  }

  /** Nothing is settled any more. */
  giveUp(): void {
    for (const own of [...this.#waiting.values()]) for (const finish of [...own]) finish(false);
  }
}
