// The built-in functions that call functions: in jsonata they are asynchronous, here they are not. Imports function-values, guard, sequence, sort and values.
import { arityOf, callArgument, callComparator, callerOf, type FunctionValue } from './function-values.ts';
import { checkLength, tick } from './guard.ts';
import { emptySequence, type Marked } from './sequence.ts';
import { mergeSort } from './sort.ts';
import { isNumeric, refuse, setMember, truth } from './values.ts';

export function map([items, func]: readonly unknown[]): unknown {
  if (items === undefined) return undefined;
  const list = items as unknown[];
  const results = emptySequence();
  if (list.length === 0) return results;
  const call = callerOf(func);
  tick(list.length);
  for (let index = 0; index < list.length; index += 1) {
    const result = call(list[index], index, list);
    if (result !== undefined) results.push(result);
  }
  checkLength(results.length);
  return results;
}

export function filter([items, func]: readonly unknown[]): unknown {
  if (items === undefined) return undefined;
  const list = items as unknown[];
  const results = emptySequence();
  if (list.length === 0) return results;
  const call = callerOf(func);
  tick(list.length);
  for (let index = 0; index < list.length; index += 1) {
    if (truth(call(list[index], index, list))) results.push(list[index]);
  }
  return results;
}

export function single([items, func]: readonly unknown[]): unknown {
  if (items === undefined) return undefined;
  const list = items as unknown[];
  const call = func === undefined ? () => true : callerOf(func);
  let found = -1;
  for (let index = 0; index < list.length; index += 1) {
    tick(1);
    if (!truth(call(list[index], index, list))) continue;
    if (found !== -1) refuse('D3138');
    found = index;
  }
  return found === -1 ? refuse('D3139') : list[found];
}

export function reduce([items, func, initial]: readonly unknown[]): unknown {
  if (items === undefined) return undefined;
  const list = items as unknown[];
  const arity = arityOf(func as FunctionValue);
  if (arity < 2) refuse('D3050');
  let index = initial === undefined && list.length > 0 ? 1 : 0;
  let result = index === 1 ? list[0] : initial;
  tick(list.length);
  for (; index < list.length; index += 1) {
    const args = [result, list[index]];
    if (arity >= 3) args.push(index);
    if (arity >= 4) args.push(list);
    result = callArgument(func, args);
  }
  return result;
}

export function each([object, func]: readonly unknown[]): unknown {
  const results: Marked = emptySequence();
  const entries = typeof object === 'object' && object !== null ? Object.entries(object) : [];
  if (entries.length === 0) return results;
  const call = callerOf(func);
  tick(entries.length);
  for (const [name, value] of entries) {
    const result = call(value, name, object);
    if (result !== undefined) results.push(result);
  }
  return results;
}

export function sift([object, func]: readonly unknown[]): unknown {
  const entries = typeof object === 'object' && object !== null ? Object.entries(object) : [];
  if (entries.length === 0) return undefined;
  const call = callerOf(func);
  tick(entries.length);
  const kept = entries.filter(([name, value]) => truth(call(value, name, object)));
  if (kept.length === 0) return undefined;
  const result: Record<string, unknown> = {};
  for (const [name, value] of kept) setMember(result, name, value);
  return result;
}

export function sort([items, comparator]: readonly unknown[]): unknown {
  if (items === undefined) return undefined;
  const list = items as unknown[];
  if (list.length <= 1) return list;
  if (comparator !== undefined)
    return mergeSort(list, (left, right) => Boolean(callComparator(comparator, [left, right])));
  if (!list.every(isNumeric) && !list.every((item) => typeof item === 'string')) refuse('D3070');
  return mergeSort(list as string[], (left, right) => left > right);
}
