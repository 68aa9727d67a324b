// Built-in functions on arguments of the usual kind, without arrays of arguments and without signatures.
// Each answers like the reference's own, or with `MISS` when the arguments are not as usual. Imports dates, guard, sequence and values.
import { fromMillis } from './dates.ts';
import { checkText, tick } from './guard.ts';
import { append, emptySequence, isSequence, type Marked } from './sequence.ts';
import { MISS, ownMember, setMember, text, truth } from './values.ts';

export type Quick1 = (value: unknown) => unknown;
export type Quick2 = (first: unknown, second: unknown) => unknown;
export type Quick3 = (first: unknown, second: unknown, third: unknown) => unknown;

const onText =
  (change: (value: string) => unknown): Quick1 =>
  (value) =>
    typeof value === 'string' ? counted(change, value) : value === undefined ? undefined : MISS;

/** Long texts count as the work that they are. */
function counted(change: (value: string) => unknown, value: string): unknown {
  if (value.length > 64) tick(value.length >> 6);
  return change(value);
}

const onNumber =
  (change: (value: number) => unknown): Quick1 =>
  (value) =>
    typeof value === 'number' ? change(value) : value === undefined ? undefined : MISS;

/** Digits, perhaps with a minus and a point: what nearly every numeric text is. */
function isPlainDecimal(value: string): boolean {
  const { length } = value;
  let at = value.charCodeAt(0) === 45 ? 1 : 0;
  let digits = 0;
  let points = 0;
  for (; at < length; at += 1) {
    const code = value.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
    else if (code === 46 && points === 0 && digits > 0 && at < length - 1) points = 1;
    else return false;
  }
  return digits > 0 && length < 300;
}

function number(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
    case 'undefined':
      return value;
    case 'string':
      return isPlainDecimal(value) ? Number(value) : MISS;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return MISS;
  }
}

const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;

/**
 * Rounds half to even on the decimal text, as the reference does. Where the shifted number is clearly no tie, binary
 * arithmetic gives the same digits; near a tie the text decides, which is left to the reference's function.
 */
function round(value: unknown, precision: unknown): unknown {
  if (value === undefined) return undefined;
  if (typeof value !== 'number') return MISS;
  const power = precision === undefined ? 1 : POWERS[precision as number];
  if (power === undefined) return MISS;
  const shifted = value * power;
  if (!(Math.abs(shifted) < 1e11)) return MISS;
  const whole = Math.round(shifted);
  if (Math.abs(Math.abs(shifted - whole) - 0.5) < 1e-3) return MISS;
  const result = whole / power;
  return result === 0 ? 0 : result;
}

function sum(values: unknown): unknown {
  if (values === undefined) return undefined;
  if (typeof values === 'number') return 0 + values;
  if (!Array.isArray(values)) return MISS;
  let total = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value: unknown = values[index];
    if (typeof value !== 'number') return MISS;
    total += value;
  }
  tick(values.length >> 4);
  return total;
}

function count(values: unknown): unknown {
  if (values === undefined) return 0;
  return Array.isArray(values) ? values.length : 1;
}

/** Runs of white space become one space, and the ends lose theirs. */
function trim(value: string): string {
  let before = 0;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code === 9 || code === 10 || code === 13 || (code === 32 && before === 32)) {
      return trimSpaces(value.replace(/[ \t\n\r]+/g, ' '));
    }
    before = code;
  }
  return trimSpaces(value);
}

function trimSpaces(value: string): string {
  const from = value.charCodeAt(0) === 32 ? 1 : 0;
  const to = value.length > from && value.charCodeAt(value.length - 1) === 32 ? value.length - 1 : value.length;
  return from === 0 && to === value.length ? value : value.substring(from, to);
}

/** Whether every character is one unit, so that units can be counted for characters. */
function isBasic(value: string): boolean {
  if (value.length > 64) tick(value.length >> 6);
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code >= 0xd800 && code <= 0xdfff) return false;
  }
  return true;
}

function substring(value: unknown, start: unknown, length: unknown): unknown {
  if (typeof start !== 'number') return MISS;
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.length > 10_000 || !isBasic(value)) return MISS;
  const from = value.length + start < 0 ? 0 : start;
  if (length === undefined) return value.slice(from);
  if (typeof length !== 'number') return MISS;
  if (length <= 0) return '';
  return value.slice(from, from >= 0 ? from + length : value.length + from + length);
}

