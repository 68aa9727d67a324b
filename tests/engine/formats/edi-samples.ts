// Small EDI interchanges for the tests, written here; each part can be replaced to make the fault a test is about.
import { oracleText } from '../../../runtime/engine/formats/edi/findings.ts';
import type { Decoded, DecodedMessage } from '../../../runtime/engine/formats/format.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** An ISA with right padding: sender NORTHWIND, receiver HARBOUR, control number 000000017. */
export const ISA =
  'ISA*00*          *00*          *ZZ*NORTHWIND      *01*HARBOUR        *260901*1200*U*00401*000000017*0*P*>';
export const ISA_5010 = ISA.replace('*U*00401*', '*^*00501*');
export const GS = 'GS*PO*NWAPP*HBAPP*20260901*1200*4*X*004010';

/** The inside of a purchase order of one line. */
export const ORDER = ['BEG*00*SA*PO-77**20260901', 'N1*ST*North Dock*92*D1', 'PO1*1*12*EA*9.25**VN*AX-1', 'CTT*1'];

/** A transaction set around segments, with the right count. */
export const setOf = (kind: string, body: readonly string[], control = '0001'): string[] => [
  `ST*${kind}*${control}`,
  ...body,
  `SE*${body.length + 2}*${control}`,
];

export interface X12Parts {
  readonly isa?: string;
  readonly gs?: string;
  readonly sets?: readonly (readonly string[])[];
  readonly ge?: string;
  readonly iea?: string;
  readonly end?: string;
}

/** One interchange with one group; a part given as `''` is left out. */
export function x12Text(parts: X12Parts = {}): string {
  const { sets = [setOf('850', ORDER)], end = '~' } = parts;
  const { isa = ISA, gs = GS, ge = `GE*${sets.length}*4`, iea = 'IEA*1*000000017' } = parts;
  const segments = [isa, gs, ...sets.flat(), ge, iea].filter((segment) => segment !== '');
  return segments.map((segment) => segment + end).join('');
}

export const UNB = 'UNB+UNOC:3+4012345000009:14+5412345000013:14+260901:1200+REF17';

/** The inside of an order of one line. */
export const ORDERS = [
  'BGM+220+PO-77+9',
  'DTM+137:20260901:102',
  'NAD+BY+5412345000013::9',
  'LIN+1++4000862141404:SRV',
  'QTY+21:48:PCE',
  'UNS+S',
  'CNT+2:1',
];

/** A message around segments, with the right count. */
export const messageOf = (kind: string, body: readonly string[], reference = 'M1'): string[] => [
  `UNH+${reference}+${kind}:D:96A:UN`,
  ...body,
  `UNT+${body.length + 2}+${reference}`,
];

export interface EdifactParts {
  readonly una?: string;
  readonly unb?: string;
  readonly ung?: string;
  readonly messages?: readonly (readonly string[])[];
  readonly une?: string;
  readonly unz?: string;
  readonly end?: string;
}

/** One interchange; a part given as `''` is left out. */
export function edifactText(parts: EdifactParts = {}): string {
  const { messages = [messageOf('ORDERS', ORDERS)], end = "'" } = parts;
  const { una = "UNA:+.? '", unb = UNB, ung = '', une = '', unz = `UNZ+${messages.length}+REF17` } = parts;
  const segments = [unb, ung, ...messages.flat(), une, unz].filter((segment) => segment !== '');
  return una + segments.map((segment) => segment + end).join('');
}

/** The words of all findings, those of the receipt first. */
export function wordsOf({ findings, messages }: Decoded): string[] {
  const all = [...findings, ...messages.flatMap((message) => message.findings)];
  return all.flatMap((finding) => oracleText(finding) ?? []);
}

/** The codes of all findings, those of the receipt first. */
export const codesOf = ({ findings, messages }: Decoded): string[] =>
  [...findings, ...messages.flatMap((message) => message.findings)].map((finding) => finding.code);

/** The only message of a receipt. */
export function onlyMessage(decoded: Decoded): DecodedMessage {
  const [message, ...others] = decoded.messages;
  if (!message || others.length > 0) throw new Error(`Expected one message, got ${decoded.messages.length}`);
  return message;
}

/** What a mapping sees, untyped as it sees it. */
export const treeOf = (decoded: Decoded): Record<string, unknown> =>
  onlyMessage(decoded).value as Record<string, unknown>;
