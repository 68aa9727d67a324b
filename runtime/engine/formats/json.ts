// JSON: one receipt is one message, or one message for each element of an array in it. May import ../errors.ts, fault.ts, format.ts, json/ and text/.
import type { ErrorJson } from '../errors.ts';
import { emptyFault, fault, kindOf, type OptionCheck, optionFault, refused, sizeFault, tooManyFault } from './fault.ts';
import { DEFAULT_DECODE_LIMITS, type Decoded, type DecodeLimits, type Format } from './format.ts';
import { findJsonFault } from './json/find-fault.ts';
import { jsonError, jsonMessage } from './json/message.ts';
import { findElements, findValue, type Span } from './json/pointer.ts';
import { scanJson } from './json/scan.ts';
import { countMembers, depthFault } from './json/value.ts';
import { writeJson } from './json/write.ts';
import { pointerTo, pointerTokens } from './text/pointer.ts';
import { isBlank, placeIn, type ReceiptText, readText } from './text/receipt-text.ts';

/** Options of the format. */
export const JSON_OPTIONS: Readonly<Record<string, OptionCheck>> = {
  /** JSON Pointer to an array, `""` for the whole receipt: each element is a message of its own. */
  split: {
    expected: 'a JSON Pointer such as /payload/Orders',
    accepts: (value) => typeof value === 'string' && pointerTokens(value) !== undefined,
  },
};

export const json: Format = {
  name: 'json',
  extensions: ['json'],
  contentType: 'application/json',
  summary: 'JSON with every digit kept, unique keys and a limit on nesting; arrays can be split into messages',
  source: 'RFC 8259; unique keys as in RFC 7493, 2.3',

  decode(bytes, { limits = DEFAULT_DECODE_LIMITS, options = {} } = {}) {
    const early = optionFault('json', options, JSON_OPTIONS) ?? sizeFault(bytes, limits);
    if (early) return refused(bytes, early);
    const text = readText(bytes);
    if (text.kind === 'refused') return refused(bytes, text.error);
    if (isBlank(text.bytes)) return refused(bytes, emptyFault('only blanks'), text.findings);
    const split = options['split'];
    if (typeof split === 'string') return decodeElements(bytes, text, split, limits);
    const place = (offset: number) => placeIn(text, offset);
    const whole = { bytes: text.bytes, text: text.text, index: 0, start: 0, end: bytes.length, place };
    return { messages: [jsonMessage(whole, limits)], findings: text.findings };
  },

  encode(value) {
    return new TextEncoder().encode(`${writeJson(value)}\n`);
  },
};

/** A fault outside the elements refuses the receipt; a repeated key or too deep nesting inside one holds that element alone. */
function decodeElements(receipt: Uint8Array, text: ReceiptText, pointer: string, limits: DecodeLimits): Decoded {
  const tokens = pointerTokens(pointer) ?? [];
  const spans = splitElements(text, tokens, limits);
  if (!Array.isArray(spans)) return refused(receipt, spans, text.findings);
  const inReceipt = (offset: number): number => text.offsetInReceipt(offset) ?? offset;
  const messages = spans.map((span, index) => {
    const bytes = text.bytes.subarray(span.start, span.end);
    const place = (offset: number) => placeIn(text, span.start + offset);
    return jsonMessage({ bytes, index, start: inReceipt(span.start), end: inReceipt(span.end), place }, limits);
  });
  return { messages, findings: text.findings };
}

function splitElements(text: ReceiptText, tokens: readonly string[], limits: DecodeLimits): Span[] | ErrorJson {
  const place = (offset: number) => placeIn(text, offset);
  // Twice the limit: one element that is too deep is judged on its own, a bomb still never reaches JSON.parse.
  const scan = scanJson(text.bytes, 2 * limits.maxDepth + tokens.length);
  if (scan.tooDeepAt !== undefined) return jsonError(depthFault(scan.tooDeepAt, limits.maxDepth).fault, place);
  let whole: unknown;
  try {
    whole = JSON.parse(text.text);
  } catch {
    const found = findJsonFault(text.bytes, { passesRepeatedKeyAt: () => true });
    return found
      ? jsonError(found, place)
      : fault('format.json.syntax', { expected: 'JSON', actual: 'something else' });
  }
  const array = findValue(text.bytes, tokens);
  const spans = array && findElements(text.bytes, array.start, limits.maxMessages + 1);
  if (!spans) return noArrayFault(text, tokens, array);
  if (countMembers(whole) !== scan.members) {
    const isInside = (offset: number) => offset >= array.start && offset < array.end;
    const outside = findJsonFault(text.bytes, { passesRepeatedKeyAt: isInside });
    if (outside) return jsonError(outside, place);
  }
  if (spans.length > limits.maxMessages) return tooManyFault(limits);
  if (spans.length === 0) return emptyFault('an array without elements');
  return spans;
}

function noArrayFault(text: ReceiptText, tokens: readonly string[], found: Span | undefined): ErrorJson {
  const actual = found
    ? kindOf(JSON.parse(new TextDecoder().decode(text.bytes.subarray(found.start, found.end))))
    : 'no value';
  const path = tokens.reduce(pointerTo, '');
  return fault('format.json.split', { expected: `an array at "${path}"`, actual, at: { path } });
}
