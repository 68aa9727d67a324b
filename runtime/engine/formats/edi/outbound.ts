// Reads and checks the value that an outbound mapping gives an EDI encoder. May import ../../errors.ts, ../fault.ts, ../format.ts and segment.ts.
import { CrossdockError, type Place } from '../../errors.ts';
import { kindOf } from '../fault.ts';
import type { EncodeEnvelope, EncodeOptions } from '../format.ts';

/** Components of one element; a repeated element is a list of them. */
export type OutboundElement = readonly (readonly string[])[];

export interface OutboundSegment {
  readonly tag: string;
  /** Empty elements at the end are dropped; an empty element is one repetition without components. */
  readonly elements: readonly OutboundElement[];
}

/** `{ "kind": "940", "version": "004010", "functionalId": "OW", "segments": [["W05", "N", "SO-1"], …] }`, checked. */
export interface OutboundMessage {
  readonly kind: string;
  readonly version?: string;
  readonly functionalId?: string;
  readonly segments: readonly OutboundSegment[];
}

/** Throws `format.encode`; `actual` is a kind, never a value. */
export function refuse(expected: string, actual: string, at?: Place): never {
  const where = at?.element ?? at?.segment;
  const place =
    where === undefined ? '' : ` in ${where}${at?.segmentIndex === undefined ? '' : ` of segment ${at.segmentIndex}`}`;
  throw new CrossdockError('format.encode', `Expected ${expected}${place}, got ${actual}`, {
    expected,
    actual,
    ...(at && { at }),
  });
}

/**
 * Reads one outbound message, or several for one interchange.
 *
 * @param frame segment ids that the encoder writes itself and the value must not hold
 * @throws CrossdockError `format.encode`
 */
export function readOutbound(value: unknown, frame: readonly string[]): readonly OutboundMessage[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) refuse('a message', 'an array of 0');
  return list.map((one) => readMessage(one, frame));
}

/** The envelope data, which the pipeline always gives. @throws CrossdockError `format.encode` */
export function readEnvelope(options: EncodeOptions): EncodeEnvelope {
  return options.envelope ?? refuse('an envelope with sender, receiver and control numbers', 'none');
}

/** Date and time of an RFC 3339 text, as they stand there, its offset left out: `{ date: "20260501", time: "1000" }`. */
export function preparedAt(rfc3339: string): { readonly date: string; readonly time: string } {
  const match = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})/.exec(rfc3339);
  if (!match) return refuse('an RFC 3339 time as preparedAt', 'another text');
  return { date: `${match[1]}${match[2]}${match[3]}`, time: `${match[4]}${match[5]}` };
}

/** Options of both EDI encoders: `newline` puts a line end behind every segment. @throws CrossdockError `format.encode` */
export function newlineOption(options: EncodeOptions): boolean {
  for (const [name, value] of Object.entries(options.options ?? {})) {
    if (name !== 'newline') refuse('the option newline, or none', `the option ${name}`);
    if (value !== undefined && typeof value !== 'boolean')
      refuse('true or false for the option newline', kindOf(value));
  }
  return options.options?.['newline'] === true;
}

/** Counts a control number up, keeping its width: `0007` and 2 give `0009`. */
export function countUp(control: string, by: number): string {
  return by === 0 ? control : String(BigInt(control) + BigInt(by)).padStart(control.length, '0');
}

/** A control number of digits. @throws CrossdockError `format.encode` */
export function controlDigits(control: string, name: string, longest: number): string {
  if (!/^\d+$/.test(control) || control.length > longest)
    refuse(`at most ${longest} digits in envelope.${name}`, 'another text');
  return control;
}

function readMessage(value: unknown, frame: readonly string[]): OutboundMessage {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('an object with kind and segments', kindOf(value));
  const { kind, version, functionalId, segments } = value as Record<string, unknown>;
  const isKind = typeof kind === 'string' || typeof kind === 'number';
  if (!isKind) refuse('a text as kind of the message', kindOf(kind));
  if (!Array.isArray(segments) || segments.length === 0) refuse('an array of segments', kindOf(segments));
  return {
    kind: String(kind),
    ...textMember('version', version),
    ...textMember('functionalId', functionalId),
    segments: segments.map((segment, i) => readSegment(segment, i, frame)),
  };
}

function textMember(name: 'version' | 'functionalId', value: unknown): Partial<Record<typeof name, string>> {
  if (value === undefined || value === null || value === '') return {};
  if (typeof value !== 'string') refuse(`a text as ${name} of the message`, kindOf(value));
  return { [name]: value };
}

function readSegment(value: unknown, index: number, frame: readonly string[]): OutboundSegment {
  const segmentIndex = index + 1;
  if (!Array.isArray(value)) refuse('a segment as an array', kindOf(value), { segmentIndex });
  const [tag, ...elements] = value as unknown[];
  if (typeof tag !== 'string' || !/^[A-Z][A-Z0-9]{1,2}$/.test(tag)) {
    refuse('a segment id of two or three capitals and digits', kindOf(tag), { segmentIndex });
  }
  if (frame.includes(tag))
    refuse('no envelope segments, because the encoder writes them', `a ${tag} segment`, { segmentIndex });
  const place = (k: number): Place => ({ segment: tag, segmentIndex, element: `${tag}${String(k).padStart(2, '0')}` });
  const read = elements.map((element, i) => readElement(element, place(i + 1)));
  while (read.at(-1)?.every((components) => components.length === 0)) read.pop();
  return { tag, elements: read };
}

function readElement(value: unknown, at: Place): OutboundElement {
  if (!Array.isArray(value)) return [dropEmptyEnd([textOf(value, at)])];
  const isRepeated = value.some((one) => Array.isArray(one));
  if (!isRepeated) return [dropEmptyEnd(value.map((one) => textOf(one, at)))];
  const all = value.map((one) => dropEmptyEnd((Array.isArray(one) ? one : [one]).map((text) => textOf(text, at))));
  while (all.length > 1 && all.at(-1)!.length === 0) all.pop();
  return all;
}

function dropEmptyEnd(components: string[]): string[] {
  while (components.length > 0 && components.at(-1) === '') components.pop();
  return components;
}

/** Texts as they are, numbers in their shortest form, nothing for null. */
function textOf(value: unknown, at: Place): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return refuse('a text, a number or an array of them', kindOf(value), at);
  const text = String(value);
  if (!Number.isFinite(value) || text.includes('e'))
    return refuse('a number that is written without exponent', 'another number', at);
  return text;
}
