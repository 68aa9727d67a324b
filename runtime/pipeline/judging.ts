// Judges documents again whose facts have changed: a few at a time, so that messages go first.
import type { Database } from '../store/database.ts';
import { documentById } from '../store/documents.ts';
import { marksOf, pendingReevaluations } from '../store/gates.ts';
import { laneKeys } from './keys.ts';
import type { Lanes } from './lanes.ts';

/** Documents that are judged again at once. */
const MAX_JUDGING = 8;

/** How long a document rests whose judgement failed for a reason that lies with us. */
const REST_MS = 30_000;

export interface JudgingOptions {
  readonly database: Database;
  readonly lanes: Lanes;
  readonly judge: (documentId: number) => Promise<void>;
  /** Called behind each judgement, for the deliveries that it may have set free. */
  readonly onJudged: () => void;
  readonly onError: (thrown: unknown) => void;
}

/** The queue of documents to be judged again; the store holds it, this only works it off. */
export class Judging {
  readonly #options: JudgingOptions;
  readonly #running = new Map<number, Promise<void>>();
  readonly #resting = new Set<number>();
  #stopped = false;

  constructor(options: JudgingOptions) {
    this.#options = options;
  }

  /** Whether nothing is judged and nothing waits. */
  get isIdle(): boolean {
    return this.#running.size === 0 && (this.#stopped || this.#next() === undefined);
  }

  /** Takes up what waits, as far as there is room. */
  wake(): void {
    while (!this.#stopped && this.#options.database.failed === undefined && this.#running.size < MAX_JUDGING) {
      const id = this.#next();
      if (id === undefined) return;
      void this.#start(id);
    }
  }

  /** Judges one marked document out of turn. Resolves when no mark is left on it, or nothing is judged any more. */
  async now(documentId: number): Promise<void> {
    const { connection } = this.#options.database;
    this.#resting.delete(documentId);
    while (!this.#stopped && !this.#resting.has(documentId) && marksOf(connection, documentId) !== undefined)
      await (this.#running.get(documentId) ?? this.#start(documentId));
  }

  /** Begins no more, and resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.values());
  }

  #next(): number | undefined {
    const taken = this.#running.size + this.#resting.size;
    return pendingReevaluations(this.#options.database.connection, taken + 1).find(
      (id) => !this.#running.has(id) && !this.#resting.has(id),
    );
  }

  #start(id: number): Promise<void> {
    const { database, lanes, judge, onJudged, onError } = this.#options;
    const document = documentById(database.connection, id);
    const keys = document === undefined ? [] : laneKeys(document.view);
    const running = lanes
      .run(keys, () => judge(id))
      .catch((thrown: unknown) => {
        if (this.#stopped) return;
        onError(thrown);
        this.#resting.add(id);
        setTimeout(() => {
          this.#resting.delete(id);
          this.wake();
        }, REST_MS).unref();
      })
      .then(() => {
        this.#running.delete(id);
        onJudged();
        this.wake();
      });
    this.#running.set(id, running);
    return running;
  }
}
