// Laws of the decimal functions, checked against arithmetic on scaled BigInts, and the texts that are no numbers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrossdockError } from '../../../runtime/engine/errors.ts';
import { amountFunctions } from '../../../runtime/engine/functions/amounts.ts';
import { decimalFunctions } from '../../../runtime/engine/functions/decimal.ts';

function functionNamed(name: string): (...args: unknown[]) => unknown {
  const spec = [...decimalFunctions, ...amountFunctions].find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`no function ${name}`);
  return spec.implementation as (...args: unknown[]) => unknown;
}

const call = (name: string, ...args: unknown[]) => functionNamed(name)(...args);

/** An independent model of a decimal: an integer and how many of its digits stand after the point. */
interface Scaled {
  readonly units: bigint;
  readonly places: number;
}

const scaled = fc.record({ units: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), places: fc.nat(12) });

function textOf({ units, places }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${units < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`;
}

function canonical({ units, places }: Scaled): string {
  let [rest, left] = [units, places];
  while (left > 0 && rest % 10n === 0n) [rest, left] = [rest / 10n, left - 1];
  return textOf({ units: rest, places: left });
}

const unitsAt = (value: Scaled, places: number) => value.units * 10n ** BigInt(places - value.places);

/** Rounds a fraction to an integer by the definition of each mode. */
function rounded(numerator: bigint, denominator: bigint, mode: string): bigint {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const sign = n < 0n ? -1n : 1n;
  const magnitude = n * sign;
  const [quotient, remainder] = [magnitude / d, magnitude % d];
  const half = remainder * 2n - d;
  const away =
    remainder !== 0n &&
    (mode === 'up' ||
      (mode === 'ceiling' && sign > 0n) ||
      (mode === 'floor' && sign < 0n) ||
      (mode === 'half-up' && half >= 0n) ||
      (mode === 'half-even' && (half > 0n || (half === 0n && quotient % 2n === 1n))));
  return sign * (quotient + (away ? 1n : 0n));
}

const mode = fc.constantFrom('half-even', 'half-up', 'down', 'up', 'ceiling', 'floor');
const noMinusZero = (text: string) => (/[1-9]/.test(text) ? text : text.replace('-', ''));

describe('decimal arithmetic', () => {
  it('adds, subtracts and multiplies as integers do once they have the same scale', () => {
    fc.assert(
      fc.property(scaled, scaled, (a, b) => {
        const places = Math.max(a.places, b.places);
        const [x, y] = [unitsAt(a, places), unitsAt(b, places)];
        expect(call('decimalAdd', textOf(a), textOf(b))).toBe(canonical({ units: x + y, places }));
        expect(call('decimalSubtract', textOf(a), textOf(b))).toBe(canonical({ units: x - y, places }));
        expect(call('decimalMultiply', textOf(a), textOf(b))).toBe(
          canonical({ units: a.units * b.units, places: a.places + b.places }),
        );
        expect(call('decimalCompare', textOf(a), textOf(b))).toBe(x < y ? -1 : x > y ? 1 : 0);
      }),
    );
  });

  it('rounds by every mode as the definition of the mode says', () => {
    fc.assert(
      fc.property(scaled, fc.nat(14), mode, (value, scale, how) => {
        const up = value.places > scale ? 10n ** BigInt(value.places - scale) : 1n;
        const units = value.places > scale ? rounded(value.units, up, how) : unitsAt(value, scale);
        expect(call('decimalRound', textOf(value), scale, how)).toBe(noMinusZero(textOf({ units, places: scale })));
      }),
    );
  });

  it('rounds halves by every mode', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -1000n, max: 1000n }), mode, (whole, how) => {
        const half = { units: whole * 10n + 5n, places: 1 };
        expect(call('decimalRound', textOf(half), 0, how)).toBe(rounded(half.units, 10n, how).toString());
      }),
    );
  });

  it('divides with one rounding of the exact quotient', () => {
    fc.assert(
      fc.property(scaled, scaled, fc.nat(20), mode, (a, b, scale, how) => {
        fc.pre(b.units !== 0n);
        const numerator = a.units * 10n ** BigInt(b.places + scale);
        const units = rounded(numerator, b.units * 10n ** BigInt(a.places), how);
        expect(call('decimalDivide', textOf(a), textOf(b), scale, how)).toBe(
          noMinusZero(textOf({ units, places: scale })),
        );
      }),
    );
  });

  it('sums a list to what adding one after the other gives', () => {
    fc.assert(
      fc.property(fc.array(scaled.map(textOf), { maxLength: 8 }), (list) => {
        expect(call('decimalSum', list)).toBe(
          list.reduce((sum, member) => String(call('decimalAdd', sum, member)), '0'),
        );
      }),
    );
  });

  it('gives equal values one text, whichever way they are written', () => {
    fc.assert(
      fc.property(scaled, fc.nat(5), fc.nat(5), (value, zerosBefore, zerosAfter) => {
        const text = textOf(value);
        const [sign, digits] = text.startsWith('-') ? ['-', text.slice(1)] : ['+', text];
        const point = value.places === 0 ? '.' : '';
        const longer = `${sign}${'0'.repeat(zerosBefore)}${digits}${point}${'0'.repeat(zerosAfter)}`;
        expect(call('decimal', longer)).toBe(canonical(value));
        expect(call('decimal', `${value.units}e-${value.places}`)).toBe(canonical(value));
        expect(call('decimal', call('decimal', text))).toBe(canonical(value));
      }),
    );
  });

  it('keeps every number of JavaScript exactly as it prints', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(call('decimal', number))).toBe(number === 0 ? 0 : number);
        expect(call('decimal', number)).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
    );
  });

  it('shifts there and back without losing a written digit', () => {
    fc.assert(
      fc.property(scaled, fc.nat(12), (value, places) => {
        const text = noMinusZero(textOf(value));
        const there = call('decimalShift', text, -places);
        expect(there).toBe(noMinusZero(textOf({ units: value.units, places: value.places + places })));
        expect(call('decimalShift', there, places)).toBe(text);
      }),
    );
  });

  it('writes money with its minor digits and without rounding', () => {
    fc.assert(
      fc.property(
        scaled,
        fc.constantFrom(['EUR', 2], ['JPY', 0], ['KWD', 3], [undefined, 2]),
        (value, [currency, least]) => {
          const text = String(call('money', textOf(value), currency));
          expect(call('decimalCompare', text, textOf(value))).toBe(0);
          const digits = (text.split('.')[1] ?? '').length;
          expect(digits).toBe(Math.max(Number(least), (canonical(value).split('.')[1] ?? '').length));
        },
      ),
    );
  });
});

describe('what is no number', () => {
  it.each([
    ...[
      '',
      ' ',
      'NaN',
      'Infinity',
      '-Infinity',
      '0x10',
      '0b1',
      '1_000',
      '1,000.00',
      '1.000,00',
      '12,5',
      '1 000',
      '$5',
      '5 EUR',
    ],
    ...['--5', '+-5', '5-', '.', '-', 'e5', '1e', '1e1.5', '١٢', '1e99999', '1'.repeat(1001), '(5)', '½', 'true'],
    ...[Number.NaN, Number.POSITIVE_INFINITY, true, false, [], ['1'], {}, () => 1],
  ])('is refused: %j', (value) => {
    for (const name of ['decimal', 'decimalNegate', 'money', 'quantity']) {
      expect(() => call(name, value)).toThrow(CrossdockError);
    }
    expect(() => call('decimalAdd', '1', value)).toThrow(/expected a decimal number/);
  });

  it('does not include numbers written by other systems with sign, zeros, bare point or exponent', () => {
    expect(['+5', ' 5 ', '005', '5.', '.5', '-.5', '5E+2', '5e-1'].map((text) => call('decimal', text))).toEqual([
      '5',
      '5',
      '5',
      '5',
      '0.5',
      '-0.5',
      '500',
      '0.5',
    ]);
  });

  it('includes a missing scale, which is a mistake of the mapping', () => {
    expect(() => call('decimalRound', '1', undefined)).toThrow(/whole number of digits/);
    expect(() => call('decimalDivide', '1', '3', null)).toThrow(/whole number of digits/);
    expect(call('decimalDivide', undefined, '3', null)).toBeUndefined();
  });
});
