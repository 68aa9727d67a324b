// The page's side of the worker that checks: one check at a time, and then only the latest. May import ./check-messages.ts.
import type { Check } from '../model/mapping/checks.ts';
import type { CheckAnswer, CheckContext, CheckRequest } from './check-messages.ts';

export interface CheckOrder {
  readonly text: string;
  readonly context: CheckContext;
}

/** Guards one worker; `close` ends it. */
export class Checker {
  readonly #onChecked: (order: CheckOrder, checks: readonly Check[]) => void;
  #worker: Worker | undefined;
  #sent: CheckContext | undefined;
  #busy: CheckOrder | undefined;
  #next: CheckOrder | undefined;
  #last = 0;

  constructor(onChecked: (order: CheckOrder, checks: readonly Check[]) => void) {
    this.#onChecked = onChecked;
  }

  /** Has a mapping checked, unless a newer one is to be checked before it is its turn. */
  check(order: CheckOrder): void {
    this.#next = order;
    if (this.#busy === undefined) this.#pump();
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#sent = undefined;
    this.#busy = undefined;
    this.#next = undefined;
  }

  #pump(): void {
    const order = this.#next;
    this.#busy = order;
    this.#next = undefined;
    if (order === undefined) return;
    this.#worker ??= this.#start();
    this.#last += 1;
    const request: CheckRequest = { id: this.#last, text: order.text, changed: this.#changed(order.context) };
    this.#sent = order.context;
    this.#worker.postMessage(request);
  }

  /** What the worker does not know yet. */
  #changed(context: CheckContext): Partial<CheckContext> {
    const sent = this.#sent;
    if (sent === undefined) return context;
    return Object.fromEntries(
      Object.entries(context).filter(([name, value]) => sent[name as keyof CheckContext] !== value),
    );
  }

  #start(): Worker {
    const worker = new Worker(new URL('./check-worker.ts', import.meta.url), {
      type: 'module',
      name: 'crossdock-checks',
    });
    worker.addEventListener('message', ({ data }: MessageEvent<CheckAnswer>) => {
      const order = this.#busy;
      if (order === undefined || data.id !== this.#last) return;
      this.#onChecked(order, data.checks);
      this.#pump();
    });
    // A worker that fails takes what it was sent with it: the next mapping begins with a fresh one.
    worker.addEventListener('error', () => {
      const next = this.#next;
      this.close();
      if (next !== undefined) this.check(next);
    });
    return worker;
  }
}
