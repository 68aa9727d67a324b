// Checks a value by walking the schema: slower than ajv and without making functions from text, which a strict
// Content-Security-Policy forbids. tests/engine/schema-check.test.ts holds both to the same answers.
// May import ./schema-fault.ts, ./schema-references.ts and ./schema-keywords.ts.
import type { JsonSchema, SchemaCheck, SchemaFault } from './schema-fault.ts';
import { ARRAY_LIMITS, fitsType, NUMBER_LIMITS, OBJECT_LIMITS, STRING_LIMITS, sameValue } from './schema-keywords.ts';
import { requireSchema, resolveReference } from './schema-references.ts';
import { pointerTo } from './schema-words.ts';

type SchemaObject = Readonly<Record<string, unknown>>;

/** What a part of a schema has looked at, for `unevaluatedProperties` and `unevaluatedItems`. */
interface Seen {
  readonly names: Set<string>;
  items: number;
}

interface Walk {
  readonly root: SchemaObject;
  readonly data: unknown;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly faults: SchemaFault[];
  readonly seen: Seen;
}

/** References that lead to themselves on the same value end here. */
const MAX_DEPTH = 500;

/** @throws Error when the schema itself is wrong */
export function makeCheck(schema: JsonSchema): SchemaCheck {
  const root = typeof schema === 'object' ? schema : {};
  requireSchema(schema, root);
  return (data) => {
    const faults: SchemaFault[] = [];
    walk(schema, { root, data, instancePath: '', schemaPath: '#', faults, seen: nothingSeen() }, 0);
    return faults;
  };
}

const nothingSeen = (): Seen => ({ names: new Set(), items: 0 });

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks one value by one schema. @returns whether it fits */
function walk(schema: JsonSchema, at: Walk, depth: number): boolean {
  if (depth > MAX_DEPTH) throw new Error('the schema refers to itself without end');
  const before = at.faults.length;
  if (schema === true) return true;
  if (schema === false) {
    at.faults.push({ ...placed(at), keyword: 'false schema', schemaPath: `${at.schemaPath}/false schema`, params: {} });
    return false;
  }
  const fault = (keyword: string, params: Record<string, unknown>): void => {
    const path = `${at.schemaPath}/${keyword}`;
    at.faults.push({ ...placed(at), keyword, schemaPath: path, params, schema: schema[keyword], parentSchema: schema });
  };
  const inside = (next: JsonSchema, where: Partial<Walk> & { path: string }): boolean => {
    const { path, ...rest } = where;
    return walk(next, { ...at, schemaPath: `${at.schemaPath}/${path}`, ...rest }, depth + 1);
  };
  const types = schema['type'] === undefined ? [] : [schema['type']].flat();
  if (types.length > 0 && !types.some((type) => fitsType(String(type), at.data)))
    fault('type', { type: schema['type'] });
  const { data } = at;
  if (typeof data === 'number') for (const limit of NUMBER_LIMITS) limit(schema, data, fault);
  if (typeof data === 'string') for (const limit of STRING_LIMITS) limit(schema, data, fault);
  walkAny(schema, at, { fault, inside, depth });
  if (Array.isArray(data)) walkArray(schema, at, data, { fault, inside });
  if (isPlain(data)) walkObject(schema, at, data, { fault, inside });
  return at.faults.length === before;
}

const placed = ({ instancePath, data }: Walk) => ({ instancePath, data });

interface Tools {
  readonly fault: (keyword: string, params: Record<string, unknown>) => void;
  readonly inside: (schema: JsonSchema, where: Partial<Walk> & { path: string }) => boolean;
}

/** Keywords for values of every kind. */
function walkAny(schema: SchemaObject, at: Walk, tools: Tools & { depth: number }): void {
  const { fault, inside, depth } = tools;
  const { data } = at;
  const reference = schema['$ref'] ?? schema['$dynamicRef'];
  if (typeof reference === 'string') {
    const target = resolveReference(reference, at.root);
    walk(target.schema, { ...at, root: target.root, schemaPath: reference }, depth + 1);
  }
  if (Object.hasOwn(schema, 'const') && !sameValue(schema['const'], data))
    fault('const', { allowedValue: schema['const'] });
  const allowed = schema['enum'];
  if (Array.isArray(allowed) && !allowed.some((value) => sameValue(value, data)))
    fault('enum', { allowedValues: allowed });
  if (
    schema['not'] !== undefined &&
    inside(schema['not'] as JsonSchema, { path: 'not', faults: [], seen: nothingSeen() })
  )
    fault('not', {});
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = schema[keyword] as readonly JsonSchema[] | undefined;
    if (branches !== undefined) walkBranches(keyword, branches, at, tools);
  }
  for (const [index, part] of ((schema['allOf'] as readonly JsonSchema[] | undefined) ?? []).entries())
    inside(part, { path: `allOf/${index}` });
  if (schema['if'] !== undefined) {
    const seen = nothingSeen();
    const holds = inside(schema['if'] as JsonSchema, { path: 'if', faults: [], seen });
    if (holds) add(at.seen, seen);
    const keyword = holds ? 'then' : 'else';
    if (schema[keyword] !== undefined && !inside(schema[keyword] as JsonSchema, { path: keyword }))
      fault('if', { failingKeyword: keyword });
  }
}

function add(into: Seen, from: Seen): void {
  for (const name of from.names) into.names.add(name);
  into.items = Math.max(into.items, from.items);
}

