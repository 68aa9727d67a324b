// Finds the first thing wrong in JSON bytes and says what was expected there. Runs only after JSON.parse or a count has said no. May import ../../errors.ts and ../text.
import type { ErrorCode } from '../../errors.ts';
import { pointerTo } from '../text/pointer.ts';
import { decodeUtf8 } from '../text/utf8.ts';

export interface JsonFault {
  readonly code: ErrorCode;
  /** Byte offset in the bytes that were searched. */
  readonly offset: number;
  readonly expected: string;
  readonly actual: string;
  /** JSON Pointer of the innermost value that was being read. */
  readonly path: string;
  readonly help?: string;
}

export interface FindFaultOptions {
  /** Repeated keys at these offsets are passed over; used where parts of the bytes are judged on their own. */
  readonly passesRepeatedKeyAt?: (offset: number) => boolean;
}

interface Level {
  readonly isObject: boolean;
  readonly keys: Set<string>;
  /** The key being read; undefined between a comma and the next key. */
  key: string | undefined;
  index: number;
}

interface Walk {
  readonly bytes: Uint8Array;
  readonly levels: Level[];
  at: number;
}

type Expectation = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

type Step = Expectation | JsonFault;

/**
 * The first fault of the bytes as RFC 8259 (with unique keys, as RFC 7493, 2.3 demands), or undefined when there is none.
 *
 * Walks with a stack of its own, so that nesting costs memory of the heap only. Expects UTF-8 that was validated.
 */
export function findJsonFault(bytes: Uint8Array, options: FindFaultOptions = {}): JsonFault | undefined {
  const walk: Walk = { bytes, levels: [], at: 0 };
  let step: Step = 'value';
  while (typeof step === 'string') {
    skipBlanks(walk);
    if (step === 'nothing' && walk.at >= bytes.length) return undefined;
    step = take(walk, step, options);
  }
  return step;
}

function take(walk: Walk, expects: Expectation, options: FindFaultOptions): Step {
  const char = charAt(walk);
  switch (expects) {
    case 'value':
      return takeValue(walk, 'a value');
    case 'value or end':
      return char === ']' ? close(walk) : takeValue(walk, "a value or ']'");
    case 'key':
      return takeKey(walk, 'a key in double quotes', options);
    case 'key or end':
      return char === '}' ? close(walk) : takeKey(walk, "a key in double quotes or '}'", options);
    case 'colon':
      return char === ':' ? pass(walk, 'value') : syntax(walk, "':' after the key");
    case 'comma or end':
      return takeSeparator(walk, char);
    case 'nothing':
      return trailing(walk);
  }
}

function takeValue(walk: Walk, expected: string): Step {
  const char = charAt(walk);
  if (char === '{' || char === '[') {
    walk.levels.push({ isObject: char === '{', keys: new Set(), key: undefined, index: 0 });
    return pass(walk, char === '{' ? 'key or end' : 'value or end');
  }
  if (char === '"') return takeString(walk) ?? afterValue(walk);
  if (/[-0-9]/.test(char)) return takeNumber(walk) ?? afterValue(walk);
  for (const word of ['true', 'false', 'null']) {
    if (wordAt(walk) !== word) continue;
    walk.at += word.length;
    return afterValue(walk);
  }
  return syntax(walk, expected);
}

function takeKey(walk: Walk, expected: string, options: FindFaultOptions): Step {
  if (charAt(walk) !== '"') return syntax(walk, expected);
  const start = walk.at;
  const fault = takeString(walk);
  if (fault) return fault;
  const level = walk.levels.at(-1)!;
  const key = readString(walk.bytes, start, walk.at);
  level.key = key;
  if (level.keys.has(key) && !options.passesRepeatedKeyAt?.(start)) {
    const expected = 'each key of an object once';
    return { code: 'format.json.duplicate-key', offset: start, expected, actual: 'a repeated key', path: pathOf(walk) };
  }
  level.keys.add(key);
  return 'colon';
}

function takeSeparator(walk: Walk, char: string): Step {
  const level = walk.levels.at(-1)!;
  if (char === (level.isObject ? '}' : ']')) return close(walk);
  if (char !== ',') return syntax(walk, level.isObject ? "',' or '}'" : "',' or ']'");
  level.index++;
  level.key = undefined;
  return pass(walk, level.isObject ? 'key' : 'value');
}

function close(walk: Walk): Step {
  walk.levels.pop();
  walk.at++;
  return afterValue(walk);
}

const afterValue = (walk: Walk): Step => (walk.levels.length === 0 ? 'nothing' : 'comma or end');

function pass(walk: Walk, next: Expectation): Expectation {
  walk.at++;
  return next;
}

