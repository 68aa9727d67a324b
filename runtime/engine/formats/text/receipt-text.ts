// Turns the bytes of a receipt into text and keeps the way back to byte offsets. May import ../../errors.ts, ../fault.ts, place.ts and utf8.ts.
import type { ErrorJson, Finding, Place } from '../../errors.ts';
import { fault } from '../fault.ts';
import { columnAt, lineAt } from './place.ts';
import { decodeUtf8, firstInvalidUtf8 } from './utf8.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'other';

/** A receipt as text. All offsets inside the formats are into `bytes`; `offsetInReceipt` leads back. */
export interface ReceiptText {
  readonly kind: 'text';
  readonly text: string;
  /** `text` in UTF-8 without byte order mark: the receipt itself when that already is UTF-8. */
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  readonly findings: readonly Finding[];
  /** The byte of the receipt that byte `offset` of `bytes` came from; undefined where the encoding does not tell. */
  readonly offsetInReceipt: (offset: number) => number | undefined;
}

export interface RefusedText {
  readonly kind: 'refused';
  readonly error: ErrorJson;
}

/** What the first bytes say about the encoding. `markBytes` is the length of the byte order mark, 0 when there is none. */
export interface SniffedEncoding {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32';
  readonly markBytes: number;
}

export interface ReadTextOptions {
  /** `windows-1252`: what is not UTF-8 is read as that, with a warning, instead of being refused. */
  readonly fallback?: 'windows-1252';
  /** An encoding that the message itself declares (XML); a byte order mark wins over it. */
  readonly declared?: string;
}

/**
 * Reads the bytes as text: UTF-8 unless a byte order mark, the zero bytes of UTF-16 or `declared` says otherwise.
 *
 * @returns the text, or the error `format.encoding` with the offset of the first byte that does not fit
 * @see Encoding Standard (WHATWG), 4 and 6; XML 1.0, appendix F
 */
export function readText(receipt: Uint8Array, options: ReadTextOptions = {}): ReceiptText | RefusedText {
  const { encoding, markBytes } = sniffEncoding(receipt);
  const findings = markBytes > 0 ? [byteOrderMarkFinding()] : [];
  if (encoding === 'utf-32') return refuse('UTF-8 or UTF-16', 'UTF-32', 0);
  if (encoding !== 'utf-8') return readUtf16(receipt, encoding, markBytes);
  const label = markBytes > 0 ? 'utf-8' : declaredLabel(options.declared);
  if (label === 'windows-1252') return readWindows1252(receipt, []);
  if (label !== 'utf-8') return readOther(receipt, label);
  const bytes = markBytes > 0 ? receipt.subarray(markBytes) : receipt;
  if (isUtf16Label(options.declared) && markBytes === 0) findings.push(wrongDeclarationFinding());
  const text = decodeUtf8(bytes);
  if (text !== undefined) {
    const offsetInReceipt = (offset: number) => offset + markBytes;
    return { kind: 'text', text, bytes, encoding: 'utf-8', findings, offsetInReceipt };
  }
  const invalid = firstInvalidUtf8(bytes) + markBytes;
  if (options.fallback === undefined || markBytes > 0) return notUtf8(receipt, invalid);
  return readWindows1252(receipt, [fallbackFinding(invalid)]);
}

/** Looks at the first bytes only. UTF-16 without a mark is known by its zero bytes, as XML 1.0 appendix F does. */
export function sniffEncoding(bytes: Uint8Array): SniffedEncoding {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { encoding: 'utf-32', markBytes: 4 };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32', markBytes: 4 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  if (a && b === 0 && c && d === 0) return { encoding: 'utf-16le', markBytes: 0 };
  if (a === 0 && b && c === 0 && d) return { encoding: 'utf-16be', markBytes: 0 };
  return { encoding: 'utf-8', markBytes: 0 };
}

/** Line, column and offset in the receipt of byte `offset` of the text. */
export function placeIn(text: ReceiptText, offset: number): Place {
  const inReceipt = text.offsetInReceipt(offset);
  const place = { line: lineAt(text.bytes, offset), column: columnAt(text.bytes, offset) };
  return inReceipt === undefined ? place : { ...place, offset: inReceipt };
}

/** True when there is nothing but spaces, tabs and line ends. */
export function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  return true;
}

