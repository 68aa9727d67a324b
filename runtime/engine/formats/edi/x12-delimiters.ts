// Finds the delimiters of an X12 interchange from its ISA, or guesses them where the ISA is damaged. May import bytes.ts and segment.ts.
import { byteOf, CR, canDelimit, isAlphanumeric, isDigit, LF, lastBeforeLayout, SPACE, standsAt } from './bytes.ts';
import { type Delimiters, NONE } from './segment.ts';

/** Where reading begins when there is no ISA, and with which delimiters. */
export interface Recovery {
  readonly delimiters: Delimiters;
  /** First byte of the GS or ST. */
  readonly start: number;
}

/** True when an interchange header begins here: `ISA` and a byte that can be a separator. */
export function isIsa(bytes: Uint8Array, at: number): boolean {
  const separator = bytes[at + 3];
  return standsAt(bytes, at, 'ISA') && separator !== undefined && canDelimit(separator);
}

/** The first ISA at or after `from` that begins a line or follows something that is no letter or digit; -1 when there is none. */
export function findIsa(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 < bytes.length; at++) {
    if (isIsa(bytes, at) && (at === from || !isAlphanumeric(bytes[at - 1]!))) return at;
  }
  return -1;
}

/**
 * The delimiters that the ISA at byte `at` declares (X12.5, 005010, ISA): the element separator is its fourth byte, the
 * component separator its last element, the terminator what stands between that and the next segment.
 *
 * The end is found by the segment that follows, not by counting to 106, because real ISAs are often a few bytes
 * short or long. Without a following segment the sixteenth separator tells.
 */
export function isaDelimiters(bytes: Uint8Array, at: number): Delimiters {
  const element = bytes[at + 3]!;
  const next = findFollower(bytes, at, element);
  if (next < 0) return delimitersAfterSixteen(bytes, at, element);
  const last = lastBeforeLayout(bytes, next, at);
  const newline = newlineIn(bytes, last + 1, next);
  return withRepetition(bytes, at, { element, ...endOfIsa(bytes, { last, next, element, newline }) });
}

interface IsaEnd {
  /** The last byte of the ISA that is not blank: its terminator, or ISA16 before a line end. */
  readonly last: number;
  readonly next: number;
  readonly element: number;
  /** The line end between `last` and `next`. */
  readonly newline: number;
}

function endOfIsa(
  bytes: Uint8Array,
  { last, next, element, newline }: IsaEnd,
): Pick<Delimiters, 'component' | 'terminator'> {
  const byte = bytes[last]!;
  const before = bytes[last - 1]!;
  const hasNewline = newline !== NONE;
  // ISA16 is missing: the line ends with ISA15, or with the separator behind it.
  if (hasNewline && (isAlphanumeric(byte) || byte === element)) return { component: NONE, terminator: newline };
  // Behind the last separator stands either ISA16, or, when it is missing, the terminator: the next line tells.
  if (hasNewline && before === element && !firstLineEndsWith(bytes, next, byte))
    return { component: byte, terminator: newline };
  const component = before === element || !canDelimit(before) ? NONE : before;
  return { component, terminator: byte };
}

/**
 * Looks for a GS or ST where there is no usable ISA. The separator is the byte behind `ST`; the terminator the first
 * byte behind the set's control number that belongs to no element.
 */
export function recoverX12(bytes: Uint8Array, from: number): Recovery | undefined {
  const st = findSt(bytes, from);
  if (st < 0) return undefined;
  const element = bytes[st + 2]!;
  let at = st + 7;
  while (at < bytes.length && belongsToControlNumber(bytes[at]!, element)) at++;
  const found = bytes[at];
  const isLine = found === undefined || found === CR || found === LF;
  const terminator = isLine ? (found === CR && bytes[at + 1] !== LF ? CR : LF) : found;
  const gs = findGs(bytes, from, st, element);
  const start = gs < 0 ? st : gs;
  const last = lastBeforeLayout(bytes, start, from);
  const beforeEnd = bytes[last] === terminator ? last - 1 : last;
  const isComponent = beforeEnd > from && bytes[beforeEnd - 1] === element && canDelimit(bytes[beforeEnd]!);
  const component = isComponent ? bytes[beforeEnd]! : NONE;
  return { delimiters: { element, component, repetition: NONE, release: NONE, terminator }, start };
}

const FOLLOWERS = ['GS', 'TA1', 'ST', 'IEA', 'ISB', 'ISE'].map((tag) => ({ tag, length: tag.length }));

/** Bytes in which the ISA has to end: 106 with its terminator, and room for damage and line breaks. */
const LONGEST_ISA = 300;

/** A shorter ISA has not come to its receiver yet, so that an id such as `GS` cannot be taken for the next segment. */
const FEWEST_SEPARATORS = 9;

