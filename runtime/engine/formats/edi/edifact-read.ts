// Reads the bytes of an EDIFACT receipt into interchanges, groups and messages; judges nothing. May import the files of this folder.
import { skipBlanks, standsAt } from './bytes.ts';
import {
  findInterchange,
  forSyntaxVersion,
  isUna,
  isUnb,
  recoverEdifact,
  UNA_LENGTH,
  unaDelimiters,
  unbDelimiters,
} from './edifact-delimiters.ts';
import { createWalker, type EnvelopeTags, type Walk, type Walker } from './envelope.ts';
import { componentOf, cutSegment, type Delimiters, elementCount, type Segment } from './segment.ts';
import { type EdiText, LATIN_1, openText } from './text.ts';

export const EDIFACT_TAGS: EnvelopeTags = {
  interchange: ['UNB', 'UNZ'],
  group: ['UNG', 'UNE'],
  message: ['UNH', 'UNT'],
  between: [],
};

/** A receipt that holds at least something like EDIFACT. */
export interface EdifactReceipt {
  readonly source: EdiText;
  readonly walk: Walk;
  /** Offset of the first byte that was read as EDIFACT; bytes before it were passed over. */
  readonly start: number;
  /** True when there was no usable UNB. */
  readonly isGuessed: boolean;
  /** Offsets of the interchanges, or of their first message, that came without a UNA. */
  readonly withoutUna: readonly number[];
  /** Character repertoire that the first UNB names, for example `UNOC`; `""` without one. */
  readonly repertoire: string;
}

/**
 * Labels of the Encoding Standard for the character repertoires of UNB 0001 (ISO 9735-1, 1998, annex A).
 * A and B are ASCII, W and Y are UTF-8; what they do not say is read as Latin-1.
 */
const ENCODINGS: Readonly<Record<string, string>> = {
  UNOC: LATIN_1,
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
  UNOK: 'windows-1254',
};

/** True when the repertoire allows bytes outside ASCII that are not UTF-8. */
export const declaresEncoding = (repertoire: string): boolean => Object.hasOwn(ENCODINGS, repertoire);

/**
 * Reads a receipt. Service characters are taken anew at every UNA or UNB.
 *
 * @param maxMessages reading ends behind this many messages
 * @returns undefined when there is neither a UNB nor a UNH
 */
export function readEdifact(bytes: Uint8Array, maxMessages = Number.POSITIVE_INFINITY): EdifactReceipt | undefined {
  const begin = skipBlanks(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  const header = isUna(bytes, begin) || isUnb(bytes, begin) ? begin : findInterchange(bytes, begin);
  const recovery = header === begin ? undefined : recoverEdifact(bytes, begin);
  const isRecovered = recovery !== undefined && (header < 0 || recovery.start < header);
  if (header < 0 && !isRecovered) return undefined;
  const start = isRecovered ? recovery.start : header;
  const repertoire = isRecovered ? '' : repertoireAt(bytes, header);
  const source = openText(bytes, ENCODINGS[repertoire]);
  const una = isUna(bytes, start) ? unaDelimiters(bytes, start) : undefined;
  const damaged = isRecovered ? damagedHeader(source, begin, recovery) : una && damagedAfterUna(source, start, una);
  const { walk, take } = createWalker(EDIFACT_TAGS, damaged);
  const at = damaged ? Math.max(start, damaged.next) : start;
  const cutting = { at, take, delimiters: isRecovered ? recovery.delimiters : una };
  const withoutUna = cutSegments(source, cutting, () => walk.messages.length > maxMessages);
  if (isRecovered) withoutUna.unshift(damaged?.start ?? start);
  const isGuessed = isRecovered || damaged !== undefined;
  return { source, walk, start: damaged?.start ?? start, isGuessed, withoutUna, repertoire };
}

interface Cutting {
  readonly at: number;
  readonly take: Walker['take'];
  /** Delimiters of the segments before the first UNA or UNB. */
  readonly delimiters: Delimiters | undefined;
}

/** Hands every segment on; returns where an interchange began without a UNA. */
function cutSegments(
  source: EdiText,
  { at: from, take, delimiters: first }: Cutting,
  isEnough: () => boolean,
): number[] {
  const { bytes } = source;
  const withoutUna: number[] = [];
  let delimiters = first;
  let una: Delimiters | undefined;
  let at = from;
  while (at < bytes.length && !isEnough()) {
    if (isUna(bytes, at)) {
      delimiters = una = unaDelimiters(bytes, at);
      at = skipBlanks(bytes, at + UNA_LENGTH);
      continue;
    }
    if (delimiters === undefined || isUnb(bytes, at)) {
      if (!una) withoutUna.push(at);
      delimiters = versioned(source, at, una);
      una = undefined;
    }
    const segment = cutSegment(source, at, delimiters);
    if (segment.end > segment.start) take(segment, delimiters);
    at = skipBlanks(bytes, segment.next);
  }
  return withoutUna;
}

function versioned(source: EdiText, unb: number, una: Delimiters | undefined): Delimiters {
  const delimiters = una ?? unbDelimiters(source.bytes, unb);
  const version = componentOf(source, cutSegment(source, unb, delimiters), 1, 2, delimiters);
  return forSyntaxVersion(delimiters, { version, hasUna: una !== undefined });
}

function repertoireAt(bytes: Uint8Array, header: number): string {
  const unb = isUna(bytes, header) ? skipBlanks(bytes, header + UNA_LENGTH) : header;
  return standsAt(bytes, unb + 4, 'UNO') ? String.fromCharCode(...bytes.subarray(unb + 4, unb + 8)) : '';
}

/** What stands before the first message, when it has the elements of a UNB and only its id is broken. */
function damagedHeader(
  source: EdiText,
  begin: number,
  recovery: { start: number; delimiters: Delimiters },
): Segment | undefined {
  if (begin >= recovery.start) return undefined;
  const segment = cutSegment(source, begin, recovery.delimiters);
  return segment.next <= recovery.start && looksLikeUnb(segment) ? segment : undefined;
}

function damagedAfterUna(source: EdiText, una: number, delimiters: Delimiters): Segment | undefined {
  const at = skipBlanks(source.bytes, una + UNA_LENGTH);
  if (at >= source.bytes.length || isUnb(source.bytes, at)) return undefined;
  const segment = cutSegment(source, at, delimiters);
  return segment.tag !== 'UNH' && segment.tag !== 'UNG' && looksLikeUnb(segment) ? segment : undefined;
}

/** Syntax, sender, recipient, time and reference. */
const looksLikeUnb = (segment: Segment): boolean => elementCount(segment) >= 5 && segment.tag.length <= 3;
