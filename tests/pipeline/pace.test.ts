import { expect, it } from 'vitest';
import { Lanes } from '../../runtime/pipeline/lanes.ts';
import { Pace } from '../../runtime/pipeline/pace.ts';

it('halves what may be under way when timers come late while requests wait, and grows by one while they do not', () => {
  let isAwaited = true;
  const pace = new Pace(64, () => isAwaited);
  for (let look = 0; look < 100; look += 1) pace.observe(0);
  expect(pace.allowed).toBe(64);
  pace.observe(100);
  expect(pace.allowed).toBe(32);
  for (let look = 0; look < 20; look += 1) pace.observe(100);
  expect(pace.allowed).toBe(2);
  pace.observe(0);
  expect(pace.allowed).toBe(3);
  // Nobody waits: that the machine is busy is no reason to do less.
  isAwaited = false;
  pace.observe(100);
  expect(pace.allowed).toBe(4);
});

it('holds processing back while messages are turned away, and lets it go on', () => {
  let isFlooded = false;
  const pace = new Pace(
    64,
    () => true,
    () => isFlooded,
  );
  for (let look = 0; look < 100; look += 1) pace.observe(0);
  isFlooded = true;
  pace.observe(0);
  expect(pace.allowed).toBe(12);
  for (let look = 0; look < 20; look += 1) pace.observe(100);
  expect(pace.allowed).toBe(2);
  for (let look = 0; look < 20; look += 1) pace.observe(0);
  expect(pace.allowed).toBe(12);
  isFlooded = false;
  pace.observe(0);
  expect(pace.allowed).toBe(13);
});

it('lets no more work run than there is room for, in the order of its turns, and all of it in the end', async () => {
  let room = 2;
  const lanes = new Lanes(() => room);
  let running = 0;
  let most = 0;
  const ended: number[] = [];
  const works = Array.from({ length: 20 }, (_unused, index) =>
    lanes.run([`key ${index % 7}`], async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ended.push(index);
    }),
  );
  await works[5];
  expect(most).toBe(2);
  room = 5;
  lanes.wake();
  await Promise.all(works);
  expect(most).toBeGreaterThan(2);
  expect(most).toBeLessThanOrEqual(5);
  expect([...ended].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_unused, index) => index));
});