function readUtf16(
  receipt: Uint8Array,
  encoding: 'utf-16le' | 'utf-16be',
  markBytes: number,
): ReceiptText | RefusedText {
  const body = receipt.subarray(markBytes);
  if (body.length % 2 === 1) return refuse('an even number of bytes in UTF-16', 'half a character', receipt.length - 1);
  const units = new Uint16Array(body.length / 2);
  const high = encoding === 'utf-16be' ? 0 : 1;
  for (let i = 0; i < units.length; i++) units[i] = (body[2 * i + high]! << 8) | body[2 * i + 1 - high]!;
  const invalid = firstLoneSurrogate(units);
  if (invalid >= 0) return refuse('UTF-16', 'half of a surrogate pair', markBytes + 2 * invalid);
  const text = textOfUnits(units);
  const bytes = new TextEncoder().encode(text);
  const findings: Finding[] = [
    ...(markBytes > 0 ? [byteOrderMarkFinding()] : []),
    {
      code: 'text.utf-16',
      severity: 'info',
      message: `The message is in UTF-16 (${encoding === 'utf-16be' ? 'big' : 'little'} endian)`,
      at: { offset: 0 },
    },
  ];
  return { kind: 'text', text, bytes, encoding, findings, offsetInReceipt: offsetsByUnit(bytes, markBytes, 2) };
}

function firstLoneSurrogate(units: Uint16Array): number {
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = units[i + 1] ?? 0;
    if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) return i;
    i++;
  }
  return -1;
}

function readWindows1252(receipt: Uint8Array, findings: readonly Finding[]): ReceiptText {
  const units = Uint16Array.from(receipt, (byte) => (byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80]! : byte));
  const text = textOfUnits(units);
  const bytes = new TextEncoder().encode(text);
  return { kind: 'text', text, bytes, encoding: 'windows-1252', findings, offsetInReceipt: offsetsByUnit(bytes, 0, 1) };
}

/** 0x80 to 0x9F of windows-1252; the rest is as in ISO 8859-1. Our own table, because decoders of some Node versions get it wrong. */
const WINDOWS_1252 = [
  0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d,
  0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,
  0x017e, 0x0178,
];

function readOther(receipt: Uint8Array, label: string): ReceiptText | RefusedText {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(receipt);
    const offsetInReceipt = () => undefined;
    return {
      kind: 'text',
      text,
      bytes: new TextEncoder().encode(text),
      encoding: 'other',
      findings: [],
      offsetInReceipt,
    };
  } catch {
    return refuse('a known encoding, and bytes that are in it', `bytes that cannot be read as ${label}`, 0);
  }
}

function declaredLabel(declared: string | undefined): string {
  const label = declared?.toLowerCase() ?? 'utf-8';
  if (label === 'utf8' || label === 'utf-8' || isUtf16Label(label)) return 'utf-8';
  return LATIN_LABELS.has(label) ? 'windows-1252' : label;
}

const LATIN_LABELS = new Set([
  'iso-8859-1',
  'iso8859-1',
  'iso_8859-1',
  'latin1',
  'latin-1',
  'l1',
  'windows-1252',
  'cp1252',
  'us-ascii',
  'ascii',
]);

const isUtf16Label = (declared: string | undefined): boolean =>
  /^(utf-?16|ucs-?2|iso-10646-ucs-2)/i.test(declared ?? '');

function textOfUnits(units: Uint16Array): string {
  let text = '';
  for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.subarray(i, i + 8192));
  return text;
}

/** Remembers where it was, so that rising offsets cost one pass over the bytes in all. */
function offsetsByUnit(bytes: Uint8Array, markBytes: number, unitBytes: number): (offset: number) => number {
  let at = 0;
  let units = 0;
  return (offset) => {
    if (offset < at) at = units = 0;
    for (; at < offset; at++) {
      const byte = bytes[at]!;
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return markBytes + units * unitBytes;
  };
}

function notUtf8(receipt: Uint8Array, offset: number): RefusedText {
  const at = { line: lineAt(receipt, offset), offset };
  const error = fault('format.encoding', { expected: 'UTF-8', actual: 'a byte that UTF-8 does not have', at });
  return { kind: 'refused', error };
}

function refuse(expected: string, actual: string, offset: number): RefusedText {
  return { kind: 'refused', error: fault('format.encoding', { expected, actual, at: { offset } }) };
}

export function byteOrderMarkFinding(): Finding {
  return {
    code: 'text.bom',
    severity: 'info',
    message: 'The message begins with a byte order mark',
    at: { offset: 0 },
  };
}

function fallbackFinding(offset: number): Finding {
  return {
    code: 'text.windows-1252',
    severity: 'warning',
    message: 'The message is not UTF-8 and was read as windows-1252',
    expected: 'UTF-8',
    actual: 'a byte that UTF-8 does not have',
    at: { offset },
  };
}

function wrongDeclarationFinding(): Finding {
  return {
    code: 'text.declared-encoding',
    severity: 'warning',
    message: 'The message declares UTF-16 but is not, and was read as UTF-8',
    expected: 'UTF-16',
    actual: 'UTF-8',
    at: { line: 1, offset: 0 },
  };
}
