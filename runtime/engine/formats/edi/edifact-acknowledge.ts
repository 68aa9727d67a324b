// Answers an EDIFACT interchange with a syntax and service report (CONTRL). May import ../../errors.ts, ../format.ts and the files of this folder.
import type { Finding } from '../../errors.ts';
import type { Acknowledgement, Decoded, DecodedMessage } from '../format.ts';
import { COMPONENT, joined, released, TERMINATOR, UNA } from './edifact-encode.ts';
import { groupFindings, interchangeFindings, unhComponent } from './edifact-judge.ts';
import { type EdifactReceipt, readEdifact } from './edifact-read.ts';
import type { Group, Interchange, MessageSegments } from './envelope.ts';
import { controlDigits, countUp, preparedAt } from './outbound.ts';
import { componentOf, type Delimiters, elementValue, rawElement, type Segment } from './segment.ts';
import type { EdiText } from './text.ts';

/** Action codes (0083): rejected with everything below, or acknowledged unless something below is rejected by name. */
const REJECTED = '4';
const ACKNOWLEDGED = '7';

/** An error code (0085) and the service segment that it is found in. */
type Fault = readonly [code: string, segment: string];

/** Code 13 missing, 28 references do not match, 29 control count does not match the number received. */
const INTERCHANGE_FAULTS: Readonly<Record<string, Fault>> = {
  'edifact.unz-missing': ['13', 'UNZ'],
  'edifact.unz0020-control': ['28', 'UNZ'],
  'edifact.unz0036-count': ['29', 'UNZ'],
};

const GROUP_FAULTS: Readonly<Record<string, Fault>> = {
  'edifact.une-missing': ['13', 'UNE'],
  'edifact.une0048-control': ['28', 'UNE'],
  'edifact.une0060-count': ['29', 'UNE'],
};

/** Code 26 duplicate detected. The first that applies is told, errors before warnings, because each level has room for one. */
const MESSAGE_FAULTS: Readonly<Record<string, Fault>> = {
  'edifact.unh0065-missing': ['13', 'UNH'],
  'edifact.unt-missing': ['13', 'UNT'],
  'edifact.unt0062-control': ['28', 'UNT'],
  'edifact.unt0074-count': ['29', 'UNT'],
  'edifact.unh0062-missing': ['13', 'UNH'],
  'edifact.duplicate-message': ['26', 'UNH'],
};

/** Code 18, unspecified error: what is wrong is told further down or has no code. */
const UNSPECIFIED: Fault = ['18', ''];

/**
 * One CONTRL for every inbound interchange, with a UCM for every message, inside a UCF where messages stand in groups.
 *
 * The UNB is the inbound one reversed, with its syntax and test indicator. A message that is held is rejected; one that
 * passed with a fault of its frame is acknowledged and the fault told. An interchange of which no message passed is rejected as a whole.
 *
 * @param answer `control` is the reference of the first CONTRL's interchange; further ones count up
 * @returns nothing for interchanges of CONTRL alone, and for those whose UNB does not say who to answer
 * @see ISO 9735-4 and CONTRL D.3 (syntax versions 1 to 3), CONTRL 4.1 (version 4)
 */
export function acknowledgeEdifact(
  bytes: Uint8Array,
  decoded: Decoded,
  answer: { preparedAt: string; control: string },
): readonly Acknowledgement[] {
  const receipt = readEdifact(bytes);
  if (!receipt) return [];
  const messages = new Map(receipt.walk.messages.map((message, i) => [message, decoded.messages[i]]));
  const acknowledgements: Acknowledgement[] = [];
  for (const interchange of receipt.walk.interchanges) {
    const acknowledgement = answerInterchange(receipt, interchange, {
      ...answer,
      control: countUp(answer.control, acknowledgements.length),
      messages,
    });
    if (acknowledgement) acknowledgements.push(acknowledgement);
  }
  return acknowledgements;
}

interface Answer {
  readonly preparedAt: string;
  readonly control: string;
  readonly messages: ReadonlyMap<MessageSegments, DecodedMessage | undefined>;
}

function answerInterchange(
  { source }: EdifactReceipt,
  interchange: Interchange,
  answer: Answer,
): Acknowledgement | undefined {
  const { header, delimiters, groups } = interchange;
  const answered = groups.flatMap((group) => group.messages.filter((message) => isAnswered(source, message)));
  if (!header || answered.length === 0) return undefined;
  const text = (k: number) => componentOf(source, header, k, 1, delimiters).trim();
  if (text(2) === '' || text(3) === '') return undefined;
  const isRejected = answered.every((message) => isHeld(answer, message));
  const faults = interchangeFindings(source, interchange, new Set());
  const fault = faultOf(faults, INTERCHANGE_FAULTS) ?? (isRejected ? UNSPECIFIED : undefined);
  const parties = [2, 3].map((k) => compositeOf(source, header, { k, delimiters }));
  const uci = report('UCI', [released(text(5)), ...parties], isRejected ? REJECTED : ACKNOWLEDGED, fault);
  const reports = [uci, ...groups.flatMap((group) => groupReports(source, group, { interchange, answer }))];
  const body = new TextEncoder().encode(framed(source, reports, { interchange, header, answer }));
  return { format: 'edifact', kind: 'CONTRL', body, receiver: text(2), sender: text(3) };
}

