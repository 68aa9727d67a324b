import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Batches } from '../../runtime/workers/batches.ts';

const MOST = 4;
const HEAVIEST = 10;

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('answers each piece of work once, whether its task answers it, leaves it out or ends before it, in tasks that are small enough', async () => {
  const pieces = fc.array(
    fc.record({ weight: fc.integer({ min: 1, max: 15 }), fate: fc.constantFrom('answered', 'left out', 'ends') }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 3 }), async (list, atOnce) => {
      let running = 0;
      const alone: number[] = [];
      const together: number[] = [];
      const requests = list.map((piece, index) => ({ ...piece, index }));
      const batches = new Batches<(typeof requests)[number], string>({
        atOnce,
        most: MOST,
        heaviest: HEAVIEST,
        weightOf: ({ weight }) => weight,
        async together(some, answer) {
          running += 1;
          expect(running).toBeLessThanOrEqual(atOnce);
          expect(some.length).toBeLessThanOrEqual(MOST);
          expect(some.slice(1).reduce((sum, { weight }) => sum + weight, some[0]?.weight ?? 0)).toBeLessThanOrEqual(
            HEAVIEST,
          );
          await tick();
          running -= 1;
          for (const [place, { index, fate }] of some.entries()) {
            if (fate === 'ends') throw new Error('the task ended');
            if (fate === 'left out') continue;
            together.push(index);
            answer(place, `together ${index}`);
          }
        },
      });
      const answers = await Promise.all(
        requests.map((request) =>
          batches.run(request, async () => {
            alone.push(request.index);
            return `alone ${request.index}`;
          }),
        ),
      );
      for (const [index, answer] of answers.entries()) expect(answer.endsWith(` ${index}`)).toBe(true);
      expect([...alone, ...together].sort((a, b) => a - b)).toEqual(requests.map(({ index }) => index));
    }),
  );
});

it('says what is wrong with a piece that fails alone, and goes on with the next', async () => {
  const batches = new Batches<number, number>({
    atOnce: 1,
    most: MOST,
    heaviest: HEAVIEST,
    weightOf: () => 1,
    together: () => Promise.reject(new Error('the task ended')),
  });
  const run = (one: number) =>
    batches.run(one, () => (one === 1 ? Promise.reject(new Error('no')) : Promise.resolve(one)));
  const outcomes = await Promise.allSettled([0, 1, 2].map(run));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await run(3)).toBe(3);
});
