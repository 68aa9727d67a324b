// Finds where the value at a JSON Pointer stands in the bytes of a valid JSON text. May import scan.ts and ../text.

import { decodeUtf8 } from '../text/utf8.ts';
import { endOfString } from './scan.ts';

/** Byte range of a value, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the value at the tokens stands, or undefined when there is none. The bytes must be JSON that was found valid. */
export function findValue(bytes: Uint8Array, tokens: readonly string[]): Span | undefined {
  let start = skipBlanks(bytes, 0);
  for (const token of tokens) {
    const next = bytes[start] === OPEN_OBJECT ? memberStart(bytes, start, token) : elementStart(bytes, start, token);
    if (next === undefined) return undefined;
    start = next;
  }
  return { start, end: endOfValue(bytes, start) };
}

/** The elements of the array that begins at `start`, at most `most` of them; undefined when no array begins there. */
export function findElements(bytes: Uint8Array, start: number, most: number): Span[] | undefined {
  if (bytes[start] !== OPEN_LIST) return undefined;
  const spans: Span[] = [];
  let at = skipBlanks(bytes, start + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_LIST && spans.length < most) {
    const end = endOfValue(bytes, at);
    spans.push({ start: at, end });
    at = skipSeparator(bytes, end);
  }
  return spans;
}

const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const COMMA = 0x2c;
const QUOTE = 0x22;

function memberStart(bytes: Uint8Array, start: number, key: string): number | undefined {
  let at = skipBlanks(bytes, start + 1);
  while (bytes[at] === QUOTE) {
    const keyEnd = endOfString(bytes, at);
    const found = JSON.parse(decodeUtf8(bytes.subarray(at, keyEnd)) ?? '""') as string;
    at = skipBlanks(bytes, skipBlanks(bytes, keyEnd) + 1);
    if (found === key) return at;
    at = skipSeparator(bytes, endOfValue(bytes, at));
  }
  return undefined;
}

function elementStart(bytes: Uint8Array, start: number, token: string): number | undefined {
  if (!/^(0|[1-9][0-9]*)$/.test(token)) return undefined;
  const index = Number(token);
  return findElements(bytes, start, index + 1)?.[index]?.start;
}

function endOfValue(bytes: Uint8Array, start: number): number {
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = endOfString(bytes, at) - 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--;
    if (depth < 0 || (depth === 0 && (byte === COMMA || byte <= 0x20))) return at;
    at++;
    if (depth === 0 && (byte === QUOTE || byte === CLOSE_OBJECT || byte === CLOSE_LIST)) return at;
  }
  return at;
}

function skipSeparator(bytes: Uint8Array, at: number): number {
  const next = skipBlanks(bytes, at);
  return bytes[next] === COMMA ? skipBlanks(bytes, next + 1) : next;
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! <= 0x20) at++;
  return at;
}
