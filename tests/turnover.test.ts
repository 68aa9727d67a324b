// What comes and goes: a map like any other, except that nothing of what was removed is kept.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Turnover } from '../runtime/turnover.ts';

const KEYS = fc.integer({ min: 0, max: 9 });

const ACTS = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('set' as const), key: KEYS, value: fc.integer() }),
    fc.record({ act: fc.constant('delete' as const), key: KEYS }),
    fc.record({ act: fc.constant('clear' as const) }),
  ),
  { maxLength: 60 },
);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

/** Bytes that collections of young objects leave behind after so many things came and went, few of them at a time. */
function leftBehind(map: { set(key: number, value: unknown): unknown; delete(key: number): unknown }): number {
  const come = (from: number, count: number): void => {
    for (let key = from; key < from + count; key += 1) {
      map.set(key, new Array(100).fill(key));
      map.delete(key - 30);
    }
  };
  come(0, 200);
  // What is there now grows old.
  collect();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < 10; round += 1) {
    come(200 + round * 1_000, 1_000);
    collect({ type: 'minor' });
  }
  return process.memoryUsage().heapUsed - before;
}

describe('a map for what comes and goes', () => {
  it('holds what a Map would', () => {
    fc.assert(
      fc.property(ACTS, (acts) => {
        const [map, like] = [new Turnover<number, number>(), new Map<number, number>()];
        for (const one of acts) {
          if (one.act === 'clear') {
            map.clear();
            like.clear();
          } else if (one.act === 'set') {
            map.set(one.key, one.value);
            like.set(one.key, one.value);
          } else expect(map.delete(one.key)).toBe(like.delete(one.key));
          expect(map.size).toBe(like.size);
          expect(map.entries()).toEqual([...like]);
          for (let key = 0; key < 10; key += 1) expect(map.get(key)).toBe(like.get(key));
        }
      }),
    );
  });

  it('lets collections of young objects take what was removed, which a Map does not', () => {
    const [ofTurnover, ofMap] = [leftBehind(new Turnover()), leftBehind(new Map())];
    expect(ofMap).toBeGreaterThan(4_000_000);
    expect(ofTurnover).toBeLessThan(ofMap / 4);
  });
});
