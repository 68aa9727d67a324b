// A pool of worker threads that lends them tasks: one that makes no progress within its limit loses its lease and its
// thread, not its neighbours. What cost two threads is set aside.
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { Divergence } from '../engine/compile/program.ts';
import { CrossdockError, type ErrorJson } from '../engine/errors.ts';
import { type LeaseFigures, Leases } from './leases.ts';
import { waitedMs } from './processor.ts';
import type { FromWorker, TaskName, Tasks, TaskToWorker, ToWorker, WorkerSetup } from './tasks.ts';
import { extraMs, keyOf } from './tasks.ts';

/** Compiled file of the worker; from source (tests) the build's own is used. */
const WORKER_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/runtime/workers/worker.js' : './worker.js',
  import.meta.url,
);

/** As much of a thread as the pool needs to know. */
export type Thread = Pick<Worker, 'on' | 'postMessage' | 'terminate'>;

export interface PoolOptions {
  readonly setup: WorkerSetup;
  readonly size: number;
  /**
   * Threads that have short tasks at once; the others are for long ones, and for when one of these gives no sign for a
   * while. All of them by default.
   */
  readonly atOnce?: number;
  /** Milliseconds without progress after which a task's current message is given up. */
  readonly stallMs: number;
  /** Memory of one worker's heap, MiB. */
  readonly heapMb?: number;
  /** Threads that one task may cost while it evaluates. */
  readonly maxLost?: number;
  /** Called once for a file in which compiled code differed from the reference; every thread runs it on the reference then. */
  readonly onDivergence?: (divergence: Divergence) => void;
  /** Starts a thread; one over the compiled worker by default. */
  readonly startThread?: (workerData: WorkerSetup, resourceLimits: ResourceLimits) => Thread;
}

interface Job {
  readonly task: TaskName;
  readonly request: Tasks[TaskName]['request'];
  /** Items already delivered: where a restarted task goes on. */
  from: number;
  /** Threads that this task has cost: while a message was evaluated, and before the first one was. */
  lost: number;
  lostEarly: number;
  /** Threads that the message at `from` has cost. */
  tries: number;
  readonly onItem: (item: unknown) => void;
  readonly resolve: (done: unknown) => void;
  readonly reject: (error: CrossdockError) => void;
  /** Makes the item of a message whose evaluation was ended, so that the task can go on behind it. */
  readonly onLost: ((index: number, error: ErrorJson) => unknown) | undefined;
}

interface Slot {
  worker: Thread;
  ready: boolean;
  /** As the system knows it. */
  thread?: string | undefined;
  /** Names the bytes that the thread has decoded. */
  key?: string | undefined;
  loan?: Loan;
  /** Sent to the thread already, so that it need not wait for this one between two tasks; lent when the first is done. */
  next?: Loan;
}

/** A task that a thread has, under the token that its answers are known by. */
interface Loan {
  readonly slot: Slot;
  readonly job: Job;
  readonly token: number;
  begun: boolean;
  /** When the thread last gave a sign, by `performance.now`. */
  signAt: number;
  /** What each of its messages may take. */
  readonly limitMs: number;
}

export interface Pool {
  /**
   * Runs one task. A thread has it on lease: it begins, and gives one item after the other, each within the limit, or
   * the lease is over. Whether the thread hangs, has died or only comes too late then makes no difference: what it still
   * says is refused, and the message is tried on another thread. One that cost two threads becomes the item that
   * `onLost` makes, and the task goes on with the next one. Without `onLost` the task ends with the first thread that its
   * messages cost.
   *
   * @throws CrossdockError what ended the task when it did not come to its messages at all, or lost too many of them;
   *   `worker.unavailable` when no thread can be started; `intake.draining` when the pool was closed
   */
  run<Name extends TaskName>(
    task: Name,
    request: Tasks[Name]['request'],
    handlers: {
      readonly onItem: (item: Tasks[Name]['item']) => void;
      readonly onLost?: (index: number, error: ErrorJson) => Tasks[Name]['item'];
    },
  ): Promise<Tasks[Name]['done']>;
  /** Tasks waiting for a thread. */
  readonly waiting: number;
  /** Leases that were lost, and answers that came too late. */
  readonly leases: LeaseFigures;
  /** Set while no thread can be started. */
  readonly failure: CrossdockError | undefined;
  close(): Promise<void>;
}

/** Tasks of a few milliseconds, which a thread may have two of: it would stand still between them as long as this one is busy. */
const SHORT_TASKS: ReadonlySet<TaskName> = new Set(['evaluateAll', 'settle']);

const isShort = ({ task, lost }: Job): boolean => SHORT_TASKS.has(task) && lost === 0;

/** A thread that gives no sign for so long does not keep another one from having work, milliseconds. */
const STUCK_MS = 50;

/** A task compiles and decodes before its first message; on a cold thread and a busy machine that takes a while. */
const START_MS = 5_000;

/** Threads that one task may cost while it evaluates: a receipt full of runaways must not keep a core busy for hours. */
const MAX_LOST = 20;

