// What Linux says of single threads, and does for them: who they are, their priority, how long they waited for a
// processor. Other systems do not tell threads of a process apart: there nothing is known, and nothing done.
import { readFileSync, readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

const isLinux = process.platform === 'linux';

/** Of the levels from -20 to 19: such a thread gets a thirtieth of what an ordinary one does while both have work. */
const BEHIND = 15;

/** The calling thread as the system knows it; undefined where it does not say. */
export function ownThread(): string | undefined {
  if (!isLinux) return undefined;
  try {
    return basename(readlinkSync('/proc/thread-self'));
  } catch {
    return undefined;
  }
}

/**
 * Has the calling thread run behind the others of its process when there are fewer processors than threads with work. On
 * Linux a priority belongs to a thread, with 0 for the calling one; on other systems it would be the whole process's.
 */
export function runBehind(): void {
  if (isLinux) setPriority(0, BEHIND);
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
