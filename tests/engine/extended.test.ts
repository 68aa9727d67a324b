// Objects with further members: what a spread would give, and of one hidden class.
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extended } from '../../runtime/engine/extended.ts';

setFlagsFromString('--allow-natives-syntax');
const haveOneClass = runInThisContext('(a, b) => %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

const MEMBERS = fc.dictionary(fc.constantFrom('a', 'b', 'c', '0', '__proto'), fc.jsonValue());

describe('an object with further members', () => {
  it('has the members of both in their order, those of the second before those of the first', () => {
    fc.assert(
      fc.property(MEMBERS, MEMBERS, (base, more) => {
        const before = JSON.stringify([base, more]);
        const both = extended(base, more);
        expect(Object.entries(both)).toEqual(Object.entries({ ...base, ...more }));
        expect(JSON.stringify([base, more])).toBe(before);
      }),
    );
  });

  it('is of the same hidden class as others that are made alike', () => {
    const make = (n: number) => extended({ index: n, start: 0, end: n, list: [n] }, { bytes: n, text: `${n}` });
    let last = make(0);
    for (let n = 1; n < 1_000; n += 1) last = make(n);
    expect(haveOneClass(last, make(1))).toBe(true);
  });
});
