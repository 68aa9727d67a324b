// Looks up what the model says of one field: who owns it, how private it is. Imports the schemas.
import { COMMON_SCHEMA, DOCUMENT_SCHEMAS, type FieldSchema } from './schemas.ts';
import type { DocumentType, PrivacyClass, SystemClass } from './types.ts';

/** What the model says of one field. */
export interface FieldClass {
  /** System class that owns the field first of all; rulesets/ownership.json is the full statement. */
  readonly owner: SystemClass;
  readonly privacy: PrivacyClass;
  readonly description: string;
}

/** Follows a reference; the annotations beside it win over those of its target. */
function resolve(schema: FieldSchema, home: FieldSchema): { schema: FieldSchema; home: FieldSchema } {
  if (schema.$ref === undefined) return { schema, home };
  const [file, path = ''] = schema.$ref.split('#');
  const target = file === '' ? home : COMMON_SCHEMA;
  const name = path.slice('/$defs/'.length);
  const found = target.$defs?.[name] ?? {};
  return { schema: { ...found, ...schema }, home: target };
}

/** One field on the way of a pointer: what its place says of it, and what it is. */
interface Step {
  readonly property: FieldSchema;
  readonly schema: FieldSchema;
}

/** The fields along a pointer, elements of lists left out; undefined when the model has no such field. */
function stepsTo(type: DocumentType, pointer: string): Step[] | undefined {
  let at = { schema: DOCUMENT_SCHEMAS[type], home: DOCUMENT_SCHEMAS[type] };
  const steps: Step[] = [];
  for (const step of pointer === '' ? [] : pointer.slice(1).split('/')) {
    if (at.schema.items !== undefined) {
      at = resolve(at.schema.items, at.home);
      continue;
    }
    const { properties = {} } = at.schema;
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property === undefined) return at.schema.additionalProperties === true ? steps : undefined;
    at = resolve(property, at.home);
    steps.push({ property, schema: at.schema });
  }
  return steps;
}

/**
 * The class of the field at a JSON Pointer into a document, for example `/shipTo/phone` or `/lines/0/unitPrice`.
 *
 * Any text may stand for the index of a list. What the model does not describe (extensions, elements of plain lists) has
 * the class of its nearest described ancestor; the document itself is internal and owned by the owner of its type.
 *
 * @returns undefined when the pointer leads to a field that the model does not have
 */
export function fieldClass(type: DocumentType, pointer: string): FieldClass | undefined {
  const root = DOCUMENT_SCHEMAS[type];
  const steps = stepsTo(type, pointer);
  if (steps === undefined) return undefined;
  const found = {
    owner: root.properties?.['type']?.['x-owner'] ?? 'oms',
    privacy: 'internal',
    description: root.description ?? '',
  };
  return steps.reduce<FieldClass>(
    (outer, { property }) => ({
      owner: property['x-owner'] ?? outer.owner,
      privacy: property['x-privacy'] ?? outer.privacy,
      description: property.description ?? outer.description,
    }),
    found as FieldClass,
  );
}

/** The words that a field may have; undefined when it is free, or the model has no such field. */
export function wordsOf(type: DocumentType, pointer: string): readonly string[] | undefined {
  return stepsTo(type, pointer)?.at(-1)?.schema.enum;
}

/** What the model says of the value at a pointer, an element of a list like any other; free where the model says nothing. */
export function schemaAt(type: DocumentType, pointer: string): FieldSchema | undefined {
  return placeAt(type, pointer)?.schema;
}

function placeAt(type: DocumentType, pointer: string): { schema: FieldSchema; home: FieldSchema } | undefined {
  let at = { schema: DOCUMENT_SCHEMAS[type], home: DOCUMENT_SCHEMAS[type] };
  for (const step of pointer === '' ? [] : pointer.slice(1).split('/')) {
    if (at.schema.items !== undefined) {
      at = resolve(at.schema.items, at.home);
      continue;
    }
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const { properties = {} } = at.schema;
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property === undefined)
      return at.schema.additionalProperties === true ? { schema: {}, home: at.home } : undefined;
    at = resolve(property, at.home);
  }
  return at;
}

/** The fields right below a pointer with their references followed, of a list those of its elements. */
export function fieldsBelow(type: DocumentType, pointer: string): Readonly<Record<string, FieldSchema>> {
  const found = placeAt(type, pointer);
  const around = found?.schema.items === undefined ? found : resolve(found.schema.items, found.home);
  if (around === undefined) return {};
  return Object.fromEntries(
    Object.entries(around.schema.properties ?? {}).map(([name, property]) => [
      name,
      resolve(property, around.home).schema,
    ]),
  );
}
