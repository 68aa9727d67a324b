import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { giveBackMemory } from '../../runtime/pipeline/memory.ts';

const youngBytes = (): number =>
  getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.physical_space_size ?? Number.NaN;

it('makes the room for young objects small again', async () => {
  let kept: object[] = [];
  for (let n = 0; n < 2_000_000; n += 1) {
    kept.push({ n });
    if (kept.length > 200_000) kept = [];
  }
  kept = [];
  const before = youngBytes();
  expect(before).toBeGreaterThan(4 * 1024 * 1024);
  await giveBackMemory();
  expect(youngBytes()).toBeLessThan(before / 4);
});
