// What is known of a value before the program runs: its kinds, the source fields it comes from, its members. Pure; may import ../language/kinds.ts.
import type { LambdaNode } from '../../../runtime/engine/syntax/tree.ts';
import { ANY, FUNCTION, type Kinds, OBJECT, TEXT } from '../language/kinds.ts';
import type { Scope } from './scope.ts';

export interface Value {
  readonly kinds: Kinds;
  /** It may be several values: a list, or one per member of a list on the way. */
  readonly isMany: boolean;
  /** Source fields that it may be, `/lines/sku`; `` is the whole message. Alternatives, not all at once. */
  readonly paths: readonly string[];
  /** Members of an object that the program makes. */
  readonly members?: ReadonlyMap<string, Value>;
  /** Texts that it may be, when all are known. */
  readonly words?: readonly string[];
  /** `$tables`, a table of it, or a row of a table. */
  readonly table?: { readonly is: 'all' | 'table' | 'row'; readonly name: string };
  readonly lambda?: { readonly node: LambdaNode; readonly scope: Scope };
  /** JSONata's or the library's function of that name. */
  readonly functionName?: string;
}

/** More alternatives than this are not kept apart. */
const MOST_PATHS = 24;

export const UNKNOWN: Value = { kinds: ANY, isMany: false, paths: [] };
export const ROOT: Value = { kinds: ANY, isMany: false, paths: [''] };

export const ofKinds = (kinds: Kinds, isMany = false): Value => ({ kinds, isMany, paths: [] });

export const wordValue = (word: string): Value => ({ ...ofKinds(TEXT), words: [word] });

export const functionValue = (functionName: string): Value => ({ ...ofKinds(FUNCTION), functionName });

export const objectValue = (members: ReadonlyMap<string, Value>): Value => ({ ...ofKinds(OBJECT), members });

/** One of several values. */
export const memberOf = (value: Value): Value => (value.isMany ? { ...value, isMany: false } : value);

export const asMany = (value: Value): Value => (value.isMany ? value : { ...value, isMany: true });

/** What is the one or the other. */
export function either(one: Value, other: Value): Value {
  const paths = [...new Set([...one.paths, ...other.paths])].slice(0, MOST_PATHS);
  const members = joined(one.members, other.members);
  const words =
    one.words === undefined || other.words === undefined ? undefined : [...new Set([...one.words, ...other.words])];
  // A row that is mixed with something else is no row any more: it has other members too.
  const table = isSameTable(one.table, other.table) ? one.table : undefined;
  const lambda = one.lambda ?? other.lambda;
  return {
    kinds: one.kinds | other.kinds,
    isMany: one.isMany || other.isMany,
    paths,
    ...(members === undefined ? {} : { members }),
    ...(words === undefined ? {} : { words }),
    ...(table === undefined ? {} : { table }),
    ...(lambda === undefined ? {} : { lambda }),
  };
}

const isSameTable = (one: Value['table'], other: Value['table']): boolean =>
  one?.is === other?.is && one?.name === other?.name;

function joined(
  one: ReadonlyMap<string, Value> | undefined,
  other: ReadonlyMap<string, Value> | undefined,
): ReadonlyMap<string, Value> | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const all = new Map(one);
  for (const [name, value] of other) {
    const known = all.get(name);
    all.set(name, known === undefined ? value : either(known, value));
  }
  return all;
}
