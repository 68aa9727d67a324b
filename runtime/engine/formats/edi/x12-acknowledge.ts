// Answers an X12 interchange with functional acknowledgements (997). May import ../../errors.ts, ../format.ts and the files of this folder.
import type { Finding } from '../../errors.ts';
import type { Acknowledgement, Decoded, DecodedMessage } from '../format.ts';
import type { Group, Interchange, MessageSegments } from './envelope.ts';
import { countUp, type OutboundMessage, type OutboundSegment } from './outbound.ts';
import { rawElement } from './segment.ts';
import { referenceOf } from './x12-elements.ts';
import { isX12Version, type OutboundGroup, writeX12Interchange } from './x12-encode.ts';
import { groupFindings } from './x12-judge.ts';
import { headerOf, readX12, stElement, type X12Receipt } from './x12-read.ts';

/** Element 716: errors of a functional group. */
const GROUP_CODES: Readonly<Record<string, string>> = {
  'x12.ge-missing': '3',
  'x12.ge02-control': '4',
  'x12.ge01-count': '5',
};

/** Element 718: errors of a transaction set. A duplicate control number has a code of its own from 005010 on. */
const SET_CODES: Readonly<Record<string, string>> = {
  'x12.se-missing': '2',
  'x12.se02-control': '3',
  'x12.se02-unpadded': '3',
  'x12.se01-count': '4',
  'x12.st01-missing': '6',
  'x12.st02-missing': '7',
};

/** Element 720: errors of a segment that have no element to blame. */
const SEGMENT_CODES: Readonly<Record<string, string>> = { 'x12.segment-tag': '1', 'x12.no-lines': '3' };

/** Element 723: errors of an element. */
const ELEMENT_CODES: Readonly<Record<string, string>> = {
  'x12.element-too-short': '4',
  'x12.element-too-long': '5',
  'x12.element-number': '6',
  'x12.hl-parent': '7',
  'x12.element-date': '8',
  'x12.element-time': '9',
};

/** A 997 is not answered, or the answers would never end; nor is a 999 (X12.20, 997 purpose). */
const UNANSWERED: ReadonlySet<string> = new Set(['997', '999']);

/**
 * One acknowledgement for every inbound interchange, with one 997 in a group of its own for every functional group.
 *
 * The envelope is the inbound one reversed, with its versions and test indicator. A set is accepted (A), accepted
 * although it has errors (E), or rejected (R) when its message is held; content such as check digits is no matter of a 997.
 *
 * @param answer `control` numbers the first interchange and its first group; further ones count up
 * @returns nothing for interchanges without a group or without a sender to answer
 */
export function acknowledgeX12(
  bytes: Uint8Array,
  decoded: Decoded,
  answer: { preparedAt: string; control: string },
): readonly Acknowledgement[] {
  const receipt = readX12(bytes);
  if (!receipt) return [];
  const messages = new Map(receipt.walk.messages.map((set, i) => [set, decoded.messages[i]]));
  const acknowledgements: Acknowledgement[] = [];
  for (const interchange of receipt.walk.interchanges) {
    const groups = interchange.groups.filter((group) => isAnswered(receipt, group));
    const parties = partiesOf(receipt, interchange);
    if (groups.length === 0 || !parties) continue;
    const control = countUp(answer.control, acknowledgements.length);
    const written = groups.map((group) => answerGroup(receipt, interchange, { group, messages }));
    const { isaVersion, ...envelope } = parties;
    const body = writeX12Interchange(written, {
      envelope: { ...envelope, interchangeControl: control, preparedAt: answer.preparedAt },
      ...(isaVersion !== undefined && { isaVersion }),
    });
    acknowledgements.push({ format: 'x12', kind: '997', body, receiver: envelope.receiver, sender: envelope.sender });
  }
  return acknowledgements;
}

