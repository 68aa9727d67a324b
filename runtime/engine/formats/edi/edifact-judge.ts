// Judges an EDIFACT receipt and its messages: counts, references, ids, check digits. What is wrong is graded, never thrown. May import the files of this folder.
import type { Finding } from '../../errors.ts';
import { hasContent } from './bytes.ts';
import { isWrongGtin, isWrongSscc } from './check-digits.ts';
import { isKnownMessage, messageGuide } from './edifact-guides.ts';
import { declaresEncoding, type EdifactReceipt } from './edifact-read.ts';
import type { Group, Interchange, MessageSegments } from './envelope.ts';
import { finding } from './findings.ts';
import { elementPlace, segmentPlace } from './locate.ts';
import { componentOf, elementCount, elementValue, isSegmentId, rawElement, type Segment } from './segment.ts';
import type { EdiText } from './text.ts';
import type { Origin } from './tree.ts';

/** Component c of element k of the UNH, `""` when the message has none. */
export function unhComponent(source: EdiText, message: MessageSegments, k: number, c: number): string {
  const [unh] = message.segments;
  return message.hasHeader && unh ? componentOf(source, unh, k, c, message.interchange.delimiters).trim() : '';
}

/** Findings on the receipt and on its interchanges and groups. */
export function receiptFindings(receipt: EdifactReceipt): Finding[] {
  const { source, walk } = receipt;
  const findings: Finding[] = [];
  if (source.start > 0) findings.push(finding('edifact.bom', { at: { offset: 0 } }));
  if (source.firstNonAscii >= 0) findings.push(...encodingFindings(receipt));
  if (!receipt.isGuessed && hasContent(source.bytes, source.start, receipt.start)) {
    findings.push(finding('edifact.leading-bytes', { at: { offset: source.start } }));
  }
  if (receipt.isGuessed) findings.push(finding('edifact.no-unb', { at: { offset: receipt.start } }));
  const [withoutUna] = receipt.withoutUna;
  if (withoutUna !== undefined) findings.push(finding('edifact.no-una', { at: { offset: withoutUna } }));
  const seen = new Set<string>();
  for (const interchange of walk.interchanges) {
    findings.push(...interchangeFindings(source, interchange, seen));
    for (const group of interchange.groups) findings.push(...groupFindings(source, interchange, group));
  }
  const [stray] = walk.stray;
  if (stray) findings.push(finding('edifact.stray', { actual: `${walk.stray.length}`, at: { offset: stray.start } }));
  return findings;
}

/**
 * Findings on one message.
 *
 * @param seen references of the messages before it, by interchange; the one of this message is added
 */
export function messageFindings(
  source: EdiText,
  message: MessageSegments,
  seen: Map<Interchange, Set<string>>,
): Finding[] {
  const findings = frameFindings(source, message);
  const reference = unhComponent(source, message, 1, 1);
  if (reference !== '') {
    const references = seen.get(message.interchange) ?? new Set<string>();
    const at = elementPlace({ segment: message.segments[0]!, name: 'UNH', index: 0 }, 1);
    if (references.has(reference)) findings.push(finding('edifact.duplicate-message', { actual: reference, at }));
    seen.set(message.interchange, references.add(reference));
  }
  return [...findings, ...contentFindings(source, message)];
}

