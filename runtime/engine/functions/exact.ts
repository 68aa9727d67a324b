// What counts as a decimal number and how one is written. The only file that touches big.js; imports argument.ts.
import Big from 'big.js';
import { argumentError, isAbsent } from './argument.ts';

export type Decimal = Big;

/** Digits of one text, and the size of its exponent: beyond any trade value, small enough that no text can fill the memory. */
const MOST_DIGITS = 1000;

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,4})?$/i;

/**
 * Reads a number or a numeric text exactly; a number stands for its shortest decimal form (`0.1` is one tenth).
 *
 * Takes a leading `+`, leading zeros, a bare point (`.5`, `5.`), an exponent, and space around the text.
 * Does not take thousands separators, a decimal comma, hexadecimal, `NaN`, `Infinity`, an empty text, or more than 1000 digits.
 *
 * @returns undefined when the value is not such a number
 */
export function readDecimal(value: unknown): Decimal | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? new Big(value) : undefined;
  if (typeof value !== 'string' || value.length > MOST_DIGITS) return undefined;
  const text = value.trim();
  if (!DECIMAL.test(text)) return undefined;
  const decimal = new Big(text.startsWith('+') ? text.slice(1) : text);
  return Math.abs(decimal.e) > MOST_DIGITS ? undefined : decimal;
}

const EXPECTED = 'a decimal number with a point and no thousands separators';

/** The decimal argument of a function; undefined when it is absent. @throws CrossdockError `function.argument` */
export function decimalArgument(call: string, value: unknown): Decimal | undefined {
  if (isAbsent(value)) return undefined;
  const decimal = readDecimal(value);
  if (decimal === undefined) throw argumentError(call, EXPECTED, value);
  return decimal;
}

/**
 * Writes a decimal without exponent and never as `-0`.
 *
 * @param places  digits after the point, exactly so many, zeros filled; the caller has rounded. Absent: as many as needed.
 */
export function plain(value: Decimal, places?: number): string {
  const text = places === undefined ? value.toFixed() : value.toFixed(places);
  return text.startsWith('-') && !/[1-9]/.test(text) ? text.slice(1) : text;
}

/** Digits after the point once zeros at the end are dropped. */
export function placesOf(value: Decimal): number {
  return value.eq(0) ? 0 : Math.max(0, value.c.length - 1 - value.e);
}

export const ROUNDING_MODES = ['half-even', 'half-up', 'down', 'up', 'ceiling', 'floor'] as const;

type Rounding = 0 | 1 | 2 | 3;

/** big.js knows four modes by number and none that depends on the sign. */
function roundingOf(call: string, mode: unknown, negative: boolean): Rounding {
  switch (mode ?? 'half-even') {
    case 'down':
      return 0;
    case 'half-up':
      return 1;
    case 'half-even':
      return 2;
    case 'up':
      return 3;
    case 'ceiling':
      return negative ? 0 : 3;
    case 'floor':
      return negative ? 3 : 0;
    default:
      throw argumentError(call, `one of the rounding modes ${ROUNDING_MODES.join(', ')}`, mode);
  }
}

/** Rounds to `scale` digits after the point; a negative scale rounds to tens, hundreds … @throws CrossdockError `function.argument` */
export function round(call: string, value: Decimal, scale: number, mode: unknown): string {
  return plain(value.round(scale, roundingOf(call, mode, value.s < 0)), Math.max(0, scale));
}

/** Divides and rounds once, from the exact quotient. @throws CrossdockError `function.argument` on division by zero */
export function divide(call: string, dividend: Decimal, divisor: Decimal, scale: number, mode: unknown): string {
  if (divisor.eq(0)) throw argumentError(call, 'a divisor other than zero', 0);
  const Divider = Big();
  Divider.DP = scale;
  Divider.RM = roundingOf(call, mode, dividend.s * divisor.s < 0);
  return plain(new Divider(dividend).div(divisor), scale);
}

/** A count of digits. @throws CrossdockError `function.argument` when it is not a whole number in the range */
export function digitCount(call: string, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw argumentError(call, `a whole number of digits from ${least} to ${most}`, value);
  }
  return value;
}

/** A JavaScript number for a whole number that it holds exactly, otherwise the decimal text. */
export function numberWhenWhole(value: Decimal): number | string {
  const text = plain(value);
  const number = Number(text);
  return Number.isSafeInteger(number) && !text.includes('.') ? number : text;
}

export function decimalFrom(text: string): Decimal {
  return new Big(text);
}
