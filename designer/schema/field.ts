// A field of a message or a document, as both trees of the canvas show it. Pure; imports nothing.

export type FieldType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'any';

/** One field of a schema, or of a sample where the schema says nothing. */
export interface Field {
  /** Steps joined by `/`, arrays without an index: `/lines/sku`. Unique in its tree. */
  readonly path: string;
  /** The last step. */
  readonly name: string;
  readonly type: FieldType;
  /** A list: the fields of its members are its children. */
  readonly isList?: boolean;
  readonly required?: boolean;
  readonly description?: string;
  /** What people call it where its name is a code: `Quantity ordered` for `PO102`. */
  readonly label?: string;
  /** The words that it may hold, when the schema lists them. */
  readonly values?: readonly string[];
  /** The sample has it and the schema does not. */
  readonly isExtra?: boolean;
  readonly children: readonly Field[];
}

/** Every field below these, themselves included, in the order of the tree. */
export function* eachField(fields: readonly Field[]): Generator<Field> {
  for (const field of fields) {
    yield field;
    yield* eachField(field.children);
  }
}

/** The field at a path. */
export function fieldAt(fields: readonly Field[], path: string): Field | undefined {
  for (const field of fields) {
    if (field.path === path) return field;
    if (path.startsWith(`${field.path}/`)) return fieldAt(field.children, path);
  }
  return undefined;
}

/** What a field of a schema became with one of a sample: both trees stay the same for most of what is done. */
const MERGED = new WeakMap<Field, { readonly sample: Field; readonly merged: Field }>();
const EXTRA = new WeakMap<Field, Field>();

/** Fields of both trees: what the schema says, and behind it what only the sample has. */
export function mergeFields(schema: readonly Field[], sample: readonly Field[]): readonly Field[] {
  if (schema.length === 0) return sample;
  if (sample.length === 0) return schema;
  const known = new Set(schema.map((field) => field.name));
  const others = new Map<string, Field>();
  for (const field of sample) if (!others.has(field.name)) others.set(field.name, field);
  const merged = schema.map((field) => {
    const other = others.get(field.name);
    return other === undefined ? field : mergeOne(field, other);
  });
  return [...merged, ...sample.filter((field) => !known.has(field.name)).map(asExtra)];
}

function mergeOne(field: Field, sample: Field): Field {
  const last = MERGED.get(field);
  if (last?.sample === sample) return last.merged;
  const children = mergeFields(field.children, sample.children);
  const type = field.type === 'any' ? sample.type : field.type;
  const isList = field.isList === true || (field.type === 'any' && sample.isList === true);
  const merged = { ...field, type, ...(isList ? { isList } : {}), children };
  MERGED.set(field, { sample, merged });
  return merged;
}

function asExtra(field: Field): Field {
  const known = EXTRA.get(field);
  if (known !== undefined) return known;
  const extra = { ...field, isExtra: true, children: field.children.map(asExtra) };
  EXTRA.set(field, extra);
  return extra;
}
