// Sequences: arrays with the marks by which jsonata tells them from arrays of the message. Imports guard.ts.
import { checkLength, tick } from './guard.ts';

/**
 * A JavaScript array as jsonata marks it: `sequence` unwraps when it has one member, unless `keepSingleton`; `cons` was
 * written `[…]` at the end of a path and is not flattened; `tupleStream` holds variables with each item; `outerWrapper`
 * stands around an input that is an array.
 */
export interface Marked extends Array<unknown> {
  sequence?: boolean;
  keepSingleton?: boolean;
  cons?: boolean;
  tupleStream?: boolean;
  outerWrapper?: boolean;
}

export function emptySequence(): Marked {
  const sequence: Marked = [];
  sequence.sequence = true;
  return sequence;
}

export function sequenceOf(item: unknown): Marked {
  const sequence: Marked = [item];
  sequence.sequence = true;
  return sequence;
}

export function isSequence(value: unknown): value is Marked {
  return Array.isArray(value) && (value as Marked).sequence === true;
}

/** What an expression gives once its own evaluation is over: nothing for an empty sequence, the item for a sequence of one. */
export function unwrap(value: unknown): unknown {
  return Array.isArray(value) && (value as Marked).sequence === true ? unwrapSequence(value) : value;
}

function unwrapSequence(value: Marked): unknown {
  if (value.tupleStream) return value;
  if (value.length === 0) return undefined;
  if (value.length === 1) return value.keepSingleton ? value : value[0];
  return value;
}

/** `unwrap` for an expression that was written with `[]` behind it. */
export function unwrapKeeping(value: unknown): unknown {
  if (!isSequence(value) || value.tupleStream) return value;
  if (value.length === 0) return undefined;
  value.keepSingleton = true;
  return value;
}

/** Adds the result of one step for one item: arrays are flattened once, unless they were written at the end of the path. */
export function spreadInto(target: unknown[], value: unknown): void {
  if (!Array.isArray(value) || (value as Marked).cons) {
    target.push(value);
    return;
  }
  for (let index = 0; index < value.length; index += 1) target.push(value[index]);
  tick(value.length >> 4);
  checkLength(target.length);
}

/** jsonata's `$append`, which array constructors and groupings share: always a plain new array, unless one side is missing. */
export function append(first: unknown, second: unknown): unknown {
  if (first === undefined) return second;
  if (second === undefined) return first;
  const left = Array.isArray(first) ? first : [first];
  const joined = Array.isArray(second) ? left.concat(second) : left.concat([second]);
  tick(joined.length >> 4);
  checkLength(joined.length);
  return joined;
}

/** The same sequence. @throws LimitReached when it is longer than the limit */
export function checkedSequence(sequence: Marked): Marked {
  checkLength(sequence.length);
  return sequence;
}
