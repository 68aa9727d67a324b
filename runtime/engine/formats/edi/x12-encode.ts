// Writes an X12 interchange around outbound messages. May import ../format.ts and the files of this folder.
import type { EncodeEnvelope, EncodeOptions } from '../format.ts';
import { ISA_WIDTHS } from './isa.ts';
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
import { elementName } from './tree.ts';
import { functionalIdOf } from './x12-functional-ids.ts';
import { X12_TAGS } from './x12-read.ts';

const ELEMENT = '*';
const COMPONENT = '>';
const REPETITION = '^';
const TERMINATOR = '~';

const DEFAULT_VERSION = '004010';

/** ISA12 from which ISA11 is the repetition separator. */
const FIRST_WITH_REPETITION = '00402';

const FRAME = [...X12_TAGS.interchange, ...X12_TAGS.group, ...X12_TAGS.message, ...X12_TAGS.between];

/**
 * Writes one interchange: delimiters `*`, `>`, `~` and, from version 004020 on, `^`; counts and control numbers right.
 *
 * Messages of the same functional id and version that follow each other share a group. Further groups and sets count the
 * given control numbers up.
 *
 * @param value one outbound message or an array of them
 * @throws CrossdockError `format.encode`, also for values that hold a delimiter: X12 has no way to write them
 * @see ASC X12.5 and X12.6, 004010
 */
export function encodeX12(value: unknown, options: EncodeOptions): Uint8Array {
  const envelope = readEnvelope(options);
  const groups = groupsOf(readOutbound(value, FRAME), envelope);
  return writeX12Interchange(groups, { envelope, newline: newlineOption(options) });
}

/** Sets that share a functional group. Partners are the application codes of the GS. */
export interface OutboundGroup {
  readonly functionalId: string;
  readonly version: string;
  readonly sender: string;
  readonly receiver: string;
  readonly messages: readonly OutboundMessage[];
}

export interface X12InterchangeOptions {
  readonly envelope: EncodeEnvelope;
  /** ISA12; the first five digits of the first group's version when absent. */
  readonly isaVersion?: string;
  readonly newline?: boolean;
}

/** Writes groups that are already sorted out. @throws CrossdockError `format.encode` */
export function writeX12Interchange(groups: readonly OutboundGroup[], options: X12InterchangeOptions): Uint8Array {
  const { envelope } = options;
  const { date, time } = preparedAt(envelope.preparedAt);
  const control = controlDigits(envelope.interchangeControl, 'interchangeControl', 9).padStart(9, '0');
  const groupControl = controlDigits(envelope.groupControl ?? String(Number(control)), 'groupControl', 9);
  const setControl = controlDigits(envelope.messageControl ?? '0001', 'messageControl', 9).padStart(4, '0');
  const version = options.isaVersion ?? groups[0]!.version.slice(0, 5);
  const isRepeated = version >= FIRST_WITH_REPETITION;
  const segments: string[] = [isa(envelope, { date, time, version, control })];
  let sets = 0;
  for (const [g, group] of groups.entries()) {
    const number = countUp(groupControl, g);
    const day = group.version < DEFAULT_VERSION ? date.slice(2) : date;
    const gs = [group.functionalId, group.sender, group.receiver, day, time, number, 'X', group.version];
    segments.push(['GS', ...checked('GS', gs, isRepeated)].join(ELEMENT));
    for (const message of group.messages)
      segments.push(...setSegments(message, { control: countUp(setControl, sets++), isRepeated }));
    segments.push(['GE', group.messages.length, number].join(ELEMENT));
  }
  segments.push(['IEA', groups.length, control].join(ELEMENT));
  const end = options.newline ? `${TERMINATOR}\n` : TERMINATOR;
  return new TextEncoder().encode(segments.map((segment) => segment + end).join(''));
}

