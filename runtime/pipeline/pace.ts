// How much the sidecar takes up at once: as much as leaves this thread quick to answer. Acceptance comes before processing.

/** How late a timer may come before less is taken up, milliseconds. */
const LATE_MS = 4;

/** How often that is looked at while anything is under way. */
const LOOK_MS = 10;

/** Least that is under way: processing slows down under a flood, it never stands still. */
const LEAST = 2;

/** Most that is under way while messages are turned away: those that were let in come first. */
const MOST_IN_FLOOD = 12;

/**
 * A limit that halves when timers come late while requests wait for their answer, and grows by one at each look otherwise
 * (additive increase, multiplicative decrease). Late timers alone say only that the machine is busy, with whatever.
 */
export class Pace {
  readonly #most: number;
  readonly #isAwaited: () => boolean;
  readonly #isFlooded: () => boolean;
  #allowed: number;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param isAwaited  whether somebody waits for an answer at the moment
   * @param isFlooded  whether messages are turned away at the moment, because there are too many
   */
  constructor(most: number, isAwaited: () => boolean, isFlooded: () => boolean = () => false) {
    this.#most = most;
    this.#isAwaited = isAwaited;
    this.#isFlooded = isFlooded;
    this.#allowed = Math.min(most, 16);
  }

  /** How many may be under way at the moment. */
  get allowed(): number {
    return this.#allowed;
  }

  /** Says how late a timer came. */
  observe(lateMs: number): void {
    const isTooMuch = lateMs > LATE_MS && this.#isAwaited();
    this.#allowed = isTooMuch
      ? Math.max(LEAST, Math.floor(this.#allowed / 2))
      : Math.min(this.#isFlooded() ? MOST_IN_FLOOD : this.#most, this.#allowed + 1);
  }

  /** Watches this thread's timers as long as `isBusy` says so; `onRoom` is called when there may be room for more. */
  watch(isBusy: () => boolean, onRoom: () => void): void {
    if (this.#timer !== undefined) return;
    let due = performance.now() + LOOK_MS;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.observe(now - due);
      due = now + LOOK_MS;
      if (isBusy()) onRoom();
      else this.stop();
    }, LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