function frameFindings(source: EdiText, message: MessageSegments): Finding[] {
  const { segments } = message;
  const first = segments[0]!;
  const last = segments.at(-1)!;
  const start: Origin = { segment: first, name: first.tag, index: 0 };
  const end: Origin = { segment: last, name: last.tag, index: segments.length - 1 };
  const findings: Finding[] = [];
  if (!message.hasHeader)
    findings.push(finding('edifact.unh-missing', { expected: 'UNH', at: { offset: first.start } }));
  else {
    if (unhComponent(source, message, 2, 1) === '')
      findings.push(finding('edifact.unh0065-missing', { expected: 'a message type', at: elementPlace(start, 2) }));
    if (unhComponent(source, message, 1, 1) === '')
      findings.push(finding('edifact.unh0062-missing', { expected: 'a reference', at: elementPlace(start, 1) }));
  }
  if (!message.hasTrailer) {
    return [
      ...findings,
      finding('edifact.unt-missing', { expected: 'UNT', actual: 'the end of the message', at: { offset: last.next } }),
    ];
  }
  const { delimiters } = message.interchange;
  const count = componentOf(source, last, 1, 1, delimiters).trim();
  if (!isCount(count, segments.length)) {
    findings.push(
      finding('edifact.unt0074-count', { expected: String(segments.length), actual: count, at: elementPlace(end, 1) }),
    );
  }
  if (message.hasHeader && componentOf(source, last, 2, 1, delimiters).trim() !== unhComponent(source, message, 1, 1)) {
    findings.push(
      finding('edifact.unt0062-control', {
        expected: 'the reference of UNH 0062',
        actual: 'another',
        at: elementPlace(end, 2),
      }),
    );
  }
  return findings;
}

/** Item number types (7143) whose number ends with a check digit. */
const GTIN_TYPES: ReadonlySet<string> = new Set(['EN', 'SRV', 'UP']);

function contentFindings(source: EdiText, message: MessageSegments): Finding[] {
  const findings: Finding[] = [];
  const kind = unhComponent(source, message, 2, 1);
  let hasLines = false;
  let isUnreadable = false;
  const { lines } = messageGuide(kind);
  for (const [index, segment] of message.segments.entries()) {
    if (lines?.includes(segment.tag)) hasLines = true;
    const origin: Origin = { segment, name: segment.tag, index };
    if (segment.tag === 'LIN' || segment.tag === 'PIA') findings.push(...itemFindings(source, message, origin));
    else if (segment.tag === 'GIN') findings.push(...identityFindings(source, message, origin));
    else if (!isUnreadable && !isSegmentId(segment.tag, 3)) {
      isUnreadable = true;
      const at = { segmentIndex: index + 1, offset: segment.start };
      findings.push(finding('edifact.segment-tag', { expected: 'three capital letters', at }));
    }
  }
  if (lines && !hasLines) {
    const at = segmentPlace({ segment: message.segments[0]!, name: message.segments[0]!.tag, index: 0 });
    findings.push(finding('edifact.no-lines', { expected: `at least one ${lines.join(' or ')}`, at }));
  }
  return findings;
}

function itemFindings(source: EdiText, message: MessageSegments, origin: Origin): Finding[] {
  const findings: Finding[] = [];
  for (let k = 2; k <= elementCount(origin.segment); k++) {
    const number = componentOf(source, origin.segment, k, 1, message.interchange.delimiters);
    const type = componentOf(source, origin.segment, k, 2, message.interchange.delimiters);
    if (!GTIN_TYPES.has(type) || !isWrongGtin(number)) continue;
    findings.push(finding('edifact.check-digit', { actual: `${type}:${number}`, at: elementPlace(origin, k) }));
  }
  return findings;
}

/** GIN+BJ lists serial shipping container codes, also as ranges of two components. */
function identityFindings(source: EdiText, message: MessageSegments, origin: Origin): Finding[] {
  const { delimiters } = message.interchange;
  if (componentOf(source, origin.segment, 1, 1, delimiters) !== 'BJ') return [];
  const findings: Finding[] = [];
  for (let k = 2; k <= elementCount(origin.segment); k++) {
    const value = elementValue(rawElement(source, origin.segment, k), delimiters);
    for (const code of typeof value === 'string' ? [value] : value.flat()) {
      if (isWrongSscc(code)) findings.push(finding('edifact.sscc', { actual: code, at: elementPlace(origin, k) }));
    }
  }
  return findings;
}

