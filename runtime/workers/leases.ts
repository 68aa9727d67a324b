// Leases: what a thread works on is lent to it under a token, for a time that each sign of progress renews.
import { Turnover } from '../turnover.ts';

/** How often expiry is looked for while anything is lent, milliseconds. */
const LOOK_MS = 25;

/** What is lent, to whom, and until when. */
interface Lease<Work> {
  readonly work: Work;
  /** By `now`. */
  endsAt: number;
  limitMs: number;
  /** How long its thread had waited for a processor when it was last looked at; none since there was progress. */
  waitedMs?: number | undefined;
}

/** Since the start: leases that ran out or were taken back, and answers that came when theirs was over. */
export interface LeaseFigures {
  readonly lost: number;
  readonly late: number;
}

export interface LeasesOptions<Work> {
  /** Called once for a lease that ran out; its token is worth nothing any more. */
  readonly onExpired: (work: Work, limitMs: number) => void;
  /** Called at each look for what has run out, behind it. */
  readonly onLook?: () => void;
  /** How long whoever has the work has waited for a processor in all, milliseconds. */
  readonly waitedMs?: (work: Work) => number;
  /** Milliseconds of a clock that only goes forward: the time of day may jump. */
  readonly now?: () => number;
}

/**
 * Lends work. A token is used once; whoever answers under one that has ended is refused, however right the answer.
 *
 * Time in which this thread did not run counts against nobody: a process that was stopped for half a minute does not
 * take its threads, which stood still with it, for hung. Nor does time in which a thread was ready to run and others had
 * the processors.
 */
export class Leases<Work> {
  readonly #options: LeasesOptions<Work>;
  readonly #now: () => number;
  readonly #leases = new Turnover<number, Lease<Work>>();
  #next = 1;
  #lost = 0;
  #late = 0;
  #lookedAt = 0;
  #looking: NodeJS.Timeout | undefined;

  constructor(options: LeasesOptions<Work>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get figures(): LeaseFigures {
    return { lost: this.#lost, late: this.#late };
  }

  /** A token for what is lent later: until then whoever answers under it is refused. */
  reserve(): number {
    return this.#next++;
  }

  /** Lends `work` for `limitMs`. @returns the token */
  grant(work: Work, limitMs: number, token = this.reserve()): number {
    this.#leases.set(token, { work, endsAt: this.#now() + limitMs, limitMs });
    this.#look();
    return token;
  }

  /** A sign of progress: the lease lasts `limitMs` from now on. False when it is over: whatever came with it is late. */
  renew(token: number, limitMs: number): boolean {
    const lease = this.#held(token);
    if (lease === undefined) return false;
    lease.endsAt = this.#now() + limitMs;
    lease.limitMs = limitMs;
    lease.waitedMs = undefined;
    return true;
  }

  /** Ends a lease whose work is done. False when it was over already. */
  settle(token: number): boolean {
    if (this.#held(token) === undefined) return false;
    this.#end(token);
    return true;
  }

  /** Takes the work back from a thread that has ended. Undefined when nothing is lent under the token any more. */
  revoke(token: number): Work | undefined {
    const lease = this.#leases.get(token);
    if (lease === undefined) return undefined;
    this.#end(token);
    this.#lost += 1;
    return lease.work;
  }

  /** Ends all of them, without calling anybody. */
  close(): void {
    this.#leases.clear();
    this.#rest();
  }

  /** Takes back what has run out. Called by a timer of its own; public so that tests own the clock. */
  look(): void {
    const now = this.#now();
    const stoodStill = Math.max(0, now - this.#lookedAt - LOOK_MS);
    this.#lookedAt = now;
    for (const [token, lease] of this.#leases.entries()) {
      lease.endsAt += Math.max(stoodStill, this.#keptWaiting(lease));
      if (lease.endsAt > now) continue;
      this.revoke(token);
      this.#options.onExpired(lease.work, lease.limitMs);
    }
    this.#options.onLook?.();
  }

  /** How long a thread was kept from running since it was last looked at. */
  #keptWaiting(lease: Lease<Work>): number {
    const before = lease.waitedMs;
    lease.waitedMs = this.#options.waitedMs?.(lease.work);
    return before === undefined || lease.waitedMs === undefined ? 0 : lease.waitedMs - before;
  }

  #held(token: number): Lease<Work> | undefined {
    const lease = this.#leases.get(token);
    if (lease === undefined) this.#late += 1;
    return lease;
  }

  #end(token: number): void {
    this.#leases.delete(token);
    if (this.#leases.size === 0) this.#rest();
  }

  #look(): void {
    if (this.#looking !== undefined) return;
    this.#lookedAt = this.#now();
    this.#looking = setInterval(() => this.look(), LOOK_MS);
  }

  #rest(): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
  }
}
