// Looks into the segments of one X12 transaction set: readable ids, check digits, forms of elements, lines. May import the files of this folder.
import type { Finding } from '../../errors.ts';
import { isWrongGtin, isWrongSscc } from './check-digits.ts';
import type { MessageSegments } from './envelope.ts';
import { finding } from './findings.ts';
import { elementPlace, segmentPlace } from './locate.ts';
import { elementCount, isSegmentId, rawElement, type Segment } from './segment.ts';
import type { EdiText } from './text.ts';
import type { Origin } from './tree.ts';
import { ELEMENT_CHECKS, elementFault } from './x12-elements.ts';
import { setGuide } from './x12-guides.ts';

/** Product id qualifiers (element 235) whose id ends with a check digit: U.P.C., EAN, and the 14 digits of a shipping container. */
const GTIN_QUALIFIERS: ReadonlySet<string> = new Set(['UP', 'EN', 'UK']);

/** Segments that carry pairs of product id qualifier and product id. */
const PRODUCT_SEGMENTS: ReadonlySet<string> = new Set(
  'PO1 POC IT1 LIN SLN ACK W01 W04 W07 W12 W13 W19 BLI IT8 PO3 RCD G17 G68 ITA PTD'.split(' '),
);

/** Qualifiers behind which an SSCC stands: marks and numbers (88) and the reference of a licence plate (128). */
const SSCC_QUALIFIERS: Readonly<Record<string, ReadonlySet<string>>> = {
  MAN: new Set(['GM', 'AA']),
  N9: new Set(['LV']),
  REF: new Set(['LV']),
  PAL: new Set(['GM', 'LV']),
};

/** Findings on what stands in the set, in its own order. `version` is GS08, `""` when there is none. */
export function contentFindings(
  source: EdiText,
  set: MessageSegments,
  options: { kind: string; version: string },
): Finding[] {
  const findings: Finding[] = [];
  let isUnreadable = false;
  for (const [index, segment] of set.segments.entries()) {
    const origin: Origin = { segment, name: segment.tag, index };
    if (!isSegmentId(segment.tag, 2)) {
      // One is enough to hold the set; garbage would give one for each of its pieces.
      if (!isUnreadable) findings.push(unreadable(origin));
      isUnreadable = true;
      continue;
    }
    if (PRODUCT_SEGMENTS.has(segment.tag)) findings.push(...productFindings(source, origin));
    const qualifiers = Object.hasOwn(SSCC_QUALIFIERS, segment.tag) ? SSCC_QUALIFIERS[segment.tag] : undefined;
    if (qualifiers) findings.push(...ssccFindings(source, origin, qualifiers));
    if (Object.hasOwn(ELEMENT_CHECKS, segment.tag)) findings.push(...formFindings(source, origin, options.version));
  }
  if (lacksLines(source, set.segments, options.kind)) findings.push(noLines(set.segments, options.kind));
  return findings;
}

function unreadable({ segment, index }: Origin): Finding {
  const at = { segmentIndex: (index ?? 0) + 1, offset: segment.start };
  return finding('x12.segment-tag', { expected: 'a capital letter and one or two more capitals or digits', at });
}

function productFindings(source: EdiText, origin: Origin): Finding[] {
  const { segment } = origin;
  const findings: Finding[] = [];
  for (let k = 1; k < elementCount(segment); k++) {
    if (segment.cuts[k]! - segment.cuts[k - 1]! !== 3) continue;
    const qualifier = rawElement(source, segment, k);
    if (!GTIN_QUALIFIERS.has(qualifier)) continue;
    const id = rawElement(source, segment, k + 1);
    if (isWrongGtin(id))
      findings.push(finding('x12.check-digit', { actual: `${qualifier}:${id}`, at: elementPlace(origin, k + 1) }));
  }
  return findings;
}

function ssccFindings(source: EdiText, origin: Origin, qualifiers: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  for (let k = 1; k < elementCount(origin.segment); k++) {
    if (!qualifiers.has(rawElement(source, origin.segment, k))) continue;
    const code = rawElement(source, origin.segment, k + 1);
    if (isWrongSscc(code)) findings.push(finding('x12.sscc', { actual: code, at: elementPlace(origin, k + 1) }));
  }
  return findings;
}

function formFindings(source: EdiText, origin: Origin, version: string): Finding[] {
  const findings: Finding[] = [];
  for (const { position, form } of ELEMENT_CHECKS[origin.segment.tag]!) {
    const text = rawElement(source, origin.segment, position);
    const code = text === '' ? undefined : elementFault(form, text, version);
    if (code)
      findings.push(
        finding(code, {
          expected: EXPECTED_FORMS[form],
          actual: `${text.length} characters`,
          at: elementPlace(origin, position),
        }),
      );
  }
  return findings;
}

const EXPECTED_FORMS = {
  unit: 'a code of two characters',
  number: 'a number',
  date: 'a date CCYYMMDD',
  time: 'a time HHMM',
} as const;

function lacksLines(source: EdiText, segments: readonly Segment[], kind: string): boolean {
  const { lines, bare } = setGuide(kind);
  if (!lines || segments.some((segment) => lines.includes(segment.tag))) return false;
  const heading = bare && segments.find((segment) => segment.tag === bare.tag);
  return !(heading && bare.codes.includes(rawElement(source, heading, bare.element)));
}

function noLines(segments: readonly Segment[], kind: string): Finding {
  const [first] = segments;
  const at = first && segmentPlace({ segment: first, name: first.tag, index: 0 });
  return finding('x12.no-lines', { expected: `at least one ${setGuide(kind).lines!.join(' or ')}`, ...(at && { at }) });
}
