// Writes an EDIFACT interchange around outbound messages. May import ../format.ts and the files of this folder.
import type { EncodeEnvelope, EncodeOptions } from '../format.ts';
import { EDIFACT_TAGS } from './edifact-read.ts';
import {
  controlDigits,
  countUp,
  newlineOption,
  type OutboundElement,
  type OutboundMessage,
  preparedAt,
  readEnvelope,
  readOutbound,
  refuse,
} from './outbound.ts';
import { isUtf8 } from './text.ts';
import { elementName } from './tree.ts';

export const UNA = "UNA:+.? '";
const ELEMENT = '+';
export const COMPONENT = ':';
export const TERMINATOR = "'";
/** Characters that get the release character before them in a value. */
const RELEASED = /[+:?']/g;

const DEFAULT_VERSION = 'D:96A:UN';

const FRAME = ['UNA', ...EDIFACT_TAGS.interchange, ...EDIFACT_TAGS.group, ...EDIFACT_TAGS.message];

/**
 * Writes one interchange with UNA, counts and references right. Delimiters in values are released.
 *
 * Text that Latin-1 has is written as UNOC, syntax version 3; other text as UNOY (UTF-8), which needs version 4. Versions
 * are written `D:96A:UN` with an association code behind where there is one. Further messages count the reference up.
 *
 * @param value one outbound message or an array of them
 * @throws CrossdockError `format.encode`
 * @see ISO 9735:1988 (version 3), ISO 9735-1:1998 (version 4)
 */
export function encodeEdifact(value: unknown, options: EncodeOptions): Uint8Array {
  const envelope = readEnvelope(options);
  const messages = readOutbound(value, FRAME);
  const control = interchangeReference(envelope);
  const first = controlDigits(envelope.messageControl ?? '1', 'messageControl', 14);
  const body = messages.flatMap((message, i) => messageSegments(message, { reference: countUp(first, i), envelope }));
  const kinds = new Set(messages.map((message) => message.kind));
  const isLatin1 = isReadAsLatin1([...body, envelope.sender, envelope.receiver].join(''));
  const unb = unbSegment(envelope, { control, kind: kinds.size === 1 ? messages[0]!.kind : '', isLatin1 });
  const segments = [unb, ...body, joined('UNZ', [String(messages.length), control])];
  const end = newlineOption(options) ? `${TERMINATOR}\n` : TERMINATOR;
  const text = `${UNA}${newlineOption(options) ? '\n' : ''}${segments.map((segment) => segment + end).join('')}`;
  return isLatin1 ? latin1Bytes(text) : new TextEncoder().encode(text);
}

/** UNB 0020 is up to fourteen characters. */
const interchangeReference = (envelope: EncodeEnvelope): string =>
  controlDigits(envelope.interchangeControl, 'interchangeControl', 14);

function unbSegment(
  envelope: EncodeEnvelope,
  { control, kind, isLatin1 }: { control: string; kind: string; isLatin1: boolean },
): string {
  const { date, time } = preparedAt(envelope.preparedAt);
  const elements = [
    isLatin1 ? 'UNOC:3' : 'UNOY:4',
    party(envelope.sender, envelope.senderQualifier, 'UNB02'),
    party(envelope.receiver, envelope.receiverQualifier, 'UNB03'),
    `${isLatin1 ? date.slice(2) : date}${COMPONENT}${time}`,
    control,
    '',
    released(kind),
    '',
    '',
    '',
    envelope.test ? '1' : '',
  ];
  return joined('UNB', elements);
}

function party(id: string, qualifier: string | undefined, element: string): string {
  if (id === '' || id.length > 35) refuse('1 to 35 characters', `${id.length} characters`, { segment: 'UNB', element });
  return [id, ...(qualifier === undefined ? [] : [qualifier])].map(released).join(COMPONENT);
}

function messageSegments(
  message: OutboundMessage,
  { reference, envelope }: { reference: string; envelope: EncodeEnvelope },
): string[] {
  if (!/^[A-Z]{6}$/.test(message.kind)) refuse('six capitals as kind of an EDIFACT message', 'another text');
  const version = (message.version ?? envelope.version ?? DEFAULT_VERSION).split(':');
  if (version.length < 3 || version.length > 4 || version.includes(''))
    refuse('a version such as D:96A:UN', 'another text');
  const body = message.segments.map(({ tag, elements }, i) => {
    const at = (k: number) => ({ segment: tag, segmentIndex: i + 1, element: elementName(tag, k + 1) });
    return joined(
      tag,
      elements.map((element, k) => writeElement(element, at(k))),
    );
  });
  const unh = joined('UNH', [reference, [message.kind, ...version].map(released).join(COMPONENT)]);
  return [unh, ...body, joined('UNT', [String(body.length + 2), reference])];
}

function writeElement(
  element: OutboundElement,
  at: { segment: string; segmentIndex: number; element: string },
): string {
  if (element.length > 1)
    refuse('an element that is not repeated: the encoder writes syntax version 3', `${element.length} repetitions`, at);
  const components = element[0] ?? [];
  for (const text of components)
    if (hasControlCharacter(text)) refuse('a text without control characters', 'a control character', at);
  return components.map(released).join(COMPONENT);
}

/** A value with the release character before every delimiter in it. */
export const released = (text: string): string => text.replace(RELEASED, '?$&');

/** A segment of elements that are already written; empty ones at the end are left out (ISO 9735, 9). */
export function joined(tag: string, elements: readonly string[]): string {
  let count = elements.length;
  while (count > 0 && elements[count - 1] === '') count--;
  return [tag, ...elements.slice(0, count)].join(ELEMENT);
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return true;
  return false;
}

/** True for text that a reader gets back from Latin-1: no character outside it or in 80 to 9F, and no bytes that happen to be UTF-8. */
function isReadAsLatin1(text: string): boolean {
  let isAscii = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff || (code >= 0x7f && code < 0xa0)) return false;
    if (code > 0x7f) isAscii = false;
  }
  return isAscii || !isUtf8(latin1Bytes(text));
}

const latin1Bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
