// A rate that may not be exceeded: so much at once, and so much more with each second. Imports nothing; clocks are passed in.

/** A token bucket; without a rate it allows everything. */
export class Allowance {
  readonly #perSecond: number | undefined;
  readonly #burst: number;
  #left: number;
  #filledAt: number;

  constructor(perSecond: number | undefined, start: { burst: number; now: number }) {
    this.#perSecond = perSecond;
    this.#burst = start.burst;
    this.#left = start.burst;
    this.#filledAt = start.now;
  }

  get isUnlimited(): boolean {
    return this.#perSecond === undefined;
  }

  /** Takes one, if there is one. */
  take(now: number): boolean {
    if (this.#perSecond === undefined) return true;
    this.#fill(now);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** Milliseconds until there is one. */
  waitMs(now: number): number {
    if (this.#perSecond === undefined) return 0;
    this.#fill(now);
    return this.#left >= 1 ? 0 : Math.ceil(((1 - this.#left) * 1000) / this.#perSecond);
  }

  /** A clock that was set back fills nothing, and takes nothing away. */
  #fill(now: number): void {
    const passedMs = Math.max(0, now - this.#filledAt);
    this.#left = Math.min(this.#burst, this.#left + (passedMs * (this.#perSecond ?? 0)) / 1000);
    this.#filledAt = now;
  }
}
