// A pool of worker threads with a watchdog: a task that makes no progress within its limit loses its thread, not its neighbours.
import { Worker } from 'node:worker_threads';
import { CrossdockError, type ErrorJson } from '../engine/errors.ts';
import type { FromWorker, TaskName, Tasks, ToWorker, WorkerSetup } from './tasks.ts';

/** Compiled file of the worker; from source (tests) the build's own is used. */
const WORKER_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/runtime/workers/worker.js' : './worker.js',
  import.meta.url,
);

export interface PoolOptions {
  readonly setup: WorkerSetup;
  readonly size: number;
  /** Milliseconds without progress after which a task's current message is given up. */
  readonly stallMs: number;
  /** Memory of one worker's heap, MiB. */
  readonly heapMb?: number;
}

interface Job {
  readonly task: TaskName;
  readonly request: Tasks[TaskName]['request'];
  /** Items already delivered: where a restarted task goes on. */
  from: number;
  readonly onItem: (item: unknown) => void;
  readonly resolve: (done: unknown) => void;
  readonly reject: (error: CrossdockError) => void;
  /** Makes the item of a message whose evaluation was ended, so that the task can go on behind it. */
  readonly onLost: (index: number, error: ErrorJson) => unknown;
}

interface Slot {
  worker: Worker;
  ready: boolean;
  job?: { readonly id: number; readonly job: Job };
  timer?: NodeJS.Timeout;
}

export interface Pool {
  /**
   * Runs one task. A message that is ended by the watchdog becomes the item that `onLost` makes, and the task goes on
   * with the next one on a new thread.
   */
  run<Name extends TaskName>(
    task: Name,
    request: Tasks[Name]['request'],
    handlers: {
      readonly onItem: (item: Tasks[Name]['item']) => void;
      readonly onLost: (index: number, error: ErrorJson) => Tasks[Name]['item'];
    },
  ): Promise<Tasks[Name]['done']>;
  /** Tasks waiting for a thread. */
  readonly waiting: number;
  close(): Promise<void>;
}

/** A slow machine still decodes this many bytes in a millisecond; large receipts get that much longer before their first item. */
const DECODE_BYTES_PER_MS = 500;

/** Threads that may end before they were ever ready; more means that the workspace cannot be opened at all. */
const MAX_FAILED_STARTS = 3;

function sizeOf(request: Tasks[TaskName]['request']): number {
  if ('bytes' in request) return request.bytes.length;
  if ('raw' in request) return request.raw.reduce((sum, raw) => sum + raw.length, 0);
  return 0;
}

/** Starts the threads; they open the workspace while the caller goes on. */
export function createPool(options: PoolOptions): Pool {
  const queue: Job[] = [];
  const slots: Slot[] = [];
  let nextId = 1;
  let closed = false;
  let failedStarts = 0;

  const startWorker = (slot: Slot): void => {
    const worker = new Worker(WORKER_FILE, {
      workerData: options.setup,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb ?? 512 },
    });
    slot.worker = worker;
    slot.ready = false;
    let down = false;
    worker.on('message', (message: FromWorker) => onMessage(slot, message));
    const onDown = (reason: string) => {
      if (down || slot.worker !== worker) return;
      down = true;
      failedStarts = slot.ready ? 0 : failedStarts + 1;
      loseCurrent(slot, {
        code: 'mapping.worker-ended',
        message: `the thread that evaluated the message ended: ${reason}`,
      });
      if (closed) return;
      if (failedStarts <= MAX_FAILED_STARTS) startWorker(slot);
      else
        for (const job of queue.splice(0))
          job.reject(new CrossdockError('internal', `worker threads cannot start: ${reason}`));
    };
    worker.on('error', (error) => onDown(error.message));
    worker.on('exit', (code) => onDown(`exit code ${code}`));
  };

  const watch = (slot: Slot, sizeBytes = 0): void => {
    clearTimeout(slot.timer);
    slot.timer = setTimeout(
      () => {
        const error: ErrorJson = {
          code: 'mapping.timeout',
          message: `the message took longer than ${options.stallMs} ms and was ended`,
        };
        const { worker } = slot;
        loseCurrent(slot, error);
        if (!closed) startWorker(slot);
        void worker.terminate();
      },
      options.stallMs + sizeBytes / DECODE_BYTES_PER_MS,
    );
  };

  const loseCurrent = (slot: Slot, error: ErrorJson): void => {
    clearTimeout(slot.timer);
    const current = slot.job;
    delete slot.job;
    if (current === undefined) return;
    const { job } = current;
    job.onItem(job.onLost(job.from, error));
    job.from += 1;
    queue.unshift(job);
  };

  const onMessage = (slot: Slot, message: FromWorker): void => {
    if (message.kind === 'ready') {
      slot.ready = true;
      pump();
      return;
    }
    const current = slot.job;
    if (current === undefined || current.id !== message.id) return;
    if (message.kind === 'item') {
      current.job.from += 1;
      watch(slot);
      current.job.onItem(message.item);
      return;
    }
    clearTimeout(slot.timer);
    delete slot.job;
    if (message.kind === 'done') current.job.resolve(message.done);
    else current.job.reject(new CrossdockError(message.error.code, message.error.message, message.error));
    pump();
  };

  const pump = (): void => {
    for (const slot of slots) {
      if (!slot.ready || slot.job !== undefined) continue;
      const job = queue.shift();
      if (job === undefined) return;
      const id = nextId++;
      slot.job = { id, job };
      watch(slot, sizeOf(job.request));
      slot.worker.postMessage({ id, task: job.task, request: { ...job.request, from: job.from } } as ToWorker);
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
      return new Promise((resolve, reject) => {
        queue.push({
          task,
          request,
          from: request.from,
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
    async close() {
      closed = true;
      for (const slot of slots) clearTimeout(slot.timer);
      await Promise.all(slots.map((slot) => slot.worker.terminate()));
      for (const job of [
        ...queue.splice(0),
        ...slots.flatMap((slot) => (slot.job === undefined ? [] : [slot.job.job])),
      ]) {
        job.reject(new CrossdockError('intake.draining'));
      }
    },
  };
}
