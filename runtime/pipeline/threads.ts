// Threads that evaluate, as long as there is something for them: an idle sidecar does not pay for engines that nobody uses.
import { CrossdockError } from '../engine/errors.ts';
import { createPool, type Pool, type PoolOptions } from '../workers/pool.ts';
import { giveBackMemory } from './memory.ts';

/** How long threads stay without work. Starting them takes a good part of a second, so a lull is no reason to end them. */
const IDLE_MS = 300_000;

/**
 * A pool that is made when it is first needed and ended when it has not been for a while.
 *
 * @param idleMs  milliseconds without work behind which the threads are ended
 */
export function threadsOnDemand(options: PoolOptions, idleMs = IDLE_MS): Pool & { start(): void } {
  let pool: Pool | undefined;
  let running = 0;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  /** Of threads that were ended. */
  let [lost, late] = [0, 0];

  const started = (): Pool => (pool ??= createPool(options));
  const rest = (): void => {
    clearTimeout(timer);
    if (running > 0 || isClosed) return;
    timer = setTimeout(() => {
      const idle = pool;
      // Threads that cannot be started are tried again and again, which says when they can.
      if (running > 0 || idle?.failure !== undefined) return;
      pool = undefined;
      lost += idle?.leases.lost ?? 0;
      late += idle?.leases.late ?? 0;
      idle
        ?.close()
        .then(giveBackMemory)
        .catch(() => undefined);
    }, idleMs).unref();
  };

  return {
    start() {
      if (pool !== undefined || isClosed) return;
      started();
      rest();
    },
    async run(task, request, handlers) {
      if (isClosed && pool === undefined) throw new CrossdockError('intake.draining');
      running += 1;
      try {
        return await started().run(task, request, handlers);
      } finally {
        running -= 1;
        rest();
      }
    },
    get waiting() {
      return pool?.waiting ?? 0;
    },
    get leases() {
      return { lost: lost + (pool?.leases.lost ?? 0), late: late + (pool?.leases.late ?? 0) };
    },
    get failure() {
      return pool?.failure;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await pool?.close();
    },
  };
}
