// Counts failed logins for each address they come from, and says when there were too many. Pure but for its own memory.

/** Failures of one address in one window before the rest are refused. */
const MAX_FAILURES = 10;
const WINDOW_MS = 60_000;
/** Addresses remembered at once; the oldest are forgotten first. */
const MAX_ADDRESSES = 10_000;

export class Attempts {
  readonly #failures = new Map<string, { count: number; until: number }>();

  /** Milliseconds until an address may try again; 0 when it may now. */
  waitMs(address: string, now: number): number {
    const entry = this.#failures.get(address);
    return entry === undefined || entry.count < MAX_FAILURES ? 0 : Math.max(0, entry.until - now);
  }

  failed(address: string, now: number): void {
    const entry = this.#failures.get(address);
    if (entry !== undefined && now < entry.until) {
      entry.count += 1;
      return;
    }
    this.#failures.delete(address);
    this.#failures.set(address, { count: 1, until: now + WINDOW_MS });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MAX_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest);
  }
}
