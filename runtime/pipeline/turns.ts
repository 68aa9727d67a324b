// How long the turns of this thread's event loop take, seen from the requests that come in. Imports nothing.
import { performance } from 'node:perf_hooks';

export interface TurnsOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs?: () => number;
  /** Milliseconds that this thread has spent waiting for something to do. */
  readonly idleMs?: () => number;
  /** Turns that have ended. */
  readonly turns?: () => number;
  /** Calls back when everything that had come at the beginning of this turn has been seen. */
  readonly atEnd?: (ended: () => void) => void;
}

/** Fewer turns than this say nothing: one long one may be a pause that is over. */
const LEAST_TURNS = 4;

/**
 * A request waits, before anybody sees it, until the turn that is under way has ended, and then for those in front of it
 * in its own: a queue in the sockets that nothing counts. So turns are measured: from the first request of one to that of
 * the next, without the time in which there was nothing to do.
 */
export class Turns {
  readonly #monotonicMs: () => number;
  readonly #idleMs: () => number;
  readonly #turns: () => number;
  readonly #atEnd: (ended: () => void) => void;
  #isUnderWay = false;
  #beganAt = Number.NEGATIVE_INFINITY;
  #idleBefore = 0;
  #turnsBefore = 0;
  #lastMs = 0;
  #shortestMs = Number.POSITIVE_INFINITY;
  #count = 0;

  constructor(options: TurnsOptions = {}) {
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#idleMs = options.idleMs ?? (() => performance.nodeTiming.idleTime);
    this.#turns = options.turns ?? (() => performance.nodeTiming.uvMetricsInfo.loopCount);
    this.#atEnd = options.atEnd ?? ((ended) => void setImmediate(ended));
  }

  /** Notes that a request has come. @returns milliseconds since the first one of this turn came */
  request(): number {
    const now = this.#monotonicMs();
    if (this.#isUnderWay) return now - this.#beganAt;
    const idle = this.#idleMs();
    const turns = this.#turns();
    // Turns without a request, of which there may be many, count as that many of the same length.
    const tookMs = (now - this.#beganAt - (idle - this.#idleBefore)) / Math.max(1, turns - this.#turnsBefore);
    if (Number.isFinite(tookMs)) this.#lastMs = tookMs;
    if (tookMs < this.#shortestMs) this.#shortestMs = tookMs;
    this.#count += 1;
    this.#isUnderWay = true;
    this.#beganAt = now;
    this.#idleBefore = idle;
    this.#turnsBefore = turns;
    this.#atEnd(() => (this.#isUnderWay = false));
    return 0;
  }

  /** How long the last turn took. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** The shortest turn since this last gave one; undefined while there were too few to tell. */
  takeShortestMs(): number | undefined {
    if (this.#count < LEAST_TURNS) return undefined;
    const shortest = this.#shortestMs;
    this.#shortestMs = Number.POSITIVE_INFINITY;
    this.#count = 0;
    return shortest;
  }
}
