// The operators of rules: json-rules-engine's own, its decorators, and the library's, each as one test of a fact against a value.
// May import ../../operators.
import { OPERATORS } from '../../operators/index.ts';

export type Test = (fact: unknown, value: unknown) => unknown;

export interface Operator {
  /** Holds when it gives `true`; what else it may give is passed on as it is. */
  readonly test: Test;
  /** Whether it may throw, given the value of the rule when that is fixed. */
  readonly mayThrow: (fixed: { readonly value: unknown } | undefined) => boolean;
  /**
   * For `someFact` and `everyFact`, with any number of `not` before them: the test of one member, so that a list need not
   * be made to be asked.
   */
  readonly members?: { readonly test: Test; readonly every: boolean; readonly negated: boolean };
}

/** json-rules-engine 7.3.1: a number, or whatever begins like one; two texts are then compared as texts. */
function isNumeric(fact: unknown): boolean {
  if (typeof fact === 'number') return !Number.isNaN(fact);
  return !Number.isNaN(Number.parseFloat(fact as string));
}

const never = () => false;
const always = () => true;
/** A comparison may meet an object that cannot become a primitive. */
const comparison = (holds: (fact: never, value: never) => boolean): Operator => ({
  test: (fact, value) => isNumeric(fact) && holds(fact as never, value as never),
  mayThrow: always,
});

type Indexed = { indexOf(member: unknown): number };

const EQUAL: Test = (fact, value) => fact === value;
const NOT_EQUAL: Test = (fact, value) => fact !== value;
const isIn: Test = (fact, value) => (value as Indexed).indexOf(fact) > -1;
const isNotIn: Test = (fact, value) => (value as Indexed).indexOf(fact) === -1;

/** A fixed list never throws; a text would look for the fact's text, and anything else has no members. */
const unlessFixedList: Operator['mayThrow'] = (fixed) => fixed === undefined || !Array.isArray(fixed.value);

const BUILT_IN: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['equal', { test: EQUAL, mayThrow: never }],
  ['notEqual', { test: NOT_EQUAL, mayThrow: never }],
  ['in', { test: isIn, mayThrow: unlessFixedList }],
  ['notIn', { test: isNotIn, mayThrow: unlessFixedList }],
  ['contains', { test: (fact, value) => Array.isArray(fact) && fact.indexOf(value) > -1, mayThrow: never }],
  ['doesNotContain', { test: (fact, value) => Array.isArray(fact) && fact.indexOf(value) === -1, mayThrow: never }],
  ['lessThan', comparison((fact, value) => fact < value)],
  ['lessThanInclusive', comparison((fact, value) => fact <= value)],
  ['greaterThan', comparison((fact, value) => fact > value)],
  ['greaterThanInclusive', comparison((fact, value) => fact >= value)],
]);

const LIBRARY: ReadonlyMap<string, Operator> = new Map(
  OPERATORS.map(({ name, implementation }) => [name, { test: implementation, mayThrow: never }]),
);

type Decorate = (inner: Operator) => Operator;

const ofMembers =
  (every: boolean): Decorate =>
  ({ test, mayThrow }) => ({
    test: (fact, value) => {
      if (!Array.isArray(fact)) return false;
      return every ? fact.every((member) => test(member, value)) : fact.some((member) => test(member, value));
    },
    mayThrow,
    members: { test, every, negated: false },
  });

type Listed = readonly unknown[];

const ofValues =
  (every: boolean): Decorate =>
  ({ test, mayThrow }) => ({
    test: (fact, value) =>
      every
        ? (value as Listed).every((member) => test(fact, member))
        : (value as Listed).some((member) => test(fact, member)),
    mayThrow: (fixed) =>
      fixed === undefined || !Array.isArray(fixed.value) || fixed.value.some((value) => mayThrow({ value })),
  });

const DECORATORS: ReadonlyMap<string, Decorate> = new Map<string, Decorate>([
  ['someFact', ofMembers(false)],
  ['everyFact', ofMembers(true)],
  ['someValue', ofValues(false)],
  ['everyValue', ofValues(true)],
  // Nothing is known of the fact that takes the value's place.
  ['swap', ({ test, mayThrow }) => ({ test: (fact, value) => test(value, fact), mayThrow: () => mayThrow(undefined) })],
  [
    'not',
    ({ test, mayThrow, members }) => ({
      test: (fact, value) => !test(fact, value),
      mayThrow,
      ...(members === undefined ? {} : { members: { ...members, negated: !members.negated } }),
    }),
  ],
]);

/** Names of operators that a rule may use, decorators left out. */
export const OPERATOR_NAMES: readonly string[] = [...BUILT_IN.keys(), ...LIBRARY.keys()];

/** Names of decorators: `everyFact:not:equal` asks of every member of the fact whether it differs. */
export const DECORATOR_NAMES: readonly string[] = [...DECORATORS.keys()];

/**
 * Finds an operator by its name with its decorators.
 *
 * @param foreign  operators beyond the library, by name; nothing is known of what they give or throw
 * @returns undefined when there is none of that name
 */
export function operatorNamed(name: unknown, foreign: Readonly<Record<string, Test>> = {}): Operator | undefined {
  if (typeof name !== 'string') return undefined;
  const test = Object.hasOwn(foreign, name) ? foreign[name] : undefined;
  const plain = test === undefined ? (LIBRARY.get(name) ?? BUILT_IN.get(name)) : { test, mayThrow: always };
  if (plain !== undefined) return plain;
  const colon = name.indexOf(':');
  const decorate = colon > 0 ? DECORATORS.get(name.slice(0, colon)) : undefined;
  const inner = decorate === undefined ? undefined : operatorNamed(name.slice(colon + 1), foreign);
  return inner === undefined ? undefined : decorate?.(inner);
}

/** A list of texts this long is asked faster by a set. */
const LONG_LIST = 8;

/**
 * The test of an operator whose value is fixed, chosen once for that value.
 *
 * @returns the same answers as `operator.test(fact, value)`
 */
export function fixedTest(operator: Operator, value: unknown): (fact: unknown) => unknown {
  const { test } = operator;
  if (test === EQUAL) return (fact) => fact === value;
  if (test === NOT_EQUAL) return (fact) => fact !== value;
  if ((test === isIn || test === isNotIn) && Array.isArray(value) && value.length >= LONG_LIST) {
    const texts = new Set(value);
    const inside = test === isIn;
    return (fact) => (typeof fact === 'string' ? texts.has(fact) === inside : test(fact, value));
  }
  return (fact) => test(fact, value);
}
