// Every edit of the ownership file as a named command. May import the engine's ownership and splices, and ./matrix.ts.
import type { DocumentOwnership, Ownership } from '../../../runtime/engine/state/ownership.ts';
import {
  insertElement,
  inTurn,
  removeValue,
  type Splice,
  setValue,
} from '../../../runtime/engine/syntax/json-splice.ts';
import { fieldsBelow } from '../../../runtime/model/fields.ts';
import type { DocumentType } from '../../../runtime/model/types.ts';
import type { OwnershipRow, Part } from './matrix.ts';

export interface OwnershipEdit {
  readonly name: string;
  readonly splices: readonly Splice[];
}

/** What a rule says; members that are not named stay as they are. */
export interface RuleChange {
  readonly owners?: readonly string[];
  readonly reporters?: readonly string[];
  readonly otherwise?: string;
  readonly why?: string;
}

/** The file, and the document type that an edit is of. */
export interface Target {
  readonly ownership: Ownership;
  readonly text: string;
  readonly type: DocumentType;
}

/** Changes the rule of a field. A field that has only the rule of one around it gets a rule of its own. */
export function setRule(target: Target, row: OwnershipRow, change: RuleChange): OwnershipEdit {
  const { ownership, text, type } = target;
  const name = `Set who owns ${row.path === '' ? `the rest of ${type}` : row.path}`;
  const fields = ownership.documents[type]?.fields ?? [];
  const index = fields.findIndex(({ path }) => path === row.path);
  const list = ['documents', type, 'fields'];
  if (row.path !== '' && index === -1) {
    const own = {
      path: row.path,
      owners: row.owners,
      ...(row.reporters.length === 0 ? {} : { reporters: row.reporters }),
      otherwise: row.otherwise,
      ...change,
    };
    return { name, splices: insertElement(text, list, fields.length, own) };
  }
  const place = row.path === '' ? ['documents', type, 'default'] : [...list, index];
  const before = row.path === '' ? ownership.documents[type]?.default : fields[index];
  const edits = Object.entries(change).map(([key, value]) => (now: string): Splice[] => {
    const isGone =
      (key === 'reporters' && (value as readonly string[]).length === 0) || (key === 'why' && value === '');
    if (!isGone) return setValue(now, [...place, key], value);
    return before !== undefined && Object.hasOwn(before, key) ? removeValue(now, [...place, key]) : [];
  });
  return { name, splices: inTurn(text, edits) };
}

/** Makes a class an owner, a reporter or neither. The last owner stays: an ownerless field is everybody's. */
export function setPart(
  target: Target,
  row: OwnershipRow,
  change: { readonly systemClass: string; readonly part: Part },
): OwnershipEdit {
  const { systemClass, part } = change;
  const without = (list: readonly string[]) => list.filter((one) => one !== systemClass);
  const owners = part === 'owner' ? [...without(row.owners), systemClass] : without(row.owners);
  const reporters = part === 'reporter' ? [...without(row.reporters), systemClass] : without(row.reporters);
  const same = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((one) => b.includes(one));
  const both = {
    ...(same(owners, row.owners) ? {} : { owners }),
    ...(same(reporters, row.reporters) ? {} : { reporters }),
  };
  return setRule(target, row, both);
}

/** Takes the rule of a field away: the rule of the field around it, or the default, decides again. */
export function removeRule({ ownership, text, type }: Target, path: string): OwnershipEdit {
  const index = (ownership.documents[type]?.fields ?? []).findIndex((rule) => rule.path === path);
  if (index === -1) throw new Error(`no rule names ${path}`);
  return { name: `Remove the rule of ${path}`, splices: removeValue(text, ['documents', type, 'fields', index]) };
}

const POINTER = /^(\/([A-Za-z_][A-Za-z0-9_]*|\*))+$/;

function refusePath({ ownership, type }: Target, path: string): void {
  if (!POINTER.test(path))
    throw new Error(`a rule needs a path such as /totals/total or /lines/*/sku, not ${JSON.stringify(path)}`);
  if (ownership.documents[type]?.fields.some((rule) => rule.path === path) === true)
    throw new Error(`there is a rule for ${path} already`);
}

/** Lets a rule speak of another field. @throws Error when it is no path, or has a rule already */
export function moveRule(target: Target, from: string, to: string): OwnershipEdit {
  const { ownership, text, type } = target;
  const index = (ownership.documents[type]?.fields ?? []).findIndex((rule) => rule.path === from);
  if (index === -1) throw new Error(`no rule names ${from}`);
  refusePath(target, to);
  return {
    name: `Move the rule of ${from} to ${to}`,
    splices: setValue(text, ['documents', type, 'fields', index, 'path'], to),
  };
}

/** Adds a rule for a field, with the owners of the one that decides on it so far. @throws Error as `moveRule` */
export function addRule(target: Target, path: string, owners: readonly string[]): OwnershipEdit {
  const { ownership, text, type } = target;
  refusePath(target, path);
  const { length } = ownership.documents[type]?.fields ?? [];
  return {
    name: `Add a rule for ${path}`,
    splices: insertElement(text, ['documents', type, 'fields'], length, { path, owners }),
  };
}

/** Says what the file is about; an empty text takes that away. */
export function describe({ ownership, text }: Target, description: string): OwnershipEdit {
  const name = 'Describe the ownership';
  if (description !== '') return { name, splices: setValue(text, ['description'], description) };
  return { name, splices: ownership.description === undefined ? [] : removeValue(text, ['description']) };
}

/** The buckets of a document type that may be said to go below zero or not; none where it has no quantities by bucket. */
export const bucketsOf = (type: DocumentType): readonly string[] =>
  type === 'inventory' ? Object.keys(fieldsBelow(type, '/quantities')) : [];

/** Lets a bucket go below zero, or no longer. */
export function setNegative(target: Target, bucket: string, isAllowed: boolean): OwnershipEdit {
  const { ownership, text, type } = target;
  const place = ['documents', type, 'negative'];
  const before: DocumentOwnership['negative'] = ownership.documents[type]?.negative;
  const name = isAllowed ? `Let ${bucket} go below zero` : `Keep ${bucket} from going below zero`;
  const index = before?.indexOf(bucket) ?? -1;
  if (isAllowed === (index !== -1)) return { name, splices: [] };
  if (isAllowed && before === undefined) return { name, splices: setValue(text, place, [bucket]) };
  if (isAllowed) return { name, splices: insertElement(text, place, before?.length ?? 0, bucket) };
  // An empty list is no list of words for the schema.
  return { name, splices: removeValue(text, before?.length === 1 ? place : [...place, index]) };
}
