// What an EDI receipt is found to have: the codes, their grades, and the short words that fault lists use for them. May import ../../errors.ts.
import type { Finding, Place } from '../../errors.ts';

/** What a finding says beyond its code; `actual` holds codes, counts and control numbers only. */
export interface FindingDetail {
  readonly expected?: string;
  readonly actual?: string;
  readonly at?: Place;
}

interface Kind {
  readonly severity: Finding['severity'];
  /** What is the matter, in one plain sentence without values. */
  readonly message: string;
  /** The word of a fault list; absent for what such lists do not name. */
  readonly word?: (detail: FindingDetail) => string;
}

const kind = (severity: Finding['severity'], message: string, word?: Kind['word']): Kind => ({
  severity,
  message,
  ...(word && { word }),
});

const says =
  (text: string): Kind['word'] =>
  () =>
    text;
const compares =
  (name: string): Kind['word'] =>
  ({ actual, expected }) =>
    `${name}(${actual}≠${expected})`;
const names =
  (name: string): Kind['word'] =>
  ({ actual }) =>
    `${name}(${actual})`;

/**
 * Every finding of the EDI formats. An error holds the message it belongs to (on a receipt: says that its envelope cannot be
 * relied on), a warning lets it pass, information changes nothing.
 */
export const FINDINGS = {
  'x12.empty': kind('error', 'The receipt has no content', says('EMPTY')),
  'x12.not-x12': kind('error', 'The receipt holds no X12 segment that could be read', says('NOT_X12')),
  'x12.bom': kind('warning', 'The receipt begins with a byte order mark', says('BOM')),
  'x12.non-ascii': kind('warning', 'The receipt holds characters outside ASCII', says('NON_ASCII')),
  'x12.encoding': kind('warning', 'The receipt is not UTF-8 and was read as Latin-1'),
  'x12.leading-bytes': kind('warning', 'Something stands before the interchange and was passed over'),
  'x12.wrapped': kind('info', 'Line ends stand inside segments and were left out'),
  'x12.delimiters': kind('info', 'The delimiters are not the usual ones', names('DELIMS')),
  'x12.no-isa': kind('error', 'There is no usable ISA; the delimiters are guessed', says('NO_ISA')),
  'x12.isa-length': kind('warning', 'The ISA does not have its fixed length', compares('ISA_LENGTH')),
  'x12.isa-elements': kind('warning', 'The ISA does not have its sixteen elements', compares('ISA_ELEMENTS')),
  'x12.isa-padding': kind('warning', 'An element of the ISA does not have its fixed width', says('ISA_PADDING')),
  'x12.gs-missing': kind('warning', 'The transaction sets stand in no functional group', says('NO_GS')),
  'x12.ge-missing': kind('warning', 'The functional group has no trailer', says('NO_GE')),
  'x12.iea-missing': kind('warning', 'The interchange has no trailer', says('NO_IEA')),
  'x12.ge01-count': kind('warning', 'GE01 does not count the transaction sets of the group', compares('GE01')),
  'x12.ge02-control': kind('warning', 'The control numbers of GE02 and GS06 differ', says('GE02≠GS06')),
  'x12.ge02-unpadded': kind('info', 'GE02 and GS06 are the same number, written differently', says('GE02_UNPADDED')),
  'x12.iea01-count': kind('warning', 'IEA01 does not count the groups of the interchange', compares('IEA01')),
  'x12.iea02-control': kind('warning', 'The control numbers of IEA02 and ISA13 differ', says('IEA02≠ISA13')),
  'x12.iea02-unpadded': kind('warning', 'IEA02 lacks the leading zeros of ISA13', says('IEA02_UNPADDED')),
  'x12.duplicate-interchange': kind(
    'warning',
    'An interchange of the same sender with this control number stands earlier in the receipt',
  ),
  'x12.duplicate-group': kind('info', 'A group with this control number stands earlier in the receipt'),
  'x12.stray': kind('warning', 'Segments stand outside of any interchange and were passed over'),
  'x12.st-missing': kind('error', 'The segments have no ST before them', says('NO_ST')),
  'x12.st01-missing': kind('error', 'ST01 names no transaction set'),
  'x12.st02-missing': kind('warning', 'ST02 holds no control number'),
  'x12.se-missing': kind('error', 'The transaction set ends without its SE', says('NO_SE')),
  'x12.se01-count': kind('warning', 'SE01 does not count the segments of the transaction set', compares('SE01')),
  'x12.se02-control': kind('error', 'The control numbers of SE02 and ST02 differ', says('SE02≠ST02')),
  'x12.se02-unpadded': kind('warning', 'SE02 and ST02 are the same number, written differently', says('SE02_UNPADDED')),
  'x12.duplicate-set': kind('warning', 'The control number of ST02 stands earlier in the receipt', names('DUP_ST02')),
  'x12.gs01-functional-id': kind('warning', 'GS01 is not the functional id of the transaction set', compares('GS01')),
  'x12.segment-tag': kind('error', 'A segment has no readable id'),
  'x12.no-lines': kind('warning', 'The transaction set has no lines', says('NO_LINES')),
  'x12.check-digit': kind('warning', 'A trade item number has a wrong check digit', names('CHECKDIGIT')),
  'x12.sscc': kind('warning', 'A shipping container code has a wrong check digit', names('SSCC')),
  'x12.hl-parent': kind('warning', 'HL02 names a level that the transaction set does not have before it'),
  'x12.element-too-long': kind('warning', 'An element is longer than the standard allows'),
  'x12.element-too-short': kind('warning', 'An element is shorter than the standard allows'),
  'x12.element-number': kind('warning', 'An element is not the number it should be'),
  'x12.element-date': kind('warning', 'An element is not the date it should be'),
  'x12.element-time': kind('warning', 'An element is not the time of day it should be'),
  'edifact.empty': kind('error', 'The receipt has no content', says('EMPTY')),
  'edifact.not-edifact': kind('error', 'The receipt holds no EDIFACT segment that could be read', says('NOT_EDIFACT')),
  'edifact.bom': kind('warning', 'The receipt begins with a byte order mark', says('BOM')),
  'edifact.non-ascii': kind(
    'warning',
    'The receipt holds characters that its repertoire does not have',
    says('NON_ASCII'),
  ),
  'edifact.encoding': kind('warning', 'The receipt is not in the encoding that it declares and was read as Latin-1'),
  'edifact.leading-bytes': kind('warning', 'Something stands before the interchange and was passed over'),
  'edifact.no-una': kind(
    'info',
    'There is no UNA; the service characters are the usual ones or those the UNB shows',
    says('NO_UNA'),
  ),
  'edifact.no-unb': kind('error', 'There is no usable UNB; what the interchange says of itself is guessed'),
  'edifact.unb0026-type': kind('warning', 'The application reference names another message type', compares('UNB0026')),
  'edifact.ung0038-type': kind('warning', 'The group names another message type', compares('UNG0038')),
  'edifact.unz-missing': kind('warning', 'The interchange has no trailer', says('NO_UNZ')),
  'edifact.unz0036-count': kind(
    'warning',
    'UNZ 0036 does not count the messages or groups of the interchange',
    compares('UNZ0036'),
  ),
  'edifact.unz0020-control': kind('warning', 'The references of UNZ 0020 and UNB 0020 differ', says('UNZ0020≠UNB0020')),
  'edifact.une-missing': kind('warning', 'The group has no trailer', says('NO_UNE')),
  'edifact.une0060-count': kind('warning', 'UNE 0060 does not count the messages of the group', compares('UNE0060')),
  'edifact.une0048-control': kind('warning', 'The references of UNE 0048 and UNG 0048 differ', says('UNE0048≠UNG0048')),
  'edifact.duplicate-interchange': kind(
    'warning',
    'An interchange of the same sender with this reference stands earlier in the receipt',
  ),
  'edifact.stray': kind('warning', 'Segments stand outside of any interchange and were passed over'),
  'edifact.unh-missing': kind('error', 'The segments have no UNH before them', says('NO_UNH')),
  'edifact.unh0065-missing': kind('error', 'UNH names no message type'),
  'edifact.unh0062-missing': kind('warning', 'UNH holds no message reference'),
  'edifact.unt-missing': kind('error', 'The message ends without its UNT', says('NO_UNT')),
  'edifact.unt0074-count': kind('warning', 'UNT 0074 does not count the segments of the message', compares('UNT0074')),
  'edifact.unt0062-control': kind('error', 'The references of UNT 0062 and UNH 0062 differ', says('UNT0062≠UNH0062')),
  'edifact.duplicate-message': kind('warning', 'A message with this reference stands earlier in the interchange'),
  'edifact.segment-tag': kind('error', 'A segment has no readable id'),
  'edifact.no-lines': kind('warning', 'The message has no lines', says('NO_LINES')),
  'edifact.check-digit': kind('warning', 'A trade item number has a wrong check digit', names('CHECKDIGIT')),
  'edifact.sscc': kind('warning', 'A shipping container code has a wrong check digit', names('SSCC')),
} as const satisfies Record<string, Kind>;

export type FindingCode = keyof typeof FINDINGS;

/** Makes a finding; its sentence names what was expected and what came. */
export function finding(code: FindingCode, detail: FindingDetail = {}, severity?: Finding['severity']): Finding {
  const { message, severity: usual } = FINDINGS[code];
  const expected = detail.expected === undefined ? '' : `: expected ${detail.expected}`;
  const actual = detail.actual === undefined ? '' : `${expected === '' ? ':' : ','} got ${detail.actual}`;
  return { code, severity: severity ?? usual, message: `${message}${expected}${actual}`, ...detail };
}

/**
 * The word under which a fault list names a finding, `SE01(12≠11)` or `DUP_ST02(0001)`: what came, then what was expected.
 *
 * @returns undefined for findings that such lists do not have, and for those of other formats
 */
export function oracleText(finding: Finding): string | undefined {
  const known: Kind | undefined = Object.hasOwn(FINDINGS, finding.code)
    ? FINDINGS[finding.code as FindingCode]
    : undefined;
  return known?.word?.(finding);
}
