// What jsonata holds values to be: numbers, truth, text, equality. Imports guard.ts and sequence.ts.
import { checkText, tick } from './guard.ts';
import type { Marked } from './sequence.ts';

/** Thrown wherever the reference throws; the reference is asked again for what it says. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = 'Refused';
    this.code = code;
  }
}

export function refuse(code: string): never {
  throw new Refused(code);
}

/** @throws Refused D1001 on an infinite number, as the reference does wherever a number is looked at */
export function isNumeric(value: unknown): value is number {
  if (typeof value !== 'number') return false;
  if (Number.isFinite(value)) return true;
  return Number.isNaN(value) ? false : refuse('D1001');
}

/** Whether a value counts as true. An array of one is its member; of several, one that counts is enough. */
export function truth(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value.length > 0;
    case 'number':
      return isNumeric(value) && value !== 0;
    case 'object':
      if (value === null) return false;
      return Array.isArray(value) ? value.length > 0 && truthOfMembers(value) : hasMember(value);
    default:
      return false;
  }
}

function hasMember(value: object): boolean {
  return Object.keys(value).length > 0;
}

function truthOfMembers(values: readonly unknown[]): boolean {
  let found = false;
  tick(values.length >> 4);
  // Every member is looked at, since an infinite number anywhere is an error.
  for (let index = 0; index < values.length; index += 1) if (truth(values[index])) found = true;
  return found;
}

/** A number as `JSON.stringify` writes it once rounded to 15 digits. */
function textOfNumber(value: number): string {
  if (Number.isInteger(value)) return value === 0 ? '0' : String(value);
  if (!Number.isFinite(value)) refuse('D3001');
  return String(Number(value.toPrecision(15)));
}

/** Replaces what JSON cannot say, and rounds numbers to 15 digits. */
function jsonMember(_key: string, value: unknown): unknown {
  if (typeof value === 'number') {
    return isNumeric(value) && !Number.isInteger(value) ? Number(value.toPrecision(15)) : value;
  }
  return typeof value === 'function' ? '' : value;
}

/** `$string`; undefined stays undefined. */
export function text(value: unknown, pretty = false): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'undefined':
      return undefined;
    case 'number':
      return textOfNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'function':
      return '';
    default: {
      if (value === null) return 'null';
      const shown = Array.isArray(value) && (value as Marked).outerWrapper ? value[0] : value;
      const written = JSON.stringify(shown, jsonMember, pretty ? 2 : 0) as string | undefined;
      if (written === undefined) return written;
      tick(written.length >> 6);
      checkText(written.length);
      return written;
    }
  }
}

/** `=`: deep for arrays and objects; a function equals itself only. Neither side is undefined. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) && Array.isArray(right)) return equalMembers(left, right);
  return equalObjects(left as Record<string, unknown>, right as Record<string, unknown>);
}

function equalMembers(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  tick(1 + (left.length >> 4));
  for (let index = 0; index < left.length; index += 1) if (!equal(left[index], right[index])) return false;
  return true;
}

function equalObjects(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  // Names and not keys: of an array beside an object the reference counts `length`.
  const keys = Object.getOwnPropertyNames(left);
  tick(1 + (keys.length >> 4));
  if (keys.length !== Object.getOwnPropertyNames(right).length) return false;
  for (const key of keys) if (!Object.hasOwn(right, key)) return false;
  for (const key of keys) if (!equal(left[key], right[key])) return false;
  return true;
}

/** Names that every object answers to: only these need a look whether the member is its own. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

export function isInherited(name: string): boolean {
  return INHERITED.has(name);
}

/** A member of an object of a name that may come from the message. */
export function ownMember(value: object, name: string): unknown {
  if (!INHERITED.has(name)) return (value as Record<string, unknown>)[name];
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/** Sets a member; `__proto__` is a name like any other. */
export function setMember(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}

/** What a quick way answers with when its arguments are not as usual. */
export const MISS = Symbol('miss');
