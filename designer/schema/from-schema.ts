// A tree of fields out of a JSON Schema 2020-12. Pure; may import ./field.ts and the canonical schemas.
import { COMMON_SCHEMA } from '../../runtime/model/schemas.ts';
import type { Field, FieldType } from './field.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Levels below the top; a schema that refers to itself ends here at the latest. */
const MAX_LEVELS = 14;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Place {
  readonly root: Schema;
  /** References on the way here: one that is met again is not followed. */
  readonly way: readonly string[];
  readonly level: number;
}

function resolve(reference: string, root: Schema): { schema: Schema; root: Schema } | undefined {
  const [address = '', fragment = ''] = reference.split('#');
  const isCommon = address.endsWith('common.json');
  const base = address === '' ? root : isCommon ? (COMMON_SCHEMA as Schema) : undefined;
  let found: unknown = base;
  for (const step of fragment.split('/').slice(1)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isSchema(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return base !== undefined && isSchema(found) ? { schema: found, root: base } : undefined;
}

/** A schema with what its references and its parts say of the same value put together. */
interface Flat {
  readonly types: readonly string[];
  readonly properties: ReadonlyMap<string, { readonly schema: Schema; readonly place: Place }>;
  readonly required: ReadonlySet<string>;
  readonly items?: { readonly schema: Schema; readonly place: Place };
  readonly description?: string;
  readonly label?: string;
  readonly values?: readonly string[];
}

function flatten(schema: Schema, place: Place): Flat {
  const properties = new Map<string, { schema: Schema; place: Place }>();
  const required = new Set<string>();
  const types = new Set<string>();
  let items: Flat['items'];
  let description: string | undefined;
  let values: readonly string[] | undefined;
  const take = (one: Schema, at: Place, isSure: boolean): void => {
    for (const type of [one['type'] ?? []].flat()) types.add(String(type));
    if (typeof one['description'] === 'string') description ??= one['description'];
    if (Array.isArray(one['enum'])) values ??= one['enum'].map(String);
    for (const [name, child] of Object.entries(isSchema(one['properties']) ? one['properties'] : {}))
      if (!properties.has(name)) properties.set(name, { schema: isSchema(child) ? child : {}, place: at });
    if (isSure && Array.isArray(one['required'])) for (const name of one['required']) required.add(String(name));
    if (isSchema(one['items'])) items ??= { schema: one['items'], place: at };
    const reference = one['$ref'];
    if (typeof reference === 'string' && !at.way.includes(reference)) {
      const target = resolve(reference, at.root);
      if (target !== undefined) take(target.schema, { ...at, root: target.root, way: [...at.way, reference] }, isSure);
    }
    for (const part of Array.isArray(one['allOf']) ? one['allOf'] : []) if (isSchema(part)) take(part, at, isSure);
    for (const keyword of ['anyOf', 'oneOf'])
      for (const part of Array.isArray(one[keyword]) ? (one[keyword] as unknown[]) : [])
        if (isSchema(part)) take(part, at, false);
    for (const keyword of ['then', 'else']) if (isSchema(one[keyword])) take(one[keyword], at, false);
  };
  take(schema, place, true);
  return {
    types: [...types],
    properties,
    required,
    ...(items === undefined ? {} : { items }),
    ...(description === undefined ? {} : { description }),
    // What a definition is called says nothing of the field that refers to it.
    ...(typeof schema['title'] === 'string' ? { label: schema['title'] } : {}),
    ...(values === undefined ? {} : { values }),
  };
}

function typeOf({ types, properties, items }: Flat): FieldType {
  const named = types.filter((type) => type !== 'null');
  if (named.length === 1) return named[0] as FieldType;
  if (named.length === 0) return properties.size > 0 ? 'object' : items === undefined ? 'any' : 'array';
  if (named.every((type) => type === 'number' || type === 'integer')) return 'number';
  // A list of one may come as the one itself: it is drawn as the list.
  return named.includes('array') && items !== undefined ? 'array' : named.includes('object') ? 'object' : 'any';
}

function childrenOf(flat: Flat, path: string, level: number): readonly Field[] {
  if (level > MAX_LEVELS) return [];
  return [...flat.properties].map(([name, { schema, place }]) =>
    fieldOf(name, schema, { path: `${path}/${name}`, required: flat.required.has(name), place: { ...place, level } }),
  );
}

function fieldOf(name: string, schema: Schema, at: { path: string; required: boolean; place: Place }): Field {
  const flat = flatten(schema, at.place);
  const type = typeOf(flat);
  const { level } = at.place;
  let children = childrenOf(flat, at.path, level + 1);
  let inner = type;
  if (type === 'array' && flat.items !== undefined) {
    // Lists of lists are drawn as one: a path has no step for the list itself.
    let member = flatten(flat.items.schema, flat.items.place);
    while (typeOf(member) === 'array' && member.items !== undefined)
      member = flatten(member.items.schema, member.items.place);
    inner = typeOf(member);
    children = childrenOf(member, at.path, level + 1);
  }
  return {
    path: at.path,
    name,
    type: type === 'array' && children.length === 0 && inner !== 'array' ? inner : type,
    ...(type === 'array' ? { isList: true } : {}),
    ...(at.required ? { required: true } : {}),
    ...(flat.description === undefined ? {} : { description: flat.description }),
    ...(flat.label === undefined ? {} : { label: flat.label }),
    ...(flat.values === undefined ? {} : { values: flat.values }),
    children,
  };
}

/**
 * The fields of a schema, those of the members when it is one of a list.
 *
 * What may be there under some condition (`anyOf`, `oneOf`, `then`) is there, and not required.
 */
export function fieldsOfSchema(schema: unknown): readonly Field[] {
  if (!isSchema(schema)) return [];
  const place: Place = { root: schema, way: [], level: 0 };
  const flat = flatten(schema, place);
  if (flat.properties.size > 0 || flat.items === undefined) return childrenOf(flat, '', 1);
  return childrenOf(flatten(flat.items.schema, flat.items.place), '', 1);
}
