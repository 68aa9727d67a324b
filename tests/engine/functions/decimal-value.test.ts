// Exact decimals give what big.js gives, on either side of the numbers that a double holds, step after step.
import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, type Rounding } from '../../../runtime/engine/functions/decimal-value.ts';
import { readDecimal } from '../../../runtime/engine/functions/exact.ts';

/** Texts of one to twenty digits, many of them near the edge of the safe integers, with up to eighteen digits after the point. */
const digits = fc.oneof(
  fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
  fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
  fc.bigInt({ min: -3n, max: 3n }).map((offset) => BigInt(Number.MAX_SAFE_INTEGER) + offset),
  fc.bigInt({ min: -9n, max: 9n }).map((digit) => digit * 10n ** 14n),
  fc.bigInt({ min: -1000n, max: 1000n }),
);

const decimalText = fc.tuple(digits, fc.nat(18), fc.constantFrom('', '+', '00')).map(([units, places, mark]) => {
  const text = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const point = text.length - places;
  const written = places === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
  if (units < 0n) return `-${written}`;
  return mark + written;
});

const OPERATIONS = ['plus', 'minus', 'times'] as const;

const reference = (text: string) => new Big(text.replace(/^\+/, ''));
const noMinusZero = (text: string) => (/[1-9]/.test(text) ? text : text.replace('-', ''));

function read(text: string): Decimal {
  const decimal = readDecimal(text);
  if (decimal === undefined) throw new Error(`${text} is not read`);
  return decimal;
}

describe('an exact decimal', () => {
  it('adds, subtracts and multiplies as big.js does, whatever came out of the step before', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...OPERATIONS), decimalText), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(decimalText, steps, (first, rest) => {
        let ours = read(first);
        let theirs = reference(first);
        for (const [operation, text] of rest) {
          ours = ours[operation](read(text));
          theirs = theirs[operation](reference(text));
          expect(ours.toFixed()).toBe(noMinusZero(theirs.toFixed()));
          expect(ours.big().eq(theirs)).toBe(true);
        }
        expect(ours.neg().toFixed()).toBe(noMinusZero(theirs.neg().toFixed()));
        expect(ours.abs().toFixed()).toBe(noMinusZero(theirs.abs().toFixed()));
      }),
      { numRuns: 2_000 },
    );
  });

  it('compares as big.js does', () => {
    const pairs = fc.oneof(
      fc.tuple(decimalText, decimalText),
      // The same number written with other zeros, and the next one.
      decimalText.map((text): [string, string] => [text, text.includes('.') ? `${text}00` : `${text}.00`]),
      decimalText.map((text): [string, string] => [text, reference(text).plus('1e-18').toFixed()]),
    );
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        const order = reference(left).cmp(reference(right));
        const [a, b] = [read(left), read(right)];
        expect(a.cmp(b)).toBe(order);
        expect([a.eq(b), a.lt(b), a.lte(b), a.gt(b), a.gte(b)]).toEqual([
          order === 0,
          order < 0,
          order <= 0,
          order > 0,
          order >= 0,
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('rounds as big.js does, in every mode and to either side of the point', () => {
    fc.assert(
      fc.property(decimalText, fc.integer({ min: -21, max: 21 }), fc.constantFrom(0, 1, 2, 3), (text, scale, mode) => {
        const expected = reference(text).round(scale, mode);
        const rounded = read(text).round(scale, mode as Rounding);
        expect(rounded.toFixed(Math.max(0, scale))).toBe(noMinusZero(expected.toFixed(Math.max(0, scale))));
      }),
      { numRuns: 2_000 },
    );
  });

  it('divides as big.js does', () => {
    fc.assert(
      fc.property(decimalText, decimalText, fc.nat(30), fc.constantFrom(0, 1, 2, 3), (left, right, scale, mode) => {
        fc.pre(!reference(right).eq(0));
        const Divider = Big();
        Divider.DP = scale;
        Divider.RM = mode;
        const quotient = new Divider(reference(left)).div(reference(right));
        const ours = read(left).dividedBy(read(right), scale, mode as Rounding);
        expect(ours.toFixed()).toBe(noMinusZero(quotient.toFixed()));
      }),
    );
  });

  it('is written with as many digits after the point as are asked for', () => {
    fc.assert(
      fc.property(decimalText, fc.nat(25), (text, places) => {
        expect(read(text).toFixed(places)).toBe(noMinusZero(reference(text).toFixed(places)));
        const significant = reference(text)
          .toFixed()
          .replace(/^[^.]*\.?/, '').length;
        expect(read(text).significantPlaces()).toBe(significant);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads every finite number as JavaScript prints it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), (number) => {
        expect(readDecimal(number)?.toFixed()).toBe(noMinusZero(new Big(number).toFixed()));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes exactly the texts that a number may be written as', () => {
    const grammar = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,4})?$/i;
    const pieces = fc.array(
      fc.constantFrom('1', '0', '9007199254740993', '.', '-', '+', 'e', 'E2', ' ', ',', 'x', ''),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const ours = readDecimal(text);
        const isNumber = grammar.test(text.trim());
        if (!isNumber) expect(ours).toBeUndefined();
        else if (ours !== undefined) expect(ours.big().eq(reference(text.trim()))).toBe(true);
        else expect(Math.abs(reference(text.trim()).e)).toBeGreaterThan(1000);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes numbers and texts as the other side', () => {
    expect(Decimal.from('1.5').plus('2.25').times(2).minus(0.5).toFixed()).toBe('7');
    expect(Decimal.from('1.50').eq(1.5)).toBe(true);
  });
});
