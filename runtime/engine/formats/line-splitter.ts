// Cuts a stream of bytes into lines in constant memory. May import ../errors.ts, fault.ts and text/.
import type { ErrorJson } from '../errors.ts';
import { fault } from './fault.ts';
import { isBlank } from './text/receipt-text.ts';

/** One line that is not blank. */
export interface SplitLine {
  /** Its bytes without the line end; valid until the next line is asked for. Empty when `error` is set. */
  readonly line: Uint8Array;
  /** Byte range in the stream without the line end, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Counted from 1, blank lines included. */
  readonly number: number;
  /** `format.too-large`: the line was longer than the limit and its bytes were let go. */
  readonly error?: ErrorJson;
}

export interface SplitLinesOptions {
  /** Bytes of one line; a longer one is yielded with `error` and without its bytes. */
  readonly maxLineBytes?: number;
}

/** 16 MiB: what one line may hold unless said otherwise. */
export const DEFAULT_MAX_LINE_BYTES = 16 * 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Yields the lines of the stream in order; blank lines are counted but not yielded. Lines end with LF or CRLF; the last one may have no end.
 *
 * Holds one chunk and at most `maxLineBytes` of an unfinished line. A UTF-8 byte order mark before the first line is left out of it;
 * other encodings are not known here.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  options: SplitLinesOptions = {},
): AsyncGenerator<SplitLine, void, undefined> {
  const carry = new Carry(options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES);
  for await (const given of chunks) {
    // A plain view: subclasses such as Node's Buffer give `slice` another meaning.
    const chunk = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
    let from = 0;
    for (let to = chunk.indexOf(LF, from); to >= 0; to = chunk.indexOf(LF, from)) {
      carry.add(chunk.subarray(from, to));
      const line = carry.take();
      if (line) yield line;
      from = to + 1;
    }
    // A copy, because the sender of the chunks may use their memory again.
    carry.add(new Uint8Array(chunk.subarray(from)));
  }
  const last = carry.take();
  if (last) yield last;
}

/** The lines of bytes that are all there. */
export function* linesOf(bytes: Uint8Array): Generator<SplitLine, void, undefined> {
  const carry = new Carry(Number.POSITIVE_INFINITY);
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(LF, from);
    const to = found < 0 ? bytes.length : found;
    carry.add(bytes.subarray(from, to));
    const line = carry.take();
    if (line) yield line;
    from = to + 1;
  }
}

/** The line that is being put together. A class, because it guards the memory that an unfinished line may take. */
class Carry {
  private readonly maxLineBytes: number;
  private parts: Uint8Array[] = [];
  /** Bytes of the line so far, whether kept or let go. */
  private length = 0;
  private start = 0;
  private number = 1;

  constructor(maxLineBytes: number) {
    this.maxLineBytes = maxLineBytes;
  }

  add(part: Uint8Array): void {
    if (part.length === 0) return;
    this.length += part.length;
    if (this.length <= this.maxLineBytes + 1) this.parts.push(part);
    else this.parts = [];
  }

  /** Ends the line and begins the next one; undefined when the line was blank. */
  take(): SplitLine | undefined {
    const { parts, length, start, number } = this;
    this.parts = [];
    this.length = 0;
    this.start = start + length + 1;
    this.number = number + 1;
    if (length > 0 && parts.length === 0) return this.tooLong(start, start + length, number);
    const bytes = joined(parts);
    const markBytes =
      number === 1 && BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? BYTE_ORDER_MARK.length : 0;
    const line = bytes.subarray(markBytes, bytes.at(-1) === CR ? length - 1 : length);
    if (line.length > this.maxLineBytes) return this.tooLong(start, start + length, number);
    if (isBlank(line)) return undefined;
    return { line, start: start + markBytes, end: start + markBytes + line.length, number };
  }

  private tooLong(start: number, end: number, number: number): SplitLine {
    const expected = `a line of at most ${this.maxLineBytes} bytes`;
    const at = { line: number, offset: start };
    const error = fault('format.too-large', { expected, actual: `${end - start} bytes`, at });
    return { line: new Uint8Array(), start, end, number, error };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
