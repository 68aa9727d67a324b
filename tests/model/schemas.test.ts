// The canonical schemas: every field is described, exemplified and classed, and the types beside them are up to date.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../runtime/engine/schema.ts';
import { COMMON_SCHEMA, DOCUMENT_SCHEMAS, type FieldSchema } from '../../runtime/model/schemas.ts';
import { DOCUMENT_TYPES } from '../../runtime/model/types-list.ts';

// A development tool in plain JavaScript: it has no types of its own.
const generator = '../../runtime/model/generate-types.mjs';
const { generateTypes } = (await import(generator)) as { generateTypes: () => Promise<string> };

const CLASSES = COMMON_SCHEMA.$defs?.['systemClass']?.enum ?? [];
const PRIVACY = COMMON_SCHEMA.$defs?.['privacyClass']?.enum ?? [];

/** Every property of a schema and its definitions, with its place. */
function properties(schema: FieldSchema, place: string): [string, FieldSchema][] {
  const own = Object.entries(schema.properties ?? {}).map(([name, property]): [string, FieldSchema] => [
    `${place}/${name}`,
    property,
  ]);
  const inner = Object.entries(schema.$defs ?? {}).flatMap(([name, part]) => properties(part, `${place}#${name}`));
  return [...own, ...inner];
}

const all = [
  ...DOCUMENT_TYPES.flatMap((type) => properties(DOCUMENT_SCHEMAS[type], type)),
  ...properties(COMMON_SCHEMA, 'common'),
];

test('types.ts is what the generator makes of the schemas', async () => {
  const written = readFileSync(new URL('../../runtime/model/types.ts', import.meta.url), 'utf8');
  expect(await generateTypes()).toBe(written);
});

test('every field has a description, examples, an owner and a privacy class', () => {
  const poor = all.filter(
    ([, field]) =>
      !field.description ||
      (field.examples ?? []).length === 0 ||
      !CLASSES.includes(field['x-owner'] ?? '') ||
      !PRIVACY.includes(field['x-privacy'] ?? ''),
  );
  expect(poor.map(([place]) => place)).toEqual([]);
  expect(all.length).toBeGreaterThan(300);
});

test('every example fits its own field', () => {
  const wrong: string[] = [];
  for (const schema of [...DOCUMENT_TYPES.map((type) => DOCUMENT_SCHEMAS[type]), COMMON_SCHEMA]) {
    for (const [place, field] of properties(schema, schema.title ?? '')) {
      // The field as a schema of its own, with its definitions where its references look for them.
      const local =
        field.$ref?.startsWith('#') === true || field.items?.$ref?.startsWith('#') === true || schema === COMMON_SCHEMA;
      const check = compileSchema({
        ...field,
        ...(local ? { $defs: schema.$defs } : {}),
        $id: 'https://crossdock.dev/schemas/example.json',
      });
      for (const example of field.examples ?? []) {
        if (check(example).length > 0) wrong.push(`${place}: ${check(example)[0]?.message}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('no object takes unknown fields, but for extensions', () => {
  const open: string[] = [];
  const walk = (schema: FieldSchema, place: string): void => {
    if (schema.properties !== undefined && schema.additionalProperties !== false) open.push(place);
    for (const [name, part] of Object.entries(schema.$defs ?? {})) walk(part, `${place}#${name}`);
  };
  for (const type of DOCUMENT_TYPES) walk(DOCUMENT_SCHEMAS[type], type);
  walk(COMMON_SCHEMA, 'common');
  expect(open).toEqual([]);
  expect(COMMON_SCHEMA.$defs?.['extensions']?.additionalProperties).toBe(true);
});

describe.each(DOCUMENT_TYPES)('%s', (type) => {
  const schema = DOCUMENT_SCHEMAS[type];

  test('has its published id and its type as a constant', () => {
    expect(schema.$id).toBe(`https://crossdock.dev/schemas/${type}.json`);
    expect(schema.properties?.['type']).toMatchObject({ const: type });
  });

  test('requires only what names it and where it comes from', () => {
    const keys = type === 'inventory' ? ['sku', 'location'] : [type === 'item' ? 'sku' : `${type}Id`];
    expect(schema.required).toEqual(['type', ...keys, 'source']);
  });
});
