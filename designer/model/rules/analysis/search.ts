// Finds values for the variables of rules so that some fire and others do not, or that there are none. May import ./variables.ts.
import type { CompareCondition, Condition } from '../../../../runtime/engine/compile/rules/conditions.ts';
import { operatorNamed } from '../../../../runtime/engine/compile/rules/operators.ts';
import { comparisonsOf, isOperand, operandKey, type Variable } from './variables.ts';

/** A tree that has to hold, or must not. */
export interface Wanted {
  readonly tree: Condition;
  readonly holds: boolean;
}

export type Assignment = ReadonlyMap<string, unknown>;

export type Found =
  | { readonly kind: 'found'; readonly assignment: Assignment }
  /** No values do it, and the values stand for all there are. */
  | { readonly kind: 'impossible' }
  /** None were found; there may be others. */
  | { readonly kind: 'unknown' };

/** More steps than this are not taken: better no answer than a page that stands still. */
const MOST_STEPS = 20_000;

/** True, false, or undefined while a variable that decides has no value. */
type Three = boolean | undefined;

function compare(condition: CompareCondition, values: ReadonlyMap<string, unknown>): Three {
  const key = operandKey(condition.operand);
  if (!values.has(key)) return undefined;
  let right: unknown;
  if (isOperand(condition.value)) {
    const other = operandKey(condition.value);
    if (!values.has(other)) return undefined;
    right = values.get(other);
  } else right = condition.value.fixed;
  try {
    return operatorNamed(condition.operator)?.test(values.get(key), right) === true;
  } catch {
    return false;
  }
}

function evaluate(condition: Condition, values: ReadonlyMap<string, unknown>): Three {
  switch (condition.kind) {
    case 'compare':
      return compare(condition, values);
    case 'reference':
      return condition.member === undefined ? false : evaluate(condition.member, values);
    case 'not': {
      const inner = evaluate(condition.member, values);
      return inner === undefined ? undefined : !inner;
    }
    default: {
      // An empty group holds, whichever it is.
      if (condition.members.length === 0) return true;
      const all = condition.kind === 'all';
      let open = false;
      for (const member of condition.members) {
        const result = evaluate(member, values);
        if (result === undefined) open = true;
        else if (result !== all) return !all;
      }
      return open ? undefined : all;
    }
  }
}

/** Searches for values; the same question gives the same answer. */
export function findValues(wanted: readonly Wanted[], variables: ReadonlyMap<string, Variable>): Found {
  const keys = new Map<string, number>();
  for (const { tree } of wanted)
    for (const { operand, value } of comparisonsOf(tree))
      for (const one of isOperand(value) ? [operand, value] : [operand])
        keys.set(operandKey(one), (keys.get(operandKey(one)) ?? 0) + 1);
  // What is asked most often decides most.
  const order = [...keys].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const values = new Map<string, unknown>();
  let steps = 0;
  const isLost = (): boolean => wanted.some(({ tree, holds }) => evaluate(tree, values) === !holds);
  const isDone = (): boolean => wanted.every(({ tree, holds }) => evaluate(tree, values) === holds);
  const descend = (at: number): boolean => {
    if (isDone()) return true;
    const key = order[at];
    if (key === undefined) return false;
    for (const value of variables.get(key)?.values ?? []) {
      steps += 1;
      if (steps > MOST_STEPS) return false;
      values.set(key, value);
      if (!isLost() && descend(at + 1)) return true;
    }
    values.delete(key);
    return false;
  };
  if (descend(0)) return { kind: 'found', assignment: new Map(values) };
  const isExact = order.every((key) => variables.get(key)?.isExact === true);
  return steps <= MOST_STEPS && isExact ? { kind: 'impossible' } : { kind: 'unknown' };
}
