// The words in which a schema fault is told: what was expected, and what kind of value came. May import ./schema-fault.ts.
import type { SchemaFault } from './schema-fault.ts';

/** The kind of a value in words, without the value: `a string of 3 characters`, `a list of 2`, `nothing`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  switch (typeof value) {
    case 'string':
      if (value.length === 0) return 'an empty string';
      return `a string of ${value.length} character${value.length === 1 ? '' : 's'}`;
    case 'number':
      return Number.isInteger(value) ? 'an integer' : 'a number';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}

/** One more step of a JSON Pointer (RFC 6901). */
export const pointerTo = (path: string, key: string): string =>
  `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const CODE = /^[A-Za-z0-9_-]{1,20}$/;
const MAX_SHOWN = 60;

/**
 * A code that may be shown: of a field whose privacy class is public or internal, or short and shaped like a code.
 * Undefined when the value must not be shown.
 */
export function shownCode(value: unknown, privacy: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean')
    return String(value).length <= 20 ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const open = privacy === 'public' || privacy === 'internal';
  return CODE.test(value) || (open && value.length <= MAX_SHOWN) ? JSON.stringify(value) : undefined;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'date-time': 'a date-time with offset (RFC 3339)',
  date: 'a date YYYY-MM-DD',
  time: 'a time',
  email: 'an e-mail address',
  uri: 'a URI',
  uuid: 'a UUID',
};

const or = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? 'another value') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const typeWords = (types: unknown): string =>
  or([types].flat().map((type) => TYPE_WORDS[String(type)] ?? String(type)));

/** What the schema wanted at the place of a fault; a schema may say it itself as `x-expected`. */
export function expectationOf(error: SchemaFault): string {
  const schema = error.parentSchema ?? {};
  if (typeof schema['x-expected'] === 'string') return schema['x-expected'];
  const { params } = error;
  const limit = String(params['limit']);
  switch (error.keyword) {
    case 'type':
      return typeWords(params['type']);
    case 'enum':
      return `one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
    case 'const':
      return `the value ${JSON.stringify(params['allowedValue'])}`;
    case 'pattern':
      return `a string that matches ${params['pattern']}`;
    case 'format':
      return FORMAT_WORDS[String(params['format'])] ?? `a string in the format ${params['format']}`;
    case 'minLength':
      return limit === '1' ? 'a string that is not empty' : `a string of at least ${limit} characters`;
    case 'maxLength':
      return `a string of at most ${limit} characters`;
    case 'minItems':
      return limit === '1' ? 'a list that is not empty' : `a list of at least ${limit}`;
    case 'maxItems':
      return `a list of at most ${limit}`;
    case 'uniqueItems':
      return 'a list without repeated elements';
    case 'minProperties':
      return `an object of at least ${limit} fields`;
    case 'maxProperties':
      return `an object of at most ${limit} fields`;
    case 'minimum':
      return `a number not below ${limit}`;
    case 'maximum':
      return `a number not above ${limit}`;
    case 'exclusiveMinimum':
      return `a number above ${limit}`;
    case 'exclusiveMaximum':
      return `a number below ${limit}`;
    case 'multipleOf':
      return `a multiple of ${params['multipleOf']}`;
    case 'anyOf':
    case 'oneOf':
      return alternatives(error.schema);
    case 'propertyNames':
      return 'another field name';
    case 'not':
    case 'false schema':
      return 'no such value';
    default:
      return `a value that fits the schema's ${error.keyword}`;
  }
}

function alternatives(schemas: unknown): string {
  const words = (Array.isArray(schemas) ? schemas : []).map((schema: Record<string, unknown> | boolean) => {
    if (typeof schema !== 'object') return 'another value';
    if (typeof schema['x-expected'] === 'string') return schema['x-expected'];
    if (typeof schema['title'] === 'string') return schema['title'];
    if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
    if (Array.isArray(schema['enum'])) return or(schema['enum'].map(String));
    if (schema['format'] !== undefined) return FORMAT_WORDS[String(schema['format'])] ?? String(schema['format']);
    return schema['type'] === undefined ? 'another shape' : typeWords(schema['type']);
  });
  return or([...new Set(words)]);
}
