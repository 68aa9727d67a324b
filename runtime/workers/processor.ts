// What Linux says of single threads, and does for them: who they are, their priority, how long they waited for a
// processor. Other systems do not tell threads of a process apart: there nothing is known, and nothing done.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';

const isLinux = process.platform === 'linux';

/**
 * Who goes first when there are fewer processors than threads with work, by the levels of setpriority(2): the thread that
 * listens, at 0, answers whoever waits at a socket; the main one takes in and stores; then comes what serves both,
 * collecting garbage, syncing and folding the log; then evaluation. A thread at 3 gets half of what one at 0 does, at 10 a
 * tenth, at 15 a thirtieth.
 */
export const LEVELS = { main: 3, helper: 10, evaluation: 15 } as const;

/** The calling thread as the system knows it; undefined where it does not say. */
export function ownThread(): string | undefined {
  if (!isLinux) return undefined;
  try {
    return basename(readlinkSync('/proc/thread-self'));
  } catch {
    return undefined;
  }
}

/** Lowers the priority of one thread of this process; one that is as low already is left alone, and so is one that has ended. */
function lower(thread: number, level: number): void {
  try {
    if (getPriority(thread) < level) setPriority(thread, level);
  } catch {
    // It has ended, or the system does not let us: it runs as it did.
  }
}

/**
 * Has the calling thread run behind others of its process. On Linux a priority belongs to a thread, with 0 for the calling
 * one; on other systems it would be the whole process's.
 */
export function runBehind(level: number): void {
  if (isLinux) lower(0, level);
}

/**
 * Has all threads that there are now run behind one of them: the calling one, which is to be the main thread, right behind
 * it. Threads of Node and V8 are among them; those that are started later begin at the level of the one that starts them.
 *
 * @param first  of `ownThread`
 */
export function letFirst(first: string): void {
  const own = ownThread();
  if (own === undefined) return;
  for (const thread of readdirSync('/proc/self/task'))
    if (thread !== first) lower(Number(thread), thread === own ? LEVELS.main : LEVELS.helper);
}

/**
 * Milliseconds in which a thread of this process could have run since it began and had no processor, from the second
 * number of `/proc/PID/task/TID/schedstat` (Documentation/scheduler/sched-stats.rst of the kernel); 0 when unknown.
 */
export function waitedMs(thread: string): number {
  try {
    return Number(readFileSync(`/proc/self/task/${thread}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
