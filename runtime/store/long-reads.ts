// Keeps readings at length and the starting over of the log apart: each of them would make the other wait. Imports nothing.

/**
 * A reader that goes on for long keeps the log from starting over, for which the writer would have to stand still. So
 * whoever wants to start it over lets the reading under way come to its end first, and no other begin: `pause`.
 */
export class LongReads {
  #isReading = false;
  #isPaused = false;
  #onEnd: (() => void) | undefined;
  #waiting: (() => void)[] = [];

  /** Whether nobody may begin. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Says that somebody reads at length now. @returns the way to say that it is over */
  begin(): () => void {
    this.#isReading = true;
    return () => {
      this.#isReading = false;
      this.#onEnd?.();
    };
  }

  /** Lets nobody begin, and resolves when nobody reads any more. One at a time may call it. @returns the way to let them go on */
  async pause(): Promise<() => void> {
    this.#isPaused = true;
    if (this.#isReading)
      await new Promise<void>((resolve) => {
        this.#onEnd = resolve;
      });
    this.#onEnd = undefined;
    return () => {
      this.#isPaused = false;
      for (const resume of this.#waiting.splice(0)) resume();
    };
  }

  /** Calls back once, when one may begin again. */
  whenResumed(resume: () => void): void {
    this.#waiting.push(resume);
  }
}
