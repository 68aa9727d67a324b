// The two ways to check a value, ajv and the walk that needs no eval, give the same findings: on every schema of the
// workspace and of the model with their examples, on those examples with faults made in them, and keyword by keyword.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../runtime/config.ts';
import { CONFIG_SCHEMA } from '../../runtime/config-schema.ts';
import { DEFAULT_DECODE_LIMITS } from '../../runtime/engine/formats/format.ts';
import { formatOf } from '../../runtime/engine/formats/index.ts';
import { findingsOf } from '../../runtime/engine/schema.ts';
import { makeCheck as byAjv } from '../../runtime/engine/schema-check.ts';
import { makeCheck as byWalk } from '../../runtime/engine/schema-check-safe.ts';
import type { JsonSchema } from '../../runtime/engine/schema-fault.ts';
import { LIFECYCLE_SCHEMA, OWNERSHIP_SCHEMA } from '../../runtime/engine/state/schemas.ts';
import {
  INBOUND_MANIFEST_SCHEMA,
  OUTBOUND_MANIFEST_SCHEMA,
  RULES_SCHEMA,
  RULESET_MANIFEST_SCHEMA,
} from '../../runtime/engine/workspace/manifests.ts';
import { DOCUMENT_SCHEMAS } from '../../runtime/model/schemas.ts';
import { ROOT } from '../support/sidecar.ts';

const MAPPINGS = join(ROOT, 'mappings');
const folders = readdirSync(MAPPINGS).filter((name) => name !== 'tables');
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;

/** Compares what a person reads, in the order in which it is told. @returns how many values had a fault */
function compare(schema: JsonSchema, values: Iterable<unknown>): number {
  const [ajv, walk] = [byAjv(schema), byWalk(schema)];
  let faulty = 0;
  for (const value of values) {
    const expected = findingsOf(ajv(value));
    if (expected.length > 0) faulty += 1;
    const order = (one: { message: string; code: string }) => `${one.code} ${one.message}`;
    expect(findingsOf(walk(value)).map(order).sort()).toEqual(expected.map(order).sort());
  }
  return faulty;
}

/** A value with one thing changed at every place: gone, of another kind, empty, and with a field that nobody knows. */
function* damaged(value: unknown): Generator<unknown> {
  for (const other of [null, 1, -1.5, '', 'text', true, [], {}]) yield other;
  if (Array.isArray(value)) {
    yield [...value, ...value];
    const last = value.length - 1;
    if (last >= 0) for (const part of damaged(value[0])) yield [part, ...value.slice(1)];
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, 'not/known': 1 };
    for (const [key, member] of Object.entries(value)) {
      const { [key]: _gone, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const part of damaged(member)) yield { ...value, [key]: part };
    }
  }
}

/** Values enough to hit every keyword, few enough to be quick. */
const SOME = 400;
function spread(values: readonly unknown[]): unknown[] {
  const step = Math.max(1, Math.floor(values.length / SOME));
  return values.filter((_value, index) => index % step === 0);
}

