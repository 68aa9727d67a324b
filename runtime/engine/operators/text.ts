// Operators on texts.
import { compilePattern, unsafePattern } from './regex-lint.ts';
import type { OperatorSpec } from './spec.ts';

export { unsafePattern };

const LONGEST_TEXT = 10_000;
const MOST_PATTERNS = 1000;

/** Patterns compiled before, null for those that are refused. A memory of a pure function: it changes no result. */
const known = new Map<string, RegExp | null>();

function safeRegExp(pattern: string): RegExp | null {
  const found = known.get(pattern);
  if (found !== undefined) return found;
  const compiled = unsafePattern(pattern) === undefined ? compilePattern(pattern) : null;
  const usable = compiled instanceof RegExp ? compiled : null;
  // A rule's value may name a fact, so patterns may come from data without end.
  if (known.size >= MOST_PATTERNS) known.clear();
  known.set(pattern, usable);
  return usable;
}

function matches(fact: unknown, value: unknown): boolean {
  if (typeof fact !== 'string' || typeof value !== 'string' || fact.length > LONGEST_TEXT) return false;
  return safeRegExp(value)?.test(fact) === true;
}

function bothTexts(holds: (fact: string, value: string) => boolean): (fact: unknown, value: unknown) => boolean {
  return (fact, value) => typeof fact === 'string' && typeof value === 'string' && holds(fact, value);
}

export const textOperators: readonly OperatorSpec[] = [
  {
    name: 'startsWith',
    summary: 'Whether the text begins with the value; case counts.',
    fact: 'text',
    value: 'text',
    examples: [
      { fact: 'GIFT-10', value: 'GIFT-', result: true },
      { fact: 'gift-10', value: 'GIFT-', result: false },
      { fact: 10, value: '1', result: false },
    ],
    implementation: bothTexts((fact, value) => fact.startsWith(value)),
  },
  {
    name: 'endsWith',
    summary: 'Whether the text ends with the value; case counts.',
    fact: 'text',
    value: 'text',
    examples: [
      { fact: 'SKU-1-TEST', value: '-TEST', result: true },
      { fact: 'SKU-1-TEST ', value: '-TEST', result: false },
      { fact: null, value: '', result: false },
    ],
    implementation: bothTexts((fact, value) => fact.endsWith(value)),
  },
  {
    name: 'matches',
    summary:
      'Whether the regular expression is found in the text; `^` and `$` make it the whole text. A pattern that is invalid or can take exponential time is a finding when the ruleset is checked and never holds; nor does a text of more than 10,000 characters.',
    fact: 'text',
    value: 'regular expression of JavaScript as text, without slashes and flags',
    source: 'ECMA-262, RegExp',
    examples: [
      { fact: 'PO-2026-0001', value: '^PO-\\d{4}-\\d{4}$', result: true },
      { fact: 'PO-26-1', value: '^PO-\\d{4}-\\d{4}$', result: false },
      { fact: 'any', value: '(', result: false },
      { fact: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', value: '^(a+)+$', result: false },
      { fact: 12345, value: '^\\d+$', result: false },
    ],
    implementation: matches,
  },
  {
    name: 'oneOfIgnoringCase',
    summary: 'Whether the text is one of the values, whatever the case.',
    fact: 'text',
    value: 'list of texts',
    examples: [
      { fact: 'Next Day', value: ['next day', 'same day'], result: true },
      { fact: 'ground', value: ['next day', 'same day'], result: false },
      { fact: 'ground', value: 'GROUND', result: true },
      { fact: 1, value: ['1'], result: false },
    ],
    implementation: (fact, value) => {
      if (typeof fact !== 'string') return false;
      const wanted = fact.toLowerCase();
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      return list.some((member) => typeof member === 'string' && member.toLowerCase() === wanted);
    },
  },
  {
    name: 'longerThan',
    summary: 'Whether the text has more characters than the value says; a character beyond the basic plane is one.',
    fact: 'text',
    value: 'number of characters',
    examples: [
      { fact: 'ABCDEF', value: 5, result: true },
      { fact: 'ABCDE', value: 5, result: false },
      { fact: '📦📦📦', value: 3, result: false },
      { fact: 123456, value: 5, result: false },
    ],
    implementation: (fact, value) => typeof fact === 'string' && typeof value === 'number' && [...fact].length > value,
  },
];
