// Reads a program anew after an edit: only the members that the edit touches are read, all others keep what was known of them
// and move. What cannot be done so with certainty is read from the beginning. Pure; may import its neighbours.
import { type Entry, readExpression } from './expression.ts';
import { PlacedEntry, PlacedObject, PlacedTarget } from './placed.ts';
import { noteAbove, type Program, readProgram, targetsOfEntries } from './program.ts';
import type { TargetFacts } from './target.ts';

/** What of a text is replaced, from an offset to another, and how much longer it is then. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly by: number;
}

/** Characters that are compared at a time: the platform compares strings faster than we do characters. */
const BLOCK = 4096;

/** How many characters two texts begin with that are the same, at most `limit`. */
function sameAtStart(before: string, after: string, limit: number): number {
  let at = 0;
  while (at + BLOCK <= limit && before.slice(at, at + BLOCK) === after.slice(at, at + BLOCK)) at += BLOCK;
  while (at < limit && before.charCodeAt(at) === after.charCodeAt(at)) at += 1;
  return at;
}

function sameAtEnd(before: string, after: string, limit: number): number {
  const tail = (text: string, at: number): string => text.slice(text.length - at - BLOCK, text.length - at);
  let at = 0;
  while (at + BLOCK <= limit && tail(before, at) === tail(after, at)) at += BLOCK;
  while (at < limit && before.charCodeAt(before.length - 1 - at) === after.charCodeAt(after.length - 1 - at)) at += 1;
  return at;
}

/** The one place in which two texts differ. */
export function changeBetween(before: string, after: string): Change {
  const most = Math.min(before.length, after.length);
  const from = sameAtStart(before, after, most);
  const to = before.length - sameAtEnd(before, after, most - from);
  return { from, to, by: after.length - before.length };
}

/**
 * The program of a text that came out of another one.
 *
 * @returns what `readProgram(text)` gives; targets that the edit leaves alone keep their `facts`, objects likewise
 */
export function rereadProgram(before: Program, text: string): Program {
  if (text === before.text) return before;
  return reread(before, text, changeBetween(before.text, text)) ?? readProgram(text);
}

/** Members of an object that are read anew: from one index up to another, in the text between their neighbours. */
interface Gap {
  readonly object: PlacedObject;
  readonly first: number;
  readonly last: number;
  /** Offsets in the text before the edit. */
  readonly start: number;
  readonly end: number;
}

function reread(before: Program, text: string, change: Change): Program | undefined {
  const isPlain = before.fault === undefined && before.byPath.size === before.targets.length;
  const gap = isPlain ? gapOf(before, change) : undefined;
  const read = gap === undefined ? undefined : readGap(gap, text, change.by);
  if (gap === undefined || read === undefined) return undefined;
  const changed = new Map<TargetFacts, TargetFacts>();
  const targets = targetsAfter(before, { gap, read, text, by: change.by, changed });
  const byPath = new Map(targets.map((target) => [target.path, target]));
  // A name that is there twice now: which of them counts is told by reading all.
  if (byPath.size !== targets.length) return undefined;
  return { text, targets, byPath, objects: objectsAfter(before, { gap, read, text, by: change.by, changed }) };
}

/** Index of the first entry for which something holds that holds for all behind it as well. */
function firstIndex(entries: readonly PlacedEntry[], holds: (entry: PlacedEntry) => boolean): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(entries[middle] as PlacedEntry)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The members that an edit touches, of the innermost object that it stands in. */
function gapOf({ objects }: Program, { from, to }: Change): Gap | undefined {
  const holds = (object: PlacedObject | undefined): object is PlacedObject =>
    object !== undefined && object.span.start < from && to < object.span.end;
  let object = objects.get('') as PlacedObject | undefined;
  if (!holds(object)) return undefined;
  for (;;) {
    const { entries, path, span } = object;
    const first = firstIndex(entries, (entry) => entry.end >= from);
    const name = entries[first]?.name;
    const inner = objects.get(`${path}/${name?.replaceAll('/', '~1')}`) as PlacedObject | undefined;
    if (name !== undefined && holds(inner)) {
      object = inner;
      continue;
    }
    const last = firstIndex(entries, (entry) => entry.start > to);
    const start = entries[first - 1]?.end ?? span.start + 1;
    const end = entries[last]?.start ?? span.end - 1;
    return object.facts.isDirect ? { object, first, last, start, end } : undefined;
  }
}

interface Read {
  readonly entries: readonly PlacedEntry[];
  readonly members: readonly TargetFacts[];
  readonly targets: readonly PlacedTarget[];
  readonly objects: ReadonlyMap<string, PlacedObject>;
  /** What stands right above the member behind them now. */
  readonly nextNote: string | undefined;
}

/** Stands for a neighbour: what is read between two of them is read as it would be between any other two. */
const NEIGHBOUR = '0:0';

