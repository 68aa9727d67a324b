// Puts small pieces of work that wait at the same time into one task: sending each by itself costs both threads more than
// many of them do. Knows nothing of what they are.

export interface BatchOptions<Request, Answer> {
  /** Tasks under way at once; what comes meanwhile waits, and so becomes the next batch. */
  readonly atOnce: number;
  /** Pieces in one task, and what they may weigh together. */
  readonly most: number;
  readonly heaviest: number;
  readonly weightOf: (request: Request) => number;
  /** Runs several; `answer` is called for those that it has an answer to. Whatever has none then is tried alone. */
  readonly together: (
    requests: readonly Request[],
    answer: (index: number, answer: Answer) => void,
  ) => Promise<unknown>;
}

interface Piece<Request, Answer> {
  readonly request: Request;
  readonly alone: () => Promise<Answer>;
  readonly resolve: (answer: Answer | Promise<Answer>) => void;
}

export class Batches<Request, Answer> {
  readonly #options: BatchOptions<Request, Answer>;
  #waiting: Piece<Request, Answer>[] = [];
  #running = 0;
  #isScheduled = false;

  constructor(options: BatchOptions<Request, Answer>) {
    this.#options = options;
  }

  /**
   * Runs a piece of work together with others that wait, or by `alone` when none does or the others' task gave no answer.
   *
   * @throws what `alone` throws
   */
  run(request: Request, alone: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting.push({ request, alone, resolve });
      if (this.#isScheduled) return;
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.#start();
      });
    });
  }

  #start(): void {
    const { atOnce } = this.#options;
    while (this.#waiting.length > 0 && this.#running < atOnce) {
      const pieces = this.#take(Math.ceil(this.#waiting.length / (atOnce - this.#running)));
      this.#running += 1;
      void this.#run(pieces).then(() => {
        this.#running -= 1;
        this.#start();
      });
    }
  }

  /** The oldest pieces: at most so many, and no more than weigh little enough together. */
  #take(count: number): Piece<Request, Answer>[] {
    const { most, heaviest, weightOf } = this.#options;
    let weight = 0;
    const until = this.#waiting.slice(0, Math.min(most, count)).findIndex(({ request }, index) => {
      weight += weightOf(request);
      return index > 0 && weight > heaviest;
    });
    return this.#waiting.splice(0, until === -1 ? Math.min(most, count) : until);
  }

  async #run(pieces: readonly Piece<Request, Answer>[]): Promise<void> {
    const left = new Set(pieces);
    if (pieces.length > 1) {
      const requests = pieces.map(({ request }) => request);
      const answer = (index: number, value: Answer): void => {
        const piece = pieces[index];
        if (piece === undefined || !left.delete(piece)) return;
        piece.resolve(value);
      };
      // Whatever ended it: each of those that it leaves is tried by itself, which says what is wrong with that one.
      await this.#options.together(requests, answer).catch(() => undefined);
    }
    await Promise.all(
      [...left].map(({ alone, resolve }) => {
        const answer = alone();
        resolve(answer);
        return answer.catch(() => undefined);
      }),
    );
  }
}
