// Objects: constructors `{…}` and groupings `x{key: value}`. Imports compiler, scope, sequence and values.
import type { Grouping, Pair } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Code, Env } from './function-values.ts';
import { guard, LeftToReference, tick } from './guard.ts';
import { type Scope, tupleScope } from './scope.ts';
import { append, type Marked } from './sequence.ts';
import { refuse, setMember } from './values.ts';

export type Grouper = (value: unknown, env: Env) => Record<string, unknown>;

/** Whether an array was made by the program just now, so that nobody else sees what the reference adds to it. */
type IsOwn = (items: Marked) => boolean;

const never: IsOwn = () => false;

export interface Compiled {
  readonly key: Code;
  readonly value: Code;
}

interface Group {
  readonly pair: number;
  data: unknown;
  /** Whether `data` is an array made here, to which members may be added. */
  gathered: boolean;
}

const RESERVED = new Set(['_jsonata_lambda', '_jsonata_function']);

const compilePairs = (pairs: readonly Pair[], scope: Scope, compiler: Compiler): Compiled[] =>
  pairs.map(([key, value]) => ({ key: compiler.code(key, scope), value: compiler.code(value, scope) }));

/**
 * Compiles a grouping.
 *
 * @param names  the variables that the grouped items may carry; absent when they carry none
 * @param isOwn  which arrays cannot be the message's; none when absent
 */
export function groupCode(
  grouping: Grouping,
  scope: Scope,
  options: { compiler: Compiler; names: ReadonlySet<string> | undefined; isOwn?: IsOwn },
): Grouper {
  const { compiler, names, isOwn = never } = options;
  const pairs = compilePairs(grouping.lhs, scope, compiler);
  const tuplePairs = names === undefined ? undefined : compilePairs(grouping.lhs, tupleScope(scope, names), compiler);
  return (value, env) => {
    if (Array.isArray(value) && (value as Marked).tupleStream) {
      if (tuplePairs === undefined) throw new LeftToReference('a grouping meets items with variables');
      return groupTuples(value, env, tuplePairs);
    }
    return groupItems(value, env, pairs, isOwn);
  };
}

/** Files an item under a key. @throws Refused T1003, D1013, D1009 as the reference does */
function file(groups: Map<string, Group>, key: unknown, pair: number, item: unknown): void {
  if (key === undefined) return;
  if (typeof key !== 'string') refuse('T1003');
  if (RESERVED.has(key)) refuse('D1013');
  const known = groups.get(key);
  if (known === undefined) {
    groups.set(key, { pair, data: item, gathered: false });
  } else {
    if (known.pair !== pair) refuse('D1009');
    if (item === undefined) return;
    if (!known.gathered) {
      if (known.data === undefined) {
        known.data = item;
        return;
      }
      known.data = Array.isArray(known.data) ? known.data.slice() : [known.data];
      known.gathered = true;
    }
    const data = known.data as unknown[];
    if (Array.isArray(item)) for (const each of item) data.push(each);
    else data.push(item);
  }
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Keys in the order in which an object has them: whole numbers first. */
function inObjectOrder(groups: Map<string, Group>): [string, Group][] {
  const entries = [...groups];
  if (!entries.some(([key]) => isDigit(key.charCodeAt(0)))) return entries;
  const ordered: Record<string, Group> = Object.create(null);
  for (const [key, one] of entries) ordered[key] = one;
  return Object.entries(ordered);
}

/** Groups the items of a value, or the value itself. */
export function groupItems(
  value: unknown,
  env: Env,
  pairs: readonly Compiled[],
  isOwn: IsOwn = never,
): Record<string, unknown> {
  // An empty array stands for one item that is nothing, so that `{…}` over it is still an object. The reference adds that item
  // to the array itself, even if it is the message's.
  if (Array.isArray(value) && value.length === 0 && !isOwn(value)) guard.emptyGroupings += 1;
  const items = !Array.isArray(value) ? [value] : value.length === 0 ? [undefined] : (value as unknown[]);
  tick(items.length);
  const groups = new Map<string, Group>();
  for (const item of items) {
    for (let pair = 0; pair < pairs.length; pair += 1)
      file(groups, (pairs[pair] as Compiled).key(item, env), pair, item);
  }
  const result: Record<string, unknown> = {};
  for (const [key, { pair, data }] of inObjectOrder(groups)) {
    const member = (pairs[pair] as Compiled).value(data, env);
    if (member !== undefined) setMember(result, key, member);
  }
  return result;
}

type Tuple = Record<string, unknown>;

function groupTuples(tuples: Marked, env: Env, pairs: readonly Compiled[]): Record<string, unknown> {
  tick(tuples.length);
  const groups = new Map<string, Group>();
  for (const item of tuples) {
    const tuple = item as Tuple;
    for (let pair = 0; pair < pairs.length; pair += 1) {
      file(groups, (pairs[pair] as Compiled).key(tuple['@'], [env, tuple]), pair, tuple);
    }
  }
  const result: Record<string, unknown> = {};
  for (const [key, { pair, data }] of inObjectOrder(groups)) {
    const tuple = mergeTuples(data);
    const context = tuple['@'];
    // As in the reference, a tuple that is a group by itself loses its item to the first value that is evaluated.
    delete tuple['@'];
    const member = (pairs[pair] as Compiled).value(context, [env, tuple]);
    if (member !== undefined) setMember(result, key, member);
  }
  return result;
}

/** Several tuples of one group as one, whose variables hold all values. */
function mergeTuples(data: unknown): Tuple {
  if (!Array.isArray(data)) return data as Tuple;
  const merged: Tuple = Object.create(null);
  Object.assign(merged, data[0]);
  for (let index = 1; index < data.length; index += 1) {
    const tuple = data[index] as Tuple;
    for (const name of Object.keys(tuple)) merged[name] = append(merged[name], tuple[name]);
  }
  return merged;
}
