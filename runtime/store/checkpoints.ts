// Keeps the log under its cap: a thread folds it into the file beside the commits, and now and then the writer stands still for it.
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { LogFile } from './log-file.ts';
import type { LongReads } from './long-reads.ts';

export type CheckpointTask = 'PASSIVE' | 'RESTART' | 'TRUNCATE' | 'end';

export interface CheckpointSetup {
  readonly file: string;
  readonly logLimitBytes: number;
}

export type CheckpointAnswer =
  | { readonly frames: number; readonly left: number; readonly busy: boolean }
  | { readonly error: { readonly code: string; readonly message: string } };

/** Compiled file of the thread; from source (tests) the build's own is used. */
const THREAD_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/runtime/store/checkpoint-thread.js' : './checkpoint-thread.js',
  import.meta.url,
);

/** A log smaller than this, or than an eighth of its cap, is left alone; the thread is not even started for it. */
const WORTHWHILE_BYTES = 4 * 1024 * 1024;

/** At most so often, milliseconds, unless the log is large enough to start over. */
const PAUSE_MS = 250;

/** How often, and how many times, emptying the log is tried while somebody reads. */
const FOLD_AGAIN_MS = 20;
const FOLD_TRIES = 50;

/** A frame of the log: a page and its header. */
const FRAME_BYTES = 4096 + 24;

export interface CheckpointOptions extends CheckpointSetup {
  readonly log: LogFile;
  /** How many of its frames are in use: the file is not made smaller when it starts over. Undefined when that cannot be told. */
  readonly frames: () => number | undefined;
  /** For the time in which the log starts over. */
  readonly longReads: LongReads;
  /** Lets no commit begin until what it returns is called. */
  readonly hold: () => () => void;
  /** What ends the store: the file could not be written or synced. */
  readonly onError: (thrown: { code: string; message: string }) => void;
}

/**
 * While commits follow one another the log never comes to an end at which it could start over. So the thread copies
 * what is there beside them, and once the log has grown to a quarter of its cap the writer waits while the thread copies
 * the little that came in between, after which the log starts at its beginning again. Where commits outrun the thread, the
 * writer waits from half of the cap on until the log has started over. Only somebody in another process who goes on reading
 * can make the log larger: commits do not wait for him for longer than one attempt in a while.
 */
export class Checkpoints {
  readonly #options: CheckpointOptions;
  #thread: Worker | undefined;
  #answer: ((answer: CheckpointAnswer) => void) | undefined;
  #isBusy = false;
  #lastAt = 0;
  #count = 0;
  #isClosed = false;
  /** Somebody else's reading kept the log from starting over the last time. */
  #isObstructed = false;
  /** One that `afterCommit` began is under way. */
  #isRunning = false;
  /** Lets the writer go on. */
  #release: (() => void) | undefined;

  constructor(options: CheckpointOptions) {
    this.#options = options;
  }

  /** Checkpoints since the start. */
  get count(): number {
    return this.#count;
  }

  /** Looks whether it is time for one, and whether the writer has to wait for it. */
  afterCommit(): void {
    if (this.#isClosed) return;
    const { logLimitBytes } = this.#options;
    const used = this.#usedBytes();
    if (!this.#isBusy && this.#isTime(used)) {
      this.#isBusy = true;
      void this.#run().finally(() => {
        this.#isBusy = false;
        this.#lastAt = performance.now();
      });
    }
    if (this.#isRunning && !this.#isObstructed && used >= logLimitBytes / 2) this.#hold();
  }

  #isTime(used: number): boolean {
    const { logLimitBytes } = this.#options;
    if (used < Math.min(WORTHWHILE_BYTES, logLimitBytes / 8)) return false;
    return (used >= logLimitBytes / 4 && !this.#isObstructed) || performance.now() - this.#lastAt >= PAUSE_MS;
  }

  /** What the log holds; the size of its file at most. */
  #usedBytes(): number {
    const { log, frames, logLimitBytes } = this.#options;
    const size = log.sizeBytes;
    if (size < Math.min(WORTHWHILE_BYTES, logLimitBytes / 8)) return size;
    const count = frames();
    return count === undefined ? size : count * FRAME_BYTES;
  }

  #hold(): void {
    this.#release ??= this.#options.hold();
  }

  #letGo(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** Folds all of the log into the file and empties it. @throws Error when somebody reads all the time */
  async fold(): Promise<void> {
    while (this.#isBusy) await delay(FOLD_AGAIN_MS);
    this.#isBusy = true;
    const release = this.#options.hold();
    try {
      for (let tries = 0; tries < FOLD_TRIES; tries += 1) {
        const answer = await this.#ask('TRUNCATE');
        if (answer !== undefined && !answer.busy) return;
        await delay(FOLD_AGAIN_MS);
      }
    } finally {
      release();
      this.#isBusy = false;
    }
    throw new Error('the log could not be emptied, because somebody reads from it all the time');
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      const beside = await this.#ask('PASSIVE');
      if (beside === undefined) return;
      if (this.#release === undefined && beside.frames * FRAME_BYTES < this.#options.logLimitBytes / 4) return;
      await this.#startOver();
    } finally {
      this.#isRunning = false;
      this.#letGo();
    }
  }

  async #startOver(): Promise<void> {
    const resume = await this.#options.longReads.pause();
    this.#hold();
    try {
      if (this.#isClosed) return;
      const answer = await this.#ask('RESTART');
      this.#isObstructed = answer === undefined || answer.busy;
    } finally {
      resume();
    }
  }

  /** One checkpoint; undefined when it failed, which has been reported. */
  async #ask(task: CheckpointTask): Promise<Exclude<CheckpointAnswer, { error: unknown }> | undefined> {
    const answer = await new Promise<CheckpointAnswer>((resolve) => {
      this.#answer = resolve;
      this.#started().postMessage(task);
    });
    this.#count += 1;
    if (!('error' in answer)) return answer;
    // Somebody reads just now: the next one will do.
    if (!/^SQLITE_(BUSY|LOCKED)/.test(answer.error.code) && !this.#isClosed) this.#options.onError(answer.error);
    return undefined;
  }

  #started(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const { file, logLimitBytes } = this.#options;
    const workerData: CheckpointSetup = { file, logLimitBytes };
    const thread = new Worker(THREAD_FILE, { workerData });
    thread.unref();
    thread.on('message', (answer: CheckpointAnswer) => this.#answer?.(answer));
    const onDown = (message: string) => this.#answer?.({ error: { code: 'checkpoint', message } });
    thread.on('error', (error) => onDown(error.message));
    thread.on('exit', () => onDown('the thread that checkpoints ended'));
    this.#thread = thread;
    return thread;
  }

  /** Ends the thread and its connection, behind the checkpoint under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const thread = this.#thread;
    if (thread === undefined) return;
    const exited = new Promise((resolve) => thread.once('exit', resolve));
    thread.ref();
    thread.postMessage('end' satisfies CheckpointTask);
    await exited;
  }
}
