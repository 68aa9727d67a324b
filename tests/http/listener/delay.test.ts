import { expect, it } from 'vitest';
import { ControlledDelay, type Stay } from '../../../runtime/http/listener/delay.ts';
import { IntakeFigures } from '../../../runtime/pipeline/intake-figures.ts';

/** A queue that serves one message after another, with a clock that only the test moves. */
function made(limits = { maxWaiting: 5_000, maxWaitingBytes: 1_000_000_000 }) {
  let now = 0;
  let due = 0;
  let refused = 0;
  const waits: number[] = [];
  const queue: { since: number; stay: Stay }[] = [];
  const figures = new IntakeFigures();
  const delay = new ControlledDelay(limits, figures, () => now);
  /** So many come in each of so many milliseconds; so many leave in each of them, none before the shortest wait. */
  const run = (ms: number, options: { come: number; leave: number; shortestMs?: number }) => {
    for (let tick = 0; tick < ms; tick += 1) {
      now += 1;
      due += options.leave;
      for (; due >= 1; due -= 1) {
        if (queue[0] === undefined || now - queue[0].since < (options.shortestMs ?? 0)) continue;
        const { since, stay } = queue.shift() as (typeof queue)[number];
        waits.push(now - since);
        stay.leave(true);
      }
      for (let count = 0; count < options.come; count += 1) {
        if (delay.admits()) {
          const stay = delay.enter(2_000);
          stay.waits();
          queue.push({ since: now, stay });
        } else refused += 1;
      }
      delay.tell();
    }
  };
  const take = () => {
    const taken = { refused, longestMs: Math.max(0, ...waits), served: waits.length };
    refused = 0;
    waits.length = 0;
    return taken;
  };
  return { delay, figures, run, take, queue };
}

it('lets a burst wait', () => {
  const { run, take, delay } = made();
  run(1_000, { come: 1, leave: 5 });
  run(1, { come: 250, leave: 5 });
  run(200, { come: 1, leave: 5 });
  expect(take()).toMatchObject({ refused: 0 });
  expect(delay.isFlooded).toBe(false);
});

it('keeps the wait short under a flood, from its beginning on', () => {
  const { run, take, figures } = made();
  run(1_000, { come: 1, leave: 5, shortestMs: 5 });
  expect(take()).toMatchObject({ refused: 0 });
  run(100, { come: 10, leave: 4, shortestMs: 5 });
  expect(take().longestMs).toBeLessThan(80);
  run(100, { come: 10, leave: 4, shortestMs: 5 });
  take();
  run(10_000, { come: 10, leave: 4, shortestMs: 5 });
  const { refused, longestMs, served } = take();
  expect(longestMs).toBeLessThan(40);
  // As many are served as can be: nothing is lost by letting fewer wait.
  expect(served).toBeGreaterThan(30_000);
  expect(refused).toBeGreaterThan(50_000);
  expect(figures).toMatchObject({ isFlooded: true, isFull: true });
});

it('waits for as long as slow syncs make it', () => {
  const { run, take, figures, delay } = made();
  figures.syncMs = 30;
  run(3_000, { come: 2, leave: 4, shortestMs: 60 });
  expect(take()).toMatchObject({ refused: 0 });
  expect(delay.isFlooded).toBe(false);
});

it('is over with the flood, and turns nobody away who comes as usual', () => {
  const { run, take, figures } = made();
  run(3_000, { come: 10, leave: 4, shortestMs: 5 });
  run(1_000, { come: 1, leave: 4, shortestMs: 5 });
  take();
  run(3_000, { come: 1, leave: 4, shortestMs: 5 });
  expect(take()).toMatchObject({ refused: 0, served: 3_000 });
  expect(figures).toMatchObject({ isFlooded: false, isFull: false });
});

it('does not take one long pause for a flood', () => {
  const { run, take, delay } = made();
  run(1_000, { come: 1, leave: 4, shortestMs: 5 });
  // Nothing leaves for a tenth of a second.
  run(100, { come: 1, leave: 0 });
  run(1_000, { come: 1, leave: 4, shortestMs: 5 });
  expect(take()).toMatchObject({ refused: 0 });
  expect(delay.isFlooded).toBe(false);
});

it('does not take one slow moment of the disk for a flood', () => {
  const { run, take, delay } = made();
  run(1_000, { come: 2, leave: 5, shortestMs: 5 });
  run(160, { come: 2, leave: 5, shortestMs: 60 });
  run(400, { come: 2, leave: 5, shortestMs: 5 });
  expect(take()).toMatchObject({ refused: 0 });
  expect(delay.isFlooded).toBe(false);
});

it('bounds what waits by count and by bytes', () => {
  const byCount = made({ maxWaiting: 3, maxWaitingBytes: 1_000_000 });
  byCount.run(1, { come: 5, leave: 0 });
  expect([byCount.queue.length, byCount.figures.waiting, byCount.figures.refused]).toEqual([3, 3, 2]);
  const byBytes = made({ maxWaiting: 100, maxWaitingBytes: 6_000 });
  byBytes.run(1, { come: 5, leave: 0 });
  expect(byBytes.queue.length).toBe(3);
});

it('learns nothing of waiting from messages that were turned down at once', () => {
  const { run, delay } = made();
  const refusing = (): void => {
    for (let count = 0; count < 5 && delay.admits(); count += 1) {
      const stay = delay.enter(10);
      stay.waits();
      stay.leave(false);
    }
  };
  for (let step = 0; step < 100; step += 1) {
    run(10, { come: 6, leave: 1, shortestMs: 0 });
    refusing();
  }
  expect(delay.isFlooded).toBe(true);
});

it('does not take senders who take their time for a flood', () => {
  const { run, take, delay, figures } = made();
  const slow = Array.from({ length: 1_000 }, () => delay.enter(2_000));
  run(1_000, { come: 1, leave: 4, shortestMs: 5 });
  expect(take()).toMatchObject({ refused: 0 });
  expect(figures.waiting).toBeGreaterThanOrEqual(1_000);
  for (const stay of slow) stay.leave(false);
  run(100, { come: 0, leave: 4 });
  expect(figures.waiting).toBe(0);
});