/** Threads that one message may cost: the second one is fresh, so a busy machine or an unlucky neighbour is not the cause. */
const MAX_TRIES = 2;

/** Threads that one task may cost before its first message: the second one is fresh, so the task itself is the cause. */
const MAX_LOST_EARLY = 2;

/** Evaluation makes short-lived objects by the thousand: with more room for them, far fewer outlive a collection. */
const YOUNG_HEAP_MB = 64;

/** Starts in a row that may fail before tasks are refused; starting goes on, ever more slowly. */
const MAX_FAILED_STARTS = 3;
const FIRST_RESTART_MS = 100;
const LAST_RESTART_MS = 30_000;

const overCompiledWorker = (workerData: WorkerSetup, resourceLimits: ResourceLimits): Thread =>
  new Worker(WORKER_FILE, { workerData, resourceLimits });

/** Starts the threads; they open the workspace while the caller goes on. */
export function createPool(options: PoolOptions): Pool {
  const queue: Job[] = [];
  const slots: Slot[] = [];
  const restarts = new Set<NodeJS.Timeout>();
  let closed = false;
  let failedStarts = 0;
  let failure: CrossdockError | undefined;
  const quarantined = new Set(options.setup.execution?.quarantined);
  const { atOnce = options.size } = options;

  /** What one thread has found holds for all of them, and for those that are started later. */
  const quarantine = (divergence: Divergence): void => {
    const { file } = divergence;
    if (quarantined.has(file)) return;
    quarantined.add(file);
    for (const { worker } of slots) worker.postMessage({ kind: 'quarantine', file } satisfies ToWorker);
    options.onDivergence?.(divergence);
  };

  const startWorker = (slot: Slot): void => {
    const worker = (options.startThread ?? overCompiledWorker)(
      { ...options.setup, execution: { ...options.setup.execution, quarantined: [...quarantined] } },
      { maxOldGenerationSizeMb: options.heapMb ?? 512, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    );
    slot.worker = worker;
    slot.ready = false;
    slot.key = undefined;
    let down = false;
    worker.on('message', (message: FromWorker) => onMessage(slot, worker, message));
    const onDown = (reason: string) => {
      if (down || slot.worker !== worker) return;
      down = true;
      failedStarts = slot.ready ? 0 : failedStarts + 1;
      slot.ready = false;
      recall(slot);
      const loan = slot.loan === undefined ? undefined : leases.revoke(slot.loan.token);
      if (loan !== undefined) takeBack(loan, 'mapping.worker-ended', `the thread that evaluated it ended: ${reason}`);
      if (closed) return;
      if (failedStarts === 0) startWorker(slot);
      else restartLater(slot, reason);
    };
    worker.on('error', (error) => onDown(error.message));
    worker.on('exit', (code) => onDown(`exit code ${code}`));
  };

  const restartLater = (slot: Slot, reason: string): void => {
    if (failedStarts > MAX_FAILED_STARTS) {
      failure = new CrossdockError('worker.unavailable', `no worker thread can be started: ${reason}`);
      for (const job of queue.splice(0)) job.reject(failure);
    }
    const timer = setTimeout(
      () => {
        restarts.delete(timer);
        startWorker(slot);
      },
      Math.min(LAST_RESTART_MS, FIRST_RESTART_MS * 2 ** (failedStarts - 1)),
    );
    restarts.add(timer);
  };

  /** A task that is not lent any more: whatever its thread may still say of it, it is tried on another one, or given up. */
  const takeBack = ({ slot, job, begun }: Loan, code: ErrorJson['code'], why: string): void => {
    delete slot.loan;
    recall(slot);
    if (begun) job.lost += 1;
    else job.lostEarly += 1;
    const { onLost } = job;
    if (
      job.lost > (options.maxLost ?? MAX_LOST) ||
      job.lostEarly >= MAX_LOST_EARLY ||
      (begun && onLost === undefined)
    ) {
      job.reject(new CrossdockError(code, `the message was given up: ${why}`));
      pump();
      return;
    }
    if (begun) job.tries += 1;
    if (job.tries >= MAX_TRIES && onLost !== undefined) {
      job.tries = 0;
      job.onItem(onLost(job.from, { code, message: `the message was given up on ${MAX_TRIES} threads: ${why}` }));
      job.from += 1;
    }
    queue.unshift(job);
    pump();
  };

  /** Takes back what a thread that is given up was to do next, and has not begun. */
  const recall = (slot: Slot): void => {
    if (slot.next !== undefined) queue.unshift(slot.next.job);
    delete slot.next;
  };

  const isStuck = (slot: Slot): boolean => slot.loan !== undefined && performance.now() - slot.loan.signAt > STUCK_MS;

  /** What was to follow on a thread that is stuck need not wait for it, if there is another one. */
  const goAround = (): void => {
    for (const slot of slots) if (isStuck(slot) && slots.some((other) => isFree(other))) recall(slot);
    if (queue.length > 0) pump();
  };

  const hasShort = ({ loan }: Slot): boolean => loan !== undefined && isShort(loan.job);

  const isFree = (slot: Slot): boolean => slot.ready && slot.loan === undefined;

  const leases = new Leases<Loan>({
    onLook: goAround,
    waitedMs: ({ slot }) => (slot.thread === undefined ? 0 : waitedMs(slot.thread)),
    onExpired: (loan, limitMs) => {
      const { slot } = loan;
      const { worker } = slot;
      slot.ready = false;
      takeBack(loan, 'mapping.timeout', `it took longer than ${Math.round(limitMs)} ms and was ended`);
      if (!closed) startWorker(slot);
      void worker.terminate();
    },
  });

  const onMessage = (slot: Slot, worker: Thread, message: FromWorker): void => {
    if (message.kind === 'ready') {
      if (slot.worker !== worker) return;
      slot.ready = true;
      slot.thread = message.thread;
      failedStarts = 0;
      failure = undefined;
      pump();
      return;
    }
    if (message.kind === 'diverged') {
      quarantine(message.divergence);
      return;
    }
    // Under a token that is over, or of a thread that was given up: whoever has the task now answers for it.
    const isHeld =
      message.kind === 'done' || message.kind === 'failed'
        ? leases.settle(message.id)
        : leases.renew(message.id, slot.loan?.limitMs ?? 0);
    const { loan } = slot;
    if (!isHeld || loan === undefined) return;
    const { job } = loan;
    loan.signAt = performance.now();
    switch (message.kind) {
      case 'begun':
        loan.begun = true;
        job.lostEarly = 0;
        return;
      case 'item':
        job.from += message.count ?? 1;
        job.tries = 0;
        job.onItem(message.item);
        return;
      case 'done':
      case 'failed':
        delete slot.loan;
        if (slot.next !== undefined) begin(slot.next);
        if (message.kind === 'done') job.resolve(message.done);
        else job.reject(new CrossdockError(message.error.code, message.error.message, message.error));
        pump();
    }
  };

  /** The job for a thread: one whose bytes it has decoded already, else the oldest that no other thread has. */
  const take = (slot: Slot): Job | undefined => {
    const isFull = slots.filter((other) => hasShort(other) && !isStuck(other)).length >= atOnce;
    const open = isFull ? queue.filter((job) => !isShort(job)) : queue;
    const keys = slots.flatMap((other) => (other === slot ? [] : (other.key ?? [])));
    const own = slot.key === undefined ? undefined : open.find((job) => keyOf(job) === slot.key);
    const job = own ?? open.find((one) => !keys.includes(keyOf(one) ?? '')) ?? open[0];
    if (job !== undefined) queue.splice(queue.indexOf(job), 1);
    return job;
  };

  const send = (slot: Slot, job: Job): Loan => {
    const loan: Loan = {
      slot,
      job,
      token: leases.reserve(),
      begun: false,
      signAt: Number.NaN,
      limitMs: options.stallMs + extraMs(job).judging,
    };
    slot.key = keyOf(job) ?? slot.key;
    const request = { ...job.request, from: job.from };
    const careful = job.lost > 0;
    slot.worker.postMessage({ kind: 'task', id: loan.token, task: job.task, request, careful } as TaskToWorker);
    return loan;
  };

  /** From now on the thread has its time for it. */
  const begin = (loan: Loan): void => {
    const { slot, job, token } = loan;
    delete slot.next;
    slot.loan = loan;
    loan.signAt = performance.now();
    leases.grant(loan, options.stallMs + START_MS + extraMs(job).decoding, token);
  };

  const pump = (): void => {
    for (const slot of slots) {
      const job = isFree(slot) ? take(slot) : undefined;
      if (job !== undefined) begin(send(slot, job));
    }
    for (const slot of slots) {
      const [job] = queue;
      if (job === undefined || !isShort(job)) return;
      if (!slot.ready || !hasShort(slot) || slot.next !== undefined || isStuck(slot)) continue;
      queue.shift();
      slot.next = send(slot, job);
    }
  };

  for (let index = 0; index < options.size; index += 1) {
    const slot = { ready: false } as Slot;
    slots.push(slot);
    startWorker(slot);
  }

  return {
    run(task, request, handlers) {
      if (closed) return Promise.reject(new CrossdockError('intake.draining'));
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        queue.push({
          task,
          request,
          from: request.from,
          lost: 0,
          lostEarly: 0,
          tries: 0,
          onItem: handlers.onItem as (item: unknown) => void,
          onLost: handlers.onLost,
          resolve: resolve as (done: unknown) => void,
          reject,
        });
        pump();
      });
    },
    get waiting() {
      return queue.length;
    },
    get leases() {
      return leases.figures;
    },
    get failure() {
      return failure;
    },
    async close() {
      closed = true;
      for (const timer of restarts) clearTimeout(timer);
      leases.close();
      const current = slots.flatMap((slot) => {
        const jobs = [slot.loan, slot.next].flatMap((loan) => loan?.job ?? []);
        delete slot.loan;
        delete slot.next;
        return jobs;
      });
      await Promise.all(slots.map((slot) => slot.worker.terminate()));
      for (const job of [...queue.splice(0), ...current]) job.reject(new CrossdockError('intake.draining'));
    },
  };
}
