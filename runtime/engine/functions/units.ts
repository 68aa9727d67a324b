// Quantities from one unit of an item to another, by the exact ratios of its master data.
import { argumentError, isAbsent, membersOf } from './argument.ts';
import { type Decimal, decimalArgument, decimalFrom, numberWhenWhole, plain, readDecimal } from './exact.ts';
import type { FunctionSpec } from './spec.ts';

/** An exact fraction; the denominator is positive. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const CALL = '$convertQuantity';

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function fraction(numerator: bigint, denominator: bigint): Fraction {
  const common = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / common, denominator: denominator / common };
}

function fractionOf(decimal: Decimal): Fraction {
  const [whole = '0', digits = ''] = plain(decimal).split('.');
  return fraction(BigInt(whole + digits), 10n ** BigInt(digits.length));
}

/** `12`, `0.5`, `"1/12"`; undefined when it is not a positive number or ratio. */
function ratio(per: unknown): Fraction | undefined {
  const [above, below, ...rest] = typeof per === 'string' ? per.split('/') : [per];
  const numerator = readDecimal(above);
  const denominator = below === undefined ? decimalFrom('1') : readDecimal(below);
  if (rest.length > 0 || numerator === undefined || denominator === undefined) return undefined;
  if (!numerator.gt(0) || !denominator.gt(0)) return undefined;
  const [a, b] = [fractionOf(numerator), fractionOf(denominator)];
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** A fraction as a decimal; undefined when its digits never end, that is when the denominator has a prime factor other than 2 and 5. */
function terminating({ numerator, denominator }: Fraction): Decimal | undefined {
  let [rest, twos, fives] = [denominator, 0, 0];
  for (; rest % 2n === 0n; twos += 1) rest /= 2n;
  for (; rest % 5n === 0n; fives += 1) rest /= 5n;
  if (rest !== 1n) return undefined;
  const places = Math.max(twos, fives);
  return decimalFrom(`${(numerator * 10n ** BigInt(places)) / denominator}e-${places}`);
}

/** How many base units one `unit` is. @throws CrossdockError `function.argument` when the item does not say, or says two things */
function perOf(unit: string, units: unknown): Fraction {
  let found: Fraction | undefined;
  for (const member of isAbsent(units) ? [] : membersOf(units)) {
    if (typeof member !== 'object' || member === null || !('unit' in member) || member.unit !== unit) continue;
    const per = ratio('per' in member ? member.per : undefined);
    if (per === undefined) {
      throw argumentError(
        CALL,
        `a positive number or ratio as "per" of the unit ${unit}`,
        'per' in member ? member.per : undefined,
      );
    }
    if (found !== undefined && found.numerator * per.denominator !== per.numerator * found.denominator) {
      throw argumentError(CALL, `one ratio for the unit ${unit}`, units);
    }
    found = per;
  }
  if (found === undefined) throw argumentError(CALL, `the unit ${unit} among the units of the item`, units);
  return found;
}

function unitArgument(unit: unknown): string | undefined {
  if (isAbsent(unit)) return undefined;
  if (typeof unit !== 'string' || unit === '' || unit.length > 20)
    throw argumentError(CALL, 'a unit code as text', unit);
  return unit;
}

function convert(quantity: unknown, fromUnit: unknown, toUnit: unknown, units: unknown): number | string | undefined {
  const amount = decimalArgument(CALL, quantity);
  const [from, to] = [unitArgument(fromUnit), unitArgument(toUnit)];
  if (amount === undefined || from === undefined || to === undefined) return undefined;
  if (from === to) return numberWhenWhole(amount);
  const [count, one, other] = [fractionOf(amount), perOf(from, units), perOf(to, units)];
  const result = terminating(
    fraction(
      count.numerator * one.numerator * other.denominator,
      count.denominator * one.denominator * other.numerator,
    ),
  );
  if (result === undefined) {
    const help = 'Convert to the smaller unit, or divide with $decimalDivide and say how to round.';
    throw argumentError(CALL, `a quantity that has an exact decimal number of ${to}`, quantity, help);
  }
  return numberWhenWhole(result);
}

export const unitFunctions: readonly FunctionSpec[] = [
  {
    name: 'convertQuantity',
    signature: '<xxxx:x>',
    summary: 'Converts a quantity between two units of one item, exactly.',
    parameters: [
      { name: 'quantity', description: 'Number or numeric text.' },
      { name: 'fromUnit', description: 'Unit code of the quantity, for example `CS`.' },
      { name: 'toUnit', description: 'Unit code wanted, for example `EA`.' },
      {
        name: 'units',
        description:
          '`item.units`: `[{unit, per}]`, `per` the number of base units in one unit as a number, `"12"`, `"0.5"` or `"1/12"`. Both units must be in it, the base unit too (`per` 1), unless they are the same.',
      },
    ],
    returns:
      'As `$quantity`: a number when whole, otherwise decimal text. A result whose digits never end (one piece is a third of a pack) is an error, because any rounding is the author’s decision.',
    source: 'UN/ECE Recommendation 20 for the unit codes',
    examples: [
      {
        expression: '$convertQuantity(3, "CS", "EA", units)',
        input: {
          units: [
            { unit: 'EA', per: '1' },
            { unit: 'CS', per: '12' },
          ],
        },
        result: 36,
      },
      {
        expression: '$convertQuantity("18", "EA", "CS", units)',
        input: {
          units: [
            { unit: 'EA', per: 1 },
            { unit: 'CS', per: 12 },
          ],
        },
        result: '1.5',
      },
      {
        expression: '$convertQuantity("24", "EA", "CS", units)',
        input: {
          units: [
            { unit: 'CS', per: '1' },
            { unit: 'EA', per: '1/12' },
          ],
        },
        result: 2,
      },
      { expression: '$convertQuantity("5.0", "EA", "EA", missing)', input: {}, result: 5 },
      { expression: '$convertQuantity(missing, "EA", "CS", [])', input: {} },
      {
        expression: '$convertQuantity(1, "EA", "CS", units)',
        input: {
          units: [
            { unit: 'EA', per: 1 },
            { unit: 'CS', per: 12 },
          ],
        },
        error: 'function.argument',
      },
      {
        expression: '$convertQuantity(1, "PL", "EA", units)',
        input: { units: { unit: 'EA', per: 1 } },
        error: 'function.argument',
      },
    ],
    implementation: (quantity: unknown, fromUnit: unknown, toUnit: unknown, units: unknown) =>
      convert(quantity, fromUnit, toUnit, units),
  },
];
