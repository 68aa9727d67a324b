// The closest way from lines to a total, against every way written out.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closestDifference } from '../../../runtime/engine/facts/reckoning.ts';
import { decimalFrom } from '../../../runtime/engine/functions/exact.ts';

const cents = fc.integer({ min: -500, max: 500 });
const amount = (value: number) => decimalFrom((value / 100).toFixed(2));

it('the smallest of all differences, the first of equal size, and zero within the tolerance', () => {
  fc.assert(
    fc.property(
      cents,
      cents,
      fc.array(cents, { minLength: 1, maxLength: 4 }),
      fc.array(cents, { maxLength: 5 }),
      fc.integer({ min: 0, max: 60 }),
      (total, base, discounts, parts, tolerance) => {
        let all = discounts.map((discount) => total - base + discount);
        for (const part of parts) all = [...all, ...all.map((one) => one - part)];
        const smallest = all.reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best));
        const found = closestDifference(amount(total), {
          base: amount(base),
          discounts: discounts.map(amount),
          parts: parts.map(amount),
          tolerance: amount(tolerance),
        });
        expect(found.eq(amount(Math.abs(smallest) <= tolerance ? 0 : smallest))).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});
