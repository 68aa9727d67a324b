import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Lanes } from '../../runtime/pipeline/lanes.ts';

const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 });

it('runs work that shares a key in the order it was queued, never two at once, and all of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(keys, fc.integer({ min: 0, max: 3 }), fc.boolean()), { maxLength: 40 }),
      async (queued) => {
        const lanes = new Lanes();
        const running = new Set<string>();
        const ended: { index: number; keys: readonly string[] }[] = [];
        const works = queued.map(([own, ticks, fails], index) =>
          lanes
            .run(own, async () => {
              for (const key of new Set(own)) {
                expect(running.has(key)).toBe(false);
                running.add(key);
              }
              for (let tick = 0; tick < ticks; tick += 1) await new Promise((resolve) => setImmediate(resolve));
              for (const key of own) running.delete(key);
              ended.push({ index, keys: own });
              if (fails) throw new Error('this work fails');
            })
            .catch(() => undefined),
        );
        await Promise.all(works);
        await lanes.idle();
        expect(ended.length).toBe(queued.length);
        for (const key of ['a', 'b', 'c', 'd']) {
          const order = ended.filter((one) => one.keys.includes(key)).map((one) => one.index);
          expect(order).toEqual([...order].sort((x, y) => x - y));
        }
        expect(lanes.size).toBe(0);
      },
    ),
    { numRuns: 100 },
  );
});

it('lets other keys run beside a slow one', async () => {
  const lanes = new Lanes();
  let release = () => {};
  const slow = lanes.run(['a'], () => new Promise<void>((resolve) => (release = resolve)));
  await expect(lanes.run(['b'], async () => 'done')).resolves.toBe('done');
  expect(lanes.size).toBeGreaterThanOrEqual(1);
  release();
  await slow;
});

it('says how much only waits for room, apart from what waits for its turn', async () => {
  let room = 1;
  const lanes = new Lanes(() => room);
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  const all = [['a'], ['a'], ['b'], ['c']].map((keys) => lanes.run(keys, work));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  // One runs; of the others the second of its key has its turn yet to come.
  expect([lanes.size, lanes.ready]).toEqual([4, 2]);
  room = 4;
  lanes.wake();
  await settle();
  expect([lanes.size, lanes.ready]).toEqual([4, 0]);
  while (lanes.size > 0) {
    for (const end of ends.splice(0)) end();
    await settle();
  }
  await Promise.all(all);
});
