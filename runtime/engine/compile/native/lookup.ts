// Members of data: names, `*`, `**`. Imports guard, sequence and values.
import { LeftToReference, tick } from './guard.ts';
import { append, checkedSequence, emptySequence, type Marked } from './sequence.ts';
import { ownMember } from './values.ts';

/** A member by its name; over an array the members of all its items, flattened once. Not unwrapped. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? memberOfEach(value, name) : ownMember(value, name);
}

function memberOfEach(values: readonly unknown[], name: string): Marked {
  const found = emptySequence();
  tick(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const one = member(values[index], name);
    if (Array.isArray(one)) for (const each of one) found.push(each);
    else if (one !== undefined) found.push(one);
  }
  return checkedSequence(found);
}

function flatten(value: unknown, into: unknown[]): unknown[] {
  if (Array.isArray(value)) for (const each of value) flatten(each, into);
  else into.push(value);
  return into;
}

/** `*`: the values of all members; arrays among them are flattened wholly. */
export function wildcard(input: unknown): unknown {
  let value = input;
  if (Array.isArray(value) && (value as Marked).outerWrapper && value.length > 0) value = value[0];
  let results: unknown = emptySequence();
  if (typeof value !== 'object' || value === null) return results;
  if (Array.isArray(value) && Object.keys(value).length !== value.length) {
    throw new LeftToReference('* lists the marks of a sequence');
  }
  const members = Object.values(value);
  tick(members.length);
  for (const each of members) {
    // Appending to a sequence gives a plain array, so one array among the values is enough for the result not to unwrap.
    if (Array.isArray(each)) results = append(results, flatten(each, []));
    else (results as unknown[]).push(each);
  }
  return results;
}

/** `**`: the value and everything in it; arrays are passed through. */
export function descendants(input: unknown): unknown {
  if (input === undefined) return undefined;
  const results = emptySequence();
  descend(input, results);
  return results.length === 1 ? results[0] : results;
}

function descend(value: unknown, results: Marked): void {
  tick(1);
  if (Array.isArray(value)) {
    for (const each of value) descend(each, results);
    return;
  }
  results.push(value);
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) descend(each, results);
}
