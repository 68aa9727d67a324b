// The errors and answers every format words alike: what was expected, what came, where. May import ../errors.ts and format.ts.
import { ERROR_CODES, type ErrorCode, type ErrorDetail, type ErrorJson, type Finding, type Place } from '../errors.ts';
import type { Decoded, DecodedMessage, DecodeLimits, FormatName, FormatOptions } from './format.ts';

/**
 * The plain form of an error, worded from its detail: title, expectation, what came and where.
 * Not a thrown CrossdockError: decoders report faults as data, and a stack trace for each bad row would cost more than the row.
 */
export function fault(code: ErrorCode, detail: ErrorDetail): ErrorJson {
  const title = ERROR_CODES[code].title;
  const expected = detail.expected === undefined ? '' : `: expected ${detail.expected}`;
  const actual = detail.actual === undefined ? '' : `, got ${detail.actual}`;
  return { code, message: `${title}${expected}${actual}${where(detail.at)}`, ...detail };
}

/** The answer to a receipt that cannot be read at all: one message that spans it and holds the error. */
export function refused(receipt: Uint8Array, error: ErrorJson, findings: readonly Finding[] = []): Decoded {
  const message: DecodedMessage = { index: 0, findings: [], error, start: 0, end: receipt.length };
  return { messages: [message], findings };
}

/** `format.too-large` or `format.empty` when the number of bytes already says so. */
export function sizeFault(receipt: Uint8Array, limits: DecodeLimits): ErrorJson | undefined {
  if (receipt.length === 0) return emptyFault('no bytes');
  if (receipt.length <= limits.maxBytes) return undefined;
  return fault('format.too-large', { expected: `at most ${limits.maxBytes} bytes`, actual: `${receipt.length} bytes` });
}

export function emptyFault(actual: string): ErrorJson {
  return fault('format.empty', { expected: 'a message', actual });
}

export function tooManyFault(limits: DecodeLimits): ErrorJson {
  return fault('format.too-many', { expected: `at most ${limits.maxMessages} messages`, actual: 'more' });
}

/** What one option of a format may be. */
export interface OptionCheck {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** The first option that the format does not know or cannot use, as `workspace.file`: options come from the manifest. */
export function optionFault(
  format: FormatName,
  options: FormatOptions | undefined,
  checks: Readonly<Record<string, OptionCheck>>,
): ErrorJson | undefined {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value === undefined) continue;
    const subject = `option ${name} of format ${format}`;
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks).join(', ') || 'no options';
      return optionError(subject, `one of ${known}`, 'an option that the format does not have');
    }
    const check = checks[name]!;
    if (!check.accepts(value)) return optionError(subject, check.expected, kindOf(value));
  }
  return undefined;
}

/** The kind of a value in words, never the value: `a string`, `an array of 3`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'no value';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : 'a number that is not finite';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function optionError(subject: string, expected: string, actual: string): ErrorJson {
  const message = `Wrong ${subject}: expected ${expected}, got ${actual}`;
  return { code: 'workspace.file', message, expected, actual, subject };
}

function where(at: Place | undefined): string {
  if (at?.line !== undefined && at.column !== undefined) return ` at line ${at.line}, column ${at.column}`;
  if (at?.line !== undefined) return ` at line ${at.line}`;
  if (at?.offset !== undefined) return ` at byte ${at.offset}`;
  return '';
}
