// Rows for the second and later objects of a list that the program writes out: beside the list, with the fields that the document
// knows for each. What has none stays the same object. Pure; may import schema/.
import { type Field, mergeFields } from '../schema/field.ts';

/** `refs[2]`: the second object of `refs`. */
const PLACE = /^(.+)\[\d+\]$/;

const baseOf = ({ name }: Field): string | undefined => PLACE.exec(name)?.[1];

const PLACED = new WeakMap<readonly Field[], readonly Field[]>();

/**
 * Puts the rows of written-out lists beside their list, each with the fields of the list's members.
 *
 * @param fields  of the document, with those that the program makes
 */
export function withPlaces(fields: readonly Field[]): readonly Field[] {
  const known = PLACED.get(fields);
  if (known !== undefined) return known;
  const inner = fields.map((field) => {
    const children = withPlaces(field.children);
    return children === field.children ? field : { ...field, children };
  });
  const isSame = inner.every((field, index) => field === fields[index]);
  const placed = inner.some((field) => baseOf(field) !== undefined) ? besideTheirs(inner) : isSame ? fields : inner;
  PLACED.set(fields, placed);
  return placed;
}

function besideTheirs(fields: readonly Field[]): readonly Field[] {
  const names = new Set(fields.map((field) => field.name));
  const isPlace = (field: Field): boolean => names.has(baseOf(field) ?? '');
  return fields
    .filter((field) => !isPlace(field))
    .flatMap((field) => [
      field,
      ...fields.filter((one) => isPlace(one) && baseOf(one) === field.name).map((one) => likeFirst(one, field)),
    ]);
}

/** An object of a list with the fields that the document knows for every one. */
function likeFirst({ isExtra: _extra, ...place }: Field, list: Field): Field {
  const known = list.children.filter((field) => field.isExtra !== true);
  return { ...place, type: 'object', children: mergeFields(moved(known, list.path, place.path), place.children) };
}

const moved = (fields: readonly Field[], from: string, to: string): readonly Field[] =>
  fields.map((field) => ({
    ...field,
    path: `${to}${field.path.slice(from.length)}`,
    children: moved(field.children, from, to),
  }));
