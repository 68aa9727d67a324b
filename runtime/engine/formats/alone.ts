// One message of a receipt that holds several, as bytes that stand by themselves: with the header row or the envelope that it needs.
// May import index.ts, csv.ts' neighbours and the readers of edi/.
import { readEdifact } from './edi/edifact-read.ts';
import type { MessageSegments } from './edi/envelope.ts';
import { elementCount, type Segment } from './edi/segment.ts';
import { readX12 } from './edi/x12-read.ts';
import type { Decoded, DecodedMessage, FormatName, FormatOptions } from './format.ts';
import { formatOf } from './index.ts';

export interface Alone {
  /** Messages that the receipt holds. */
  readonly count: number;
  /** Which of them it is, from 0. */
  readonly index: number;
  /** The message by itself; undefined where what would be left of the receipt does not read as the same message. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * Cuts one message out of its receipt.
 *
 * JSON and XML messages are their own bytes; a row of CSV keeps what stands before the first row; a message of EDI keeps its own
 * envelopes, which then count one message. Nothing is printed anew: what is left is read again, and has to be that message alone,
 * value for value and fault for fault.
 *
 * @param range  where the message stands, as `DecodedMessage` says
 * @returns undefined when the receipt holds no message there by now
 */
export function messageAlone(
  bytes: Uint8Array,
  range: { readonly start: number; readonly end: number },
  context: { readonly format: FormatName; readonly options?: FormatOptions },
): Alone | undefined {
  const format = formatOf(context.format);
  const { options = {} } = context;
  const { messages } = format.decode(bytes, { options });
  const index = messages.findIndex(({ start, end }) => start === range.start && end === range.end);
  const message = messages[index];
  if (message === undefined) return undefined;
  const whole = { count: messages.length, index };
  if (messages.length === 1) return { ...whole, bytes };
  const cut = cutOut(bytes, messages, message, context.format);
  const isSame = cut !== undefined && isAlone(format.decode(cut, { options }), message);
  return { ...whole, bytes: isSame ? cut : undefined };
}

/** Whether a receipt is that message and no other. Places are elsewhere now, so those of a fault are not looked at. */
function isAlone({ messages }: Decoded, { value, error }: DecodedMessage): boolean {
  const [own, ...others] = messages;
  if (own === undefined || others.length > 0) return false;
  if (error !== undefined || own.error !== undefined)
    return own.error?.code === error?.code && own.error?.expected === error?.expected;
  return JSON.stringify(own.value) === JSON.stringify(value);
}

function cutOut(
  bytes: Uint8Array,
  messages: readonly DecodedMessage[],
  { start, end, index }: DecodedMessage,
  format: FormatName,
): Uint8Array | undefined {
  const own = bytes.subarray(start, end);
  if (format === 'csv') return joined([bytes.subarray(0, messages[0]?.start ?? 0), own, NEW_LINE]);
  if (format === 'x12') return withEnvelopes(bytes, readX12(bytes)?.walk.messages[index], own);
  if (format === 'edifact') return withEnvelopes(bytes, readEdifact(bytes)?.walk.messages[index], own);
  return own;
}

const NEW_LINE = new TextEncoder().encode('\n');

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Its interchange and its group around a message, each counting one. */
function withEnvelopes(bytes: Uint8Array, set: MessageSegments | undefined, own: Uint8Array): Uint8Array | undefined {
  if (set === undefined) return undefined;
  const { interchange, group } = set;
  const opening =
    interchange.header === undefined
      ? []
      : [bytes.subarray(serviceStart(bytes, interchange.header), interchange.header.next)];
  return joined([
    ...opening,
    ...(group.header === undefined ? [] : [bytes.subarray(group.header.start, group.header.next)]),
    own,
    ...counting(bytes, group.trailer),
    ...counting(bytes, interchange.trailer),
  ]);
}

/** Where an interchange begins: at the UNA right before its header, where there is one. */
function serviceStart(bytes: Uint8Array, header: Segment): number {
  for (let at = header.start - 1; at >= 0 && header.start - at <= UNA_REACH; at -= 1)
    if (bytes[at] === 0x55 && bytes[at + 1] === 0x4e && bytes[at + 2] === 0x41) return at;
  return header.start;
}

/** `UNA:+.? '` and a line end. */
const UNA_REACH = 11;

/** A trailer whose first element, the count of what it closes, is one. */
function counting(bytes: Uint8Array, trailer: Segment | undefined): readonly Uint8Array[] {
  if (trailer === undefined) return [];
  const { start, next, cuts } = trailer;
  const [from, to] = cuts;
  if (elementCount(trailer) < 1 || from === undefined || to === undefined) return [bytes.subarray(start, next)];
  return [bytes.subarray(start, from + 1), ONE, bytes.subarray(to, next)];
}

const ONE = new TextEncoder().encode('1');
