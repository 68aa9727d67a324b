// Predicates: `x[0]`, `x[price > 5]`. Imports compiler, scope, sequence and values.
import type { Node } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Code, Env } from './function-values.ts';
import { LeftToReference, tick } from './guard.ts';
import { type Scope, tupleScope } from './scope.ts';
import { emptySequence, type Marked } from './sequence.ts';
import { isNumeric, truth } from './values.ts';

/** One predicate, ready to be applied to a value of any kind. */
export type Filter = (value: unknown, env: Env) => unknown;

/** Whether a position is named by a number or by an array of numbers; undefined when the value is neither. */
function selects(result: unknown, index: number, length: number): number | undefined {
  if (isNumeric(result)) return matches(result, index, length) ? 1 : 0;
  if (!Array.isArray(result)) return undefined;
  let times = 0;
  for (const number of result) {
    if (!isNumeric(number)) return undefined;
    if (matches(number, index, length)) times += 1;
  }
  return times;
}

function matches(number: number, index: number, length: number): boolean {
  const floor = Math.floor(number);
  return (floor < 0 ? length + floor : floor) === index;
}

/** `x[2]`: the item there; one that is an array is given as it is. */
function pick(position: number): Filter {
  const floor = Math.floor(position);
  return (value) => {
    const items = Array.isArray(value) ? (value as Marked) : [value];
    const item = items[floor < 0 ? items.length + floor : floor];
    if (Array.isArray(item)) return item;
    const results = emptySequence();
    if (Array.isArray(value) && (value as Marked).tupleStream) results.tupleStream = true;
    if (item !== undefined) results.push(item);
    return results;
  };
}

/**
 * Compiles a predicate.
 *
 * @param names  the variables that the filtered items may carry; absent when they carry none
 */
export function filterCode(
  predicate: Node,
  scope: Scope,
  options: { compiler: Compiler; names: ReadonlySet<string> | undefined },
): Filter {
  if (predicate.type === 'number') return pick(predicate.value as number);
  const { compiler, names } = options;
  const test = compiler.code(predicate, scope);
  const testTuple = names === undefined ? undefined : compiler.code(predicate, tupleScope(scope, names));
  return (value, env) => {
    if (Array.isArray(value) && (value as Marked).tupleStream) return filterTuples(value, env, testTuple);
    const results = emptySequence();
    if (Array.isArray(value)) {
      const { length } = value;
      tick(length);
      for (let index = 0; index < length; index += 1)
        keep(results, value[index], test(value[index], env), index, length);
    } else {
      keep(results, value, test(value, env), 0, 1);
    }
    return results;
  };
}

function keep(results: Marked, item: unknown, result: unknown, index: number, length: number): void {
  if (result === true) {
    results.push(item);
  } else if (result !== false && result !== undefined) {
    const times = selects(result, index, length);
    if (times === undefined) {
      if (truth(result)) results.push(item);
    } else {
      for (let time = 0; time < times; time += 1) results.push(item);
    }
  }
}

function filterTuples(value: Marked, env: Env, test: Code | undefined): Marked {
  if (test === undefined) throw new LeftToReference('a predicate meets items with variables');
  const results = emptySequence();
  results.tupleStream = true;
  const { length } = value;
  tick(length);
  for (let index = 0; index < length; index += 1) {
    const tuple = value[index] as Record<string, unknown>;
    keep(results, tuple, test(tuple['@'], [env, tuple]), index, length);
  }
  return results;
}
