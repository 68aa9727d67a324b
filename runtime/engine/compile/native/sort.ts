// Order-by and `$sort`: jsonata's merge sort, each key evaluated once. Imports compiler, guard and values.
import type { SortTerm } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Code, Env } from './function-values.ts';
import { tick } from './guard.ts';
import type { Scope } from './scope.ts';
import type { Marked } from './sequence.ts';
import { refuse } from './values.ts';

/**
 * Sorts top down as the reference does, so that a comparator that contradicts itself gives the same order.
 *
 * @param after  whether the left item comes after the right one
 */
export function mergeSort<T>(items: readonly T[], after: (left: T, right: T) => boolean): T[] {
  if (items.length <= 1) return [...items];
  const middle = Math.floor(items.length / 2);
  const left = mergeSort(items.slice(0, middle), after);
  const right = mergeSort(items.slice(middle), after);
  tick(items.length);
  const merged: T[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    merged.push(after(left[l] as T, right[r] as T) ? (right[r++] as T) : (left[l++] as T));
  }
  while (l < left.length) merged.push(left[l++] as T);
  while (r < right.length) merged.push(right[r++] as T);
  return merged;
}

/** -1, 0 or 1; what is missing comes last in either direction. @throws Refused T2007, T2008 */
function order(left: unknown, right: unknown, descending: boolean): number {
  if (left === undefined) return right === undefined ? 0 : 1;
  if (right === undefined) return -1;
  const kind = typeof left;
  if ((kind !== 'string' && kind !== 'number') || (typeof right !== 'string' && typeof right !== 'number'))
    refuse('T2008');
  if (kind !== typeof right) refuse('T2007');
  if (left === right) return 0;
  const way = (left as string) < (right as string) ? -1 : 1;
  return descending ? -way : way;
}

/** Sorts the items of a sequence, or the tuples of a stream. The result of several is a plain array. */
export type Sorter = (items: Marked, env: Env) => Marked;

/** Compiles the terms of an order-by; `tuples` are sorted with their variables in scope. */
export function sortCode(terms: readonly SortTerm[], scope: Scope, compiler: Compiler, tuples: boolean): Sorter {
  const codes = terms.map((term) => compiler.code(term.expression, scope));
  const descending = terms.map((term) => term.descending === true);
  const first = codes[0] as Code;
  return (items, env) => {
    const { length } = items;
    if (length <= 1) return items;
    const keyOf = (code: Code, item: unknown): unknown => {
      if (!tuples) return code(item, env);
      const tuple = item as Record<string, unknown>;
      return code(tuple['@'], [env, tuple]);
    };
    const keys: unknown[] = [];
    for (let index = 0; index < length; index += 1) keys.push(keyOf(first, items[index]));
    const sorted = codes.length === 1 ? sortByOneKey(keys, descending[0] as boolean) : undefined;
    if (sorted !== undefined) return sorted.map((index) => items[index]);
    const more = keys.map((key) => [key]);
    const keyAt = (index: number, term: number): unknown => {
      const known = more[index] as unknown[];
      while (known.length <= term) known.push(keyOf(codes[known.length] as Code, items[index]));
      return known[term];
    };
    const positions = mergeSort([...keys.keys()], (left, right) => {
      for (let term = 0; term < codes.length; term += 1) {
        const way = order(keyAt(left, term), keyAt(right, term), descending[term] as boolean);
        if (way !== 0) return way === 1;
      }
      return false;
    });
    return positions.map((index) => items[index]);
  };
}

/** Positions in order, when all keys are finite numbers or all are texts: then any stable sort gives the reference's order. */
function sortByOneKey(keys: readonly unknown[], descending: boolean): number[] | undefined {
  const positions = [...keys.keys()];
  tick(keys.length);
  if (keys.every((key) => Number.isFinite(key))) {
    const numbers = keys as readonly number[];
    const way = descending ? -1 : 1;
    return positions.sort((a, b) => way * ((numbers[a] as number) - (numbers[b] as number)));
  }
  if (!keys.every((key) => typeof key === 'string')) return undefined;
  const texts = keys as readonly string[];
  const before = descending ? 1 : -1;
  return positions.sort((a, b) => {
    const left = texts[a] as string;
    const right = texts[b] as string;
    return left === right ? 0 : left < right ? before : -before;
  });
}
