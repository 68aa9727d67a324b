// Operators that ask whether something is there at all.
import type { OperatorSpec } from './spec.ts';

/** Nothing, null, empty or white text, an empty list, an object without members. Zero and false are values. */
export function isBlank(fact: unknown): boolean {
  if (fact === undefined || fact === null) return true;
  if (typeof fact === 'string') return fact.trim() === '';
  if (Array.isArray(fact)) return fact.length === 0;
  return typeof fact === 'object' && Object.keys(fact).length === 0;
}

const VALUE = '`true` or `false`; anything else never holds';

export const blankOperators: readonly OperatorSpec[] = [
  {
    name: 'isBlank',
    summary:
      'Whether the fact is absent, null, empty, or white space only; an empty list or object is blank, zero and false are not.',
    fact: 'anything',
    value: VALUE,
    examples: [
      { fact: '', value: true, result: true },
      { fact: ' \t', value: true, result: true },
      { fact: null, value: true, result: true },
      { fact: undefined, value: true, result: true },
      { fact: [], value: true, result: true },
      { fact: 0, value: true, result: false },
      { fact: 'A', value: false, result: true },
      { fact: '', value: 'true', result: false },
    ],
    implementation: (fact, value) => isBlank(fact) === value,
  },
  {
    name: 'isPresent',
    summary: 'The opposite of `isBlank`.',
    fact: 'anything',
    value: VALUE,
    examples: [
      { fact: 'A', value: true, result: true },
      { fact: false, value: true, result: true },
      { fact: {}, value: true, result: false },
      { fact: undefined, value: false, result: true },
      { fact: 'A', value: 1, result: false },
    ],
    implementation: (fact, value) => typeof value === 'boolean' && isBlank(fact) !== value,
  },
];
