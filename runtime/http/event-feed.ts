// Changes as they happen, for everybody who listens: gathered for a moment, numbered, and remembered for whoever comes back.
import type { Change, Sidecar } from '../pipeline/sidecar.ts';

/** Changes are gathered this long, so that a thousand messages a second are four events a second. */
const GATHER_MS = 250;
/** Single changes that one event names; above it says how many of each kind there were. */
const MOST_NAMED = 100;
/** Events that a listener who comes back can still be given. */
const REMEMBERED = 500;
/** Events that wait for a slow listener before he is told to read everything again. */
const MOST_WAITING = 32;

export interface FeedEvent {
  /** Grows by one; a fresh start begins with another name. */
  readonly id: string;
  /** `changes`, or `reset`: too much has happened, everything shown has to be read again. */
  readonly event: 'changes' | 'reset';
  readonly data: string;
}

/** What a listener gets: `push` says how many events it has not sent yet. */
export interface Listener {
  push(event: FeedEvent): number;
  end(): void;
}

/** The feed of one sidecar. It gathers only while somebody listens, or has listened not long ago. */
export class EventFeed {
  readonly #name: string;
  readonly #listeners = new Map<Listener, { lost: boolean }>();
  #events: FeedEvent[] = [];
  #number = 0;
  #gathered = new Map<string, Change>();
  #counts = new Map<Change['kind'], number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(sidecar: Pick<Sidecar, 'onChange' | 'clock'>) {
    this.#name = sidecar.clock().toString(36);
    sidecar.onChange((change) => this.#gather(change));
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * Begins to tell a listener.
   *
   * @param since  id of the last event that he has seen; what followed comes first, or `reset` when that is forgotten
   * @returns how to end it
   */
  listen(listener: Listener, since?: string): () => void {
    this.#listeners.set(listener, { lost: false });
    for (const event of this.#missed(since)) listener.push(event);
    return () => this.#listeners.delete(listener);
  }

  /** Ends every listener: the sidecar shuts down. */
  end(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners.keys()) listener.end();
    this.#listeners.clear();
  }

  #missed(since: string | undefined): FeedEvent[] {
    if (since === undefined) return [];
    const known = this.#events.findIndex(({ id }) => id === since);
    if (known >= 0) return this.#events.slice(known + 1);
    const isNow = since === this.#id(this.#number);
    return isNow ? [] : [this.#reset()];
  }

  #id(number: number): string {
    return `${this.#name}-${number}`;
  }

  #reset(): FeedEvent {
    return { id: this.#id(this.#number), event: 'reset', data: '{}' };
  }

  #gather(change: Change): void {
    if (change.status === 'closing') {
      this.end();
      return;
    }
    // The last word on a thing is the one that counts.
    if (this.#gathered.size < MOST_NAMED) this.#gathered.set(`${change.kind} ${change.id}`, change);
    this.#counts.set(change.kind, (this.#counts.get(change.kind) ?? 0) + 1);
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS).unref();
  }

  #tell(): void {
    this.#timer = undefined;
    const counts = Object.fromEntries(this.#counts);
    const changes = this.#gathered.size < MOST_NAMED ? [...this.#gathered.values()] : [];
    this.#gathered = new Map();
    this.#counts = new Map();
    this.#number += 1;
    const event: FeedEvent = {
      id: this.#id(this.#number),
      event: 'changes',
      data: JSON.stringify({ counts, changes }),
    };
    this.#events = [...this.#events.slice(1 - REMEMBERED), event];
    for (const [listener, state] of this.#listeners) {
      if (state.lost) {
        // Nothing more is kept for him until he has taken what waits; then he reads everything again.
        if (listener.push(this.#reset()) < MOST_WAITING) state.lost = false;
      } else if (listener.push(event) >= MOST_WAITING) state.lost = true;
    }
  }
}
