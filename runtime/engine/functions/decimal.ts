// Exact decimal arithmetic for mappings; amounts stay text, so that no digit is lost to binary fractions.
import { isAbsent, membersOf } from './argument.ts';
import {
  type Decimal,
  decimalArgument,
  decimalFrom,
  digitCount,
  divide,
  plain,
  ROUNDING_MODES,
  round,
  shifted,
} from './exact.ts';
import type { FunctionSpec } from './spec.ts';

const CANONICAL = 'Decimal text in its one canonical form: no exponent, no `+`, no needless zeros, never `-0`.';
const NUMBER = 'Number or numeric text.';
const SCALE = 'Digits after the point, a whole number.';
const MODE = `Rounding mode: ${ROUNDING_MODES.map((mode) => `\`${mode}\``).join(', ')}. Default \`half-even\`, as jsonata's own \`$round\`; \`half-up\` and \`up\` go away from zero, \`down\` towards it.`;

function pair<T>(call: string, a: unknown, b: unknown, compute: (a: Decimal, b: Decimal) => T): T | undefined {
  const left = decimalArgument(call, a);
  const right = decimalArgument(call, b);
  return left === undefined || right === undefined ? undefined : compute(left, right);
}

function single<T>(call: string, x: unknown, compute: (x: Decimal) => T): T | undefined {
  const value = decimalArgument(call, x);
  return value === undefined ? undefined : compute(value);
}

/** Digits after the point as they were written: 2 in `4.50`, 0 in `45e1`. */
function writtenPlaces(x: unknown): number {
  const text = String(x).trim();
  if (!/e/i.test(text)) return text.includes('.') ? text.length - 1 - text.indexOf('.') : 0;
  const [digits = '', exponent = '0'] = text.toLowerCase().split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
}

function sum(values: unknown): string | undefined {
  if (isAbsent(values)) return undefined;
  let total = decimalFrom('0');
  for (const member of membersOf(values)) {
    const value = decimalArgument('$decimalSum', member);
    if (value !== undefined) total = total.plus(value);
  }
  return plain(total);
}

