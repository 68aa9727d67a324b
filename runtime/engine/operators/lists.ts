// Operators on lists, mostly what a path such as `$.lines[*].sku` gives.
import { isBlank } from './blank.ts';
import type { OperatorSpec } from './spec.ts';

function sorted(_key: string, member: unknown): unknown {
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
  return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same text for equal values of JSON, whatever the order of their keys; what JSON cannot hold stands for itself. */
function keyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  try {
    return JSON.stringify(value, sorted);
  } catch {
    return value;
  }
}

const keysOf = (list: readonly unknown[]) => new Set(list.map(keyOf));

/** A list; any other value is a list of one, an absent one is no list. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value : [value];
}

function hasDuplicates(fact: readonly unknown[]): boolean {
  const present = fact.filter((member) => !isBlank(member));
  return keysOf(present).size < present.length;
}

/** Both sides as lists, the fact only when it is one. */
function compareLists(
  holds: (fact: readonly unknown[], wanted: readonly unknown[]) => boolean,
): (fact: unknown, value: unknown) => boolean {
  return (fact, value) => {
    const wanted = listOf(value);
    return Array.isArray(fact) && wanted !== undefined && holds(fact, wanted);
  };
}

function compareLength(holds: (length: number, value: number) => boolean): (fact: unknown, value: unknown) => boolean {
  return (fact, value) => Array.isArray(fact) && typeof value === 'number' && holds(fact.length, value);
}

const FACT = 'list; anything else never holds';

export const listOperators: readonly OperatorSpec[] = [
  {
    name: 'hasDuplicates',
    summary:
      'Whether two members of the list are equal; blank members do not count, objects are equal when their members are.',
    fact: FACT,
    value: '`true` or `false`',
    examples: [
      { fact: ['SKU-1', 'SKU-2', 'SKU-1'], value: true, result: true },
      { fact: ['SKU-1', 'sku-1', 1, '1'], value: false, result: true },
      { fact: ['', '', null, null], value: true, result: false },
      {
        fact: [
          { sku: 'A', lot: '1' },
          { lot: '1', sku: 'A' },
        ],
        value: true,
        result: true,
      },
      { fact: 'SKU-1', value: false, result: false },
    ],
    implementation: (fact, value) => Array.isArray(fact) && hasDuplicates(fact) === value,
  },
  {
    name: 'lengthEqual',
    summary: 'Whether the list has exactly so many members.',
    fact: FACT,
    value: 'number',
    examples: [
      { fact: ['A', 'B'], value: 2, result: true },
      { fact: [], value: 0, result: true },
      { fact: ['A'], value: '1', result: false },
      { fact: undefined, value: 0, result: false },
    ],
    implementation: compareLength((length, value) => length === value),
  },
  {
    name: 'lengthGreaterThan',
    summary: 'Whether the list has more members than the value says.',
    fact: FACT,
    value: 'number',
    examples: [
      { fact: ['A', 'B'], value: 1, result: true },
      { fact: ['A', 'B'], value: 2, result: false },
      { fact: 'AB', value: 1, result: false },
    ],
    implementation: compareLength((length, value) => length > value),
  },
  {
    name: 'containsAny',
    summary: 'Whether the list has at least one of the values.',
    fact: FACT,
    value: 'list, or one value',
    examples: [
      { fact: ['fraud', 'stock'], value: ['payment', 'fraud'], result: true },
      { fact: ['fraud'], value: 'fraud', result: true },
      { fact: ['1'], value: [1], result: false },
      { fact: ['fraud'], value: [], result: false },
    ],
    implementation: compareLists((fact, wanted) => {
      const keys = keysOf(fact);
      return wanted.some((member) => keys.has(keyOf(member)));
    }),
  },
  {
    name: 'containsAll',
    summary: 'Whether the list has every one of the values.',
    fact: FACT,
    value: 'list, or one value; an empty list always holds',
    examples: [
      { fact: ['A', 'B', 'C'], value: ['C', 'A'], result: true },
      { fact: ['A'], value: ['A', 'B'], result: false },
      { fact: [], value: [], result: true },
      { fact: null, value: [], result: false },
    ],
    implementation: compareLists((fact, wanted) => {
      const keys = keysOf(fact);
      return wanted.every((member) => keys.has(keyOf(member)));
    }),
  },
  {
    name: 'everyIn',
    summary: 'Whether every member of the list is one of the values; an empty list always holds.',
    fact: FACT,
    value: 'list, or one value',
    examples: [
      { fact: ['EA', 'CS', 'EA'], value: ['EA', 'CS'], result: true },
      { fact: ['EA', 'PL'], value: ['EA', 'CS'], result: false },
      { fact: [], value: ['EA'], result: true },
      { fact: 'EA', value: ['EA'], result: false },
    ],
    implementation: compareLists((fact, wanted) => {
      const keys = keysOf(wanted);
      return fact.every((member) => keys.has(keyOf(member)));
    }),
  },
];
