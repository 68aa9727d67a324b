// Paths of plain names, the commonest expression of all: walked in one loop while there is one item, item by item after that.
// Imports guard, lookup and sequence.
import { LeftToReference, tick } from './guard.ts';
import { member } from './lookup.ts';
import { emptySequence, isSequence, type Marked, sequenceOf, spreadInto, unwrap } from './sequence.ts';

/** One name over all items, as one step of a path. As everywhere here, it is a name that not every object answers to. */
export function stepByName(items: Marked, name: string, last: boolean): Marked {
  const { length } = items;
  tick(length);
  let count = 0;
  let first: unknown;
  const results = emptySequence();
  for (let index = 0; index < length; index += 1) {
    const item = items[index];
    if (typeof item !== 'object' || item === null) continue;
    let found: unknown;
    if (Array.isArray(item)) found = unwrap(member(item, name));
    else found = (item as Record<string, unknown>)[name];
    if (found === undefined) continue;
    if (typeof found !== 'object' || !Array.isArray(found)) {
      // What came before is no array or has been spread already.
      if (count === 1 && Array.isArray(first)) spreadInto(results, first);
      count += 1;
      first = undefined;
      results.push(found);
      continue;
    }
    if (isSequence(found)) found = unwrap(found);
    if (found === undefined) continue;
    count += 1;
    if (count === 1) {
      first = found;
      if (!Array.isArray(found)) results.push(found);
      continue;
    }
    if (count === 2 && Array.isArray(first)) spreadInto(results, first);
    first = undefined;
    spreadInto(results, found);
  }
  if (count === 1 && Array.isArray(first)) {
    if (last && !isSequence(first)) return first as Marked;
    spreadInto(results, first);
  }
  return results;
}

function walkItems(start: Marked, names: readonly string[], from: number): unknown {
  let items = start;
  for (let index = from; index < names.length; index += 1) {
    items = stepByName(items, names[index] as string, index === names.length - 1);
    if (items.length === 0) break;
  }
  return unwrap(items);
}

/** A sequence that a path ends with: its items, unwrapped once more. */
export function endOf(found: Marked): unknown {
  if (found.tupleStream) throw new LeftToReference('items with variables are kept in data');
  return found.length === 0 ? undefined : found.length === 1 ? found[0] : found;
}

/** The items that follow a step whose result is an array. */
export function itemsOf(found: Marked): Marked {
  if (found.tupleStream) throw new LeftToReference('items with variables are kept in data');
  return found.cons ? sequenceOf(found) : found;
}

/** Walks from one value, which may be an array that an earlier step gave. */
export function walkFrom(start: unknown, names: readonly string[]): unknown {
  let value = start;
  for (let index = 0; index < names.length; index += 1) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) return walkItems(itemsOf(value as Marked), names, index);
    value = (value as Record<string, unknown>)[names[index] as string];
  }
  return typeof value === 'object' && isSequence(value) ? endOf(value) : value;
}

/** Walks from the context: the items of an input that is an array are taken one by one. */
export function walkInput(input: unknown, names: readonly string[]): unknown {
  return Array.isArray(input) ? walkItems(input as Marked, names, 0) : walkFrom(input, names);
}

/** A single name from the context. */
export function fieldOf(input: unknown, name: string): unknown {
  if (typeof input !== 'object' || input === null) return undefined;
  if (Array.isArray(input)) return unwrap(stepByName(input as Marked, name, true));
  const value = (input as Record<string, unknown>)[name];
  return typeof value === 'object' && isSequence(value) ? endOf(value) : value;
}
