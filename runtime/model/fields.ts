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

/**
 * The class of the field at a JSON Pointer into a document, for example `/shipTo/phone` or `/lines/0/unitPrice`.
 *
 * What the model does not describe (extensions, elements of plain lists) has the class of its nearest described
 * ancestor; the document itself is internal and owned by the owner of its type.
 *
 * @returns undefined when the pointer leads to a field that the model does not have
 */
export function fieldClass(type: DocumentType, pointer: string): FieldClass | undefined {
  const root = DOCUMENT_SCHEMAS[type];
  const rootOwner = root.properties?.['type']?.['x-owner'] ?? 'oms';
  let found: FieldClass = { owner: rootOwner, privacy: 'internal', description: root.description ?? '' };
  let at = { schema: root, home: root };
  const steps = pointer === '' ? [] : pointer.slice(1).split('/');
  for (const step of steps) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (at.schema.items !== undefined) {
      at = resolve(at.schema.items, at.home);
      continue;
    }
    const property = at.schema.properties?.[key];
    if (property === undefined) return at.schema.additionalProperties === true ? found : undefined;
    at = resolve(property, at.home);
    found = {
      owner: property['x-owner'] ?? found.owner,
      privacy: property['x-privacy'] ?? found.privacy,
      description: property.description ?? found.description,
    };
  }
  return found;
}
