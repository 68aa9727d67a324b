// Unit conversion: there and back is where it began, and what cannot be exact is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitFunctions } from '../../../runtime/engine/functions/units.ts';

const convert = unitFunctions[0]?.implementation as (...args: unknown[]) => unknown;

describe('$convertQuantity', () => {
  it('comes back to the quantity it began with, for ratios of any kind', () => {
    const whole = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: -100_000, max: 100_000 }), whole, (above, below, count, inner) => {
        const units = [
          { unit: 'EA', per: '1' },
          { unit: 'IN', per: `${inner}` },
          { unit: 'CS', per: `${above}/${below}` },
        ];
        // A multiple of the denominator converts exactly.
        const quantity = count * below;
        const base = convert(quantity, 'CS', 'EA', units);
        expect(base).toBe(count * above);
        expect(convert(base, 'EA', 'CS', units)).toBe(quantity);
        expect(convert(count, 'IN', 'EA', units)).toBe(count * inner);
        expect(convert(count * inner, 'EA', 'IN', units)).toBe(count);
      }),
    );
  });

  it('is exact where binary fractions are not', () => {
    const units = [
      { unit: 'KGM', per: 1 },
      { unit: 'GRM', per: '0.001' },
      { unit: 'LBR', per: '0.45359237' },
    ];
    expect(convert('0.1', 'KGM', 'GRM', units)).toBe(100);
    expect(convert('1.001', 'LBR', 'KGM', units)).toBe('0.45404596237');
    expect(convert('9007199254740993', 'KGM', 'GRM', units)).toBe('9007199254740993000');
  });

  it('refuses a result whose digits never end, whatever the two units', () => {
    fc.assert(
      fc.property(fc.constantFrom(3, 6, 7, 9, 12, 24, 144), fc.integer({ min: 1, max: 1000 }), (per, count) => {
        const units = [
          { unit: 'EA', per: 1 },
          { unit: 'CS', per },
        ];
        // With at most four factors 2 or 5 in any of these, seven places are enough for every result that ends.
        const ends = (BigInt(count) * 10n ** 7n) % BigInt(per) === 0n;
        if (ends) expect(Number(convert(count, 'EA', 'CS', units))).toBeCloseTo(count / per, 9);
        else expect(() => convert(count, 'EA', 'CS', units)).toThrow(/exact decimal number of CS/);
      }),
    );
  });

  it('says which unit the item does not have, or has twice, or has without a ratio', () => {
    const each = { unit: 'EA', per: '1' };
    expect(() => convert(1, 'CS', 'EA', [each])).toThrow(
      '$convertQuantity: expected the unit CS among the units of the item',
    );
    expect(() => convert(1, 'CS', 'EA', undefined)).toThrow(/the unit CS among the units of the item, found no value/);
    expect(() => convert(1, 'CS', 'EA', [each, { unit: 'CS', per: 6 }, { unit: 'CS', per: 12 }])).toThrow(
      /one ratio for the unit CS/,
    );
    expect(convert(1, 'CS', 'EA', [each, { unit: 'CS', per: '12' }, { unit: 'CS', per: 12.0 }])).toBe(12);
    for (const per of ['0', '-12', '1/0', '1/2/3', 'a dozen', '', null, undefined, {}, '/12', '12/']) {
      expect(() => convert(1, 'CS', 'EA', [each, { unit: 'CS', per }]), String(per)).toThrow(
        /positive number or ratio/,
      );
    }
  });

  it('takes units without a prototype and one unit that is not in a list', () => {
    const only = Object.assign(Object.create(null), { unit: 'EA', per: 1 });
    expect(convert('4', 'EA', 'EA', only)).toBe(4);
    expect(() => convert('4', 'EA', 'CS', only)).toThrow(/the unit CS/);
  });

  it('keeps units apart that differ in case, since codes of Recommendation 20 do', () => {
    expect(() =>
      convert(1, 'cs', 'EA', [
        { unit: 'CS', per: 12 },
        { unit: 'EA', per: 1 },
      ]),
    ).toThrow(/the unit cs/);
  });
});