/** Of the branches that do not fit all faults are told when none, or with oneOf not one alone, fits. */
function walkBranches(keyword: 'anyOf' | 'oneOf', branches: readonly JsonSchema[], at: Walk, tools: Tools): void {
  const told: SchemaFault[] = [];
  const fitting: number[] = [];
  for (const [index, branch] of branches.entries()) {
    const [faults, seen]: [SchemaFault[], Seen] = [[], nothingSeen()];
    if (tools.inside(branch, { path: `${keyword}/${index}`, faults, seen })) {
      fitting.push(index);
      add(at.seen, seen);
    }
    told.push(...faults);
    // ajv stops at the second branch of oneOf that fits.
    if (keyword === 'oneOf' && fitting.length > 1) break;
  }
  if (keyword === 'anyOf' ? fitting.length > 0 : fitting.length === 1) return;
  at.faults.push(...told);
  tools.fault(keyword, keyword === 'anyOf' ? {} : { passingSchemas: fitting.length > 1 ? fitting : null });
}

function walkArray(schema: SchemaObject, at: Walk, data: readonly unknown[], { fault, inside }: Tools): void {
  for (const limit of ARRAY_LIMITS) limit(schema, data, fault);
  const itemAt = (index: number) => ({
    data: data[index],
    instancePath: `${at.instancePath}/${index}`,
    seen: nothingSeen(),
  });
  const first = (schema['prefixItems'] as readonly JsonSchema[] | undefined) ?? [];
  for (const [index, one] of first.entries())
    if (index < data.length) inside(one, { path: `prefixItems/${index}`, ...itemAt(index) });
  if (first.length > 0) at.seen.items = Math.max(at.seen.items, first.length);
  const rest = schema['items'] as JsonSchema | undefined;
  if (rest !== undefined) {
    for (let index = first.length; index < data.length; index += 1) inside(rest, { path: 'items', ...itemAt(index) });
    at.seen.items = data.length;
  }
  if (schema['contains'] !== undefined) walkContains(schema, data, { fault, inside, itemAt, faults: at.faults });
  const beyond = schema['unevaluatedItems'] as JsonSchema | undefined;
  if (beyond === false && data.length > at.seen.items) fault('unevaluatedItems', { len: at.seen.items });
  else if (beyond !== undefined && beyond !== true)
    for (let index = at.seen.items; index < data.length; index += 1)
      inside(beyond, { path: 'unevaluatedItems', ...itemAt(index) });
}

interface Containing extends Tools {
  readonly itemAt: (index: number) => Partial<Walk>;
  readonly faults: SchemaFault[];
}

function walkContains(schema: SchemaObject, data: readonly unknown[], tools: Containing): void {
  const minimum = (schema['minContains'] as number | undefined) ?? 1;
  const maximum = schema['maxContains'] as number | undefined;
  const told: SchemaFault[] = [];
  let count = 0;
  for (let index = 0; index < data.length; index += 1) {
    const faults: SchemaFault[] = [];
    const where = { path: 'contains', ...tools.itemAt(index), faults };
    if (tools.inside(schema['contains'] as JsonSchema, where)) count += 1;
    told.push(...faults);
    if (maximum === undefined && count >= minimum) return;
  }
  if (count >= minimum && (maximum === undefined || count <= maximum)) return;
  tools.faults.push(...told);
  tools.fault('contains', {
    minContains: minimum,
    ...(maximum === undefined ? {} : { maxContains: maximum }),
  });
}

function walkObject(schema: SchemaObject, at: Walk, data: Record<string, unknown>, { fault, inside }: Tools): void {
  const keys = Object.keys(data);
  const valueAt = (name: string) => ({
    data: data[name],
    instancePath: pointerTo(at.instancePath, name),
    seen: nothingSeen(),
  });
  for (const limit of OBJECT_LIMITS) limit(schema, data, fault);
  if (schema['propertyNames'] !== undefined)
    for (const name of keys)
      if (!inside(schema['propertyNames'] as JsonSchema, { path: 'propertyNames', data: name, seen: nothingSeen() }))
        fault('propertyNames', { propertyName: name });
  const properties = (schema['properties'] as Record<string, JsonSchema> | undefined) ?? {};
  const patterns = Object.entries((schema['patternProperties'] as Record<string, JsonSchema> | undefined) ?? {}).map(
    ([pattern, one]) => ({ pattern, expression: new RegExp(pattern, 'u'), one }),
  );
  const others = schema['additionalProperties'] as JsonSchema | undefined;
  if (others !== undefined) {
    for (const name of keys) {
      if (Object.hasOwn(properties, name) || patterns.some(({ expression }) => expression.test(name))) continue;
      at.seen.names.add(name);
      if (others === false) fault('additionalProperties', { additionalProperty: name });
      else inside(others, { path: 'additionalProperties', ...valueAt(name) });
    }
  }
  for (const [name, one] of Object.entries(properties)) {
    if (!Object.hasOwn(data, name)) continue;
    at.seen.names.add(name);
    inside(one, { path: `properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, ...valueAt(name) });
  }
  for (const { pattern, expression, one } of patterns)
    for (const name of keys.filter((key) => expression.test(key))) {
      at.seen.names.add(name);
      inside(one, { path: `patternProperties/${pattern}`, ...valueAt(name) });
    }
  for (const [name, one] of Object.entries(
    (schema['dependentSchemas'] as Record<string, JsonSchema> | undefined) ?? {},
  ))
    if (Object.hasOwn(data, name)) inside(one, { path: `dependentSchemas/${name}` });
  const beyond = schema['unevaluatedProperties'] as JsonSchema | undefined;
  if (beyond === undefined) return;
  for (const name of keys.filter((key) => !at.seen.names.has(key))) {
    if (beyond === false) fault('unevaluatedProperties', { unevaluatedProperty: name });
    else inside(beyond, { path: 'unevaluatedProperties', ...valueAt(name) });
    at.seen.names.add(name);
  }
}
