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

/** Fields of both trees: what the schema says, and behind it what only the sample has. */
export function mergeFields(schema: readonly Field[], sample: readonly Field[]): readonly Field[] {
  if (schema.length === 0) return sample;
  const known = new Map(schema.map((field) => [field.name, field]));
  const merged = schema.map((field) => {
    const other = sample.find((one) => one.name === field.name);
    return other === undefined ? field : mergeOne(field, other);
  });
  return [...merged, ...sample.filter((field) => !known.has(field.name)).map(asExtra)];
}

function mergeOne(field: Field, sample: Field): Field {
  const children = mergeFields(field.children, sample.children);
  const type = field.type === 'any' ? sample.type : field.type;
  const isList = field.isList === true || (field.type === 'any' && sample.isList === true);
  return { ...field, type, ...(isList ? { isList } : {}), children };
}

const asExtra = (field: Field): Field => ({ ...field, isExtra: true, children: field.children.map(asExtra) });
