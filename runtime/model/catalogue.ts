// The catalogue of the common model: every field, who owns it, how private it is and what it means. Imports the schemas.
import { fieldClass } from './fields.ts';
import { COMMON_SCHEMA, DOCUMENT_SCHEMAS, type FieldSchema } from './schemas.ts';
import type { DocumentType } from './types.ts';

/** Parts within parts are told so far; what is deeper stands under its own part. */
const MAX_DEPTH = 4;

function target(schema: FieldSchema, home: FieldSchema): { schema: FieldSchema; home: FieldSchema } {
  if (schema.$ref === undefined) return { schema, home };
  const [file, path = ''] = schema.$ref.split('#');
  const where = file === '' ? home : COMMON_SCHEMA;
  return { schema: where.$defs?.[path.slice('/$defs/'.length)] ?? {}, home: where };
}

/** JSON Pointers of all fields of a type, list elements as `0`, parts before what is in them. */
function pointersOf(at: { schema: FieldSchema; home: FieldSchema }, pointer: string, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  const { items, properties = {} } = at.schema;
  if (items !== undefined) return pointersOf(target(items, at.home), `${pointer}/0`, depth);
  return Object.entries(properties).flatMap(([name, property]) => {
    const own = `${pointer}/${name}`;
    return [own, ...pointersOf(target(property, at.home), own, depth + 1)];
  });
}

/** Every field of a type that the model describes, by its JSON Pointer. */
export function fieldsOf(type: DocumentType): string[] {
  const root = DOCUMENT_SCHEMAS[type];
  return pointersOf({ schema: root, home: root }, '', 0);
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The reference page. */
export function catalogueReference(): string {
  const sections = (Object.keys(DOCUMENT_SCHEMAS) as DocumentType[]).flatMap((type) => [
    `## ${type}`,
    '',
    cell(DOCUMENT_SCHEMAS[type].description ?? ''),
    '',
    '| field | owner | privacy | meaning |',
    '| --- | --- | --- | --- |',
    ...fieldsOf(type).map((pointer) => {
      const { owner = '', privacy = '', description = '' } = fieldClass(type, pointer) ?? {};
      return `| \`${pointer.replaceAll('/0', '/*')}\` | ${owner} | ${privacy} | ${cell(description)} |`;
    }),
    '',
  ]);
  return [
    '# Catalogue of the common model',
    '',
    'Generated from the JSON Schemas of `runtime/model` by `npm run reference`: every field, the class of system that owns it first of all (`rulesets/ownership.json` is the full statement), its privacy class, and what it means. `personal` and `payment` values are masked for every role that is not given them under `privacy.roles`.',
    '',
    ...sections,
  ].join('\n');
}
