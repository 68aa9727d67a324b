// Writes an X12 interchange around outbound messages. May import ../format.ts and the files of this folder.
import type { EncodeEnvelope, EncodeOptions } from '../format.ts';
import { ISA_WIDTHS } from './isa.ts';
import { controlDigits, countUp, newlineOption, type OutboundElement, type OutboundMessage, preparedAt, readEnvelope, readOutbound, refuse } from './outbound.ts';
import { elementName } from './tree.ts';
import { functionalIdOf } from './x12-functional-ids.ts';
import { X12_TAGS } from './x12-read.ts';

const ELEMENT = '*';
const COMPONENT = '>';
const REPETITION = '^';
const TERMINATOR = '~';

const DEFAULT_VERSION = '004010';

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
  const { date, time } = preparedAt(envelope);
  const interchangeControl = controlDigits(envelope.interchangeControl, 'interchangeControl', 9).padStart(9, '0');
  const groupControl = controlDigits(envelope.groupControl ?? String(Number(interchangeControl)), 'groupControl', 9);
  const setControl = controlDigits(envelope.messageControl ?? '0001', 'messageControl', 9).padStart(4, '0');
  const version = groups[0]!.version;
  const segments: string[] = [isa(envelope, { date, time, version, control: interchangeControl })];
  let sets = 0;
  for (const [g, group] of groups.entries()) {
    const control = countUp(groupControl, g);
    const day = group.version < DEFAULT_VERSION ? date.slice(2) : date;
    segments.push(plain('GS', [group.functionalId, gsPartner(envelope.sender), gsPartner(envelope.receiver), day, time, control, 'X', group.version]));
    for (const message of group.messages) segments.push(...setSegments(message, { control: countUp(setControl, sets++), version: group.version }));
    segments.push(plain('GE', [String(group.messages.length), control]));
  }
  segments.push(plain('IEA', [String(groups.length), interchangeControl]));
  const end = newlineOption(options) ? `${TERMINATOR}\n` : TERMINATOR;
  return new TextEncoder().encode(segments.map((segment) => segment + end).join(''));
}

interface OutboundGroup {
  readonly functionalId: string;
  readonly version: string;
  readonly messages: OutboundMessage[];
}

function groupsOf(messages: readonly OutboundMessage[], envelope: EncodeEnvelope): readonly OutboundGroup[] {
  const groups: OutboundGroup[] = [];
  for (const message of messages) {
    if (!/^\d{3}$/.test(message.kind)) refuse('three digits as kind of an X12 transaction set', 'another text');
    const version = message.version ?? envelope.version ?? DEFAULT_VERSION;
    if (!/^\d{6}[A-Z0-9]{0,6}$/.test(version)) refuse('a version such as 004010', 'another text');
    const functionalId = message.functionalId ?? functionalIdOf(message.kind) ?? refuse(`a functionalId for transaction set ${message.kind}`, 'none');
    if (!/^[A-Z0-9]{2}$/.test(functionalId)) refuse('two capitals as functionalId', 'another text');
    const last = groups.at(-1);
    if (last?.functionalId === functionalId && last.version === version) last.messages.push(message);
    else groups.push({ functionalId, version, messages: [message] });
  }
  return groups;
}

function isa(envelope: EncodeEnvelope, { date, time, version, control }: { date: string; time: string; version: string; control: string }): string {
  const isaVersion = version.slice(0, 5);
  const parties = [envelope.senderQualifier ?? 'ZZ', envelope.sender, envelope.receiverQualifier ?? 'ZZ', envelope.receiver];
  const eleventh = usesRepetition(version) ? REPETITION : 'U';
  const elements = ['00', '', '00', '', ...parties, date.slice(2), time, eleventh, isaVersion, control, '0', envelope.test ? 'T' : 'P', COMPONENT];
  const padded = elements.map((text, i) => {
    const isOwn = i === 10 || i === 15;
    const at = { segment: 'ISA', element: elementName('ISA', i + 1) };
    if (text.length > ISA_WIDTHS[i]!) refuse(`at most ${ISA_WIDTHS[i]} characters`, `${text.length} characters`, at);
    if (!isOwn) checkText(text, { isRepeated: true, at });
    return text.padEnd(ISA_WIDTHS[i]!);
  });
  if (envelope.sender === '' || envelope.receiver === '') refuse('a sender and a receiver in the envelope', 'an empty text');
  return ['ISA', ...padded].join(ELEMENT);
}

/** Application codes of the GS are at least two characters long; the interchange id is used, which partners agree on in most cases. */
const gsPartner = (id: string): string => id.trim();

function setSegments(message: OutboundMessage, { control, version }: { control: string; version: string }): string[] {
  const isRepeated = usesRepetition(version);
  const body = message.segments.map(({ tag, elements }, i) => {
    const written = elements.map((element, k) => writeElement(element, { isRepeated, at: { segment: tag, segmentIndex: i + 1, element: elementName(tag, k + 1) } }));
    return [tag, ...written].join(ELEMENT);
  });
  return [plain('ST', [message.kind, control]), ...body, plain('SE', [String(body.length + 2), control])];
}

interface WriteContext {
  /** True when the version has a repetition separator. */
  readonly isRepeated: boolean;
  readonly at: { readonly segment: string; readonly segmentIndex?: number; readonly element: string };
}

function writeElement(element: OutboundElement, context: WriteContext): string {
  if (element.length > 1 && !context.isRepeated) refuse('an element that is not repeated before version 004020', `${element.length} repetitions`, context.at);
  for (const components of element) for (const text of components) checkText(text, context);
  return element.map((components) => components.join(COMPONENT)).join(REPETITION);
}

/** X12 has no release character: a delimiter in a value would cut it in two. */
function checkText(text: string, { isRepeated, at }: WriteContext): void {
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const isDelimiter = char === ELEMENT || char === COMPONENT || char === TERMINATOR || (isRepeated && char === REPETITION);
    if (isDelimiter) refuse(`a text without ${ELEMENT} ${COMPONENT} ${TERMINATOR}${isRepeated ? ` ${REPETITION}` : ''}`, `the delimiter ${char}`, at);
    if (char < ' ' || char === '\u007f') refuse('a text without control characters', 'a control character', at);
  }
}

const plain = (tag: string, elements: readonly string[]): string => [tag, ...elements].join(ELEMENT);

/** ISA11 is a repetition separator from 004020 on. */
const usesRepetition = (version: string): boolean => version.slice(0, 6) >= '004020';
