// Reads the bytes of an X12 receipt into interchanges, groups and transaction sets; judges nothing. May import the files of this folder.
import { CR, LF, skipBlanks } from './bytes.ts';
import { createWalker, type EnvelopeTags, type Interchange, type MessageSegments, type Walk } from './envelope.ts';
import { isaElements } from './isa.ts';
import { cutSegment, type Delimiters, elementCount, NONE, rawElement, type Segment } from './segment.ts';
import { type EdiText, openText } from './text.ts';
import { findIsa, isaDelimiters, isIsa, recoverX12 } from './x12-delimiters.ts';

export const X12_TAGS: EnvelopeTags = {
  interchange: ['ISA', 'IEA'],
  group: ['GS', 'GE'],
  message: ['ST', 'SE'],
  between: ['TA1', 'TA3', 'ISB', 'ISE'],
};

/** A receipt that holds at least something like X12. */
export interface X12Receipt {
  readonly source: EdiText;
  readonly walk: Walk;
  /** Offset of the first byte that was read as X12; bytes before it were passed over. */
  readonly start: number;
  /** True when there was no usable ISA and the delimiters are guessed. */
  readonly isGuessed: boolean;
  /** Line ends stand inside segments, as when a sender cuts its data into records of 80 bytes; they are left out of values. */
  readonly isWrapped: boolean;
}

/**
 * Reads a receipt. Delimiters are taken anew from every ISA, so interchanges of several senders may follow each other.
 *
 * @param maxMessages reading ends behind this many transaction sets
 * @returns undefined when there is neither an ISA nor a GS or ST
 */
export function readX12(bytes: Uint8Array, maxMessages = Number.POSITIVE_INFINITY): X12Receipt | undefined {
  const opened = openText(bytes);
  const begin = skipBlanks(bytes, opened.start);
  const isa = isIsa(bytes, begin) ? begin : findIsa(bytes, begin);
  const recovery = isa === begin ? undefined : recoverX12(bytes, begin);
  const isGuessed = recovery !== undefined && (isa < 0 || recovery.start < isa);
  if (isa < 0 && !isGuessed) return undefined;
  const isWrapped = !isGuessed && hasLineEndInside(opened, isa);
  const source = isWrapped ? withoutLineEnds(opened) : opened;
  const damaged = isGuessed ? damagedHeader(source, begin, recovery) : undefined;
  const start = isGuessed ? recovery.start : isa;
  const { walk, take } = createWalker(X12_TAGS, damaged);
  let delimiters: Delimiters | undefined = isGuessed ? recovery.delimiters : undefined;
  let at = start;
  while (at < bytes.length && walk.messages.length <= maxMessages) {
    if (delimiters === undefined || isIsa(bytes, at)) delimiters = isaDelimiters(bytes, at);
    const segment = cutSegment(source, at, delimiters);
    if (segment.end > segment.start) take(segment, delimiters);
    at = skipBlanks(bytes, segment.next);
  }
  return { source, walk, start: damaged?.start ?? start, isGuessed, isWrapped };
}

/** The ISA elements of an interchange, element k at k-1; undefined when it has no header. */
export function headerOf(source: EdiText, interchange: Interchange): readonly string[] | undefined {
  return interchange.header && isaElements(source, interchange.header);
}

/** Element k of the first segment of a set, when that is its ST. */
export function stElement(source: EdiText, set: MessageSegments, k: number): string {
  const [st] = set.segments;
  return set.hasHeader && st ? rawElement(source, st, k).trim() : '';
}

/** What stands before the GS, when it has the elements of an ISA and only its id is broken. */
function damagedHeader(
  source: EdiText,
  begin: number,
  recovery: { start: number; delimiters: Delimiters },
): Segment | undefined {
  if (begin >= recovery.start) return undefined;
  const segment = cutSegment(source, begin, recovery.delimiters);
  return segment.next <= recovery.start && elementCount(segment) === 16 ? segment : undefined;
}

function hasLineEndInside(source: EdiText, isa: number): boolean {
  const delimiters = isaDelimiters(source.bytes, isa);
  if (delimiters.terminator === LF || delimiters.terminator === CR || delimiters.terminator === NONE) return false;
  const { end } = cutSegment(source, isa, delimiters);
  return source.bytes.subarray(isa, end).some((byte) => byte === LF || byte === CR);
}

function withoutLineEnds(source: EdiText): EdiText {
  const dropped = (text: string): string =>
    text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, '') : text;
  return { ...source, text: (start, end) => dropped(source.text(start, end)) };
}
