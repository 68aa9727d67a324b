// Keeps waiting short: how many messages may be under way, by count, by bytes, and by how long they wait.
import { Departures } from '../../pipeline/departures.ts';
import type { IntakeFigures, IntakeLimits } from '../../pipeline/intake-figures.ts';

/**
 * Waiting that is no trouble, or that of a few syncs where those are slow: there are too many while even the luckiest
 * message of each interval waits longer. Of one interval alone it was a disk that stood still for a moment.
 */
const TARGET_MS = 25;
const TARGET_SYNCS = 4;
const LONG_INTERVALS = 2;

/** So many that wait, the first of them for longer than that, are too many at once: nobody waits for the interval to end. */
const CROWD = 256;

/** How long they wait while others are turned away, or a few syncs. */
const KEPT_MS = 10;
const KEPT_SYNCS = 2;

/** However many come, so many are always let in. */
const LEAST = 24;

/** A flood goes on while this share of those that come is turned away, and is over when for so long it was not. */
const FLOOD_SHARE = 0.2;
const OVER_MS = 200;

/** A message on its way. */
export interface Stay {
  /** All of it is there: from now on it waits for us, not we for its sender. */
  waits(): void;
  /** @param isTaken  whether it was taken in: what was turned down at once says nothing of waiting */
  leave(isTaken: boolean): void;
}

/**
 * A queue that is long for a moment is what queues are for; one that never empties only makes everybody wait. So it is
 * looked at how short the wait was for the luckiest message of each interval (controlled delay, RFC 8289). Once even that
 * one waits for too long, only as many are let in as leave within the time that they should wait (Little's law: what is
 * under way is what leaves in a second times the wait), until only few have to be turned away for it.
 */
export class ControlledDelay {
  readonly #limits: IntakeLimits;
  readonly #figures: IntakeFigures;
  readonly #monotonicMs: () => number;
  readonly #departures = new Departures();
  /** When those came that wait, the first of them first. */
  readonly #came = new Set<{ readonly at: number }>();
  /** Messages and bytes on their way, with those whose senders take their time: bounded, and no sign of a flood. */
  #inside = 0;
  #bytes = 0;
  /** How many may be under way; undefined while there is no flood. */
  #most: number | undefined;
  /** Intervals in a row in which everybody waited for too long. */
  #long = 0;
  /** Those that came in this interval, and those of them that were turned away; and when that was last as many as in a flood. */
  #asked = 0;
  #refused = 0;
  #floodAt = Number.NEGATIVE_INFINITY;

  constructor(limits: IntakeLimits, figures: IntakeFigures, monotonicMs: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#figures = figures;
    this.#monotonicMs = monotonicMs;
  }

  /** Whether others are turned away to keep waiting short. */
  get isFlooded(): boolean {
    return this.#most !== undefined;
  }

  /** Whether a message that comes now is let in. */
  admits(): boolean {
    const now = this.#monotonicMs();
    this.#look(now);
    this.#asked += 1;
    if (!this.isFlooded && this.#came.size > CROWD && this.#longestMs(now) > this.#targetMs) this.#limit(now);
    if (this.#hasRoom) return true;
    this.#refused += 1;
    this.#figures.refuse();
    return false;
  }

  /** When it is worth trying again, milliseconds. */
  get retryAfterMs(): number {
    return this.#departures.retryAfterMs(this.#came.size);
  }

  /** Lets a message of so many bytes in. */
  enter(bytes: number): Stay {
    this.#inside += 1;
    this.#bytes += bytes;
    let came: { readonly at: number } | undefined;
    return {
      waits: () => {
        if (came !== undefined) return;
        came = { at: this.#monotonicMs() };
        this.#came.add(came);
      },
      leave: (isTaken) => {
        this.#inside -= 1;
        this.#bytes -= bytes;
        const now = this.#monotonicMs();
        this.#look(now);
        if (came === undefined) return;
        this.#came.delete(came);
        if (isTaken) this.#departures.left(now - came.at);
      },
    };
  }

  /** Writes down for the app how things are. */
  tell(): void {
    this.#look(this.#monotonicMs());
    this.#figures.wait(this.#inside, { isFull: !this.#hasRoom, isFlooded: this.isFlooded });
  }

  get #hasRoom(): boolean {
    const { maxWaiting, maxWaitingBytes } = this.#limits;
    if (this.#inside >= maxWaiting || this.#bytes >= maxWaitingBytes) return false;
    return this.#most === undefined || this.#came.size < this.#most;
  }

  get #targetMs(): number {
    return Math.max(TARGET_MS, TARGET_SYNCS * this.#figures.syncMs);
  }

  /** How long the one has waited that came first. */
  #longestMs(now: number): number {
    for (const { at } of this.#came) return now - at;
    return 0;
  }

  #look(now: number): void {
    const ended = this.#departures.look(now);
    if (ended === undefined) return;
    if (this.#refused > FLOOD_SHARE * this.#asked) this.#floodAt = now;
    this.#asked = 0;
    this.#refused = 0;
    // Nobody left although somebody waits: how long they wait cannot be said.
    if (ended.left === 0 && this.#came.size > 0) return;
    this.#long = ended.left > 0 && ended.shortestMs > this.#targetMs ? this.#long + 1 : 0;
    if (this.isFlooded && now - this.#floodAt > OVER_MS) this.#most = undefined;
    else if (this.isFlooded || this.#long >= LONG_INTERVALS) this.#limit(now);
  }

  #limit(now: number): void {
    if (!this.isFlooded) this.#floodAt = now;
    const keptMs = Math.max(KEPT_MS, KEPT_SYNCS * this.#figures.syncMs);
    this.#most = Math.max(LEAST, Math.round((this.#departures.perSecond * keptMs) / 1000));
  }
}