function groupsOf(messages: readonly OutboundMessage[], envelope: EncodeEnvelope): readonly OutboundGroup[] {
  const groups: (OutboundGroup & { messages: OutboundMessage[] })[] = [];
  const partners = { sender: envelope.sender.trim(), receiver: envelope.receiver.trim() };
  for (const message of messages) {
    if (!/^\d{3}$/.test(message.kind)) refuse('three digits as kind of an X12 transaction set', 'another text');
    const version = message.version ?? envelope.version ?? DEFAULT_VERSION;
    if (!isX12Version(version)) refuse('a version such as 004010', 'another text');
    const functionalId =
      message.functionalId ??
      functionalIdOf(message.kind) ??
      refuse(`a functionalId for transaction set ${message.kind}`, 'none');
    if (!/^[A-Z0-9]{2}$/.test(functionalId)) refuse('two capitals as functionalId', 'another text');
    const last = groups.at(-1);
    if (last?.functionalId === functionalId && last.version === version) last.messages.push(message);
    else groups.push({ functionalId, version, ...partners, messages: [message] });
  }
  return groups;
}

/** Six digits and, where an industry has its own edition, its letters: `004010`, `004010VICS`. */
export const isX12Version = (version: string): boolean => /^\d{6}[A-Z0-9]{0,6}$/.test(version);

function isa(
  envelope: EncodeEnvelope,
  { date, time, version, control }: { date: string; time: string; version: string; control: string },
): string {
  const { sender, receiver, senderQualifier = 'ZZ', receiverQualifier = 'ZZ' } = envelope;
  if (sender.trim() === '' || receiver.trim() === '')
    refuse('a sender and a receiver in the envelope', 'an empty text');
  const isRepeated = version >= FIRST_WITH_REPETITION;
  const eleventh = isRepeated ? REPETITION : 'U';
  const given = ['00', '', '00', '', senderQualifier, sender, receiverQualifier, receiver];
  const elements = [
    ...checked('ISA', given, isRepeated),
    date.slice(2),
    time,
    eleventh,
    version,
    control,
    '0',
    envelope.test ? 'T' : 'P',
    COMPONENT,
  ];
  const padded = elements.map((text, i) => {
    const width = ISA_WIDTHS[i]!;
    if (text.length > width)
      refuse(`at most ${width} characters`, `${text.length} characters`, {
        segment: 'ISA',
        element: elementName('ISA', i + 1),
      });
    return text.padEnd(width);
  });
  return ['ISA', ...padded].join(ELEMENT);
}

function checked(segment: string, elements: readonly string[], isRepeated: boolean): readonly string[] {
  for (const [i, text] of elements.entries())
    checkText(text, { isRepeated, at: { segment, element: elementName(segment, i + 1) } });
  return elements;
}

function setSegments(
  message: OutboundMessage,
  { control, isRepeated }: { control: string; isRepeated: boolean },
): string[] {
  const body = message.segments.map(({ tag, elements }, i) => {
    const at = (k: number) => ({ segment: tag, segmentIndex: i + 1, element: elementName(tag, k + 1) });
    return [tag, ...elements.map((element, k) => writeElement(element, { isRepeated, at: at(k) }))].join(ELEMENT);
  });
  return [['ST', message.kind, control].join(ELEMENT), ...body, ['SE', body.length + 2, control].join(ELEMENT)];
}

interface WriteContext {
  /** True when the version has a repetition separator. */
  readonly isRepeated: boolean;
  readonly at: { readonly segment: string; readonly segmentIndex?: number; readonly element: string };
}

function writeElement(element: OutboundElement, context: WriteContext): string {
  if (element.length > 1 && !context.isRepeated)
    refuse('an element that is not repeated before version 004020', `${element.length} repetitions`, context.at);
  for (const components of element) for (const text of components) checkText(text, context);
  return element.map((components) => components.join(COMPONENT)).join(REPETITION);
}

/** X12 has no release character: a delimiter in a value would cut it in two. */
function checkText(text: string, { isRepeated, at }: WriteContext): void {
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const isDelimiter =
      char === ELEMENT || char === COMPONENT || char === TERMINATOR || (isRepeated && char === REPETITION);
    if (isDelimiter)
      refuse(
        `a text without ${ELEMENT} ${COMPONENT} ${TERMINATOR}${isRepeated ? ` ${REPETITION}` : ''}`,
        `the delimiter ${char}`,
        at,
      );
    if (char < ' ' || char === '\u007f') refuse('a text without control characters', 'a control character', at);
  }
}