/** The reports between a UNB that sends them back and a UNZ. */
function framed(
  source: EdiText,
  reports: readonly string[],
  { interchange, header, answer }: { interchange: Interchange; header: Segment; answer: Answer },
): string {
  const { delimiters } = interchange;
  const composite = (k: number) => compositeOf(source, header, { k, delimiters });
  const isLater = Number(componentOf(source, header, 1, 2, delimiters)) >= 4;
  const { date, time } = preparedAt(answer.preparedAt);
  const control = controlDigits(answer.control, 'control', 14);
  const prepared = `${isLater ? date : date.slice(2)}${COMPONENT}${time}`;
  const test = componentOf(source, header, 11, 1, delimiters).trim() === '1' ? '1' : '';
  const unb = [composite(1), composite(3), composite(2), prepared, control, '', 'CONTRL', '', '', '', test];
  const type = ['CONTRL', ...(isLater ? ['4', '1'] : ['D', '3']), 'UN'].join(COMPONENT);
  const segments = [
    joined('UNB', unb),
    joined('UNH', ['1', type]),
    ...reports,
    joined('UNT', [String(reports.length + 2), '1']),
    joined('UNZ', ['1', control]),
  ];
  return UNA + segments.map((segment) => segment + TERMINATOR).join('');
}

function groupReports(
  source: EdiText,
  group: Group,
  { interchange, answer }: { interchange: Interchange; answer: Answer },
): string[] {
  const reported = group.messages.filter((message) => message.hasHeader && isAnswered(source, message));
  const reports = reported.flatMap((message) => messageReports(source, message, answer));
  const { header } = group;
  if (!header) return reports;
  const { delimiters } = interchange;
  const isRejected = group.messages.every((message) => isHeld(answer, message));
  const fault =
    faultOf(groupFindings(source, interchange, group), GROUP_FAULTS) ?? (isRejected ? UNSPECIFIED : undefined);
  const parties = [2, 3].map((k) => compositeOf(source, header, { k, delimiters }));
  const identity = [released(componentOf(source, header, 5, 1, delimiters)), ...parties];
  return [report('UCF', identity, isRejected ? REJECTED : ACKNOWLEDGED, fault), ...reports];
}

/** A CONTRL is not answered, or the answers would never end. */
const isAnswered = (source: EdiText, message: MessageSegments): boolean =>
  unhComponent(source, message, 2, 1) !== 'CONTRL';

/** Held, or never decoded: neither goes on. */
function isHeld({ messages }: Answer, message: MessageSegments): boolean {
  const decoded = messages.get(message);
  return decoded === undefined || decoded.error !== undefined;
}

function messageReports(source: EdiText, message: MessageSegments, answer: Answer): string[] {
  const findings = answer.messages.get(message)?.findings ?? [];
  const held = isHeld(answer, message);
  const unreadable = findings.find((one) => one.code === 'edifact.segment-tag')?.at?.segmentIndex;
  const fault = faultOf(findings, MESSAGE_FAULTS) ?? (held && unreadable === undefined ? UNSPECIFIED : undefined);
  const { delimiters } = message.interchange;
  const type = compositeOf(source, message.segments[0]!, { k: 2, delimiters });
  const identity = [released(unhComponent(source, message, 1, 1)), type];
  const ucm = report('UCM', identity, held ? REJECTED : ACKNOWLEDGED, fault);
  // 15: not supported in this position.
  return unreadable === undefined ? [ucm] : [ucm, joined('UCS', [String(unreadable), '15'])];
}

const report = (tag: string, identity: readonly string[], action: string, fault: Fault | undefined): string =>
  joined(tag, [...identity, action, ...(fault ?? [])]);

/** The first fault in the order of the table. */
function faultOf(findings: readonly Finding[], table: Readonly<Record<string, Fault>>): Fault | undefined {
  const code = Object.keys(table).find((one) => findings.some((finding) => finding.code === one));
  return code === undefined ? undefined : table[code];
}

/** A composite of the inbound interchange, written with the service characters of the answer. */
function compositeOf(
  source: EdiText,
  segment: Segment,
  { k, delimiters }: { k: number; delimiters: Delimiters },
): string {
  const value = elementValue(rawElement(source, segment, k), delimiters);
  const components =
    typeof value === 'string'
      ? [value]
      : Array.isArray(value[0])
        ? (value[0] as readonly string[])
        : (value as readonly string[]);
  return components.map(released).join(COMPONENT);
}