export const decimalFunctions: readonly FunctionSpec[] = [
  {
    name: 'decimal',
    signature: '<x:s>',
    summary: 'Reads a number exactly and gives its canonical text; equal values give equal texts.',
    parameters: [
      {
        name: 'x',
        description:
          'Number or numeric text: `+5`, `007.50`, `.5`, `1e3` and space around are taken; separators, commas, hexadecimal, `NaN` and empty text are refused.',
      },
    ],
    returns: CANONICAL,
    examples: [
      { expression: '$decimal("007.50")', result: '7.5' },
      { expression: '$decimal(19.9)', result: '19.9' },
      { expression: '$decimal("-0.00")', result: '0' },
      { expression: '$decimal("+1.2e3")', result: '1200' },
      { expression: '$decimal(missing)', input: {} },
      { expression: '$decimal("1,234.50")', error: 'function.argument' },
      { expression: '$decimal("0x1F")', error: 'function.argument' },
    ],
    implementation: (x: unknown) => single('$decimal', x, (value) => plain(value)),
  },
  {
    name: 'decimalAdd',
    signature: '<xx:s>',
    summary: 'The exact sum of two numbers.',
    parameters: [
      { name: 'a', description: NUMBER },
      { name: 'b', description: NUMBER },
    ],
    returns: `${CANONICAL} Undefined when either is absent.`,
    examples: [
      { expression: '$decimalAdd("0.1", "0.2")', result: '0.3' },
      { expression: '$decimalAdd("9007199254740993", 1)', result: '9007199254740994' },
      { expression: '$decimalAdd("5", missing)', input: {} },
      { expression: '$decimalAdd("5", "five")', error: 'function.argument' },
    ],
    implementation: (a: unknown, b: unknown) => pair('$decimalAdd', a, b, (x, y) => plain(x.plus(y))),
  },
  {
    name: 'decimalSubtract',
    signature: '<xx:s>',
    summary: 'The exact difference, `a` less `b`.',
    parameters: [
      { name: 'a', description: NUMBER },
      { name: 'b', description: NUMBER },
    ],
    returns: `${CANONICAL} Undefined when either is absent.`,
    examples: [
      { expression: '$decimalSubtract("20.00", "0.10")', result: '19.9' },
      { expression: '$decimalSubtract("5", "5.00")', result: '0' },
      { expression: '$decimalSubtract("5", true)', error: 'function.argument' },
    ],
    implementation: (a: unknown, b: unknown) => pair('$decimalSubtract', a, b, (x, y) => plain(x.minus(y))),
  },
  {
    name: 'decimalMultiply',
    signature: '<xx:s>',
    summary: 'The exact product of two numbers; nothing is rounded.',
    parameters: [
      { name: 'a', description: NUMBER },
      { name: 'b', description: NUMBER },
    ],
    returns: `${CANONICAL} Undefined when either is absent.`,
    examples: [
      { expression: '$decimalMultiply("19.99", 3)', result: '59.97' },
      { expression: '$decimalMultiply("-2", "0.0")', result: '0' },
      { expression: '$decimalMultiply("1.10", "1.10")', result: '1.21' },
      { expression: '$decimalMultiply("2", [1, 2])', error: 'function.argument' },
    ],
    implementation: (a: unknown, b: unknown) => pair('$decimalMultiply', a, b, (x, y) => plain(x.times(y))),
  },
  {
    name: 'decimalDivide',
    signature: '<xxxx?:s>',
    summary: 'The quotient `a` by `b`, rounded once to `scale` digits.',
    parameters: [
      { name: 'a', description: NUMBER },
      { name: 'b', description: `${NUMBER} Zero is refused.` },
      { name: 'scale', description: `${SCALE} From 0 to 100.` },
      { name: 'mode', description: MODE, optional: true },
    ],
    returns: 'Decimal text with exactly `scale` digits after the point.',
    examples: [
      { expression: '$decimalDivide("10", "3", 2)', result: '3.33' },
      { expression: '$decimalDivide("1", "2", 2)', result: '0.50' },
      { expression: '$decimalDivide("1", "8", 2)', result: '0.12' },
      { expression: '$decimalDivide("1", "8", 2, "half-up")', result: '0.13' },
      { expression: '$decimalDivide("-1", "3", 0, "floor")', result: '-1' },
      { expression: '$decimalDivide("1", "0.00", 2)', error: 'function.argument' },
    ],
    implementation: (a: unknown, b: unknown, scale: unknown, mode: unknown) =>
      pair('$decimalDivide', a, b, (x, y) =>
        divide('$decimalDivide', x, y, digitCount('$decimalDivide', scale, 0, 100), mode),
      ),
  },
  {
    name: 'decimalRound',
    signature: '<xxx?:s>',
    summary: 'Rounds to `scale` digits after the point.',
    parameters: [
      { name: 'x', description: NUMBER },
      { name: 'scale', description: `${SCALE} From -100 to 100; -2 rounds to hundreds.` },
      { name: 'mode', description: MODE, optional: true },
    ],
    returns: 'Decimal text with exactly `scale` digits after the point, zeros filled.',
    examples: [
      { expression: '$decimalRound("2.345", 2)', result: '2.34' },
      { expression: '$decimalRound("2.345", 2, "half-up")', result: '2.35' },
      { expression: '$decimalRound("2.341", 2, "ceiling")', result: '2.35' },
      { expression: '$decimalRound("-2.349", 2, "down")', result: '-2.34' },
      { expression: '$decimalRound("-0.4", 0)', result: '0' },
      { expression: '$decimalRound("7", 2)', result: '7.00' },
      { expression: '$decimalRound("1250", -2)', result: '1200' },
      { expression: '$decimalRound("1.5", 0, "nearest")', error: 'function.argument' },
      { expression: '$decimalRound("1.5", 0.5)', error: 'function.argument' },
    ],
    implementation: (x: unknown, scale: unknown, mode: unknown) =>
      single('$decimalRound', x, (value) =>
        round('$decimalRound', value, digitCount('$decimalRound', scale, -100, 100), mode),
      ),
  },
  {
    name: 'decimalSum',
    signature: '<x:s>',
    summary: 'The exact sum of a list; null members are left out.',
    parameters: [{ name: 'array', description: 'Numbers or numeric texts; one value alone is a list of one.' }],
    returns: `${CANONICAL} \`0\` for an empty list, undefined for no list.`,
    examples: [
      { expression: '$decimalSum(lines.total)', input: { lines: [{ total: '19.90' }, { total: 0.1 }] }, result: '20' },
      { expression: '$decimalSum(lines.total)', input: { lines: [{ total: '5.50' }] }, result: '5.5' },
      { expression: '$decimalSum([])', result: '0' },
      { expression: '$decimalSum(lines.total)', input: { lines: [] } },
      { expression: '$decimalSum(["1", "n/a"])', error: 'function.argument' },
    ],
    implementation: (array: unknown) => sum(array),
  },
  {
    name: 'decimalCompare',
    signature: '<xx:n>',
    summary: 'Compares two numbers by value.',
    parameters: [
      { name: 'a', description: NUMBER },
      { name: 'b', description: NUMBER },
    ],
    returns: '-1 when `a` is less, 0 when they are equal, 1 when `a` is greater. Undefined when either is absent.',
    examples: [
      { expression: '$decimalCompare("1.50", 1.5)', result: 0 },
      { expression: '$decimalCompare("9", "10")', result: -1 },
      { expression: '$decimalCompare("9007199254740993", "9007199254740992")', result: 1 },
      { expression: '$decimalCompare("1", "")', error: 'function.argument' },
    ],
    implementation: (a: unknown, b: unknown) => pair('$decimalCompare', a, b, (x, y) => x.cmp(y)),
  },
  {
    name: 'decimalNegate',
    signature: '<x:s>',
    summary: 'The number with the other sign.',
    parameters: [{ name: 'x', description: NUMBER }],
    returns: CANONICAL,
    examples: [
      { expression: '$decimalNegate("12.50")', result: '-12.5' },
      { expression: '$decimalNegate(-3)', result: '3' },
      { expression: '$decimalNegate("0")', result: '0' },
      { expression: '$decimalNegate("12-")', error: 'function.argument' },
    ],
    implementation: (x: unknown) => single('$decimalNegate', x, (value) => plain(value.neg())),
  },
  {
    name: 'decimalAbs',
    signature: '<x:s>',
    summary: 'The number without its sign.',
    parameters: [{ name: 'x', description: NUMBER }],
    returns: CANONICAL,
    examples: [
      { expression: '$decimalAbs("-13.0")', result: '13' },
      { expression: '$decimalAbs(2.5)', result: '2.5' },
      { expression: '$decimalAbs(null)' },
      { expression: '$decimalAbs("(13)")', error: 'function.argument' },
    ],
    implementation: (x: unknown) => single('$decimalAbs', x, (value) => plain(value.abs())),
  },
  {
    name: 'decimalShift',
    signature: '<xx:s>',
    summary: 'Moves the decimal point: to the right for positive `places`, to the left for negative ones.',
    parameters: [
      { name: 'x', description: NUMBER },
      { name: 'places', description: 'A whole number from -100 to 100.' },
    ],
    returns: 'Decimal text that keeps the digits as they were written, zeros at the end included.',
    source: 'X12.6, data element type Nn: a number with an implied decimal point',
    examples: [
      { expression: '$decimalShift(474460, -2)', result: '4744.60' },
      { expression: '$decimalShift("4744.60", 2)', result: '474460' },
      { expression: '$decimalShift("5", -2)', result: '0.05' },
      { expression: '$decimalShift("0", -2)', result: '0.00' },
      { expression: '$decimalShift("12.5", 1.5)', error: 'function.argument' },
    ],
    implementation: (x: unknown, places: unknown) =>
      single('$decimalShift', x, (value) => {
        const shift = digitCount('$decimalShift', places, -100, 100);
        return plain(shifted(value, shift), Math.max(0, writtenPlaces(x) - shift));
      }),
  },
];
