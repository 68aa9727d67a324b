// Reads the bytes of one JSON value: strict, each digit kept, repeated keys and too deep nesting refused. May import the files beside it and ../text.

import { decodeUtf8, firstInvalidUtf8 } from '../text/utf8.ts';
import { findJsonFault, type JsonFault } from './find-fault.ts';
import { isExactNumber } from './number.ts';
import { type JsonScan, scanJson } from './scan.ts';

export interface JsonValue {
  readonly kind: 'value';
  readonly value: unknown;
  /** The value with every number as a JavaScript number; absent when `value` already is that. */
  readonly schemaValue?: unknown;
}

export interface JsonRefusal {
  readonly kind: 'fault';
  readonly fault: JsonFault;
}

/**
 * Reads one JSON text (RFC 8259) of UTF-8 bytes.
 *
 * A number stays a number when JavaScript prints it as the same decimal value, otherwise it becomes its own text. `__proto__` is a key like any other.
 * JSON.parse does the building and the judging of syntax; one scan before it and one count after it see what it does not tell.
 * Only when one of them says no are the bytes walked again to find the place.
 *
 * @param text  the text of `bytes` where the caller has it already
 */
export function readJson(bytes: Uint8Array, maxDepth: number, text = decodeUtf8(bytes)): JsonValue | JsonRefusal {
  if (text === undefined) return encodingFault(bytes);
  const scan = scanJson(bytes, maxDepth);
  if (scan.tooDeepAt !== undefined) return depthFault(scan.tooDeepAt, maxDepth);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { kind: 'fault', fault: findJsonFault(bytes) ?? unplacedFault() };
  }
  if (countMembers(parsed) !== scan.members) return { kind: 'fault', fault: findJsonFault(bytes) ?? unplacedFault() };
  const lossy = lossyNumbers(bytes, scan);
  if (lossy.length === 0) return { kind: 'value', value: parsed };
  return { kind: 'value', value: JSON.parse(quoted(bytes, lossy)), schemaValue: parsed };
}

/** How many members the objects inside have together. Less than the text has when a key was repeated. */
export function countMembers(value: unknown): number {
  let members = 0;
  const waiting: object[] = typeof value === 'object' && value !== null ? [value] : [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const children: unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (children !== next) members += children.length;
    for (const child of children) if (typeof child === 'object' && child !== null) waiting.push(child);
  }
  return members;
}

export function depthFault(offset: number, maxDepth: number): JsonRefusal {
  const expected = `at most ${maxDepth} levels of nesting`;
  return { kind: 'fault', fault: { code: 'format.too-deep', offset, expected, actual: 'one more', path: '' } };
}

/** Of the numbers that the scan found long, those that would lose digits: start and end in pairs. */
function lossyNumbers(bytes: Uint8Array, scan: JsonScan): number[] {
  const lossy: number[] = [];
  for (let i = 0; i < scan.longNumbers.length; i += 2) {
    const start = scan.longNumbers[i]!;
    const end = scan.longNumbers[i + 1]!;
    if (!isExactNumber(decodeUtf8(bytes.subarray(start, end)) ?? '')) lossy.push(start, end);
  }
  return lossy;
}

/** The text with quotes set around the numbers. Called on valid JSON only: elsewhere the quotes could mend what is broken. */
function quoted(bytes: Uint8Array, numbers: readonly number[]): string {
  const copy = new Uint8Array(bytes.length + numbers.length);
  let read = 0;
  let written = 0;
  for (const edge of numbers) {
    copy.set(bytes.subarray(read, edge), written);
    written += edge - read;
    copy[written++] = 0x22;
    read = edge;
  }
  copy.set(bytes.subarray(read), written);
  return decodeUtf8(copy) ?? '';
}

function encodingFault(bytes: Uint8Array): JsonRefusal {
  const actual = 'a byte that UTF-8 does not have';
  const offset = firstInvalidUtf8(bytes);
  return { kind: 'fault', fault: { code: 'format.encoding', offset, expected: 'UTF-8', actual, path: '' } };
}

/** Reached only if JSON.parse and our own walk disagree, which a property test rules out. */
function unplacedFault(): JsonFault {
  return { code: 'format.json.syntax', offset: 0, expected: 'JSON', actual: 'something else', path: '' };
}
