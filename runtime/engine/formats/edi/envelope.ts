// Sorts the segments of a receipt into interchanges, groups and messages; the same walk serves X12 and EDIFACT. May import segment.ts.
import type { Delimiters, Segment } from './segment.ts';

/** The segment ids of a syntax's three envelopes: opening and closing. */
export interface EnvelopeTags {
  readonly interchange: readonly [open: string, close: string];
  readonly group: readonly [open: string, close: string];
  readonly message: readonly [open: string, close: string];
  /** Segments that legally stand between envelopes, for example TA1. */
  readonly between: readonly string[];
}

export interface Interchange {
  /** Absent when the segments came without one, or with one too damaged to be recognised. */
  header?: Segment;
  trailer?: Segment;
  readonly delimiters: Delimiters;
  readonly groups: Group[];
  readonly between: Segment[];
  readonly start: number;
  end: number;
}

export interface Group {
  /** Absent where the group is only implied. */
  header?: Segment;
  trailer?: Segment;
  readonly messages: MessageSegments[];
}

/** The segments of one message, envelope segments included where they are there. */
export interface MessageSegments {
  readonly interchange: Interchange;
  readonly group: Group;
  readonly segments: Segment[];
  /** False for segments that no header opened. */
  readonly hasHeader: boolean;
  hasTrailer: boolean;
}

/** Segments that lie where none may be: behind the end of an interchange, or a trailer that closes nothing. */
export interface Walk {
  readonly interchanges: Interchange[];
  readonly messages: MessageSegments[];
  readonly stray: Segment[];
}

/** Takes the segments of a receipt one after the other; `walk` grows with them and is complete at any time. */
export interface Walker {
  readonly walk: Walk;
  readonly take: (segment: Segment, delimiters: Delimiters) => void;
}

/**
 * Makes a walker. What is missing is left out, never guessed: a message without its trailer ends where the next
 * envelope begins, segments without a header become a message that says so, and each message stands alone.
 *
 * @param header a damaged interchange header that was recognised by its place, for the first interchange
 */
export function createWalker(tags: EnvelopeTags, header?: Segment): Walker {
  const walk: Walk = { interchanges: [], messages: [], stray: [] };
  let interchange: Interchange | undefined;
  let group: Group | undefined;
  let message: MessageSegments | undefined;

  const openInterchange = (delimiters: Delimiters, start: number, opener: Segment | undefined): Interchange => {
    group = message = undefined;
    interchange = { delimiters, groups: [], between: [], start, end: start, ...(opener && { header: opener }) };
    walk.interchanges.push(interchange);
    return interchange;
  };
  const theInterchange = (segment: Segment, delimiters: Delimiters): Interchange => {
    if (interchange) return interchange;
    return openInterchange(delimiters, segment.start, walk.interchanges.length === 0 ? header : undefined);
  };
  const openGroup = (segment: Segment, delimiters: Delimiters, opener: Segment | undefined): Group => {
    const owner = theInterchange(segment, delimiters);
    message = undefined;
    group = { messages: [], ...(opener && { header: opener }) };
    owner.groups.push(group);
    return group;
  };
  const openMessage = (segment: Segment, delimiters: Delimiters, hasHeader: boolean): MessageSegments => {
    const owner = theInterchange(segment, delimiters);
    const theGroup = group ?? openGroup(segment, delimiters, undefined);
    message = { interchange: owner, group: theGroup, segments: [segment], hasHeader, hasTrailer: false };
    theGroup.messages.push(message);
    walk.messages.push(message);
    return message;
  };

  const take = (segment: Segment, delimiters: Delimiters): void => {
    const { tag } = segment;
    if (tag === tags.interchange[0]) openInterchange(delimiters, segment.start, segment);
    else if (tag === tags.group[0]) openGroup(segment, delimiters, segment);
    else if (tag === tags.message[0]) openMessage(segment, delimiters, true);
    else if (tag === tags.message[1]) {
      if (message) message.segments.push(segment);
      else message = openMessage(segment, delimiters, false);
      message.hasTrailer = true;
      message = undefined;
    } else if (tag === tags.group[1]) {
      if (group && (group.header || !group.trailer)) group.trailer = segment;
      else walk.stray.push(segment);
      group = message = undefined;
    } else if (tag === tags.interchange[1]) {
      if (interchange) interchange.trailer = segment;
      else walk.stray.push(segment);
      if (interchange) interchange.end = segment.next;
      interchange = group = message = undefined;
      return;
    } else if (message) message.segments.push(segment);
    else if (tags.between.includes(tag)) theInterchange(segment, delimiters).between.push(segment);
    else if (interchange || walk.interchanges.length === 0) openMessage(segment, delimiters, false);
    else walk.stray.push(segment);
    if (interchange) interchange.end = segment.next;
  };
  return { walk, take };
}
