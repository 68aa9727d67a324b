// How fast those leave that wait for an answer, and how long even the luckiest of them waited. Imports nothing.

/** So long is looked at together, milliseconds. */
export const INTERVAL_MS = 100;

/** A refused sender should not come back sooner, nor be kept away longer. */
const SHORTEST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Counts departures by intervals of a clock that never goes back. */
export class Departures {
  #intervalEnd = 0;
  #left = 0;
  #perSecond = 0;
  #shortest = Number.POSITIVE_INFINITY;

  /** How many leave in a second, smoothed. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** Somebody has left who had waited for so long. */
  left(waitedMs: number): void {
    this.#left += 1;
    this.#shortest = Math.min(this.#shortest, waitedMs);
  }

  /**
   * Ends an interval when its time is up.
   *
   * @returns how many left in it, and how long the luckiest one waited (milliseconds); undefined while it goes on
   */
  look(now: number): { left: number; shortestMs: number } | undefined {
    if (now < this.#intervalEnd) return undefined;
    const lasted = now - this.#intervalEnd + INTERVAL_MS;
    const rate = (this.#left * 1000) / lasted;
    this.#perSecond = this.#perSecond === 0 ? rate : this.#perSecond * 0.7 + rate * 0.3;
    const ended = { left: this.#left, shortestMs: this.#shortest };
    this.#left = 0;
    this.#shortest = Number.POSITIVE_INFINITY;
    this.#intervalEnd = now + INTERVAL_MS;
    return ended;
  }

  /** When it is worth trying again, milliseconds: what waits now has left by then. */
  retryAfterMs(waiting: number): number {
    const drainMs = this.#perSecond > 0 ? (waiting * 1000) / this.#perSecond : SHORTEST_RETRY_MS;
    return Math.min(LONGEST_RETRY_MS, Math.max(SHORTEST_RETRY_MS, Math.ceil(drainMs)));
  }
}
