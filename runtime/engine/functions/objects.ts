// Shaping objects: drop what is empty, leave out what is named.
import { argumentError, isAbsent, membersOf } from './argument.ts';
import type { FunctionSpec } from './spec.ts';

/**
 * The value without null, empty text, and empty objects and arrays, at every depth; undefined when nothing is left.
 *
 * The result has new objects and arrays; numbers, false and texts of spaces stay. jsonata's functions pass through as they are.
 */
function compact(value: unknown): unknown {
  if (isAbsent(value) || value === '') return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const members = value.map(compact).filter((member) => member !== undefined);
    return members.length === 0 ? undefined : members;
  }
  if (Object.hasOwn(value, '_jsonata_lambda') || Object.hasOwn(value, '_jsonata_function')) return value;
  const members = Object.entries(value)
    .map(([name, member]): [string, unknown] => [name, compact(member)])
    .filter(([, member]) => member !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function without(object: unknown, names: unknown): Record<string, unknown> | undefined {
  if (isAbsent(object)) return undefined;
  if (typeof object !== 'object' || Array.isArray(object)) throw argumentError('$without', 'one object', object);
  const unwanted = new Set(isAbsent(names) ? [] : membersOf(names));
  for (const name of unwanted) {
    if (typeof name !== 'string') throw argumentError('$without', 'names of keys as texts', name);
  }
  const members = Object.entries(object).filter(([name]) => !unwanted.has(name));
  return members.length === 0 ? undefined : Object.fromEntries(members);
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
