// Leases by themselves, with a clock of the test's own, and the pool over threads that hang, die and answer too late.
import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_EVALUATION_LIMITS } from '../../runtime/engine/compile/expression.ts';
import { DEFAULT_DECODE_LIMITS } from '../../runtime/engine/formats/format.ts';
import { Leases } from '../../runtime/workers/leases.ts';
import { createPool, type Pool } from '../../runtime/workers/pool.ts';
import type { FromWorker, TaskToWorker, ToWorker } from '../../runtime/workers/tasks.ts';
import { eventually } from '../support/sidecar.ts';

describe('a lease', () => {
  let now = 0;
  let leases: Leases<string>;
  const expired: string[] = [];
  const open = (more: { readonly waitedMs?: () => number } = {}) => {
    now = 0;
    expired.length = 0;
    leases = new Leases({ now: () => now, onExpired: (work) => expired.push(work), ...more });
  };
  /** Lets time go by as it does for a thread that runs. */
  const pass = (ms: number) => {
    for (const end = now + ms; now < end; leases.look()) now = Math.min(end, now + 20);
  };
  afterEach(() => leases.close());

  it('lasts as long as there is progress, and is taken back once there is none', () => {
    open();
    const token = leases.grant('A', 100);
    for (let beat = 0; beat < 5; beat += 1) {
      pass(80);
      expect(leases.renew(token, 100)).toBe(true);
    }
    pass(120);
    expect(expired).toEqual(['A']);
  });

  it('refuses what comes under its token when it is over, and never gives the token out again', () => {
    open();
    const token = leases.grant('A', 100);
    pass(120);
    const other = leases.grant('B', 100);
    expect(other).not.toBe(token);
    expect([leases.renew(token, 100), leases.settle(token), leases.settle(other), leases.settle(other)]).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(leases.figures).toEqual({ lost: 1, late: 3 });
  });

  it('takes no thread for hung because the whole process stood still', () => {
    open();
    const token = leases.grant('A', 100);
    pass(60);
    now += 30_000;
    leases.look();
    expect(expired).toEqual([]);
    expect(leases.renew(token, 100)).toBe(true);
    pass(120);
    expect(expired).toEqual(['A']);
  });

  it('does not count time in which its thread was ready to run and had no processor', () => {
    let waitedMs = 5_000;
    open({ waitedMs: () => waitedMs });
    const token = leases.grant('A', 100);
    // Of each 20 ms it has a processor for two.
    for (let step = 0; step < 40; step += 1) {
      now += 20;
      waitedMs += 18;
      leases.look();
    }
    expect(expired).toEqual([]);
    expect(leases.renew(token, 100)).toBe(true);
    // Now it has one all the time, and says nothing.
    pass(120);
    expect(expired).toEqual(['A']);
  });

  it('ends with the thread that had it', () => {
    open();
    const token = leases.grant('A', 100);
    expect(leases.revoke(token)).toBe('A');
    expect(leases.revoke(token)).toBeUndefined();
    expect(leases.settle(token)).toBe(false);
  });
});

/** A thread that does as the test says; it does not end when it is told to. */
class Puppet extends EventEmitter {
  readonly tasks: TaskToWorker[] = [];
  isTerminated = false;

  postMessage(message: ToWorker): void {
    if (message.kind === 'task') this.tasks.push(message);
  }

  terminate(): Promise<number> {
    this.isTerminated = true;
    return Promise.resolve(1);
  }

  say(...messages: FromWorker[]): void {
    for (const message of messages) this.emit('message', message);
  }

  /** The token of the task that it was given last. */
  get token(): number {
    return this.tasks.at(-1)?.id ?? -1;
  }
}