function findFollower(bytes: Uint8Array, isa: number, element: number): number {
  const stop = Math.min(bytes.length - 2, isa + LONGEST_ISA);
  let separators = 0;
  for (let at = isa + 3; at < stop; at++) {
    if (bytes[at] === element) separators++;
    if (separators < FEWEST_SEPARATORS) continue;
    const follower = FOLLOWERS.some(({ tag, length }) => bytes[at + length] === element && standsAt(bytes, at, tag));
    if (follower && beginsSegment(bytes, at, isa, element)) return at;
  }
  return -1;
}

function beginsSegment(bytes: Uint8Array, at: number, floor: number, element: number): boolean {
  const last = lastBeforeLayout(bytes, at, floor);
  if (newlineIn(bytes, last + 1, at) !== NONE) return true;
  return last === at - 1 && bytes[last] !== element && !isAlphanumeric(bytes[last]!);
}

function delimitersAfterSixteen(bytes: Uint8Array, isa: number, element: number): Delimiters {
  let separators = 0;
  let at = isa + 3;
  const stop = Math.min(bytes.length, isa + LONGEST_ISA);
  for (; at < stop; at++) if (bytes[at] === element && ++separators === 16) break;
  const component = bytes[at + 1];
  const found = bytes[at + 2];
  const terminator = found === undefined ? byteOf('~') : found === CR && bytes[at + 3] === LF ? LF : found;
  return withRepetition(bytes, isa, {
    element,
    component: component !== undefined && canDelimit(component) ? component : NONE,
    terminator,
  });
}

/**
 * Bytes that stand in numbers, codes and names of trading documents. Some senders fill ISA11 with one of them under a version that has a
 * repetition separator; taken at their word, part numbers, dates and amounts would be cut in pieces.
 */
const BYTES_OF_CONTENT: ReadonlySet<number> = new Set([..."-.,/&'#()_"].map(byteOf));

/** ISA11 is the repetition separator from version 00402 on; before, it was the id of the control standards, `U`. */
function withRepetition(bytes: Uint8Array, isa: number, found: Omit<Delimiters, 'repetition' | 'release'>): Delimiters {
  const cuts: number[] = [];
  for (let at = isa + 3; cuts.length < 13 && at < Math.min(bytes.length, isa + LONGEST_ISA); at++)
    if (bytes[at] === found.element) cuts.push(at);
  const [from, to, end] = cuts.slice(10);
  const plain = { ...found, repetition: NONE, release: NONE };
  if (from === undefined || to === undefined || end === undefined || to !== from + 2 || end - to > 7) return plain;
  const version = Number(String.fromCharCode(...bytes.subarray(to + 1, end)));
  const repetition = bytes[from + 1]!;
  const isFree = repetition !== found.element && repetition !== found.component && repetition !== found.terminator;
  const isUsed = version >= 402 && canDelimit(repetition) && !BYTES_OF_CONTENT.has(repetition) && isFree;
  return isUsed ? { ...plain, repetition } : plain;
}

/** LF for LF and CRLF, CR for a CR alone, NONE when the range holds no line end. */
function newlineIn(bytes: Uint8Array, from: number, to: number): number {
  let found = NONE;
  for (let at = from; at < to; at++) {
    if (bytes[at] === LF) return LF;
    if (bytes[at] === CR) found = CR;
  }
  return found;
}

/** True when the line that begins at `at` ends with `byte`: then `byte` is the terminator and the line end decoration. */
function firstLineEndsWith(bytes: Uint8Array, at: number, byte: number): boolean {
  const stop = Math.min(bytes.length, at + LONGEST_ISA);
  let end = at;
  while (end < stop && bytes[end] !== LF && bytes[end] !== CR) end++;
  return bytes[end - 1] === byte;
}

function findSt(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 7 < bytes.length; at++) {
    if (!standsAt(bytes, at, 'ST') || !canDelimit(bytes[at + 2]!) || bytes[at + 6] !== bytes[at + 2]) continue;
    const isNumber = isDigit(bytes[at + 3]!) && isDigit(bytes[at + 4]!) && isDigit(bytes[at + 5]!);
    if (isNumber && (at === from || !isAlphanumeric(bytes[at - 1]!))) return at;
  }
  return -1;
}

function findGs(bytes: Uint8Array, from: number, st: number, element: number): number {
  for (let at = st - 1; at >= from; at--) {
    const isGs = standsAt(bytes, at, 'GS') && bytes[at + 2] === element && bytes[at + 5] === element;
    if (isGs && (at === from || beginsSegment(bytes, at, from, element))) return at;
  }
  return -1;
}

const belongsToControlNumber = (byte: number, element: number): boolean =>
  isAlphanumeric(byte) || byte === element || byte === byteOf('-') || byte === SPACE;