function trailing(walk: Walk): JsonFault {
  const fault = syntax(walk, 'the end of the message');
  const isSecondValue = /[[{"0-9-]/.test(charAt(walk));
  return isSecondValue ? { ...fault, help: 'Use the format ndjson when each line is a message of its own' } : fault;
}

/** Moves behind the string, or tells what is wrong in it (RFC 8259, 7). */
function takeString(walk: Walk): JsonFault | undefined {
  const { bytes } = walk;
  let at = walk.at + 1;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === 0x22) {
      walk.at = at + 1;
      return undefined;
    }
    if (byte < 0x20) return faultAt(walk, at, 'control characters to be escaped in a string');
    if (byte === 0x5c && at + 1 < bytes.length) {
      const sequence = /^([\\"/bfnrt]|u[0-9a-fA-F]{4})/.exec(ascii(bytes, at + 1, at + 6));
      const expected = 'an escape sequence of JSON after the backslash';
      if (!sequence) return { ...faultAt(walk, at, expected), actual: 'a backslash with something else' };
      at += sequence[0].length;
    }
    at++;
  }
  return faultAt(walk, bytes.length, 'the closing quote of a string');
}

/** Moves behind the number, or tells what is wrong in it (RFC 8259, 6). */
function takeNumber(walk: Walk): JsonFault | undefined {
  const { bytes } = walk;
  let at = walk.at;
  const skipDigits = (): number => {
    const from = at;
    while (at < bytes.length && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
    return at - from;
  };
  const isAt = (...chars: string[]): boolean => chars.includes(String.fromCharCode(bytes[at] ?? 0));
  if (isAt('-')) at++;
  const startsWithZero = isAt('0');
  const wholeDigits = skipDigits();
  if (wholeDigits === 0) return faultAt(walk, at, 'a digit');
  if (startsWithZero && wholeDigits > 1) {
    return { ...faultAt(walk, walk.at, 'a number without leading zeros'), actual: 'a number with leading zeros' };
  }
  if (isAt('.')) {
    at++;
    if (skipDigits() === 0) return faultAt(walk, at, 'a digit after the decimal point');
  }
  if (isAt('e', 'E')) {
    at++;
    if (isAt('+', '-')) at++;
    if (skipDigits() === 0) return faultAt(walk, at, 'a digit in the exponent');
  }
  walk.at = at;
  return undefined;
}

function syntax(walk: Walk, expected: string): JsonFault {
  return faultAt(walk, walk.at, expected);
}

function faultAt(walk: Walk, offset: number, expected: string): JsonFault {
  return { code: 'format.json.syntax', offset, expected, actual: kindAt(walk.bytes, offset), path: pathOf(walk) };
}

/** Words of other notations may be named; any other word may be part of a payload value and is not. */
const FOREIGN_WORDS = new Set([
  'NaN',
  'Infinity',
  'undefined',
  'None',
  'True',
  'False',
  'TRUE',
  'FALSE',
  'NULL',
  'Null',
  'nil',
]);

/** What stands at `offset`, as a kind. */
function kindAt(bytes: Uint8Array, offset: number): string {
  const byte = bytes[offset];
  if (byte === undefined) return 'the end of the message';
  const char = String.fromCharCode(byte);
  const two = ascii(bytes, offset, offset + 2);
  if (two === '//' || two === '/*' || char === '#') return 'a comment';
  if (char === "'") return 'a single quote';
  if (char === '"') return 'a string';
  if (byte < 0x20 || byte === 0x7f)
    return `a control character (U+${byte.toString(16).toUpperCase().padStart(4, '0')})`;
  if (/[0-9]/.test(char)) return 'a number';
  if (/[A-Za-z_$]/.test(char)) {
    const word = wordAt({ bytes, at: offset });
    return FOREIGN_WORDS.has(word) ? word : 'a bare word';
  }
  if (byte >= 0x80)
    return ascii(bytes, offset, offset + 3) === '\u00ef\u00bb\u00bf'
      ? 'a byte order mark'
      : 'a character outside ASCII';
  return `'${char}'`;
}

function pathOf(walk: Walk): string {
  const tokens = walk.levels.map((level) => (level.isObject ? level.key : String(level.index)));
  const path = tokens.filter((token) => token !== undefined).reduce(pointerTo, '');
  return path.length <= LONGEST_PATH ? path : path.slice(0, path.lastIndexOf('/', LONGEST_PATH));
}

/** Keys come from the message: a path longer than this is cut at a token. */
const LONGEST_PATH = 500;

function readString(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeUtf8(bytes.subarray(start, end)) ?? '""';
  return text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
}

function skipBlanks(walk: Walk): void {
  const { bytes } = walk;
  for (; walk.at < bytes.length; walk.at++) {
    const byte = bytes[walk.at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return;
  }
}

const charAt = (walk: Walk): string => (walk.at < walk.bytes.length ? String.fromCharCode(walk.bytes[walk.at]!) : '');

function wordAt(walk: Pick<Walk, 'bytes' | 'at'>): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*/.exec(ascii(walk.bytes, walk.at, walk.at + 24))?.[0] ?? '';
}

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
