// What rules compare, as variables with the few values that matter to them: two values of one class are the same to every rule.
// May import the engine's conditions and operators, and ../catalog.ts.
import type { CompareCondition, Condition, Operand } from '../../../../runtime/engine/compile/rules/conditions.ts';
import { OPERATORS } from '../../../../runtime/engine/operators/index.ts';
import { memberAt, type RulesetScope } from '../catalog.ts';

export interface Variable {
  readonly key: string;
  readonly fact: string;
  readonly path: string | undefined;
  /** A value of every class. */
  readonly values: readonly unknown[];
  /** Whether the values stand for all there are: then what no combination of them gives cannot be. */
  readonly isExact: boolean;
}

export const operandKey = ({ fact, path, params }: Operand): string =>
  JSON.stringify([fact, path ?? '', params ?? null]);

export const isOperand = (value: CompareCondition['value']): value is Operand => !('fixed' in value);

/** Every comparison of a tree, those behind references too. */
export function* comparisonsOf(condition: Condition): Generator<CompareCondition> {
  switch (condition.kind) {
    case 'compare':
      yield condition;
      return;
    case 'all':
    case 'any':
      for (const member of condition.members) yield* comparisonsOf(member);
      return;
    default:
      if (condition.member !== undefined) yield* comparisonsOf(condition.member);
  }
}

const FRESH = 'another-word';
const EQUALITY = ['equal', 'notEqual', 'in', 'notIn'];
const NUMBERS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const DECIMALS = /^decimal(?:Equal|NotEqual|LessThan|LessThanInclusive|GreaterThan|GreaterThanInclusive)$/;
const PRESENCE = ['isBlank', 'isPresent'];
const LENGTHS = ['lengthEqual', 'lengthGreaterThan'];
const LISTS = ['contains', 'doesNotContain', 'containsAny', 'containsAll', 'everyIn'];

/** Below, at and above every threshold. */
function around(thresholds: readonly number[]): number[] {
  const sorted = [...new Set(thresholds)].sort((a, b) => a - b);
  return sorted.flatMap((value, index) => {
    const next = sorted[index + 1];
    const above = next === undefined ? value + 1 : (value + next) / 2;
    return index === 0 ? [value - 1, value, above] : [value, above];
  });
}

interface Use {
  readonly operator: string;
  readonly value: unknown;
}

/** The values that one use of a variable tells apart; undefined when they are not known. */
function valuesOf({ operator, value }: Use): readonly unknown[] | undefined {
  const literals = [value].flat();
  if (EQUALITY.includes(operator)) return literals;
  if (PRESENCE.includes(operator)) return ['', FRESH];
  if (LENGTHS.includes(operator) && typeof value === 'number')
    return [...new Set([0, value, value + 1])].map((length) => Array.from({ length }, (_one, index) => `m${index}`));
  if (LISTS.includes(operator)) return [[], ...literals.map((one) => [one]), literals, [FRESH]];
  return undefined;
}

const thresholdsOf = (uses: readonly Use[], matches: (operator: string) => boolean): number[] =>
  uses.flatMap(({ operator, value }) => {
    const number = typeof value === 'string' ? Number.parseFloat(value) : value;
    return matches(operator) && typeof number === 'number' && Number.isFinite(number) ? [number] : [];
  });

function distinct(values: readonly unknown[]): unknown[] {
  const seen = new Map(values.map((value) => [`${typeof value} ${JSON.stringify(value)}`, value]));
  return [...seen.values()];
}

/** Values that the library's own examples of an operator use: better than none. */
const exampleValues = (name: string): readonly unknown[] =>
  OPERATORS.find((operator) => operator.name === name)?.examples.map(({ fact }) => fact) ?? [];

/** The variables of some rules, by their key. */
export function variablesOf(trees: readonly Condition[], scope: RulesetScope): ReadonlyMap<string, Variable> {
  const operands = new Map<string, Operand>();
  const uses = new Map<string, Use[]>();
  const linked = new Map<string, string[]>();
  const note = (operand: Operand): string => {
    const key = operandKey(operand);
    operands.set(key, operand);
    if (!uses.has(key)) uses.set(key, []);
    return key;
  };
  for (const tree of trees) {
    for (const { operand, operator, value } of comparisonsOf(tree)) {
      const key = note(operand);
      if (!isOperand(value)) {
        uses.get(key)?.push({ operator, value: value.fixed });
        continue;
      }
      const other = note(value);
      linked.set(key, [...(linked.get(key) ?? []), other]);
      linked.set(other, [...(linked.get(other) ?? []), key]);
    }
  }
  const found = new Map<string, Variable>();
  for (const [key, operand] of operands)
    found.set(key, variableOf({ key, operand, uses: uses.get(key) ?? [], scope, isLinked: linked.has(key) }));
  // What is compared with another fact may have any value of that one too.
  for (const [key, others] of linked) {
    const variable = found.get(key) as Variable;
    const shared = others.flatMap((other) => found.get(other)?.values ?? []);
    found.set(key, { ...variable, values: distinct([...variable.values, ...shared]).slice(0, 24) });
  }
  return found;
}

function variableOf(options: {
  key: string;
  operand: Operand;
  uses: readonly Use[];
  scope: RulesetScope;
  isLinked: boolean;
}): Variable {
  const { key, operand, uses, scope, isLinked } = options;
  const { fact, path } = operand;
  const member = memberAt(fact, path, scope);
  const known = member === undefined || member === 'unknown' ? undefined : member;
  const isNumber = known?.type === 'number';
  const told = uses.map(valuesOf);
  const numbers = around(thresholdsOf(uses, (name) => NUMBERS.includes(name)));
  const decimals = around(thresholdsOf(uses, (name) => DECIMALS.test(name)));
  const isMeasured = (name: string) => (NUMBERS.includes(name) && isNumber) || DECIMALS.test(name);
  const isExact = !isLinked && uses.every(({ operator }, index) => told[index] !== undefined || isMeasured(operator));
  const written = distinct([
    undefined,
    ...told.flatMap((values) => values ?? []),
    ...numbers,
    ...(isNumber ? decimals : decimals.map(String)),
    ...uses.flatMap(({ operator }, index) =>
      told[index] === undefined && !isMeasured(operator) ? exampleValues(operator) : [],
    ),
  ]);
  const words = known?.type === 'text' ? known.words : undefined;
  // The model knows every word that may stand here; elsewhere one that no rule names stands for all others.
  const values =
    words === undefined
      ? distinct([...written, null, FRESH, ...(known?.type === 'true or false' ? [true, false] : [])])
      : [undefined, ...words];
  return { key, fact, path, values, isExact };
}