function isAnswered({ source }: X12Receipt, group: Group): boolean {
  if (!group.header || rawElement(source, group.header, 1).trim() === 'FA') return false;
  return group.messages.some((set) => !UNANSWERED.has(stElement(source, set, 1)));
}

/** Who answers whom; undefined when the inbound envelope does not say or cannot be written. */
function partiesOf({ source }: X12Receipt, interchange: Interchange) {
  const isa = headerOf(source, interchange);
  const gs = interchange.groups.find((group) => group.header)?.header;
  const gsElement = (k: number) => (gs ? rawElement(source, gs, k).trim() : '');
  const sender = isa?.[7] || gsElement(3);
  const receiver = isa?.[5] || gsElement(2);
  const parties = {
    sender,
    receiver,
    senderQualifier: isa?.[6] || 'ZZ',
    receiverQualifier: isa?.[4] || 'ZZ',
    test: isa?.[14] === 'T',
    ...(/^\d{5}$/.test(isa?.[11] ?? '') && { isaVersion: isa![11]! }),
  };
  const isWritable = [parties.senderQualifier, parties.receiverQualifier].every(
    (code) => code.length <= 2 && clean(code) === code,
  );
  const areNamed = [sender, receiver].every((id) => id !== '' && id.length <= 15 && clean(id) === id);
  return isWritable && areNamed ? parties : undefined;
}

interface GroupAnswer {
  readonly group: Group;
  readonly messages: ReadonlyMap<MessageSegments, DecodedMessage | undefined>;
}

function answerGroup(
  { source }: X12Receipt,
  interchange: Interchange,
  { group, messages }: GroupAnswer,
): OutboundGroup {
  const gs = (k: number) => clean(rawElement(source, group.header!, k).trim());
  const version = isX12Version(gs(8)) ? gs(8) : '004010';
  const isLater = version >= '005010';
  const ak1 = segment('AK1', gs(1), gs(6), isLater ? version : '');
  const sets = group.messages.map((set) => answerSet(source, set, { message: messages.get(set), isLater, group }));
  const rejected = sets.filter((set) => set.status === 'R').length;
  const codes = codesOf(groupFindings(source, interchange, { group, seen: new Set() }), GROUP_CODES);
  const hasErrors = codes.length > 0 || sets.some((set) => set.status === 'E');
  const status = rejected === 0 ? (hasErrors ? 'E' : 'A') : rejected === sets.length ? 'R' : 'P';
  const declared = group.trailer ? rawElement(source, group.trailer, 1).trim() : '';
  const included = /^\d{1,6}$/.test(declared) ? String(Number(declared)) : String(sets.length);
  const ak9 = segment(
    'AK9',
    status,
    included,
    String(sets.length),
    String(sets.length - rejected),
    ...codes.slice(0, 5),
  );
  const answer: OutboundMessage = { kind: '997', segments: [ak1, ...sets.flatMap((set) => set.segments), ak9] };
  return { functionalId: 'FA', version, sender: gs(3), receiver: gs(2), messages: [answer] };
}

interface SetAnswer {
  readonly status: 'A' | 'E' | 'R';
  readonly segments: readonly OutboundSegment[];
}

interface SetContext {
  readonly message: DecodedMessage | undefined;
  /** From 005010 on, where a duplicate set has a code and AK203 names the implementation convention. */
  readonly isLater: boolean;
  readonly group: Group;
}

function answerSet(source: X12Receipt['source'], set: MessageSegments, { message, isLater }: SetContext): SetAnswer {
  const findings = message?.findings ?? [];
  const details = detailSegments(source, set, findings);
  // Only a repetition within the group breaks the standard; elsewhere it is graded as information.
  const isDuplicate = findings.some((one) => one.code === 'x12.duplicate-set' && one.severity !== 'info');
  const codes = [...codesOf(findings, SET_CODES), ...(isDuplicate ? [isLater ? '23' : '7'] : [])];
  if (details.length > 0 || (message?.error !== undefined && codes.length === 0)) codes.push('5');
  const status = message === undefined || message.error !== undefined ? 'R' : codes.length > 0 ? 'E' : 'A';
  if (!set.hasHeader) return { status, segments: [] };
  const ak2 = segment(
    'AK2',
    clean(stElement(source, set, 1)),
    clean(stElement(source, set, 2)),
    isLater ? clean(stElement(source, set, 3)) : '',
  );
  const ak5 = segment('AK5', status, ...[...new Set(codes)].slice(0, 5));
  return { status, segments: [ak2, ...details, ak5] };
}

