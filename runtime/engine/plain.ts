// Plain JSON data out of an evaluation's result, copied in one walk. Imports errors.ts and the function library's setMember.
import { CrossdockError } from './errors.ts';
import { setMember } from './functions/argument.ts';

/** Thrown inside when a value needs JSON's own rules: `toJSON`, class instances, bigints, symbols. */
const NOT_PLAIN = Symbol('not plain');

/** Characters of one value as JSON: at least, and at most, since a character may be written as `\u0000`. */
interface Size {
  least: number;
  most: number;
}

interface Copying {
  readonly size: Size;
  readonly limit: number;
  readonly file: string;
}

const LONGEST_NUMBER = 25;
const LONGEST_ESCAPE = 6;

/**
 * A copy of a result as JSON has it: what `JSON.parse(JSON.stringify(value))` gives, without the text between. Sequences lose
 * their marks, undefined members go, what is no number becomes null, and nothing of the result is shared with the message.
 *
 * @param options  `limit` is how many characters the value may have as JSON; `file` is named in errors
 * @throws CrossdockError `mapping.output` on a function, `mapping.output-too-large` beyond the limit; RangeError when it is
 *   nested too deeply
 */
export function plainJson(value: unknown, { limit, file }: { limit: number; file: string }): unknown {
  const copying: Copying = { size: { least: 0, most: 0 }, limit, file };
  let copy: unknown;
  try {
    copy = copyOf(value, copying);
  } catch (thrown) {
    if (thrown !== NOT_PLAIN) throw thrown;
    return throughText(value, copying);
  }
  // Only near the limit is it worth knowing exactly.
  if (copying.size.most > limit && JSON.stringify(copy).length > limit) throw tooLarge(copying);
  return copy;
}

/** The value; undefined for what JSON leaves out of an object. */
function copyOf(value: unknown, copying: Copying): unknown {
  const { size } = copying;
  switch (typeof value) {
    case 'string':
      size.least += value.length;
      size.most += value.length * LONGEST_ESCAPE + 3;
      return value;
    case 'number':
      size.most += LONGEST_NUMBER;
      // -0 is written as 0.
      return Number.isFinite(value) ? value + 0 : null;
    case 'boolean':
      size.most += 6;
      return value;
    case 'undefined':
      return undefined;
    case 'object':
      size.least += 2;
      size.most += 5;
      if (size.least > copying.limit) throw tooLarge(copying);
      if (value === null) return null;
      return Array.isArray(value)
        ? copyOfList(value, copying)
        : copyOfObject(value as Record<string, unknown>, copying);
    case 'function':
      throw functionInside(copying);
    default:
      throw NOT_PLAIN;
  }
}

function copyOfList(values: readonly unknown[], copying: Copying): unknown[] {
  const copy: unknown[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const member = copyOf(values[index], copying);
    copying.size.most += 5;
    copy.push(member === undefined ? null : member);
  }
  return copy;
}

function copyOfObject(object: Record<string, unknown>, copying: Copying): Record<string, unknown> {
  const prototype = Object.getPrototypeOf(object) as unknown;
  if (prototype !== Object.prototype && prototype !== null) throw NOT_PLAIN;
  const copy: Record<string, unknown> = {};
  const names = Object.keys(object);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    const member = copyOf(object[name], copying);
    if (member === undefined) continue;
    copying.size.most += name.length * LONGEST_ESCAPE + 4;
    setMember(copy, name, member);
  }
  return copy;
}

/** The long way, which knows everything that JSON knows. */
function throughText(value: unknown, copying: Copying): unknown {
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'function') throw functionInside(copying);
    return member;
  }) as string | undefined;
  if (text === undefined) return undefined;
  if (text.length > copying.limit) throw tooLarge(copying);
  return JSON.parse(text);
}

function functionInside({ file }: Copying): CrossdockError {
  return new CrossdockError('mapping.output', 'expected data, found a function in the result', { at: { file } });
}

function tooLarge({ limit, file }: Copying): CrossdockError {
  return new CrossdockError('mapping.output-too-large', `expected at most ${limit} bytes, found more`, {
    at: { file },
  });
}
