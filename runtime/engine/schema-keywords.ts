// The keywords of JSON Schema that look at one value alone: types, limits, patterns, formats. Imports the list of formats only.
import { fullFormats } from 'ajv-formats/dist/formats.js';

type SchemaObject = Readonly<Record<string, unknown>>;
type Fault = (keyword: string, params: Record<string, unknown>) => void;
type Limit<Value> = (schema: SchemaObject, value: Value, fault: Fault) => void;

export function fitsType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

/** Equal as JSON. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right) || left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}

/** A limit that a keyword sets to a measure of the value. */
function bound<Value>(
  keyword: string,
  comparison: string,
  options: { measure: (value: Value) => number; fits: (measured: number, limit: number) => boolean },
): Limit<Value> {
  return (schema, value, fault) => {
    const limit = schema[keyword];
    if (typeof limit !== 'number' || options.fits(options.measure(value), limit)) return;
    fault(keyword, comparison === '' ? { limit } : { comparison, limit });
  };
}

const atMost = (measured: number, limit: number): boolean => measured <= limit;
const atLeast = (measured: number, limit: number): boolean => measured >= limit;
const itself = (value: number): number => value;
/** In code points, as the standard counts. */
const length = (text: string): number => [...text].length;
const size = (list: readonly unknown[]): number => list.length;
const fields = (value: object): number => Object.keys(value).length;

export const NUMBER_LIMITS: readonly Limit<number>[] = [
  bound('maximum', '<=', { measure: itself, fits: atMost }),
  bound('minimum', '>=', { measure: itself, fits: atLeast }),
  bound('exclusiveMaximum', '<', { measure: itself, fits: (value, limit) => value < limit }),
  bound('exclusiveMinimum', '>', { measure: itself, fits: (value, limit) => value > limit }),
  ({ multipleOf }, value, fault) => {
    if (typeof multipleOf !== 'number') return;
    const times = value / multipleOf;
    // As ajv asks: beyond 1e21 a number's text has an exponent, and it is called no multiple of anything.
    if (times !== Number.parseInt(String(times), 10)) fault('multipleOf', { multipleOf });
  },
];

type FormatEntry = RegExp | true | { readonly validate?: unknown; readonly type?: string } | undefined;

function fitsFormat(name: string, text: string): boolean {
  const entry = (fullFormats as Record<string, FormatEntry>)[name];
  const check =
    entry instanceof RegExp || typeof entry === 'function'
      ? entry
      : typeof entry === 'object'
        ? entry.validate
        : undefined;
  if (typeof entry === 'object' && !(entry instanceof RegExp) && entry.type === 'number') return true;
  if (check instanceof RegExp) return check.test(text);
  return typeof check === 'function' ? Boolean((check as (value: string) => boolean)(text)) : true;
}

export const STRING_LIMITS: readonly Limit<string>[] = [
  bound('maxLength', '', { measure: length, fits: atMost }),
  bound('minLength', '', { measure: length, fits: atLeast }),
  ({ pattern }, value, fault) => {
    if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) fault('pattern', { pattern });
  },
  ({ format }, value, fault) => {
    if (typeof format === 'string' && !fitsFormat(format, value)) fault('format', { format });
  },
];

export const ARRAY_LIMITS: readonly Limit<readonly unknown[]>[] = [
  bound('maxItems', '', { measure: size, fits: atMost }),
  bound('minItems', '', { measure: size, fits: atLeast }),
  ({ uniqueItems }, value, fault) => {
    if (uniqueItems !== true) return;
    for (let i = value.length - 1; i > 0; i -= 1)
      for (let j = i - 1; j >= 0; j -= 1) if (sameValue(value[i], value[j])) return fault('uniqueItems', { i, j });
  },
];

export const OBJECT_LIMITS: readonly Limit<Record<string, unknown>>[] = [
  bound('maxProperties', '', { measure: fields, fits: atMost }),
  bound('minProperties', '', { measure: fields, fits: atLeast }),
  ({ required }, value, fault) => {
    if (!Array.isArray(required)) return;
    for (const missingProperty of required)
      if (!Object.hasOwn(value, missingProperty)) fault('required', { missingProperty });
  },
  ({ dependentRequired }, value, fault) => {
    for (const [property, needed] of Object.entries((dependentRequired ?? {}) as Record<string, readonly string[]>)) {
      if (!Object.hasOwn(value, property)) continue;
      for (const missingProperty of needed)
        if (!Object.hasOwn(value, missingProperty)) fault('dependentRequired', { property, missingProperty });
    }
  },
];
