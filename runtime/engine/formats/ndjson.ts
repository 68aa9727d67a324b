// NDJSON: each line that is not blank is one JSON message; a bad line is held alone. May import ../errors.ts, fault.ts, format.ts, json/ and text/.
import type { Place } from '../errors.ts';
import { emptyFault, optionFault, refused, sizeFault, tooManyFault } from './fault.ts';
import { DEFAULT_DECODE_LIMITS, type DecodedMessage, type DecodeLimits, type Format } from './format.ts';
import { jsonMessage } from './json/message.ts';
import { writeJson } from './json/write.ts';
import { linesOf, type SplitLine } from './line-splitter.ts';
import { columnAt } from './text/place.ts';
import { byteOrderMarkFinding, readText, sniffEncoding } from './text/receipt-text.ts';

export const ndjson: Format = {
  name: 'ndjson',
  extensions: ['ndjson', 'jsonl'],
  contentType: 'application/x-ndjson',
  summary: 'One JSON message a line; blank lines are passed over',
  source: 'NDJSON 1.0 (github.com/ndjson/ndjson-spec), each line as RFC 8259',

  decode(bytes, { limits = DEFAULT_DECODE_LIMITS, options } = {}) {
    const early = optionFault('ndjson', options, {}) ?? sizeFault(bytes, limits);
    if (early) return refused(bytes, early);
    // UTF-8 is judged line by line, so that one bad byte holds one line; UTF-16 is turned into UTF-8 as a whole.
    const { encoding, markBytes } = sniffEncoding(bytes);
    const text = encoding === 'utf-8' ? undefined : readText(bytes);
    if (text?.kind === 'refused') return refused(bytes, text.error);
    const findings = text?.findings ?? (markBytes > 0 ? [byteOrderMarkFinding()] : []);
    const messages: DecodedMessage[] = [];
    for (const line of linesOf(text?.bytes ?? bytes)) {
      if (messages.length >= limits.maxMessages) return refused(bytes, tooManyFault(limits), findings);
      messages.push(readLine(line, messages.length, limits, text?.offsetInReceipt));
    }
    return messages.length > 0 ? { messages, findings } : refused(bytes, emptyFault('only blank lines'), findings);
  },

  /** One line for each element of an array, one line for anything else. */
  encode(value) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return new TextEncoder().encode(values.map((one) => `${writeJson(one)}\n`).join(''));
  },
};

/** The message of one line, as a streaming reader needs it: start, end and places count from the start of the stream. Never throws. */
export function decodeLine(
  line: SplitLine,
  index: number,
  limits: DecodeLimits = DEFAULT_DECODE_LIMITS,
): DecodedMessage {
  return readLine(line, index, limits);
}

type OffsetInReceipt = (offset: number) => number | undefined;

function readLine(
  line: SplitLine,
  index: number,
  limits: DecodeLimits,
  offsetInReceipt?: OffsetInReceipt,
): DecodedMessage {
  const inReceipt = (offset: number): number => offsetInReceipt?.(offset) ?? offset;
  const start = inReceipt(line.start);
  const end = inReceipt(line.end);
  if (line.error) return { index, findings: [], error: line.error, start, end };
  const { line: bytes, number } = line;
  const place = (offset: number): Place => {
    return { line: number, column: columnAt(bytes, offset), offset: inReceipt(line.start + offset) };
  };
  return jsonMessage({ bytes, index, start, end, place }, limits);
}