function encodingFindings({ source, repertoire }: EdifactReceipt): Finding[] {
  const at = { offset: source.firstNonAscii };
  const isDeclared =
    declaresEncoding(repertoire) || ((repertoire === 'UNOW' || repertoire === 'UNOY') && source.isUtf8);
  if (isDeclared) return [];
  const isLatin1 = source.isUtf8 ? [] : [finding('edifact.encoding', { expected: 'UTF-8', at })];
  return [finding('edifact.non-ascii', { at }), ...isLatin1];
}

/** @param seen identities of the interchanges before it; the one of this interchange is added */
export function interchangeFindings(source: EdiText, interchange: Interchange, seen: Set<string>): Finding[] {
  const { header, trailer, delimiters, groups } = interchange;
  const text = (segment: Segment, k: number) => componentOf(source, segment, k, 1, delimiters).trim();
  const findings: Finding[] = [];
  if (header) {
    const reference = text(header, 5);
    const identity = [rawElement(source, header, 2), rawElement(source, header, 3), reference].join('+');
    if (reference !== '' && seen.has(identity))
      findings.push(finding('edifact.duplicate-interchange', { actual: reference, at: placeOf(header, 5) }));
    seen.add(identity);
    const application = text(header, 7);
    const kinds = groups.flatMap((group) => group.messages.map((message) => unhComponent(source, message, 2, 1)));
    const other = isKnownMessage(application) ? kinds.find((kind) => kind !== '' && kind !== application) : undefined;
    if (other)
      findings.push(finding('edifact.unb0026-type', { expected: other, actual: application, at: placeOf(header, 7) }));
    if (!trailer) findings.push(finding('edifact.unz-missing', { expected: 'UNZ', at: { offset: interchange.end } }));
  }
  if (!trailer) return findings;
  const named = groups.filter((group) => group.header || group.trailer).length;
  const expected = named > 0 ? named : groups.reduce((sum, group) => sum + group.messages.length, 0);
  if (!isCount(text(trailer, 1), expected)) {
    findings.push(
      finding('edifact.unz0036-count', {
        expected: String(expected),
        actual: text(trailer, 1),
        at: placeOf(trailer, 1),
      }),
    );
  }
  if (header && text(trailer, 2) !== text(header, 5)) {
    findings.push(
      finding('edifact.unz0020-control', {
        expected: 'the reference of UNB 0020',
        actual: 'another',
        at: placeOf(trailer, 2),
      }),
    );
  }
  return findings;
}

/** Findings on a UNG and its UNE; none for messages without a group. */
export function groupFindings(
  source: EdiText,
  interchange: Interchange,
  { header, trailer, messages }: Group,
): Finding[] {
  if (!header && !trailer) return [];
  const text = (segment: Segment, k: number) => componentOf(source, segment, k, 1, interchange.delimiters).trim();
  const findings: Finding[] = [];
  if (header) {
    const group = text(header, 1);
    const other = messages
      .map((message) => unhComponent(source, message, 2, 1))
      .find((kind) => kind !== '' && kind !== group);
    if (other)
      findings.push(finding('edifact.ung0038-type', { expected: other, actual: group, at: placeOf(header, 1) }));
  }
  if (!trailer)
    return [
      ...findings,
      finding('edifact.une-missing', {
        expected: 'UNE',
        at: { offset: messages.at(-1)?.segments.at(-1)?.next ?? header!.next },
      }),
    ];
  if (!isCount(text(trailer, 1), messages.length)) {
    findings.push(
      finding('edifact.une0060-count', {
        expected: String(messages.length),
        actual: text(trailer, 1),
        at: placeOf(trailer, 1),
      }),
    );
  }
  if (header && text(trailer, 2) !== text(header, 5)) {
    findings.push(
      finding('edifact.une0048-control', {
        expected: 'the reference of UNG 0048',
        actual: 'another',
        at: placeOf(trailer, 2),
      }),
    );
  }
  return findings;
}

const placeOf = (segment: Segment, k: number) => elementPlace({ segment, name: segment.tag }, k);

const isCount = (text: string, count: number): boolean => /^\d{1,15}$/.test(text) && Number(text) === count;
