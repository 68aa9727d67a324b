// The circuit breaker of one destination: after failures in a row nothing is sent for a while, then one delivery tries the way.
import { backoffMs } from './backoff.ts';

/** Failures in a row, of whatever deliveries, that open it. */
const THRESHOLD = 5;

/** However long the destination is down, it is tried this often, milliseconds. */
const LONGEST_PAUSE_MS = 300_000;

/** Clocks and randomness are passed in; times are epoch milliseconds. */
export class Breaker {
  readonly #retry: { readonly baseMs: number; readonly maxMs: number };
  #failures = 0;
  #until = 0;

  constructor(retry: { readonly baseMs: number; readonly maxMs: number }) {
    this.#retry = { baseMs: retry.baseMs, maxMs: Math.min(retry.maxMs, LONGEST_PAUSE_MS) };
  }

  /** Nothing is sent before this time. */
  get until(): number {
    return this.#until;
  }

  /** Whether only one delivery at a time may try the way. */
  get isOpen(): boolean {
    return this.#failures >= THRESHOLD;
  }

  /** The destination answered, whether it took the delivery or refused it. */
  answered(): void {
    this.#failures = 0;
    this.#until = 0;
  }

  /** The destination failed; `afterMs` is the time it asked for, which holds for everything that goes there. */
  failed(now: number, options: { random: number; afterMs?: number }): void {
    this.#failures += 1;
    const { random, afterMs } = options;
    if (afterMs !== undefined) this.#until = Math.max(this.#until, now + afterMs);
    if (this.isOpen)
      this.#until = Math.max(this.#until, now + backoffMs(this.#retry, this.#failures - THRESHOLD + 1, { random }));
  }
}
