// What `$ref` in a JSON Schema means, and whether a schema is one at all. May import ../model/schemas.ts and ./schema-fault.ts.
import { COMMON_SCHEMA } from '../model/schemas.ts';
import type { JsonSchema } from './schema-fault.ts';

type SchemaObject = Readonly<Record<string, unknown>>;

/** One place of a schema, and the document that references inside it start from. */
export interface Located {
  readonly schema: JsonSchema;
  readonly root: SchemaObject;
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
/** Keywords whose value is a schema, a list of schemas, and an object of schemas. */
const ONE = [
  'additionalProperties',
  'items',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];
const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'minContains'];

const isObject = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'boolean' || isObject(value);

const unescaped = (step: string): string => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');

function byAnchor(schema: unknown, name: string): JsonSchema | undefined {
  if (!isObject(schema)) return undefined;
  if (schema['$anchor'] === name || schema['$dynamicAnchor'] === name) return schema;
  for (const child of Object.values(schema)) {
    const found = Array.isArray(child)
      ? child.map((one) => byAnchor(one, name)).find((one) => one !== undefined)
      : byAnchor(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @throws Error when there is nothing at the reference */
export function resolveReference(reference: string, root: SchemaObject): Located {
  const [written = '', fragment = ''] = reference.split('#');
  const id = typeof root['$id'] === 'string' ? root['$id'] : undefined;
  // A relative address is one beside the schema that it stands in.
  const address =
    written === '' || id === undefined || !URL.canParse(written, id) ? written : new URL(written, id).href;
  const inside = address === '' || address === id;
  const base = inside ? root : address === COMMON_SCHEMA.$id ? (COMMON_SCHEMA as SchemaObject) : undefined;
  if (base === undefined) throw new Error(`can't resolve reference ${reference}`);
  if (fragment !== '' && !fragment.startsWith('/')) {
    const found = byAnchor(base, fragment);
    if (found === undefined) throw new Error(`can't resolve reference ${reference}`);
    return { schema: found, root: base };
  }
  let found: unknown = base;
  for (const step of fragment.split('/').slice(1)) {
    const name = unescaped(step);
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, name)
        ? (found as Record<string, unknown>)[name]
        : undefined;
  }
  if (!isSchema(found)) throw new Error(`can't resolve reference ${reference}`);
  return { schema: found, root: base };
}

/**
 * Refuses what is no JSON Schema: keywords of a wrong kind, expressions that cannot be read, references to nothing.
 *
 * @throws Error with the place
 */
export function requireSchema(schema: unknown, root: SchemaObject, at = ''): asserts schema is JsonSchema {
  const wrong = (what: string) => new Error(`schema is invalid: data${at} must be ${what}`);
  if (!isSchema(schema)) throw wrong('object,boolean');
  if (typeof schema === 'boolean') return;
  const types = [schema['type'] ?? []].flat();
  if (types.some((type) => !TYPES.includes(type as string))) throw wrong('a schema with a known type');
  for (const name of ['required', 'enum', ...LISTS])
    if (schema[name] !== undefined && !Array.isArray(schema[name])) throw wrong(`a schema whose ${name} is a list`);
  for (const name of COUNTS)
    if (schema[name] !== undefined && !(Number.isInteger(schema[name]) && (schema[name] as number) >= 0))
      throw wrong(`a schema whose ${name} is a count`);
  if (schema['pattern'] !== undefined) new RegExp(String(schema['pattern']), 'u');
  for (const name of ONE) if (schema[name] !== undefined) requireSchema(schema[name], root, `${at}/${name}`);
  for (const name of LISTS)
    for (const [index, one] of ((schema[name] as unknown[] | undefined) ?? []).entries())
      requireSchema(one, root, `${at}/${name}/${index}`);
  for (const name of MAPS) {
    if (schema[name] === undefined) continue;
    if (!isObject(schema[name])) throw wrong(`a schema whose ${name} is an object`);
    for (const [key, one] of Object.entries(schema[name])) {
      if (name === 'patternProperties') new RegExp(key, 'u');
      requireSchema(one, root, `${at}/${name}/${key}`);
    }
  }
  if (typeof schema['$ref'] === 'string') resolveReference(schema['$ref'], root);
}
