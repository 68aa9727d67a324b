// What counts as a decimal number and how one is written. Imports argument.ts and decimal-value.ts.
import { argumentError, isAbsent } from './argument.ts';
import { Decimal, type Rounding } from './decimal-value.ts';

export type { Decimal } from './decimal-value.ts';

/** Digits of one text, and the size of its exponent: beyond any trade value, small enough that no text can fill the memory. */
const MOST_DIGITS = 1000;

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?(\d{1,4}))?$/i;

/** Digits that need no look whether they fit. */
const FEW_DIGITS = 15;

/**
 * Reads a number or a numeric text exactly; a number stands for its shortest decimal form (`0.1` is one tenth).
 *
 * Takes a leading `+`, leading zeros, a bare point (`.5`, `5.`), an exponent, and space around the text.
 * Does not take thousands separators, a decimal comma, hexadecimal, `NaN`, `Infinity`, an empty text, or more than 1000 digits.
 *
 * @returns undefined when the value is not such a number
 */
export function readDecimal(value: unknown): Decimal | undefined {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return Decimal.scaled(value, 0);
    return Number.isFinite(value) ? (readPlain(String(value)) ?? Decimal.from(value)) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  return readPlain(value) ?? readAny(value);
}

/** A text of few digits, perhaps with a sign and a point: what nearly every number in a message is. */
function readPlain(text: string): Decimal | undefined {
  const { length } = text;
  const first = text.charCodeAt(0);
  const signed = first === 45 || first === 43;
  let units = 0;
  let digits = 0;
  let point = -1;
  if (length > FEW_DIGITS + 2) return undefined;
  for (let at = signed ? 1 : 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      units = units * 10 + code - 48;
      digits += 1;
    } else if (code === 46 && point < 0) {
      point = at;
    } else {
      return undefined;
    }
  }
  if (digits === 0 || digits > FEW_DIGITS) return undefined;
  return Decimal.scaled(first === 45 ? -units : units, point < 0 ? 0 : length - 1 - point);
}

function readAny(value: string): Decimal | undefined {
  if (value.length > MOST_DIGITS) return undefined;
  const text = value.trim();
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const decimal = Decimal.from(text.startsWith('+') ? text.slice(1) : text);
  return Math.abs(decimal.big().e) > MOST_DIGITS ? undefined : decimal;
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
  return value.toFixed(places);
}

/** Digits after the point once zeros at the end are dropped. */
export function placesOf(value: Decimal): number {
  return value.significantPlaces();
}

export const ROUNDING_MODES = ['half-even', 'half-up', 'down', 'up', 'ceiling', 'floor'] as const;

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
  return plain(value.round(scale, roundingOf(call, mode, value.sign < 0)), Math.max(0, scale));
}

/** Divides and rounds once, from the exact quotient. @throws CrossdockError `function.argument` on division by zero */
export function divide(call: string, dividend: Decimal, divisor: Decimal, scale: number, mode: unknown): string {
  if (divisor.eq(0)) throw argumentError(call, 'a divisor other than zero', 0);
  const rounding = roundingOf(call, mode, dividend.sign * divisor.sign < 0);
  return plain(dividend.dividedBy(divisor, scale, rounding), scale);
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

/** The decimal of a text that is one. @throws Error on other text */
export function decimalFrom(text: string): Decimal {
  return readPlain(text) ?? Decimal.from(text);
}

/** The number with its point moved to the right, by negative `places` to the left. */
export function shifted(value: Decimal, places: number): Decimal {
  return value.times(Math.abs(places) <= FEW_DIGITS ? Decimal.powerOfTen(places) : Decimal.from(`1e${places}`));
}
