// What the system says of threads: a thread that runs behind gives way, and the one that started it does not.
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ownThread, waitedMs } from '../../runtime/workers/processor.ts';

const module = new URL('../../dist/runtime/workers/processor.js', import.meta.url);

/** Priority of a thread of this process: the 19th number of its stat (proc_pid_stat(5)); names may hold spaces. */
function niceOf(thread: string): number {
  const text = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16]);
}

describe.runIf(process.platform === 'linux')('threads on Linux', () => {
  it('are known by a number, and say how long they waited for a processor', () => {
    const thread = ownThread() as string;
    expect(thread).toMatch(/^\d+$/);
    const before = waitedMs(thread);
    expect(before).toBeGreaterThanOrEqual(0);
    expect(waitedMs(thread)).toBeGreaterThanOrEqual(before);
    expect(waitedMs('0')).toBe(0);
  });

  it('that run behind give way, and whoever started them stays as he was', async () => {
    const before = getPriority();
    const worker = new Worker(
      `import(${JSON.stringify(module.href)}).then(({ ownThread, runBehind }) => {
        runBehind(15);
        require('node:worker_threads').parentPort.on('message', () => process.exit()).postMessage(ownThread());
      });`,
      { eval: true },
    );
    const thread = await new Promise<string>((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    );
    expect(thread).not.toBe(ownThread());
    expect(niceOf(thread)).toBe(Math.max(before, 15));
    expect(niceOf(ownThread() as string)).toBe(before);
    await worker.terminate();
  });
});
