// Shaping objects: drop what is empty, leave out what is named.
import { argumentError, isAbsent, membersOf, setMember } from './argument.ts';
import type { FunctionSpec } from './spec.ts';

/**
 * The value without null, empty text, and empty objects and arrays, at every depth; undefined when nothing is left.
 *
 * Arrays of the result are new; objects are, where anything was dropped in them, and pass as they are elsewhere. Numbers,
 * false and texts of spaces stay. jsonata's functions pass through.
 */
function compact(value: unknown): unknown {
  if (isAbsent(value) || value === '') return undefined;
  if (typeof value !== 'object') return value;
  return Array.isArray(value) ? compactList(value) : compactObject(value as Record<string, unknown>);
}

/** A new array always: jsonata marks arrays of its own, and what is left must not be taken for one of them. */
function compactList(values: readonly unknown[]): unknown[] | undefined {
  const members: unknown[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const member = compact(values[index]);
    if (member !== undefined) members.push(member);
  }
  return members.length === 0 ? undefined : members;
}

function compactObject(object: Record<string, unknown>): Record<string, unknown> | undefined {
  if (Object.hasOwn(object, '_jsonata_lambda') || Object.hasOwn(object, '_jsonata_function')) return object;
  const names = Object.keys(object);
  for (let index = 0; index < names.length; index += 1) {
    const member = object[names[index] as string];
    const kept = compact(member);
    if (kept !== member) return compactFrom(object, names, index, kept);
  }
  return names.length === 0 ? undefined : object;
}

/** The rest of an object whose members before `from` stay as they are. @param kept  what is left of the member at `from` */
function compactFrom(
  object: Record<string, unknown>,
  names: readonly string[],
  from: number,
  kept: unknown,
): Record<string, unknown> | undefined {
  const result: Record<string, unknown> = {};
  for (let index = 0; index < from; index += 1)
    setMember(result, names[index] as string, object[names[index] as string]);
  let count = from;
  for (let index = from; index < names.length; index += 1) {
    const name = names[index] as string;
    const member = index === from ? kept : compact(object[name]);
    if (member === undefined) continue;
    setMember(result, name, member);
    count += 1;
  }
  return count === 0 ? undefined : result;
}

function without(object: unknown, names: unknown): Record<string, unknown> | undefined {
  if (isAbsent(object)) return undefined;
  if (typeof object !== 'object' || Array.isArray(object)) throw argumentError('$without', 'one object', object);
  const unwanted = new Set(isAbsent(names) ? [] : membersOf(names));
  for (const name of unwanted) {
    if (typeof name !== 'string') throw argumentError('$without', 'names of keys as texts', name);
  }
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const name of Object.keys(object)) {
    if (unwanted.has(name)) continue;
    setMember(result, name, (object as Record<string, unknown>)[name]);
    count += 1;
  }
  return count === 0 ? undefined : result;
}

export const objectFunctions: readonly FunctionSpec[] = [
  {
    name: 'compact',
    signature: '<x:x>',
    summary: 'Drops null, empty text, and empty objects and arrays, at every depth.',
    parameters: [{ name: 'x', description: 'Any value.' }],
    returns: 'What is left, undefined when that is nothing. Zero, false and texts of spaces stay.',
    examples: [
      {
        expression: '$compact({"a": "", "b": null, "c": {"d": []}, "e": [null, 0, {"f": ""}], "g": false})',
        result: { e: [0], g: false },
      },
      { expression: '$compact([{"x": ""}, {"x": "1"}])', result: [{ x: '1' }] },
      { expression: '$compact({"a": {"b": {"c": null}}})' },
      { expression: '$compact("")' },
    ],
    implementation: (x: unknown) => compact(x),
  },
  {
    name: 'without',
    signature: '<xx:o>',
    summary: 'An object less some of its keys, for example what goes under `extensions`.',
    parameters: [
      { name: 'object', description: 'One object.' },
      {
        name: 'names',
        description: 'The keys to leave out; one text or a list. Keys that are not there do not matter.',
      },
    ],
    returns: 'A new object with the other keys as they were; undefined when none is left.',
    examples: [
      { expression: '$without({"id": 1, "email": "x", "tags": null}, ["id", "email"])', result: { tags: null } },
      { expression: '$without({"id": 1, "note": "n"}, "id")', result: { note: 'n' } },
      { expression: '$without({"id": 1}, ["id"])' },
      { expression: '$without(missing, ["id"])', input: {} },
      { expression: '$without([1, 2], "id")', error: 'function.argument' },
    ],
    implementation: (object: unknown, names: unknown) => without(object, names),
  },
];
