// The tokenizer of both EDI syntaxes: one pass over the bytes cuts segments and elements, values are read from them later. May import bytes.ts and text.ts.
import { CR, isDigit, isUpper, LF } from './bytes.ts';
import type { EdiText } from './text.ts';

/** No such delimiter: no byte equals it. */
export const NONE = -1;

/** Delimiters as bytes, `NONE` for those the interchange does not have. */
export interface Delimiters {
  readonly element: number;
  readonly component: number;
  readonly repetition: number;
  /** EDIFACT release character: the byte behind it is data. */
  readonly release: number;
  /** `LF` also takes CRLF; `CR` stands alone. */
  readonly terminator: number;
}

/**
 * One segment, cut but not read:
 *
 *     PO1*1*120*EA~
 *     ^start       ^end, next is behind the terminator
 *        ^ ^   ^  ^  cuts: element k lies between cuts[k-1]+1 and cuts[k]
 */
export interface Segment {
  readonly tag: string;
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly cuts: readonly number[];
}

/** What an element holds: text, the components of a composite, or repetitions, each with its components. */
export type ElementValue = string | readonly string[] | readonly (readonly string[])[];

/** A segment as plain values: the tag, then its elements without the empty ones at its end. */
export type FlatSegment = readonly [tag: string, ...elements: ElementValue[]];

/** Cuts the segment that begins at byte `start`. Data that ends without a terminator ends the segment too. */
export function cutSegment(source: EdiText, start: number, delimiters: Delimiters): Segment {
  const { bytes } = source;
  const { element, terminator, release } = delimiters;
  const cuts: number[] = [];
  let at = start;
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === element) cuts.push(at);
    else if (byte === terminator) break;
    else if (byte === release) at++;
  }
  const stop = Math.min(at, bytes.length);
  const end = terminator === LF && stop > start && bytes[stop - 1] === CR ? stop - 1 : stop;
  cuts.push(end);
  return { tag: source.text(start, cuts[0]!), start, end, next: Math.min(stop + 1, bytes.length), cuts };
}

export const elementCount = (segment: Segment): number => segment.cuts.length - 1;

/** A capital letter and capitals or digits, `shortest` to three in all (X12.6, 3.6; ISO 9735 has three). */
export function isSegmentId(tag: string, shortest: 2 | 3): boolean {
  if (tag.length < shortest || tag.length > 3 || !isUpper(tag.charCodeAt(0))) return false;
  for (let i = 1; i < tag.length; i++) {
    const code = tag.charCodeAt(i);
    if (!isUpper(code) && !isDigit(code)) return false;
  }
  return true;
}

/** The text of element k, counted from 1, with its delimiters; `""` when it is empty or absent. */
export function rawElement(source: EdiText, segment: Segment, k: number): string {
  const { cuts } = segment;
  return k < cuts.length ? source.text(cuts[k - 1]! + 1, cuts[k]!) : '';
}

/** Byte where element k begins; the end of the segment when it is absent. */
export function elementOffset(segment: Segment, k: number): number {
  return k >= 1 && k < segment.cuts.length ? segment.cuts[k - 1]! + 1 : segment.end;
}

/** Component c of element k, both from 1, its release characters taken out; `""` when absent. Of repetitions the first counts. */
export function componentOf(source: EdiText, segment: Segment, k: number, c: number, delimiters: Delimiters): string {
  const value = elementValue(rawElement(source, segment, k), delimiters);
  if (typeof value === 'string') return c === 1 ? value : '';
  const [first] = value;
  const components = Array.isArray(first) ? (first as readonly string[]) : (value as readonly string[]);
  return components[c - 1] ?? '';
}

/** Reads the text of an element. Empty components at the end are dropped; a composite with one component is text. */
export function elementValue(raw: string, delimiters: Delimiters): ElementValue {
  if (raw === '') return raw;
  const component = charOf(delimiters.component);
  const repetition = charOf(delimiters.repetition);
  const release = charOf(delimiters.release);
  if (release !== '' && raw.includes(release)) return releasedValue(raw, { component, repetition, release });
  if (repetition !== '' && raw.includes(repetition)) {
    return repetitions(raw.split(repetition).map((one) => (component === '' ? [one] : one.split(component))));
  }
  return component !== '' && raw.includes(component) ? composite(raw.split(component)) : raw;
}

/** All of a segment as plain values. */
export function flatSegment(source: EdiText, segment: Segment, delimiters: Delimiters): FlatSegment {
  const elements: ElementValue[] = [];
  for (let k = 1; k < segment.cuts.length; k++) elements.push(elementValue(rawElement(source, segment, k), delimiters));
  while (elements.at(-1) === '') elements.pop();
  return [segment.tag, ...elements];
}

interface DelimiterChars {
  readonly component: string;
  readonly repetition: string;
  readonly release: string;
}

/** Splits by hand, because a released delimiter is data. */
function releasedValue(raw: string, { component, repetition, release }: DelimiterChars): ElementValue {
  const all: string[][] = [[]];
  let text = '';
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i]!;
    if (char === release) text += raw[++i] ?? '';
    else if (char === component || char === repetition) {
      all.at(-1)!.push(text);
      text = '';
      if (char === repetition) all.push([]);
    } else text += char;
  }
  all.at(-1)!.push(text);
  return all.length > 1 ? repetitions(all) : composite(all[0]!);
}

function composite(components: string[]): ElementValue {
  dropEmptyEnd(components);
  return components.length > 1 ? components : (components[0] ?? '');
}

function repetitions(all: string[][]): ElementValue {
  for (const components of all) dropEmptyEnd(components);
  while (all.length > 0 && all.at(-1)!.length === 0) all.pop();
  return all.length > 1 ? all : composite(all[0] ?? []);
}

function dropEmptyEnd(components: string[]): void {
  while (components.length > 0 && components.at(-1) === '') components.pop();
}

const charOf = (byte: number): string => (byte === NONE ? '' : String.fromCharCode(byte));
