// `$distinct` and `$spread`: the reference's own take time that grows with the square of the list. Imports guard, sequence and values.
import { checkLength, LeftToReference, tick } from './guard.ts';
import { emptySequence, isSequence } from './sequence.ts';
import { equal, setMember } from './values.ts';

/** The first of each value that is deeply equal to others; a sequence stays one. */
export function distinct([values]: readonly unknown[]): unknown {
  if (!Array.isArray(values) || values.length <= 1) return values;
  const results: unknown[] = isSequence(values) ? emptySequence() : [];
  const seen = new Set<unknown>();
  const objects: object[] = [];
  tick(values.length);
  for (const value of values) {
    if (typeof value === 'object' && value !== null) {
      tick(objects.length >> 4);
      if (objects.some((known) => equal(value, known))) continue;
      objects.push(value);
    } else if (!Number.isNaN(value)) {
      // What is not a number equals nothing, itself included.
      if (seen.has(value)) continue;
      seen.add(value);
    }
    results.push(value);
  }
  return results;
}

function spreadOne(value: unknown, into: unknown[]): void {
  if (typeof value === 'function') throw new LeftToReference('$spread of a list with functions');
  if (Array.isArray(value)) {
    for (const each of value) spreadOne(each, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      const one: Record<string, unknown> = {};
      setMember(one, name, member);
      into.push(one);
    }
  } else if (value !== undefined) {
    into.push(value);
  }
}

/** Objects as lists of objects of one member each. Of a list it gives a plain array, of one object a sequence. */
export function spread([value]: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const joined = Array.isArray(value) && value.some((item) => item !== undefined);
  const results: unknown[] = joined ? [] : emptySequence();
  if (Array.isArray(value)) tick(value.length);
  spreadOne(value, results);
  checkLength(results.length);
  return results;
}
