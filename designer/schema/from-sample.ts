// A tree of fields and a JSON Schema out of samples, for sources that nobody wrote a schema of. Pure; may import ./field.ts.
import type { Field, FieldType } from './field.ts';

/** What all samples together say of one place. */
interface Seen {
  count: number;
  readonly types: Set<FieldType>;
  isList: boolean;
  /** Some sample had one value here and no list. */
  isSingle: boolean;
  /** Objects seen here: a member that all of them have is required. */
  objects: number;
  readonly members: Map<string, Seen>;
}

const nothing = (): Seen => ({
  count: 0,
  types: new Set(),
  isList: false,
  isSingle: false,
  objects: 0,
  members: new Map(),
});

/** Levels of nesting that are looked at. */
const MAX_LEVELS = 24;

function scalarType(value: unknown): FieldType {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'string' : 'any';
}

function look(value: unknown, seen: Seen, level: number, isMember = false): void {
  if (Array.isArray(value)) {
    seen.isList = true;
    for (const member of value) look(member, seen, level, true);
    return;
  }
  seen.count += 1;
  if (!isMember) seen.isSingle = true;
  if (typeof value !== 'object' || value === null) {
    seen.types.add(scalarType(value));
    return;
  }
  seen.types.add('object');
  seen.objects += 1;
  if (level > MAX_LEVELS) return;
  for (const [name, member] of Object.entries(value)) {
    let inner = seen.members.get(name);
    if (inner === undefined) {
      inner = nothing();
      seen.members.set(name, inner);
    }
    look(member, inner, level + 1);
  }
}

function seenOf(samples: readonly unknown[]): Seen {
  const seen = nothing();
  for (const sample of samples) look(sample, seen, 0);
  return seen;
}

function typeOf({ types, members, isList }: Seen): FieldType {
  const named = [...types].filter((type) => type !== 'null');
  if (members.size > 0) return isList ? 'array' : 'object';
  if (named.length === 1) return named[0] as FieldType;
  if (named.length === 0) return types.has('null') ? 'null' : 'any';
  return named.every((type) => type === 'number' || type === 'integer') ? 'number' : 'any';
}

function fieldsOf(seen: Seen, path: string): readonly Field[] {
  return [...seen.members].map(([name, inner]) => ({
    path: `${path}/${name}`,
    name,
    type: typeOf(inner),
    ...(inner.isList ? { isList: true } : {}),
    children: fieldsOf(inner, `${path}/${name}`),
  }));
}

/** The fields that some sample has; those of the members when a sample is a list. */
export function fieldsOfSamples(samples: readonly unknown[]): readonly Field[] {
  return fieldsOf(seenOf(samples), '');
}

function schemaOf(seen: Seen, fewest: number): Record<string, unknown> {
  const names = [...seen.types].filter((type) => type !== 'object' && type !== 'any');
  const numbers = names.includes('number') ? names.filter((type) => type !== 'integer') : names;
  const types = [...numbers, ...(seen.objects > 0 ? ['object'] : [])];
  const required = [...seen.members].filter(([, inner]) => isAlways(inner, seen, fewest)).map(([name]) => name);
  const own: Record<string, unknown> = {
    ...(types.length === 0 ? {} : { type: types.length === 1 ? types[0] : types }),
    ...(required.length === 0 ? {} : { required }),
    ...(seen.members.size === 0
      ? {}
      : { properties: Object.fromEntries([...seen.members].map(([name, inner]) => [name, schemaOf(inner, fewest)])) }),
  };
  if (!seen.isList) return own;
  const list = { type: 'array', ...(seen.count === 0 ? {} : { items: own }) };
  // One sample had a list and another one value: either may come.
  return seen.isSingle ? { anyOf: [own, list] } : list;
}

/**
 * Whether every object had the member: one object alone proves nothing of the next. One of a list counts once for each of its
 * members, so lists are never required.
 */
const isAlways = (inner: Seen, outer: Seen, fewest: number): boolean =>
  outer.objects >= fewest && !inner.isList && inner.count === outer.objects && !inner.types.has('null');

/**
 * A JSON Schema that fits every sample: members that all have are required, what comes as one kind and another is a
 * union, lists are told by their members.
 *
 * @param fewest  objects that must have been seen before what all of them have is called required
 */
export function schemaOfSamples(samples: readonly unknown[], fewest = 2): Record<string, unknown> {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schemaOf(seenOf(samples), fewest) };
}
