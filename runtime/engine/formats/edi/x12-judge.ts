// Judges the envelopes of an X12 receipt: counts, control numbers, ids, delimiters. What is wrong is graded, never thrown. May import the files of this folder.
import type { Finding } from '../../errors.ts';
import { byteOf, CR, hasContent, LF } from './bytes.ts';
import type { Group, Interchange, MessageSegments } from './envelope.ts';
import { type FindingCode, finding } from './findings.ts';
import { ISA_LENGTH, ISA_WIDTHS, isaElements } from './isa.ts';
import { elementPlace, segmentPlace } from './locate.ts';
import { elementCount, rawElement, type Segment } from './segment.ts';
import type { EdiText } from './text.ts';
import { elementName } from './tree.ts';
import { functionalIdOf } from './x12-functional-ids.ts';
import { stElement, type X12Receipt } from './x12-read.ts';

/** Findings on the receipt and on its interchanges and groups. */
export function receiptFindings(receipt: X12Receipt): Finding[] {
  const { source, walk } = receipt;
  const findings: Finding[] = [];
  if (source.start > 0) findings.push(finding('x12.bom', { at: { offset: 0 } }));
  if (source.firstNonAscii >= 0) findings.push(finding('x12.non-ascii', { at: { offset: source.firstNonAscii } }));
  if (!source.isUtf8)
    findings.push(finding('x12.encoding', { expected: 'UTF-8', at: { offset: source.firstNonAscii } }));
  if (receipt.isGuessed) findings.push(finding('x12.no-isa', { at: { offset: receipt.start } }));
  if (!receipt.isGuessed && receipt.start > source.start && hasContent(source.bytes, source.start, receipt.start)) {
    findings.push(finding('x12.leading-bytes', { at: { offset: source.start } }));
  }
  if (receipt.isWrapped) findings.push(finding('x12.wrapped'));
  const seen = { interchanges: new Set<string>(), groups: new Set<string>(), delimiters: new Set<string>() };
  for (const interchange of walk.interchanges) {
    findings.push(...delimiterFindings(interchange, seen.delimiters));
    findings.push(...interchangeFindings(source, interchange, seen.interchanges));
    for (const group of interchange.groups)
      findings.push(...groupFindings(source, interchange, { group, seen: seen.groups }));
  }
  const [stray] = walk.stray;
  if (stray) findings.push(finding('x12.stray', { actual: `${walk.stray.length}`, at: { offset: stray.start } }));
  return findings;
}

/**
 * Findings on the envelope of one transaction set.
 *
 * @param seen control numbers of the sets before it; the one of this set is added. Within its group a number must be
 *   unique (X12.5); elsewhere in the receipt a repetition is legal but worth a look.
 */
export function setEnvelopeFindings(source: EdiText, set: MessageSegments, seen: Map<string, Group>): Finding[] {
  const first = set.segments[0]!;
  const last = set.segments.at(-1)!;
  const start = { segment: first, name: first.tag, index: 0 };
  const end = { segment: last, name: last.tag, index: set.segments.length - 1 };
  const kind = stElement(source, set, 1);
  const control = stElement(source, set, 2);
  const findings: Finding[] = [];
  if (!set.hasHeader) findings.push(finding('x12.st-missing', { expected: 'ST', at: { offset: first.start } }));
  if (set.hasHeader && kind === '')
    findings.push(finding('x12.st01-missing', { expected: 'a transaction set id', at: elementPlace(start, 1) }));
  if (set.hasHeader && control === '')
    findings.push(finding('x12.st02-missing', { expected: 'a control number', at: elementPlace(start, 2) }));
  findings.push(...functionalIdFindings(source, set, kind));
  if (control !== '') {
    const earlier = seen.get(control);
    const severity = earlier === undefined || earlier === set.group ? 'warning' : 'info';
    if (earlier) findings.push(finding('x12.duplicate-set', { actual: control, at: elementPlace(start, 2) }, severity));
    seen.set(control, set.group);
  }
  if (!set.hasTrailer) {
    findings.push(
      finding('x12.se-missing', {
        expected: 'SE',
        actual: 'the end of the transaction set',
        at: { offset: last.next },
      }),
    );
    return findings;
  }
  const count = rawElement(source, last, 1).trim();
  if (!isCount(count, set.segments.length)) {
    findings.push(
      finding('x12.se01-count', { expected: String(set.segments.length), actual: count, at: elementPlace(end, 1) }),
    );
  }
  if (set.hasHeader) {
    const code = compareControls(rawElement(source, last, 2).trim(), control, {
      differ: 'x12.se02-control',
      unpadded: 'x12.se02-unpadded',
    });
    if (code)
      findings.push(
        finding(code, { expected: 'the control number of ST02', actual: 'another', at: elementPlace(end, 2) }),
      );
  }
  return findings;
}

function functionalIdFindings(source: EdiText, set: MessageSegments, kind: string): Finding[] {
  const { header } = set.group;
  const expected = functionalIdOf(kind);
  if (!header || expected === undefined) return [];
  const actual = rawElement(source, header, 1).trim();
  if (actual === expected) return [];
  return [
    finding('x12.gs01-functional-id', { expected: `${expected} for ${kind}`, actual, at: headerPlace(header, 1) }),
  ];
}

function delimiterFindings(interchange: Interchange, seen: Set<string>): Finding[] {
  const { element, terminator } = interchange.delimiters;
  if (element === byteOf('*') && terminator === byteOf('~')) return [];
  const actual = `${delimiterName(element)},${delimiterName(terminator)}`;
  if (seen.has(actual)) return [];
  seen.add(actual);
  return [finding('x12.delimiters', { actual, at: { offset: interchange.start } })];
}

