// Plain JSON values compared by what they say: the order of members is no change. May import ./change.ts.
import { compareMaps, type Sides } from './change.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value with the members of its objects in one order: equal texts mean the same. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}: ${canonical(value[key])}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** The members of an object, each with its canonical text. */
export const membersOf = (value: unknown, skip: readonly string[] = []): Map<string, string> =>
  new Map(
    (isObject(value) ? Object.entries(value) : [])
      .filter(([key]) => !skip.includes(key))
      .map(([key, member]) => [key, canonical(member)]),
  );

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

function collect(value: unknown, at: string, found: Map<string, string>): void {
  if (isObject(value) && Object.keys(value).length > 0)
    for (const [key, member] of Object.entries(value)) collect(member, `${at}/${escaped(key)}`, found);
  else if (Array.isArray(value) && value.some(isObject))
    for (const [index, member] of value.entries()) collect(member, `${at}/${index}`, found);
  else found.set(at, canonical(value));
}

/** Where two values differ, by JSON Pointer; lists of plain values count as one. */
export function compareValues(before: unknown, after: unknown): Sides[] {
  const [was, is] = [new Map<string, string>(), new Map<string, string>()];
  if (before !== undefined) collect(before, '', was);
  if (after !== undefined) collect(after, '', is);
  return compareMaps(was, is);
}
