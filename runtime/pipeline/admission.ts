// Who may still come in: bounds on what waits for its answer, by count, by bytes and by source, and a way to keep waiting short.
// Whoever cannot be taken is told so at once, before his body is read, with the time after which it is worth trying again.
import { CrossdockError } from '../engine/errors.ts';
import { Allowance } from './allowance.ts';
import type { Turns } from './turns.ts';

export interface AdmissionOptions {
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
  /** Percent of both that one source may take. */
  readonly sourceShare: number;
  /** Requests a second that a source may send; undefined: as many as it likes. */
  readonly perSecondOf: (source: string) => number | undefined;
  /** How long a sync takes at the moment, milliseconds: nobody can wait less than for one. */
  readonly syncMs?: () => number;
  /** What is known of the wait in front of the first line of ours; without it that is not looked at. */
  readonly turns?: Pick<Turns, 'request' | 'lastMs' | 'takeShortestMs'>;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs?: () => number;
}

/** Waiting that is no trouble, or that of a few syncs where those are slow; and how long it has to be more than that before requests are turned away for it. */
const TARGET_MS = 25;
const TARGET_SYNCS = 4;
const INTERVAL_MS = 100;

/**
 * A turn of the event loop that nobody has to wait long for; for how long every one has to take longer, since a burst is over
 * by then; and how long in each turn requests are let in from then on. Those that come later in it are refused, which costs
 * next to nothing: the less time there is, the fewer are let in, and neither they nor the refused wait for long turns.
 * A share of the last turn is always for letting in: on a machine that others use, turns are long whatever is refused.
 */
const TURN_MS = 12;
const LONG_TURNS_MS = 300;
const TAKING_MS = 0.8;
const TAKING_SHARE = 0.12;

/** A flood goes on while this share of those that come is turned away, and is over when for so long it was not. */
const FLOOD_SHARE = 0.2;
const OVER_MS = 200;

/** However overloaded, so many are always let in. */
const LEAST = 32;

/** What a source may send at once is its rate over this time. */
const BURST_S = 10;

/** A refused sender should not come back sooner, nor be kept away longer. */
const SHORTEST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

interface Source {
  waiting: number;
  bytes: number;
  readonly allowance: Allowance;
}