function join(values: unknown, separator: unknown): unknown {
  if (separator !== undefined && typeof separator !== 'string') return MISS;
  if (values === undefined) return undefined;
  if (typeof values === 'string') return values;
  if (!Array.isArray(values)) return MISS;
  for (let index = 0; index < values.length; index += 1) if (typeof values[index] !== 'string') return MISS;
  tick(values.length >> 4);
  const joined = values.join(separator ?? '');
  checkText(joined.length);
  return joined;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(values: unknown): unknown {
  if (values === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(values) ? values : [values];
  const result: Record<string, unknown> = {};
  for (let index = 0; index < list.length; index += 1) {
    const one = list[index];
    if (!isObject(one)) return MISS;
    for (const name of Object.keys(one)) setMember(result, name, (one as Record<string, unknown>)[name]);
  }
  return result;
}

/** Texts alone are compared by what they are; everything else is left to the deep comparison. */
function distinct(values: unknown): unknown {
  if (!Array.isArray(values) || values.length <= 1) return values;
  const seen = new Set<unknown>();
  for (let index = 0; index < values.length; index += 1) {
    if (typeof values[index] !== 'string') return MISS;
    seen.add(values[index]);
  }
  tick(values.length >> 4);
  if (!isSequence(values)) return [...seen];
  const results: Marked = emptySequence();
  for (const value of seen) results.push(value);
  return results;
}

function lookup(value: unknown, name: unknown): unknown {
  if (typeof name !== 'string' || Array.isArray(value)) return MISS;
  return isObject(value)
    ? ownMember(value, name)
    : value === undefined || typeof value === 'function'
      ? MISS
      : undefined;
}

function split(value: unknown, separator: unknown): unknown {
  if (value === undefined) return typeof separator === 'string' ? undefined : MISS;
  return typeof value === 'string' && typeof separator === 'string' ? value.split(separator) : MISS;
}

const cut =
  (change: (value: string, position: number, mark: string) => string): Quick2 =>
  (value, mark) => {
    if (typeof mark !== 'string' || (value !== undefined && typeof value !== 'string')) return MISS;
    if (value === undefined) return undefined;
    const position = value.indexOf(mark);
    return position === -1 ? value : change(value, position, mark);
  };

/** By name; none of them may be called with another number of arguments. */
export const QUICK1: Readonly<Record<string, Quick1>> = {
  string: (value) => (typeof value === 'function' ? MISS : text(value)),
  number,
  sum,
  count,
  exists: (value) => value !== undefined,
  not: (value) =>
    typeof value === 'boolean' || typeof value === 'string' ? !truth(value) : value === undefined ? undefined : MISS,
  boolean: (value) =>
    typeof value === 'boolean' || typeof value === 'string' ? truth(value) : value === undefined ? undefined : MISS,
  lowercase: onText((value) => value.toLowerCase()),
  uppercase: onText((value) => value.toUpperCase()),
  trim: onText(trim),
  length: onText((value) => (value.length < 10_000 && isBasic(value) ? value.length : MISS)),
  abs: onNumber(Math.abs),
  floor: onNumber(Math.floor),
  ceil: onNumber(Math.ceil),
  round: (value) => round(value, undefined),
  join: (values) => join(values, undefined),
  merge,
  distinct,
  type: (value) =>
    typeof value === 'string' ? 'string' : value === null ? 'null' : value === undefined ? undefined : MISS,
};

export const QUICK2: Readonly<Record<string, Quick2>> = {
  round: (value, precision) => (typeof precision === 'number' ? round(value, precision) : MISS),
  substring: (value, start) => substring(value, start, undefined),
  join: (values, separator) => join(values, separator),
  append: (first, second) => append(first, second),
  fromMillis,
  lookup,
  split,
  contains: (value, token) =>
    typeof value === 'string' && typeof token === 'string'
      ? value.includes(token)
      : value === undefined && typeof token === 'string'
        ? undefined
        : MISS,
  substringBefore: cut((value, position) => value.slice(0, position)),
  substringAfter: cut((value, position, mark) => value.slice(position + mark.length)),
};

export const QUICK3: Readonly<Record<string, Quick3>> = {
  substring: (value, start, length) => (typeof length === 'number' ? substring(value, start, length) : MISS),
};