describe('checks with and without eval', () => {
  const schemas = folders.filter((name) => readdirSync(join(MAPPINGS, name)).includes('source.schema.json'));

  it.each(schemas)('agree on what comes in for %s', (name) => {
    const schema = json(join(MAPPINGS, name, 'source.schema.json')) as JsonSchema;
    const { from } = json(join(MAPPINGS, name, 'mapping.json')) as {
      from: { format: string; options?: Record<string, unknown> };
    };
    const examples = readdirSync(join(MAPPINGS, name, 'examples')).filter((file) => !file.includes('.expected.'));
    const values = examples.flatMap((file) => {
      const bytes = new Uint8Array(readFileSync(join(MAPPINGS, name, 'examples', file)));
      const options = {
        limits: DEFAULT_DECODE_LIMITS,
        ...(from.options === undefined ? {} : { options: from.options }),
      };
      return formatOf(from.format)
        .decode(bytes, options)
        .messages.filter((message) => message.error === undefined)
        .map((message) => message.schemaValue ?? message.value);
    });
    const first = [...values].sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length).slice(0, 2);
    compare(schema, values);
    expect(compare(schema, spread(first.flatMap((value) => [...damaged(value)])))).toBeGreaterThan(5);
  });

  it.each(Object.entries(DOCUMENT_SCHEMAS))('agree on documents of type %s', (type, schema) => {
    const documents = folders.flatMap((name) =>
      readdirSync(join(MAPPINGS, name, 'examples'))
        .filter((file) => file.endsWith('.expected.json'))
        .flatMap(
          (file) =>
            (json(join(MAPPINGS, name, 'examples', file)) as { documents?: { type: string }[] }).documents ?? [],
        )
        .filter((document) => document.type === type),
    );
    expect(documents.length).toBeGreaterThan(0);
    expect(compare(schema as JsonSchema, documents)).toBe(0);
    const first = [...documents].sort((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)[0];
    expect(compare(schema as JsonSchema, spread([...damaged(first)]))).toBeGreaterThan(100);
  });

  it('agree on manifests', () => {
    const values = folders.map((name) => json(join(MAPPINGS, name, 'mapping.json')));
    for (const schema of [INBOUND_MANIFEST_SCHEMA, OUTBOUND_MANIFEST_SCHEMA])
      expect(compare(schema, spread(values.flatMap((value) => [value, ...damaged(value)])))).toBeGreaterThan(50);
  });

  it('agree on the shapes of our other files', () => {
    const rulesets = join(ROOT, 'rulesets');
    const of = (path: string) => json(join(rulesets, path));
    const shapes: readonly (readonly [JsonSchema, unknown])[] = [
      [RULESET_MANIFEST_SCHEMA, of('order-intake/ruleset.json')],
      [RULES_SCHEMA, of('order-intake/rules.json')],
      [LIFECYCLE_SCHEMA, of('lifecycles/order.json')],
      [OWNERSHIP_SCHEMA, of('ownership.json')],
      [CONFIG_SCHEMA, readConfig({ environment: {} })],
    ];
    for (const [schema, value] of shapes)
      expect(compare(schema, spread([value, ...damaged(value)]))).toBeGreaterThan(10);
  });

  const KEYWORDS: readonly JsonSchema[] = [
    true,
    false,
    { type: ['string', 'null'], maxLength: 3, minLength: 1 },
    { type: 'integer', minimum: 0, exclusiveMaximum: 5, multipleOf: 2 },
    { type: 'number', maximum: 3, exclusiveMinimum: -1 },
    { pattern: '^[a-zé]+$' },
    { format: 'date-time' },
    { format: 'email' },
    { format: 'uri' },
    { enum: ['a', 1, null, { a: [1] }] },
    { const: { a: [1, 2] } },
    { minItems: 1, maxItems: 2, uniqueItems: true },
    { prefixItems: [{ type: 'string' }, { type: 'number' }], items: { type: 'boolean' } },
    { contains: { type: 'number' } },
    { contains: { type: 'number' }, minContains: 2, maxContains: 3 },
    { minProperties: 1, maxProperties: 2 },
    { required: ['a', 'b'], properties: { a: { type: 'string' }, b: { type: 'number' } }, additionalProperties: false },
    { patternProperties: { '^x': { type: 'number' } }, additionalProperties: { type: 'string' } },
    { propertyNames: { maxLength: 1 } },
    { dependentRequired: { a: ['b', 'c'] } },
    { dependentSchemas: { a: { required: ['b'] } } },
    { not: { type: 'string' } },
    { anyOf: [{ type: 'string' }, { type: 'object', required: ['a'] }] },
    { oneOf: [{ type: 'number' }, { type: 'integer' }, { type: 'object', properties: { a: { type: 'string' } } }] },
    { allOf: [{ required: ['a'] }, { required: ['b'] }] },
    JSON.parse('{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}'),
    { $defs: { tree: { type: 'object', properties: { a: { $ref: '#/$defs/tree' } } } }, $ref: '#/$defs/tree' },
    { $defs: { x: { $anchor: 'here', type: 'string' } }, properties: { a: { $ref: '#here' } } },
    { properties: { a: { $ref: 'https://crossdock.dev/schemas/common.json#/$defs/address' } } },
    { allOf: [{ properties: { a: true } }], properties: { b: true }, unevaluatedProperties: false },
    JSON.parse(
      '{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":true}},"unevaluatedProperties":false}',
    ),
    { prefixItems: [true], unevaluatedItems: false },
  ];
  const VALUES: readonly unknown[] = [
    null,
    true,
    0,
    1,
    2,
    2.5,
    4,
    5,
    -1,
    6,
    '',
    'a',
    'abcd',
    'é',
    '😀😀😀',
    '2026-01-01T00:00:00Z',
    'a@b.example',
    'https://a.example/b',
    [],
    [1],
    [1, 1],
    ['a', 1, true],
    ['a', 'b'],
    [1, 2, 3, 4],
    [{}],
    {},
    { a: 'x' },
    { a: 1 },
    { b: 2 },
    { a: 'x', b: 1 },
    { a: 1, b: 1, c: 1 },
    { x1: 'y', z: 1 },
    { long: 1 },
    { a: [1, 2] },
    { a: { a: { a: 1 } } },
    { a: [1] },
  ];

  it.each(KEYWORDS.map((schema) => [JSON.stringify(schema), schema] as const))('agree on %s', (_name, schema) => {
    compare(schema, VALUES);
  });

  it('agree on any JSON value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYWORDS), fc.jsonValue({ maxDepth: 3 }), (schema, value) => {
        compare(schema, [value, { a: value }, [value]]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it.each<[string, unknown]>([
    ['a type that there is not', { type: 'text' }],
    ['a pattern that cannot be read', { pattern: '(' }],
    ['a reference to nothing', { $ref: '#/$defs/none' }],
    ['a reference to elsewhere', { $ref: 'https://elsewhere.example/x.json' }],
    ['a list of schemas that is none', { anyOf: {} }],
    ['a negative length', { minLength: -1 }],
    ['a schema that is a text', { properties: { a: 'string' } }],
  ])('both refuse %s', (_what, schema) => {
    expect(() => byAjv(schema as JsonSchema)).toThrow();
    expect(() => byWalk(schema as JsonSchema)).toThrow();
  });
});