/** AK3 for every segment at fault, in the order of the segments, AK4 for its elements. */
function detailSegments(
  source: X12Receipt['source'],
  set: MessageSegments,
  findings: readonly Finding[],
): OutboundSegment[] {
  const bySegment = new Map<number, Finding[]>();
  for (const one of findings) {
    const isTold = Object.hasOwn(SEGMENT_CODES, one.code) || Object.hasOwn(ELEMENT_CODES, one.code);
    // Lines that are missing are told where the set ended without them.
    const index = one.code === 'x12.no-lines' ? set.segments.length : one.at?.segmentIndex;
    if (isTold && index !== undefined) bySegment.set(index, [...(bySegment.get(index) ?? []), one]);
  }
  const indexes = [...bySegment.keys()].sort((a, b) => a - b);
  return indexes.flatMap((index) => faultsOfSegment(source, set, { index, findings: bySegment.get(index)! }));
}

function faultsOfSegment(
  source: X12Receipt['source'],
  set: MessageSegments,
  { index, findings }: { index: number; findings: readonly Finding[] },
): OutboundSegment[] {
  const own = set.segments[index - 1];
  if (!own) return [];
  const segments: OutboundSegment[] = [];
  for (const { code, expected } of findings) {
    const whole = Object.hasOwn(SEGMENT_CODES, code) ? SEGMENT_CODES[code]! : undefined;
    const missing = code === 'x12.no-lines' ? /[A-Z][A-Z0-9]{1,2}$/.exec(expected ?? '')?.[0] : undefined;
    if (whole) segments.push(segment('AK3', missing ?? idOf(own.tag), String(index), '', whole));
  }
  const elements = findings.filter((one) => Object.hasOwn(ELEMENT_CODES, one.code));
  if (elements.length > 0) segments.push(segment('AK3', own.tag, String(index), '', '8'));
  return [...segments, ...elements.map((one) => elementSegment(source, own, one))];
}

function elementSegment(
  source: X12Receipt['source'],
  own: MessageSegments['segments'][number],
  { code, at }: Finding,
): OutboundSegment {
  const position = Number(at?.element?.slice(own.tag.length) ?? 0);
  const reference = code === 'x12.hl-parent' ? '734' : (referenceOf(own.tag, position) ?? '');
  const copy = rawElement(source, own, position);
  return segment(
    'AK4',
    String(position),
    reference,
    ELEMENT_CODES[code]!,
    clean(copy) === copy ? copy.slice(0, 99) : '',
  );
}

const codesOf = (findings: readonly Finding[], table: Readonly<Record<string, string>>): string[] =>
  findings.flatMap(({ code }) => (Object.hasOwn(table, code) ? [table[code]!] : []));

const segment = (tag: string, ...elements: string[]): OutboundSegment => {
  let count = elements.length;
  while (count > 0 && elements[count - 1] === '') count--;
  return { tag, elements: elements.slice(0, count).map((text) => [[text]]) };
};

/** Text without what the answer's delimiters would be. */
const clean = (text: string): string => text.replace(/[*>~^\p{Cc}]/gu, '');

/** AK301 is two or three characters; of an id that cannot be read what can be written is given. */
const idOf = (tag: string): string => (tag.toUpperCase().replace(/[^A-Z0-9]/g, '') || 'ZZ').slice(0, 3).padEnd(2, 'Z');