/** Reads what stands in a gap now, by itself. @returns undefined when that alone does not tell what it is */
function readGap({ object, first, last, start, end }: Gap, text: string, by: number): Read | undefined {
  const hasNext = last < object.entries.length;
  const head = first > 0 ? `{${NEIGHBOUR}` : '{';
  const written = text.slice(start, end + by);
  const alone = `${head}${written}${hasNext ? NEIGHBOUR : ''}}`;
  // Every expression that the object stands in may be two to the parser, a function and its body.
  const { expression, faults } = readExpression(alone, object.facts.depth * 2 + 2);
  if (faults.length > 0 || expression.kind !== 'object' || expression.end !== alone.length) return undefined;
  const all = [...expression.entries];
  const next = head.length + written.length;
  if (first > 0 && !isNeighbour(all.shift(), 1)) return undefined;
  if (hasNext && !isNeighbour(all.pop(), next)) return undefined;
  const entries = all.map(PlacedEntry.of);
  const { targets, objects, members } = targetsOfEntries(alone, entries, { owner: object.facts, from: head.length });
  const moved = start - head.length;
  return {
    entries: entries.map((entry) => entry.moved(moved)),
    members,
    targets: targets.map((target) => target.moved(moved)),
    objects: new Map([...objects].map(([path, one]) => [path, one.moved(moved)])),
    nextNote: hasNext ? noteAbove(alone, next, entries.at(-1)?.end ?? head.length) : undefined,
  };
}

const isNeighbour = (entry: Entry | undefined, at: number): boolean =>
  entry !== undefined && entry.start === at && entry.end === at + NEIGHBOUR.length;

interface Edited {
  readonly gap: Gap;
  readonly read: Read;
  /** The text after the edit. */
  readonly text: string;
  readonly by: number;
  /** What is known now of targets around the gap and behind it. */
  readonly changed: Map<TargetFacts, TargetFacts>;
}

/** All targets, those before and behind the gap as they were. */
function targetsAfter(before: Program, { gap, read, text, by, changed }: Edited): readonly PlacedTarget[] {
  const next = gap.object.entries[gap.last]?.start;
  const targets: PlacedTarget[] = [];
  let isPut = false;
  for (const target of before.targets as readonly PlacedTarget[]) {
    const { entry, facts } = target;
    if (entry.start >= gap.end) {
      if (!isPut) targets.push(...read.targets);
      isPut = true;
      const isNoted = entry.start === next && facts.note !== read.nextNote;
      if (isNoted) changed.set(facts, { ...facts, note: read.nextNote });
      targets.push(isNoted ? new PlacedTarget(changed.get(facts) as TargetFacts, entry.moved(by)) : target.moved(by));
    } else if (entry.end <= gap.start) targets.push(target);
    else if (entry.start < gap.start) {
      const grown = entry.grown(by, text);
      const { start, end } = grown.valueSpan;
      const now = { ...facts, text: text.slice(start, end) };
      changed.set(facts, now);
      targets.push(new PlacedTarget(now, grown));
    }
  }
  return isPut ? targets : [...targets, ...read.targets];
}

function objectsAfter(before: Program, edited: Edited): ReadonlyMap<string, PlacedObject> {
  const { gap, read, text, by, changed } = edited;
  const objects = new Map<string, PlacedObject>();
  const known = (facts: TargetFacts): TargetFacts => changed.get(facts) ?? facts;
  for (const [path, object] of before.objects as ReadonlyMap<string, PlacedObject>) {
    const { span, facts, entries } = object;
    if (object === gap.object) objects.set(path, objectAfter(edited));
    else if (span.end <= gap.start) objects.set(path, object);
    else if (span.start >= gap.end) objects.set(path, object.moved(by));
    else if (span.start < gap.start) {
      const placed = entries.map((entry) =>
        entry.end <= gap.start ? entry : entry.start >= gap.end ? entry.moved(by) : entry.grown(by, text),
      );
      const members = facts.members.map(known);
      objects.set(path, new PlacedObject({ ...facts, members }, { start: span.start, end: span.end + by }, placed));
    }
  }
  for (const [path, object] of read.objects) objects.set(path, object);
  return objects;
}

/** The object whose members were read. */
function objectAfter({ gap, read, by, changed }: Edited): PlacedObject {
  const { entries, facts, span } = gap.object;
  const named = (from: number, to: number): number =>
    entries.slice(from, to).filter((entry) => entry.name !== undefined).length;
  const [first, gone] = [named(0, gap.first), named(gap.first, gap.last)];
  const { members } = facts;
  const now = [
    ...members.slice(0, first),
    ...read.members,
    ...members.slice(first + gone).map((one) => changed.get(one) ?? one),
  ];
  const placed = [
    ...entries.slice(0, gap.first),
    ...read.entries,
    ...entries.slice(gap.last).map((entry) => entry.moved(by)),
  ];
  return new PlacedObject({ ...facts, members: now }, { start: span.start, end: span.end + by }, placed);
}
