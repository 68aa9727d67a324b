// Who may still come in: bounds on what waits for its answer, by count, by bytes and by source.
// Whoever cannot be taken is told so at once, before his body is read, with the time after which it is worth trying again.
import { CrossdockError } from '../engine/errors.ts';
import { Allowance } from './allowance.ts';
import { Departures } from './departures.ts';
import { type Intake, IntakeFigures } from './intake-figures.ts';

export interface AdmissionOptions {
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
  /** Percent of both that one source may take. */
  readonly sourceShare: number;
  /** Requests a second that a source may send; undefined: as many as it likes. */
  readonly perSecondOf: (source: string) => number | undefined;
  /** How long a sync takes at the moment, milliseconds: nobody can wait less than for one. */
  readonly syncMs?: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs?: () => number;
}

/** What a source may send at once is its rate over this time. */
const BURST_S = 10;

interface Source {
  waiting: number;
  bytes: number;
  readonly allowance: Allowance;
}

/**
 * Counts who waits for an answer, by source. How long they wait is looked after where requests come in: `intake` is what
 * the thread that listens needs to know for that, and where it says how it does.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #monotonicMs: () => number;
  readonly #listener = new IntakeFigures();
  readonly #sources = new Map<string, Source>();
  readonly #departures = new Departures();
  #waiting = 0;
  #bytes = 0;
  #refused = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /** What the thread that listens turns messages away by. */
  get intake(): Intake {
    const { maxWaiting, maxWaitingBytes } = this.#options;
    return { limits: { maxWaiting, maxWaitingBytes }, figures: this.#listener };
  }

  /** Requests that wait for their answer, those that were turned away, and whether others are turned away to keep waiting short. */
  get figures(): { waiting: number; bytes: number; refused: number; overloaded: boolean } {
    const { waiting, refused, isFlooded } = this.#listener;
    return {
      waiting: Math.max(this.#waiting, waiting),
      bytes: this.#bytes,
      refused: this.#refused + refused,
      overloaded: isFlooded,
    };
  }

  /** Whether anybody waits for an answer. */
  get isAwaited(): boolean {
    return this.#waiting > 0;
  }

  /** Whether a request would be taken, whichever source sends it. */
  get hasRoom(): boolean {
    const { maxWaiting, maxWaitingBytes } = this.#options;
    return !this.#listener.isFull && this.#waiting < maxWaiting && this.#bytes < maxWaitingBytes;
  }

  /** When it is worth trying again: what waits now has left by then. */
  get #retryAfterMs(): number {
    return this.#departures.retryAfterMs(this.#waiting);
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
    if (this.#waiting >= maxWaiting || (this.#bytes > 0 && this.#bytes + sizeBytes > maxWaitingBytes))
      throw this.#refusal('intake.overloaded', this.#retryAfterMs);
    const hasOthers = own.waiting < this.#waiting;
    const share = sourceShare / 100;
    if (
      own.waiting >= Math.max(1, maxWaiting * share) ||
      (hasOthers && own.bytes + sizeBytes > maxWaitingBytes * share)
    )
      throw this.#refusal('source.too-fast', this.#retryAfterMs);
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
      this.#departures.left(left - now);
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

  #look(now: number): void {
    if (this.#departures.look(now) !== undefined) this.#listener.syncMs = this.#options.syncMs?.() ?? 0;
  }
}
