// Amounts and quantities as the common model writes them: money with at least its minor digits, quantities as numbers where exact.
import { argumentError, isAbsent } from './argument.ts';
import { minorDigits } from './currency-codes.ts';
import { decimalArgument, numberWhenWhole, placesOf, plain } from './exact.ts';
import type { FunctionSpec } from './spec.ts';

/** Two where no currency is named or the list does not know it: whether a code is real is a rule's question, not a reason to lose an amount. */
function digitsFor(currency: unknown): number {
  if (isAbsent(currency)) return 2;
  if (typeof currency !== 'string') throw argumentError('$money', 'a currency code as text', currency);
  return minorDigits(currency.trim().toUpperCase()) ?? 2;
}

function money(x: unknown, currency: unknown): string | undefined {
  const amount = decimalArgument('$money', x);
  const least = digitsFor(currency);
  return amount === undefined ? undefined : plain(amount, Math.max(least, placesOf(amount)));
}

function quantity(x: unknown): number | string | undefined {
  const value = decimalArgument('$quantity', x);
  return value === undefined ? undefined : numberWhenWhole(value);
}

export const amountFunctions: readonly FunctionSpec[] = [
  {
    name: 'money',
    signature: '<xx?:s>',
    summary: 'An amount as the common model writes it: at least the minor digits of its currency, nothing rounded.',
    parameters: [
      { name: 'x', description: 'Number or numeric text.' },
      {
        name: 'currency',
        description: 'ISO 4217 code that sets the minor digits; two digits without one or with an unknown one.',
        optional: true,
      },
    ],
    returns: 'Decimal text. Zeros beyond the minor digits are dropped, other digits beyond them are kept.',
    source: 'ISO 4217, minor units',
    examples: [
      { expression: '$money(36)', result: '36.00' },
      { expression: '$money("62.6793")', result: '62.6793' },
      { expression: '$money("69.8400")', result: '69.84' },
      { expression: '$money(10.0)', result: '10.00' },
      { expression: '$money("1980.00", "JPY")', result: '1980' },
      { expression: '$money("1.5", "KWD")', result: '1.500' },
      { expression: '$map(prices, $money)', input: { prices: [1, '2.5'] }, result: ['1.00', '2.50'] },
      { expression: '$money(null)' },
      { expression: '$money("12,50")', error: 'function.argument' },
    ],
    implementation: (x: unknown, currency: unknown) => money(x, currency),
  },
  {
    name: 'quantity',
    signature: '<x:x>',
    summary: 'A quantity as the common model writes it.',
    parameters: [{ name: 'x', description: 'Number or numeric text.' }],
    returns: 'A number when it is whole and a JavaScript number holds it exactly, otherwise canonical decimal text.',
    examples: [
      { expression: '$quantity("12.000")', result: 12 },
      { expression: '$quantity(2.5)', result: '2.5' },
      { expression: '$quantity("-0")', result: 0 },
      { expression: '$quantity("9007199254740993")', result: '9007199254740993' },
      { expression: '$quantity("a dozen")', error: 'function.argument' },
    ],
    implementation: (x: unknown) => quantity(x),
  },
];
