// What a new schema changes: fields that are gone, new, or of another kind, and which of the gone ones probably have a new name.
// Pure; may import ../check/nearest.ts, ../suggest/words.ts and ../../schema/field.ts.
import { eachField, type Field } from '../../schema/field.ts';
import { likeness } from '../check/nearest.ts';
import { meaningOf, overlap, weightedWords } from '../suggest/words.ts';

export interface Rename {
  readonly from: string;
  readonly to: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Why, in plain words. */
  readonly reasons: readonly string[];
}

export interface Retyped {
  readonly path: string;
  /** `text`, `list of number`. */
  readonly from: string;
  readonly to: string;
}

export interface SchemaChange {
  readonly added: readonly Field[];
  /** Outermost fields that are gone; what stood below them is gone with them. */
  readonly removed: readonly Field[];
  readonly retyped: readonly Retyped[];
  /** Best first; a field is in one of them at most. */
  readonly renames: readonly Rename[];
}

/** What is proposed at all. */
const LEAST = 0.5;

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

export const typeName = ({ type, isList, children }: Field): string => {
  const plain = children.length > 0 ? 'object' : type;
  return isList === true ? `list of ${plain}` : plain;
};

function pathsOf(fields: readonly Field[]): ReadonlyMap<string, Field> {
  return new Map([...eachField(fields)].map((field) => [field.path, field]));
}

/** Fields of one tree that the other does not have, without what stands below them. */
const outermost = (fields: readonly Field[], other: ReadonlyMap<string, Field>): Field[] =>
  fields.flatMap((field) => (other.has(field.path) ? outermost(field.children, other) : [field]));

export function compareSchemas(before: readonly Field[], after: readonly Field[]): SchemaChange {
  const [old, now] = [pathsOf(before), pathsOf(after)];
  const removed = outermost(before, now);
  const added = outermost(after, old);
  const retyped = [...old.values()].flatMap((field): Retyped[] => {
    const other = now.get(field.path);
    if (other === undefined) return [];
    const [from, to] = [typeName(field), typeName(other)];
    return from === to ? [] : [{ path: field.path, from, to }];
  });
  return { added, removed, retyped, renames: renamesOf(removed, added) };
}

function renamesOf(removed: readonly Field[], added: readonly Field[]): readonly Rename[] {
  const pairs = removed
    .flatMap((from) => added.map((to) => renameOf(from, to)))
    .filter(({ confidence }) => confidence >= LEAST)
    .sort((a, b) => b.confidence - a.confidence || a.from.localeCompare(b.from) || a.to.localeCompare(b.to));
  const taken = new Set<string>();
  return pairs.filter(({ from, to }) => {
    if (taken.has(`- ${from}`) || taken.has(`+ ${to}`)) return false;
    taken.add(`- ${from}`).add(`+ ${to}`);
    return true;
  });
}

/** How alike two fields are: by name, by place, by kind, by what stands below them. */
function renameOf(from: Field, to: Field): Rename {
  const name = nameLikeness(from.name, to.name);
  const isHere = parentOf(from.path) === parentOf(to.path);
  const isSameType = typeName(from) === typeName(to);
  const below = childLikeness(from, to);
  const reasons = [
    name.reason,
    isHere ? 'stands in the same place' : undefined,
    isSameType ? `is a ${typeName(to)} too` : undefined,
    below !== undefined && below > 0.5 ? 'has the same fields' : undefined,
  ].filter((reason) => reason !== undefined);
  const place = isHere ? 1 : name.score === 1 ? 0.85 : 0.55;
  const kind = isSameType ? 1 : 0.6;
  const score = below === undefined ? name.score : Math.max(name.score * 0.5 + below * 0.5, name.score * 0.8);
  return { from: from.path, to: to.path, confidence: Math.round(score * place * kind * 100) / 100, reasons };
}

function nameLikeness(from: string, to: string): { readonly score: number; readonly reason?: string } {
  if (from === to) return { score: 1, reason: 'has the same name' };
  const meaning = meaningOf(from);
  if (meaning !== undefined && meaning === meaningOf(to)) return { score: 0.95, reason: `means ${meaning} as well` };
  const alike = likeness(from, to);
  const shared = overlap(weightedWords(from), weightedWords(to));
  if (alike >= shared)
    return alike > 0.6 ? { score: alike, reason: 'is written almost alike' } : { score: alike * 0.8 };
  return { score: 0.4 + shared * 0.5, reason: 'shares words of its name' };
}

/** How many fields below two groups have the same name, 0 to 1; undefined for fields without any. */
function childLikeness(from: Field, to: Field): number | undefined {
  if (from.children.length === 0 || to.children.length === 0) return undefined;
  const names = new Set(to.children.map(({ name }) => name));
  const same = from.children.filter(({ name }) => names.has(name)).length;
  return same / Math.max(from.children.length, to.children.length);
}
