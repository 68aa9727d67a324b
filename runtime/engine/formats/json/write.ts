// Writes a value as one line of canonical JSON, or says which part of it cannot be written. May import ../../errors.ts, ../fault.ts and ../text.
import { CrossdockError } from '../../errors.ts';
import { kindOf } from '../fault.ts';
import { pointerTo } from '../text/pointer.ts';

/**
 * JSON without white space (RFC 8259), keys in the order given; members that are undefined are left out.
 * A string of digits that stands for an exact number stays a string.
 *
 * @throws CrossdockError `format.encode` for what JSON has no notation for: NaN, infinities, functions, symbols, bigints, circles
 */
export function writeJson(value: unknown): string {
  try {
    const unwritable = findUnwritable(value, '');
    if (unwritable) throw notWritable(unwritable.path, unwritable.actual);
    return JSON.stringify(value);
  } catch (thrown) {
    if (thrown instanceof CrossdockError) throw thrown;
    throw notWritable('', 'a value that contains itself or is nested too deeply', thrown);
  }
}

interface Unwritable {
  readonly path: string;
  readonly actual: string;
}

/** Recursion ends by itself on a circle: the stack does, and the caller words it. */
function findUnwritable(value: unknown, path: string): Unwritable | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { path, actual: kindOf(value) };
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    return { path, actual: kindOf(value) };
  if (value === undefined && path === '') return { path, actual: 'no value' };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    if (typeof child === 'string' || typeof child === 'boolean') continue;
    const found = findUnwritable(child, pointerTo(path, key));
    if (found) return found;
  }
  return undefined;
}

function notWritable(path: string, actual: string, cause?: unknown): CrossdockError {
  const expected = 'values that JSON has a notation for';
  const message = `The mapped value cannot be written as JSON: expected ${expected}, got ${actual}${path && ` at ${path}`}`;
  return new CrossdockError('format.encode', message, { expected, actual, ...(path && { at: { path } }), cause });
}
