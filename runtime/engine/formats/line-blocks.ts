// Cuts a stream of bytes into blocks of whole lines in constant memory. May import ../errors.ts, fault.ts and line-splitter.ts.
import type { ErrorJson } from '../errors.ts';
import { fault } from './fault.ts';
import { DEFAULT_MAX_LINE_BYTES } from './line-splitter.ts';

/** Whole lines, the last one of the stream perhaps without an end. */
export interface LineBlock {
  /** Its own memory. Empty when `error` is set. */
  readonly bytes: Uint8Array;
  /** Of its first line, counted from 1, blank lines included. */
  readonly number: number;
  /** Of its first byte in the stream. */
  readonly start: number;
  /** `format.too-large`: instead of lines, one that was longer than the limit and whose bytes were let go. */
  readonly error?: ErrorJson;
}

export interface LineBlockOptions {
  /** A block is given out once it has so many bytes. */
  readonly blockBytes: number;
  /** Bytes of one line, its end not counted. */
  readonly maxLineBytes?: number;
}

const LF = 0x0a;

/**
 * Yields the lines of the stream in blocks, in order; nothing but their ends is looked at.
 *
 * Holds one block and at most `maxLineBytes` of an unfinished line.
 */
export async function* lineBlocks(
  chunks: AsyncIterable<Uint8Array>,
  { blockBytes, maxLineBytes = DEFAULT_MAX_LINE_BYTES }: LineBlockOptions,
): AsyncGenerator<LineBlock, void, undefined> {
  const held = new Held();
  for await (const given of chunks) {
    // A copy, because the sender of the chunks may use their memory again.
    const chunk = new Uint8Array(given);
    /** Behind what is held, and behind the last line that has ended. */
    let [kept, from] = [0, 0];
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      held.open += end - from;
      // The end of the line may be two bytes, CR and LF.
      if (held.open > maxLineBytes + 1 || held.skipping) {
        if (from > kept) held.keep(chunk.subarray(kept, from));
        if (held.lineBytes > 0) yield held.take();
        yield held.skip(maxLineBytes);
        kept = end + 1;
      } else {
        held.endLine();
      }
      from = end + 1;
    }
    if (from > kept) held.keep(chunk.subarray(kept, from));
    held.open += chunk.length - from;
    if (held.open > maxLineBytes + 1) held.letGo();
    else held.add(chunk.subarray(from));
    if (held.lineBytes >= blockBytes) yield held.take();
  }
  if (held.skipping) {
    if (held.lineBytes > 0) yield held.take();
    yield held.skip(maxLineBytes);
  } else if (held.open > 0 || held.lineBytes > 0) {
    if (held.open > 0) held.endLine();
    held.keep(new Uint8Array());
    yield held.take();
  }
}

/** What has been read and not yet given out. A class, because it guards the memory that an unfinished line may take. */
class Held {
  /** Bytes of the unfinished line, whether kept or let go. */
  open = 0;
  /** Bytes of whole lines. */
  lineBytes = 0;
  /** Whether the unfinished line is longer than the limit. */
  skipping = false;
  private parts: Uint8Array[] = [];
  /** Parts that whole lines take. */
  private wholeParts = 0;
  private heldBytes = 0;
  private number = 1;
  private start = 0;
  private lines = 0;

  add(part: Uint8Array): void {
    if (part.length === 0) return;
    this.parts.push(part);
    this.heldBytes += part.length;
  }

  endLine(): void {
    this.lines += 1;
    this.open = 0;
  }

  /** Takes bytes that end with a line: all that is held then are whole lines. */
  keep(part: Uint8Array): void {
    this.add(part);
    this.lineBytes = this.heldBytes;
    this.wholeParts = this.parts.length;
  }

  /** The whole lines; what is behind them stays. */
  take(): LineBlock {
    const bytes = new Uint8Array(this.lineBytes);
    let at = 0;
    for (let index = 0; index < this.wholeParts; index += 1) {
      bytes.set(this.parts[index] as Uint8Array, at);
      at += (this.parts[index] as Uint8Array).length;
    }
    const block = { bytes, number: this.number, start: this.start };
    this.parts = this.parts.slice(this.wholeParts);
    this.heldBytes -= this.lineBytes;
    this.number += this.lines;
    this.start += this.lineBytes;
    this.lineBytes = 0;
    this.lines = 0;
    this.wholeParts = 0;
    return block;
  }

  letGo(): void {
    this.parts.length = this.wholeParts;
    this.heldBytes = this.lineBytes;
    this.skipping = true;
  }

  /** The line that was too long, when nothing is held before it. */
  skip(maxLineBytes: number): LineBlock {
    const { number, start, open } = this;
    this.parts = [];
    this.heldBytes = 0;
    this.number += 1;
    this.start += open + 1;
    this.open = 0;
    this.skipping = false;
    const expected = `a line of at most ${maxLineBytes} bytes`;
    const at = { line: number, offset: start };
    const error = fault('format.too-large', { expected, actual: `${open} bytes`, at });
    return { bytes: new Uint8Array(), number, start, error };
  }
}
