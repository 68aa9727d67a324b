// The copy of a result is what JSON makes of it, whatever it holds, and shares nothing with it.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrossdockError } from '../../runtime/engine/errors.ts';
import { plainJson } from '../../runtime/engine/plain.ts';

const NO_LIMIT = { limit: Number.MAX_SAFE_INTEGER, file: 'mapping.jsonata' };

/** Values of every kind that an evaluation can end with; names that mean something to JavaScript or to JSON are likely. */
const results = fc.anything({
  key: fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'length', '0', '10', '2', 'toJSON', '\ud800', '"\\'),
  ),
  values: [
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constantFrom(undefined, null, -0, Number.POSITIVE_INFINITY, Number.NaN, '\ud800', '\u0000\u001f\u2028'),
  ],
  withDate: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
});

const throughText = (value: unknown): unknown => {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : JSON.parse(text);
};

function partsOf(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found;
  found.add(value);
  for (const member of Object.values(value)) partsOf(member, found);
  return found;
}

describe('the plain copy of a result', () => {
  it('is what JSON reads back, names in the same order, and shares nothing with it', () => {
    fc.assert(
      fc.property(results, (value) => {
        const copy = plainJson(value, NO_LIMIT);
        // vitest's own comparison takes a member named "constructor" for the class.
        expect(isDeepStrictEqual(copy, throughText(value))).toBe(true);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(throughText(value)));
        const own = partsOf(value);
        for (const part of partsOf(copy)) expect(own.has(part)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused exactly when its text is longer than the limit', () => {
    fc.assert(
      fc.property(results, fc.integer({ min: -3, max: 3 }), (value, more) => {
        const text = JSON.stringify(value) as string | undefined;
        if (text === undefined) return;
        const limit = text.length + more;
        const copy = () => plainJson(value, { ...NO_LIMIT, limit });
        if (more >= 0) expect(isDeepStrictEqual(copy(), JSON.parse(text))).toBe(true);
        else expect(copy).toThrow(expect.objectContaining({ code: 'mapping.output-too-large' }) as Error);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused with a function anywhere inside', () => {
    fc.assert(
      fc.property(results, fc.constantFrom('alone', 'member', 'list'), (value, where) => {
        const inside = () => 1;
        const holder = { alone: inside, member: { a: value, b: { inside } }, list: [value, [inside]] }[where];
        expect(() => plainJson(holder, NO_LIMIT)).toThrow(CrossdockError);
      }),
    );
  });
});