function interchangeFindings(source: EdiText, interchange: Interchange, seen: Set<string>): Finding[] {
  const { header, trailer } = interchange;
  const findings: Finding[] = header?.tag === 'ISA' ? isaFindings(source, header) : [];
  if (header) {
    const elements = isaElements(source, header);
    const identity = [elements[4], elements[5], elements[12]].join('*');
    if (elements[12] !== '' && seen.has(identity)) {
      findings.push(finding('x12.duplicate-interchange', { actual: elements[12]!, at: headerPlace(header, 13) }));
    }
    seen.add(identity);
    if (!trailer) findings.push(finding('x12.iea-missing', { expected: 'IEA', at: { offset: interchange.end } }));
  }
  if (!trailer) return findings;
  const groups = interchange.groups.filter((group) => group.header || group.trailer).length;
  const count = rawElement(source, trailer, 1).trim();
  if (!isCount(count, groups) && !(groups === 0 && !header)) {
    findings.push(finding('x12.iea01-count', { expected: String(groups), actual: count, at: headerPlace(trailer, 1) }));
  }
  if (!header) return findings;
  // ISA13 is looked for where it has to stand: in a damaged ISA nothing proves that the trailer belongs to it.
  const control = rawElement(source, header, 13).trim();
  const code = compareControls(rawElement(source, trailer, 2).trim(), control, {
    differ: 'x12.iea02-control',
    unpadded: 'x12.iea02-unpadded',
  });
  if (code)
    findings.push(
      finding(code, { expected: 'the control number of ISA13', actual: 'another', at: headerPlace(trailer, 2) }),
    );
  return findings;
}

function isaFindings(source: EdiText, isa: Segment): Finding[] {
  const findings: Finding[] = [];
  const at = segmentPlace({ segment: isa, name: 'ISA' });
  const lineEnds = source.bytes
    .subarray(isa.start, isa.end)
    .reduce((sum, byte) => sum + (byte === LF || byte === CR ? 1 : 0), 0);
  const length = isa.end - isa.start - lineEnds;
  const count = elementCount(isa);
  const wrong = ISA_WIDTHS.flatMap((width, i) =>
    rawElement(source, isa, i + 1).length === width ? [] : [elementName('ISA', i + 1)],
  );
  if (length !== ISA_LENGTH)
    findings.push(finding('x12.isa-length', { expected: String(ISA_LENGTH), actual: String(length), at }));
  else if (wrong.length > 0) findings.push(finding('x12.isa-padding', { actual: wrong.join(', '), at }));
  if (count !== 16) findings.push(finding('x12.isa-elements', { expected: '16', actual: String(count), at }));
  return findings;
}

/** @param seen identities of the groups before it; the one of this group is added */
export function groupFindings(
  source: EdiText,
  interchange: Interchange,
  { group, seen }: { group: Group; seen: Set<string> },
): Finding[] {
  const { header, trailer, messages } = group;
  if (!header && !trailer) {
    const isExpected = interchange.header !== undefined && messages.some((set) => set.hasHeader);
    return isExpected
      ? [finding('x12.gs-missing', { expected: 'GS', at: { offset: messages[0]!.segments[0]!.start } })]
      : [];
  }
  const findings: Finding[] = [];
  if (header) {
    const identity = [1, 2, 3, 6].map((k) => rawElement(source, header, k).trim()).join('*');
    if (seen.has(identity))
      findings.push(
        finding('x12.duplicate-group', { actual: rawElement(source, header, 6).trim(), at: headerPlace(header, 6) }),
      );
    seen.add(identity);
  } else findings.push(finding('x12.gs-missing', { expected: 'GS', at: { offset: trailer!.start } }));
  if (!trailer)
    return [
      ...findings,
      finding('x12.ge-missing', {
        expected: 'GE',
        at: { offset: messages.at(-1)?.segments.at(-1)?.next ?? header!.next },
      }),
    ];
  const count = rawElement(source, trailer, 1).trim();
  if (!isCount(count, messages.length)) {
    findings.push(
      finding('x12.ge01-count', { expected: String(messages.length), actual: count, at: headerPlace(trailer, 1) }),
    );
  }
  if (!header) return findings;
  const control = rawElement(source, header, 6).trim();
  const code = compareControls(rawElement(source, trailer, 2).trim(), control, {
    differ: 'x12.ge02-control',
    unpadded: 'x12.ge02-unpadded',
  });
  if (code)
    findings.push(
      finding(code, { expected: 'the control number of GS06', actual: 'another', at: headerPlace(trailer, 2) }),
    );
  return findings;
}

const headerPlace = (segment: Segment, k: number) => elementPlace({ segment, name: segment.tag }, k);

/** Undefined when both are the same; the code for numbers that differ in leading zeros only, else that for different ones. */
function compareControls(
  trailer: string,
  header: string,
  codes: { differ: FindingCode; unpadded: FindingCode },
): FindingCode | undefined {
  if (trailer === header) return undefined;
  const isSameNumber = /^\d+$/.test(trailer) && /^\d+$/.test(header) && withoutZeros(trailer) === withoutZeros(header);
  return isSameNumber ? codes.unpadded : codes.differ;
}

const withoutZeros = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

const isCount = (text: string, count: number): boolean => /^\d{1,15}$/.test(text) && Number(text) === count;

const DELIMITER_NAMES: Readonly<Record<number, string>> = { [LF]: 'newline', [CR]: 'carriage return', 9: 'tab' };

/** A delimiter as it can be read: itself, or its code when it is a control character. */
function delimiterName(byte: number): string {
  const char = String.fromCharCode(byte);
  return (
    DELIMITER_NAMES[byte] ??
    (byte > 0x20 && byte < 0x7f ? char : `0x${byte.toString(16).padStart(2, '0').toUpperCase()}`)
  );
}
