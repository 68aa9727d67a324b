// Asks for sums over whole tables: at once while the store is small, from a thread beside the writer when it is not.
import { Worker } from 'node:worker_threads';
import { CrossdockError } from '../engine/errors.ts';
import type { Database } from './database.ts';
import { type SumName, type SumOptions, type SumValue, sumOf } from './sums.ts';

export interface SumSetup {
  readonly file: string;
}

export type SumTask = { readonly id: number; readonly name: SumName; readonly options: SumOptions<SumName> } | 'end';

export type SumAnswer =
  | { readonly id: number; readonly value: unknown; readonly tookMs: number }
  | { readonly id: number; readonly error: string };

/** Compiled file of the thread; from source (tests) the build's own is used. */
const THREAD_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/runtime/store/sum-thread.js' : './sum-thread.js',
  import.meta.url,
);

/** Rows up to which a sum is worked out on the spot: some milliseconds, and always as things are now. */
const FEW_ROWS = 5_000;

/** A sum is as it was worked out last for this many times as long as that took: one part in ten of a core for each. */
const SHARE = 9;

/** A thread that nobody asks for so long is ended, milliseconds. */
const IDLE_MS = 60_000;

export interface SumReaderOptions {
  /** Rows up to which no thread is asked. */
  readonly fewRows?: number;
}

interface Kept {
  /** Under way, or done. */
  readonly value: Promise<unknown>;
  /** Until when it is good, by `performance.now`. */
  until: number;
}

interface Asked {
  readonly task: Exclude<SumTask, 'end'>;
  readonly resolve: (answer: { value: unknown; tookMs: number }) => void;
  readonly reject: (reason: unknown) => void;
}

/** The sums of one store. */
export class SumReader {
  readonly #database: Database;
  readonly #fewRows: number;
  readonly #kept = new Map<string, Kept>();
  #waiting: Asked[] = [];
  #reading: Asked | undefined;
  #ended: () => void = () => undefined;
  #thread: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;
  #number = 0;

  constructor(database: Database, { fewRows = FEW_ROWS }: SumReaderOptions = {}) {
    this.#database = database;
    this.#fewRows = fewRows;
  }

  /** The sum as it is now; in a large store as it was at most ten times as long ago as it takes. */
  async ask<Name extends SumName>(name: Name, options: SumOptions<Name>): Promise<SumValue<Name>> {
    if (this.#isClosed) throw new CrossdockError('store.unavailable', 'the store is being closed');
    if (this.#isSmall()) return sumOf(this.#database.connection, name, options);
    const key = JSON.stringify([name, options]);
    const known = this.#kept.get(key);
    if (known !== undefined && performance.now() < known.until) return known.value as Promise<SumValue<Name>>;
    const answer = this.#read(name, options);
    const kept: Kept = { value: answer.then(({ value }) => value), until: Number.POSITIVE_INFINITY };
    // Whoever waits is told by `answer` itself.
    kept.value.catch(() => undefined);
    this.#forgetOld();
    this.#kept.set(key, kept);
    try {
      const { value, tookMs } = await answer;
      kept.until = performance.now() + tookMs * SHARE;
      return value as SumValue<Name>;
    } catch (thrown) {
      this.#kept.delete(key);
      throw thrown;
    }
  }

  /** Ends the thread and its connection, behind the sum under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    const lost = new CrossdockError('store.unavailable', 'the store is being closed');
    for (const { reject } of this.#waiting.splice(0)) reject(lost);
    await this.#end();
  }

  /** By the highest numbers of rows that were given out, which costs nothing to look up. */
  #isSmall(): boolean {
    const { n } = this.#database.connection
      .prepare(
        `SELECT max((SELECT coalesce(max(seq), 0) FROM messages), (SELECT coalesce(max(seq), 0) FROM exceptions),
           (SELECT coalesce(max(seq), 0) FROM deliveries), (SELECT coalesce(max(id), 0) FROM documents)) AS n`,
      )
      .get() as { n: number };
    return n <= this.#fewRows;
  }

  #forgetOld(): void {
    const now = performance.now();
    for (const [key, { until }] of this.#kept) if (until < now) this.#kept.delete(key);
  }

  #read<Name extends SumName>(name: Name, options: SumOptions<Name>): Promise<{ value: unknown; tookMs: number }> {
    this.#number += 1;
    const task = { id: this.#number, name, options: options as SumOptions<SumName> };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    const { longReads } = this.#database;
    if (this.#reading !== undefined) return;
    if (longReads.isPaused) {
      longReads.whenResumed(() => this.#next());
      return;
    }
    const asked = this.#waiting.shift();
    if (asked === undefined) {
      this.#idle = setTimeout(() => void this.#end(), IDLE_MS);
      this.#idle.unref();
      return;
    }
    clearTimeout(this.#idle);
    this.#reading = asked;
    this.#ended = longReads.begin();
    const thread = this.#started();
    thread.ref();
    thread.postMessage(asked.task);
  }

  #started(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const workerData: SumSetup = { file: this.#database.file };
    const thread = new Worker(THREAD_FILE, { workerData });
    thread.on('message', (answer: SumAnswer) => this.#answered(thread, answer));
    const onDown = (message: string) => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      const { id } = this.#reading?.task ?? { id: 0 };
      this.#answered(thread, { id, error: message });
    };
    thread.on('error', (error) => onDown(error.message));
    thread.on('exit', () => onDown('the thread that adds up ended'));
    this.#thread = thread;
    return thread;
  }

  #answered(thread: Worker, answer: SumAnswer): void {
    thread.unref();
    const asked = this.#reading;
    if (asked?.task.id !== answer.id) return;
    this.#reading = undefined;
    this.#ended();
    if ('error' in answer) asked.reject(new CrossdockError('store.unavailable', `a sum failed: ${answer.error}`));
    else asked.resolve(answer);
    this.#next();
  }

  async #end(): Promise<void> {
    const [thread, asked] = [this.#thread, this.#reading];
    if (thread === undefined) return;
    this.#thread = undefined;
    const exited = new Promise((resolve) => thread.once('exit', resolve));
    thread.ref();
    thread.postMessage('end' satisfies SumTask);
    await exited;
    // What was being worked out has been answered in front of the end, unless the thread broke.
    if (asked === undefined || this.#reading !== asked) return;
    this.#reading = undefined;
    this.#ended();
    asked.reject(new CrossdockError('store.unavailable', 'the thread that adds up ended'));
  }
}
