// What all functions share: what counts as absent, how a kind is named, the one error, and how a member is set. Imports errors.ts only.
import { CrossdockError } from '../errors.ts';

/** Undefined and null are the same to every function: no value came, so none goes out. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** The kind of a value in words, never the value: `a string of 5 characters`, `an array of 2 values`. */
export function kindOf(value: unknown): string {
  if (isAbsent(value)) return 'no value';
  if (Array.isArray(value)) return value.length === 1 ? 'an array of one value' : `an array of ${value.length} values`;
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty string' : `a string of ${value.length} characters`;
    case 'number':
      return Number.isFinite(value) ? 'a number' : 'a number that is not finite';
    case 'object':
      return 'an object';
    case 'function':
      return 'a function';
    default:
      return `a ${typeof value}`;
  }
}

/**
 * The error of a function that cannot use what it was given.
 *
 * @param call      the function with its dollar sign, for example `$decimal`
 * @param expected  what it takes, in words
 * @param value     what came; only its kind goes into the message
 */
export function argumentError(call: string, expected: string, value: unknown, help?: string): CrossdockError {
  const actual = kindOf(value);
  return new CrossdockError('function.argument', `${call}: expected ${expected}, found ${actual}`, {
    expected,
    actual,
    subject: call,
    ...(help === undefined ? {} : { help }),
  });
}

/**
 * A required text.
 *
 * @throws CrossdockError `function.argument` when it is anything but a string that is not empty
 */
export function requiredText(call: string, expected: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw argumentError(call, expected, value);
  return value;
}

/** The members of a list argument. jsonata passes a sequence of one as the value itself, so any other value is a list of one. */
export function membersOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Sets a member; `__proto__` is a name like any other. */
export function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
