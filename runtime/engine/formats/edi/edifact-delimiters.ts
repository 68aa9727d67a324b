// Finds the delimiters of an EDIFACT interchange from its UNA, its UNB, or the messages themselves. May import bytes.ts and segment.ts.
import { byteOf, CR, canDelimit, isAlphanumeric, LF, lastBeforeLayout, standsAt } from './bytes.ts';
import { type Delimiters, NONE } from './segment.ts';

/** Service characters of syntax level A (ISO 9735-1, 1998, 7). */
export const DEFAULT_EDIFACT_DELIMITERS: Delimiters = {
  element: byteOf('+'),
  component: byteOf(':'),
  repetition: NONE,
  release: byteOf('?'),
  terminator: byteOf("'"),
};

/** Default repetition separator of syntax version 4. */
const REPETITION = byteOf('*');

/** `UNA` and six service characters. */
export const UNA_LENGTH = 9;

/** True when a service string advice begins here: `UNA` and characters that can be delimiters. */
export function isUna(bytes: Uint8Array, at: number): boolean {
  return (
    standsAt(bytes, at, 'UNA') &&
    at + UNA_LENGTH <= bytes.length &&
    canDelimit(bytes[at + 3]!) &&
    canDelimit(bytes[at + 4]!)
  );
}

/** The delimiters that the UNA at byte `at` declares; a space means that there is none. */
export function unaDelimiters(bytes: Uint8Array, at: number): Delimiters {
  const [component, element, , release, repetition, terminator] = bytes.subarray(at + 3, at + UNA_LENGTH);
  return {
    element: element!,
    component: component!,
    release: canDelimit(release!) ? release! : NONE,
    repetition: canDelimit(repetition!) ? repetition! : NONE,
    terminator: terminator === CR && bytes[at + UNA_LENGTH] === LF ? LF : terminator!,
  };
}

/** True when an interchange header begins here. */
export function isUnb(bytes: Uint8Array, at: number): boolean {
  const separator = bytes[at + 3];
  return standsAt(bytes, at, 'UNB') && separator !== undefined && canDelimit(separator);
}

/**
 * The delimiters of an interchange that has no UNA: the defaults, unless its UNB shows others.
 *
 * The separators stand behind `UNB` and behind the syntax identifier; the terminator is what stands before the next
 * UNG or UNH, a line end when that is no delimiter.
 */
export function unbDelimiters(bytes: Uint8Array, at: number): Delimiters {
  const element = bytes[at + 3]!;
  const afterSyntax = bytes[at + 8];
  const isOther = afterSyntax !== undefined && afterSyntax !== element && canDelimit(afterSyntax);
  const component = isOther ? afterSyntax : DEFAULT_EDIFACT_DELIMITERS.component;
  const terminator = terminatorBefore(bytes, findMessage(bytes, at + 4, element), at);
  return { ...DEFAULT_EDIFACT_DELIMITERS, element, component, ...(terminator !== undefined && { terminator }) };
}

/** With the repetition separator that syntax version 4 adds: the one of the UNA, else `*`; earlier versions have none. */
export function forSyntaxVersion(delimiters: Delimiters, options: { version: string; hasUna: boolean }): Delimiters {
  if (!(Number(options.version) >= 4)) return { ...delimiters, repetition: NONE };
  return options.hasUna ? delimiters : { ...delimiters, repetition: REPETITION };
}

/** Where the first message begins when there is no usable UNB, and with which delimiters. */
export function recoverEdifact(bytes: Uint8Array, from: number): { delimiters: Delimiters; start: number } | undefined {
  for (let at = from; at + 4 < bytes.length; at++) {
    const element = bytes[at + 3]!;
    const isMessage =
      standsAt(bytes, at, 'UNH') && canDelimit(element) && (at === from || !isAlphanumeric(bytes[at - 1]!));
    if (!isMessage) continue;
    const terminator = terminatorBefore(bytes, at, from) ?? terminatorOfUnh(bytes, at);
    const group = findGroup(bytes, from, at, element);
    return { delimiters: { ...DEFAULT_EDIFACT_DELIMITERS, element, terminator }, start: group < 0 ? at : group };
  }
  return undefined;
}

/** A line end when one comes before any apostrophe: then the sender has none. */
function terminatorOfUnh(bytes: Uint8Array, unh: number): number {
  const usual = DEFAULT_EDIFACT_DELIMITERS.terminator;
  const stop = Math.min(bytes.length, unh + LONGEST_UNB);
  for (let at = unh; at < stop; at++) {
    if (bytes[at] === usual) return usual;
    if (bytes[at] === LF || bytes[at] === CR) return bytes[at + 1] === LF ? LF : bytes[at]!;
  }
  return usual;
}

/** The first UNA or UNB at or after `from` that follows something that is no letter or digit; -1 when there is none. */
export function findInterchange(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 < bytes.length; at++) {
    if ((isUna(bytes, at) || isUnb(bytes, at)) && (at === from || !isAlphanumeric(bytes[at - 1]!))) return at;
  }
  return -1;
}

/** Bytes in which a UNB has to end; its elements add up to fewer. */
const LONGEST_UNB = 600;

function findMessage(bytes: Uint8Array, from: number, element: number): number {
  const stop = Math.min(bytes.length - 3, from + LONGEST_UNB);
  for (let at = from; at < stop; at++) {
    const opens = standsAt(bytes, at, 'UNH') || standsAt(bytes, at, 'UNG') || standsAt(bytes, at, 'UNO');
    if (opens && bytes[at + 3] === element && !isAlphanumeric(bytes[at - 1]!) && bytes[at - 1] !== element) return at;
  }
  return -1;
}

function findGroup(bytes: Uint8Array, from: number, to: number, element: number): number {
  for (let at = from; at < to; at++) {
    if (standsAt(bytes, at, 'UNG') && bytes[at + 3] === element && (at === from || !isAlphanumeric(bytes[at - 1]!)))
      return at;
  }
  return -1;
}

/** The delimiter before the segment at `at`, past blanks; a line end when something else stands there. */
function terminatorBefore(bytes: Uint8Array, at: number, floor: number): number | undefined {
  if (at < 0) return undefined;
  const last = lastBeforeLayout(bytes, at, floor);
  if (last < floor) return undefined;
  if (!isAlphanumeric(bytes[last]!)) return bytes[last]!;
  for (let i = last + 1; i < at; i++)
    if (bytes[i] === LF || bytes[i] === CR) return bytes[i + 1] === LF ? LF : bytes[i]!;
  return undefined;
}
