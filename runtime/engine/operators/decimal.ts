// Comparisons of exact numbers, where json-rules-engine's own compare as binary floating point and texts as texts.
import { readDecimal } from '../functions/exact.ts';
import type { OperatorExample, OperatorSpec } from './spec.ts';

function comparison(
  name: string,
  summary: string,
  holds: (order: number) => boolean,
  examples: readonly OperatorExample[],
): OperatorSpec {
  return {
    name,
    summary: `${summary} Exact at any number of digits; texts and numbers mix. When either is not a number it does not hold.`,
    fact: 'number or numeric text',
    value: 'number or numeric text, or another fact',
    examples: [
      ...examples,
      { fact: 'n/a', value: 1, result: false },
      { fact: undefined, value: 1, result: false },
      { fact: 1, value: '', result: false },
    ],
    implementation: (fact, value) => {
      const [left, right] = [readDecimal(fact), readDecimal(value)];
      return left !== undefined && right !== undefined && holds(left.cmp(right));
    },
  };
}

export const decimalOperators: readonly OperatorSpec[] = [
  comparison('decimalEqual', 'Whether both are the same number.', (order) => order === 0, [
    { fact: '19.90', value: 19.9, result: true },
    { fact: '9007199254740993', value: '9007199254740992', result: false },
  ]),
  comparison('decimalNotEqual', 'Whether both are numbers and differ.', (order) => order !== 0, [
    { fact: '19.90', value: '19.91', result: true },
    { fact: '1.0', value: 1, result: false },
  ]),
  comparison('decimalLessThan', 'Whether the fact is less than the value.', (order) => order < 0, [
    { fact: '9', value: '10', result: true },
    { fact: '10.00', value: 10, result: false },
  ]),
  comparison('decimalLessThanInclusive', 'Whether the fact is at most the value.', (order) => order <= 0, [
    { fact: '10.00', value: 10, result: true },
    { fact: '10.01', value: 10, result: false },
  ]),
  comparison('decimalGreaterThan', 'Whether the fact is greater than the value.', (order) => order > 0, [
    { fact: '0.30000000000000001', value: '0.3', result: true },
    { fact: 0, value: 0, result: false },
  ]),
  comparison('decimalGreaterThanInclusive', 'Whether the fact is at least the value.', (order) => order >= 0, [
    { fact: '-1', value: '-1.0', result: true },
    { fact: '-1', value: 0, result: false },
  ]),
];
