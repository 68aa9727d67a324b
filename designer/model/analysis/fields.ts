// Fields of a tree by their path, and what is known of the value at one. Pure; may import ../../schema/field.ts and ./value.ts.
import { eachField, type Field } from '../../schema/field.ts';
import { ANY, type Kinds, kindsOfType, OBJECT } from '../language/kinds.ts';
import type { Value } from './value.ts';

export interface FieldIndex {
  readonly fields: readonly Field[];
  at(path: string): Field | undefined;
  /** Fields right below a path; undefined when nobody says what there is. */
  below(path: string): readonly Field[] | undefined;
  readonly isEmpty: boolean;
}

export function indexFields(fields: readonly Field[]): FieldIndex {
  const byPath = new Map<string, Field>();
  for (const field of eachField(fields)) byPath.set(field.path, field);
  return {
    fields,
    isEmpty: fields.length === 0,
    at: (path) => byPath.get(path),
    below(path) {
      if (path === '') return fields.length === 0 ? undefined : fields;
      const field = byPath.get(path);
      if (field === undefined) return undefined;
      if (field.children.length > 0) return field.children;
      // A scalar has no members for certain; an object or anything that no schema describes may have some.
      return field.type === 'object' || field.type === 'array' || field.type === 'any' ? undefined : [];
    },
  };
}

export const kindsOfField = (field: Field): Kinds => (field.children.length > 0 ? OBJECT : kindsOfType(field.type));

/** The value of source fields of one name, those that there are, or all when none is known. */
export function valueAtPaths(paths: readonly string[], index: FieldIndex): Value {
  const known = paths.map((path) => index.at(path)).filter((field) => field !== undefined);
  if (known.length === 0) return { kinds: ANY, isMany: false, paths };
  return {
    kinds: known.reduce((kinds, field) => kinds | kindsOfField(field), 0),
    isMany: known.some((field) => field.isList === true),
    paths: known.map(({ path }) => path),
    ...(known.length === 1 && known[0]?.values !== undefined ? { words: known[0].values } : {}),
  };
}