describe('a pool over threads', () => {
  const STALL_MS = 120;
  let pool: Pool;
  let threads: Puppet[];
  let results: unknown[];
  afterEach(() => pool.close());

  const open = (size = 1, atOnce = size) => {
    threads = [];
    results = [];
    pool = createPool({
      setup: { files: new Map(), decode: DEFAULT_DECODE_LIMITS, evaluation: DEFAULT_EVALUATION_LIMITS },
      size,
      atOnce,
      stallMs: STALL_MS,
      startThread: () => {
        const thread = new Puppet();
        threads.push(thread);
        setImmediate(() => thread.say({ kind: 'ready' }));
        return thread as never;
      },
    });
  };
  const run = () =>
    pool.run(
      'examples',
      { names: [], from: 0 },
      {
        onItem: (item) => results.push(item),
        onLost: (index, error) => ({ lost: index, code: error.code }) as never,
      },
    );
  const thread = async (index: number): Promise<Puppet> => {
    await eventually(() => (threads[index]?.tasks.length ?? 0) > 0);
    return threads[index] as Puppet;
  };
  const item = (one: Puppet, value: unknown): FromWorker => ({ kind: 'item', id: one.token, item: value });
  const done = (one: Puppet): FromWorker => ({ kind: 'done', id: one.token, done: { messages: 1 } });

  it('tries what a hung thread had on another one, and refuses what the first one says late', async () => {
    open();
    const task = run();
    const first = await thread(0);
    first.say({ kind: 'begun', id: first.token });
    const second = await thread(1);
    expect(first.isTerminated).toBe(true);
    expect(second.token).not.toBe(first.token);
    // Late, and under its own token: neither its item nor its end may count.
    first.say(item(first, 'late'), done(first));
    second.say({ kind: 'begun', id: second.token }, item(second, 'in time'), done(second));
    await task;
    first.say(item(first, 'later still'));
    expect(results).toEqual(['in time']);
    expect(pool.leases).toEqual({ lost: 1, late: 3 });
  });

  it('tries what a thread had that died on another one', async () => {
    open();
    const task = run();
    const first = await thread(0);
    first.say({ kind: 'begun', id: first.token }, item(first, 'A'));
    first.emit('exit', 1);
    const second = await thread(1);
    expect(second.tasks[0]?.request.from).toBe(1);
    second.say({ kind: 'begun', id: second.token }, item(second, 'B'), done(second));
    await task;
    expect(results).toEqual(['A', 'B']);
  });

  it('sets a message aside that cost two threads, and goes on behind it', async () => {
    open();
    const task = run();
    for (const index of [0, 1]) {
      const one = await thread(index);
      expect(one.tasks[0]?.request.from).toBe(0);
      one.say({ kind: 'begun', id: one.token });
      if (index === 1) one.emit('exit', 1);
    }
    const third = await thread(2);
    expect(third.tasks[0]?.request.from).toBe(1);
    third.say({ kind: 'begun', id: third.token }, item(third, 'behind it'), done(third));
    await task;
    expect(results).toEqual([{ lost: 0, code: 'mapping.worker-ended' }, 'behind it']);
  });

  /** A task of a few milliseconds. */
  const runShort = (name: string) =>
    pool.run('settle', { settling: [name], lines: 0, from: 0 }, { onItem: (items) => results.push(...items) });
  const nameOf = ({ request }: TaskToWorker): string => (request as unknown as { settling: [string] }).settling[0];
  const answer = (one: Puppet, index: number): void => {
    const task = one.tasks[index] as TaskToWorker;
    one.say(
      { kind: 'begun', id: task.id },
      { kind: 'item', id: task.id, item: [nameOf(task)] },
      { kind: 'done', id: task.id, done: { messages: 1 } },
    );
  };

  it('sends a thread its next short task ahead, under a token that counts once the first is done', async () => {
    open();
    const tasks = [runShort('A'), runShort('B'), runShort('C')];
    const one = await thread(0);
    expect(one.tasks.map(nameOf)).toEqual(['A', 'B']);
    // Before its turn: nothing of it counts.
    answer(one, 1);
    expect([results, pool.leases]).toEqual([[], { lost: 0, late: 3 }]);
    answer(one, 0);
    expect(one.tasks.map(nameOf)).toEqual(['A', 'B', 'C']);
    answer(one, 1);
    answer(one, 2);
    await Promise.all(tasks);
    expect(results).toEqual(['A', 'B', 'C']);
  });

  it('gives what a thread was to do next to another one when it dies, without counting it as lost', async () => {
    open();
    const [first, second] = [runShort('A'), runShort('B')];
    const dying = await thread(0);
    expect(dying.tasks.map(nameOf)).toEqual(['A', 'B']);
    dying.say({ kind: 'begun', id: dying.tasks[0]?.id as number });
    dying.emit('exit', 1);
    await expect(first).rejects.toMatchObject({ code: 'mapping.worker-ended' });
    const next = await thread(1);
    expect(next.tasks.map(nameOf)).toEqual(['B']);
    answer(next, 0);
    await second;
    expect([results, pool.leases.lost]).toEqual([['B'], 1]);
  });

  it('leaves a thread in reserve until the one at work gives no sign, and has it do what was to follow there', async () => {
    open(2, 1);
    const tasks = [runShort('A'), runShort('B')];
    const stuck = await thread(0);
    expect(stuck.tasks.map(nameOf)).toEqual(['A', 'B']);
    expect(threads[1]?.tasks).toEqual([]);
    const reserve = await thread(1);
    expect(reserve.tasks.map(nameOf)).toEqual(['B']);
    answer(reserve, 0);
    await tasks[1];
    answer(stuck, 0);
    await tasks[0];
    // What the slow one still says of what was taken from it is refused.
    answer(stuck, 1);
    expect(results).toEqual(['B', 'A']);
  });

  it('gives a long task to the thread in reserve, beside short ones', async () => {
    open(2, 1);
    const tasks = [runShort('A'), runShort('B'), run()];
    const one = await thread(0);
    const other = await thread(1);
    expect(one.tasks.map(nameOf)).toEqual(['A', 'B']);
    expect(other.tasks.map(({ task }) => task)).toEqual(['examples']);
    other.say({ kind: 'begun', id: other.token }, done(other));
    answer(one, 0);
    answer(one, 1);
    await Promise.all(tasks);
    expect([results, other.tasks.length]).toEqual([['A', 'B'], 1]);
  });

  it('keeps the lease of a slow thread that makes progress, and lets no other wait for a hung one', async () => {
    open(2);
    const [hung, slow] = [run(), run()];
    const [first, second] = [await thread(0), await thread(1)];
    first.say({ kind: 'begun', id: first.token });
    second.say({ kind: 'begun', id: second.token });
    for (let step = 0; step < 6; step += 1) {
      await new Promise((resolve) => setTimeout(resolve, STALL_MS / 3));
      second.say(item(second, step));
    }
    second.say(done(second));
    await slow;
    expect(results).toEqual([0, 1, 2, 3, 4, 5]);
    const again = await eventually(() => second.tasks.length > 1 || threads.length > 2).then(() =>
      second.tasks.length > 1 ? second : (threads[2] as Puppet),
    );
    await eventually(() => again.tasks.length > 0);
    again.say({ kind: 'begun', id: again.token }, item(again, 'hung'), done(again));
    await hung;
    expect(second.isTerminated).toBe(false);
  });
});
