// The page's side of the worker: only the latest evaluation counts, and one that does not end is ended with its worker.
// A sample goes there once, and of what comes back only what has changed. May import ./protocol.ts and ./told.ts.
import type { ErrorJson } from '../../runtime/engine/errors.ts';
import type { Evaluation, ExampleOutcome, ExamplesRequest, WorkerAnswer, WorkerRequest } from './protocol.ts';
import { createTalk, type EvaluationOrder } from './told.ts';

export type ExamplesOrder = Omit<ExamplesRequest, 'id' | 'kind'>;

/** An evaluation that takes longer has no end; the engine's own limit is 5 s for each of two evaluations. */
const EVALUATION_LIMIT_MS = 12_000;
const EXAMPLES_LIMIT_MS = 60_000;

const ENDLESS: ErrorJson = {
  code: 'mapping.timeout',
  message: 'the program took longer than its time limit and was ended',
};

export class EvaluationError extends Error {
  readonly error: ErrorJson;

  constructor(error: ErrorJson) {
    super(error.message);
    this.error = error;
  }
}

interface Waiting {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (thrown: unknown) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Guards one worker; `close` ends it. */
export class Evaluator {
  #worker: Worker | undefined;
  #last = 0;
  readonly #waiting = new Map<number, Waiting>();
  /** The evaluation that waits for the one under way: a newer one takes its place. */
  #next:
    | { order: EvaluationOrder; resolve: (value: Evaluation | undefined) => void; reject: (thrown: unknown) => void }
    | undefined;
  #isBusy = false;
  #talk = createTalk();

  /**
   * Evaluates, when nothing newer is asked for meanwhile.
   *
   * @returns undefined when a newer request has taken its place
   * @throws EvaluationError when the program does not end, or the worker fails
   */
  evaluate(order: EvaluationOrder): Promise<Evaluation | undefined> {
    return new Promise((resolve, reject) => {
      this.#next?.resolve(undefined);
      this.#next = { order, resolve, reject };
      void this.#pump();
    });
  }

  /** @throws EvaluationError */
  async runExamples(order: ExamplesOrder): Promise<readonly ExampleOutcome[]> {
    const answer = await this.#send({ kind: 'examples', ...order }, EXAMPLES_LIMIT_MS);
    if (answer.kind !== 'ran') throw new EvaluationError(answer.kind === 'failed' ? answer.error : ENDLESS);
    return answer.results;
  }

  close(): void {
    this.#end();
    this.#next?.resolve(undefined);
    this.#next = undefined;
  }

  async #pump(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#next; next !== undefined; next = this.#next) {
      this.#next = undefined;
      try {
        const answer = await this.#send(this.#talk.requestOf(next.order), EVALUATION_LIMIT_MS);
        if (answer.kind === 'evaluated') next.resolve(this.#talk.wholeOf(answer));
        else next.reject(new EvaluationError(answer.kind === 'failed' ? answer.error : ENDLESS));
      } catch (thrown) {
        next.reject(thrown);
      }
    }
    this.#isBusy = false;
  }

  #send(request: Omit<WorkerRequest, 'id'>, limitMs: number): Promise<WorkerAnswer> {
    this.#last += 1;
    const id = this.#last;
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#end(), limitMs);
      this.#waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ ...request, id });
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'crossdock-evaluation',
    });
    worker.addEventListener('message', (event: MessageEvent<WorkerAnswer>) => {
      const waiting = this.#waiting.get(event.data.id);
      if (waiting === undefined) return;
      clearTimeout(waiting.timer);
      this.#waiting.delete(event.data.id);
      waiting.resolve(event.data);
    });
    worker.addEventListener('error', (event) => this.#end({ code: 'internal', message: event.message }));
    return worker;
  }

  /** Ends the worker with all that it was asked; the next request starts another. */
  #end(error: ErrorJson = ENDLESS): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#talk = createTalk();
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new EvaluationError(error));
    }
    this.#waiting.clear();
  }
}