/**
 * A queue that is long for a moment is what queues are for; one that never empties only makes everybody wait. So it is
 * looked at how short the wait was for the luckiest request of each interval (controlled delay, RFC 8289): while even
 * that one waits longer than the target, only as many are let in as leave within the target. The wait in the sockets is
 * looked at in the same way, by the shortest turn; turns are cut short until the flood is over.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #monotonicMs: () => number;
  readonly #sources = new Map<string, Source>();
  #waiting = 0;
  #bytes = 0;
  #intervalEnd = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #left = 0;
  #perSecond = 0;
  #isOverloaded = false;
  #targetMs = TARGET_MS;
  #refused = 0;
  /** Whether turns are cut short. */
  #isCutting = false;
  /** Requests that came over sockets in this interval, and those of them that were turned away there. */
  #came = 0;
  #sentAway = 0;
  /** When that was last as many as in a flood. */
  #floodAt = Number.NEGATIVE_INFINITY;
  #longTurnsSince = Number.POSITIVE_INFINITY;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /** Requests that wait for their answer, those that were turned away, and whether others are turned away to keep waiting short. */
  get figures(): { waiting: number; bytes: number; refused: number; overloaded: boolean } {
    this.#look(this.#monotonicMs());
    const overloaded = this.#isOverloaded || this.#isCutting;
    return { waiting: this.#waiting, bytes: this.#bytes, refused: this.#refused, overloaded };
  }

  /** Whether anybody waits for an answer. */
  get isAwaited(): boolean {
    return this.#waiting > 0;
  }

  /** Whether a request would be taken, whichever source sends it. */
  get hasRoom(): boolean {
    this.#look(this.#monotonicMs());
    return this.#waiting < this.#limit && this.#bytes < this.#options.maxWaitingBytes;
  }

  /** Notes that a request has come over a socket. @returns whether there is room and time for it, whichever source sends it */
  comes(): boolean {
    const { turns } = this.#options;
    const spentMs = turns?.request() ?? 0;
    const hasTime = !this.#isCutting || spentMs <= Math.max(TAKING_MS, TAKING_SHARE * (turns?.lastMs ?? 0));
    const isTaken = this.hasRoom && hasTime;
    this.#came += 1;
    // Whatever it is refused for: there are too many.
    if (!isTaken) this.#sentAway += 1;
    return isTaken;
  }

  get #limit(): number {
    const { maxWaiting } = this.#options;
    return this.#isOverloaded
      ? Math.min(maxWaiting, Math.max(LEAST, Math.round((this.#perSecond * this.#targetMs) / 1000)))
      : maxWaiting;
  }

  /** When it is worth trying again: what waits now has left by then. */
  get retryAfterMs(): number {
    const drainMs = this.#perSecond > 0 ? (this.#waiting * 1000) / this.#perSecond : SHORTEST_RETRY_MS;
    return Math.min(LONGEST_RETRY_MS, Math.max(SHORTEST_RETRY_MS, Math.ceil(drainMs)));
  }

  /** Counts a request that was turned away before it came here. */
  turnedAway(): void {
    this.#refused += 1;
  }

  /**
   * Lets a request in.
   *
   * @returns what says that its answer leaves
   * @throws CrossdockError `intake.overloaded` when there is no room for anybody, `source.too-fast` when its source has used up its share
   */
  admit(source: string, sizeBytes: number): () => void {
    const now = this.#monotonicMs();
    this.#look(now);
    const { maxWaiting, maxWaitingBytes, sourceShare } = this.#options;
    const own = this.#sourceOf(source, now);
    if (this.#waiting >= this.#limit || (this.#bytes > 0 && this.#bytes + sizeBytes > maxWaitingBytes))
      throw this.#refusal('intake.overloaded', this.retryAfterMs);
    const hasOthers = own.waiting < this.#waiting;
    const share = sourceShare / 100;
    if (
      own.waiting >= Math.max(1, maxWaiting * share) ||
      (hasOthers && own.bytes + sizeBytes > maxWaitingBytes * share)
    )
      throw this.#refusal('source.too-fast', this.retryAfterMs);
    if (!own.allowance.take(now)) throw this.#refusal('source.too-fast', own.allowance.waitMs(now));
    this.#waiting += 1;
    this.#bytes += sizeBytes;
    own.waiting += 1;
    own.bytes += sizeBytes;
    return () => {
      this.#waiting -= 1;
      this.#bytes -= sizeBytes;
      own.waiting -= 1;
      own.bytes -= sizeBytes;
      if (own.waiting === 0 && own.allowance.isUnlimited) this.#sources.delete(source);
      const left = this.#monotonicMs();
      this.#look(left);
      this.#left += 1;
      this.#shortest = Math.min(this.#shortest, left - now);
    };
  }

  #refusal(code: 'intake.overloaded' | 'source.too-fast', retryAfterMs: number): CrossdockError {
    this.#refused += 1;
    return new CrossdockError(code, undefined, { retryAfterMs });
  }

  #sourceOf(name: string, now: number): Source {
    const perSecond = this.#options.perSecondOf(name);
    const known = this.#sources.get(name) ?? {
      waiting: 0,
      bytes: 0,
      allowance: new Allowance(perSecond, { burst: (perSecond ?? 0) * BURST_S, now }),
    };
    this.#sources.set(name, known);
    return known;
  }

  /** Ends an interval when its time is up. */
  #look(now: number): void {
    if (now < this.#intervalEnd) return;
    const lasted = now - this.#intervalEnd + INTERVAL_MS;
    const rate = (this.#left * 1000) / lasted;
    this.#perSecond = this.#perSecond === 0 ? rate : this.#perSecond * 0.7 + rate * 0.3;
    this.#targetMs = Math.max(TARGET_MS, TARGET_SYNCS * (this.#options.syncMs?.() ?? 0));
    const shortestTurnMs = this.#options.turns?.takeShortestMs();
    if (shortestTurnMs !== undefined)
      this.#longTurnsSince = shortestTurnMs > TURN_MS ? Math.min(this.#longTurnsSince, now) : Number.POSITIVE_INFINITY;
    const nobodyLeft = this.#left === 0;
    if (nobodyLeft && this.#waiting === 0) this.#longTurnsSince = Number.POSITIVE_INFINITY;
    this.#isOverloaded = nobodyLeft ? this.#isOverloaded && this.#waiting > 0 : this.#shortest > this.#targetMs;
    if (this.#sentAway > FLOOD_SHARE * this.#came) this.#floodAt = now;
    this.#came = 0;
    this.#sentAway = 0;
    this.#isCutting = now - this.#longTurnsSince >= LONG_TURNS_MS || (this.#isCutting && now - this.#floodAt < OVER_MS);
    this.#shortest = Number.POSITIVE_INFINITY;
    this.#left = 0;
    this.#intervalEnd = now + INTERVAL_MS;
  }
}
