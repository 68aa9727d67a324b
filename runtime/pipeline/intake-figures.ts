// What the thread that listens and the one of the app share about who comes in: bounds, and numbers in plain cells of
// shared memory. Imports nothing.

/** How many messages may wait for their answer. */
export interface IntakeLimits {
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
}

/** Who may still come in, as the listening thread needs to know it. */
export interface Intake {
  readonly limits: IntakeLimits;
  readonly figures: IntakeFigures;
}

/** What is sent to the other thread. */
export type FigureCells = SharedArrayBuffer;

const WAITING = 0;
const REFUSED = 1;
const IS_FULL = 2;
const IS_FLOODED = 3;
const SYNC_MICROSECONDS = 4;
const CELLS = 5;

/** One thread writes each of them, so that they need no lock. */
export class IntakeFigures {
  readonly cells: FigureCells;
  readonly #numbers: Int32Array;

  constructor(cells: FigureCells = new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT)) {
    this.cells = cells;
    this.#numbers = new Int32Array(cells);
  }

  /** Written by the listener: messages that wait for their answer, and those that were turned away since the start. */
  get waiting(): number {
    return Atomics.load(this.#numbers, WAITING);
  }

  get refused(): number {
    return Atomics.load(this.#numbers, REFUSED) >>> 0;
  }

  /** Written by the listener: whether a message would be turned away now, and whether some are to keep waiting short. */
  get isFull(): boolean {
    return Atomics.load(this.#numbers, IS_FULL) === 1;
  }

  get isFlooded(): boolean {
    return Atomics.load(this.#numbers, IS_FLOODED) === 1;
  }

  /** Written by the app: how long a sync takes at the moment, milliseconds. */
  get syncMs(): number {
    return Atomics.load(this.#numbers, SYNC_MICROSECONDS) / 1000;
  }

  set syncMs(ms: number) {
    Atomics.store(this.#numbers, SYNC_MICROSECONDS, Math.round(ms * 1000));
  }

  wait(waiting: number, options: { isFull: boolean; isFlooded: boolean }): void {
    Atomics.store(this.#numbers, WAITING, waiting);
    Atomics.store(this.#numbers, IS_FULL, Number(options.isFull));
    Atomics.store(this.#numbers, IS_FLOODED, Number(options.isFlooded));
  }

  refuse(): void {
    Atomics.add(this.#numbers, REFUSED, 1);
  }
}
