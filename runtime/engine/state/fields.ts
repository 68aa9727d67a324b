// Sets the fields of a document one by one: the later statement wins, an owner's before all others.
// Imports ownership, stamps, registers and ../extended.ts.
import { extended } from '../extended.ts';
import { sameContent } from './content.ts';
import { names } from './known.ts';
import { type FieldOwnership, weightOf } from './ownership.ts';
import { refuse } from './refuse.ts';
import { lineOf, type Registers, rulePath } from './registers.ts';
import type { Notes } from './result.ts';
import { compareStamps, type Stamp } from './stored.ts';

export interface FieldsToSet {
  /** What is known, and when each field was set; both are changed in place. */
  readonly known: Registers;
  readonly stamps: Map<string, Stamp>;
  readonly incoming: Registers;
  readonly stamp: Stamp;
  /** The rule for a path with `*` for list elements. */
  readonly rule: (path: string) => FieldOwnership;
  readonly notes: Notes;
  /** False when lines that are not known are only kept aside, so that everyone may name them. */
  readonly addsLines: boolean;
}

/** Sets every incoming field that may be set. Paths in the notes are register paths. */
export function setFields(work: FieldsToSet): void {
  const { known, stamps, incoming, stamp, notes } = work;
  const refusedLines = linesNotToAdd(work);
  for (const [path, value] of incoming) {
    const said = refusedLines.has(lineOf(path) ?? '') && names(path) ? extended(stamp, { weak: true as const }) : stamp;
    const present = stamps.get(path);
    if (present === undefined || !known.has(path)) {
      known.set(path, value);
      stamps.set(path, said);
      continue;
    }
    const rule = work.rule(rulePath(path));
    const verdict = compare({ path, rule, present, stamp });
    if (verdict === 'wins') {
      known.set(path, value);
      stamps.set(path, stamp);
      continue;
    }
    if (stamp.weak === true || sameContent(known.get(path), value)) continue;
    if (verdict === 'late') notes.superseded.push({ path, reason: 'late' });
    else refuseField(work, { path, value, rule, present });
  }
}

/** `stands` when the present value is of an owner and the new one is not; otherwise the later wins. The first lineId stays. */
function compare(field: {
  path: string;
  rule: FieldOwnership;
  present: Stamp;
  stamp: Stamp;
}): 'wins' | 'late' | 'stands' {
  const { path, rule, present, stamp } = field;
  const later = compareStamps(stamp, present) >= 0;
  if (path.endsWith('/lineId') && present.weak === stamp.weak) return later ? 'late' : 'wins';
  const [before, now] = [weightOf(rule, present), weightOf(rule, stamp)];
  if (now > before) return 'wins';
  if (now === before) return later ? 'wins' : 'late';
  return later ? 'stands' : 'late';
}

function refuseField(
  work: FieldsToSet,
  field: { path: string; value: unknown; rule: FieldOwnership; present: Stamp },
): void {
  const { path, value, rule, present } = field;
  const { stamp } = work;
  const message = `${stamp.system} (${stamp.class}) may not change ${path}, which ${present.system} (${present.class}) set: it belongs to ${rule.owners.join(', ')}`;
  refuse(
    work.notes,
    {
      code: 'state.ownership',
      cause: 'not_the_owner',
      path,
      message,
      wouldChange: { from: work.known.get(path), to: value },
    },
    { disposition: rule.otherwise ?? 'hold', owner: rule.owners[0] ?? present.class },
  );
}

function linesIn(paths: Iterable<string>): Set<string> {
  const lines = new Set<string>();
  for (const path of paths) {
    const line = lineOf(path);
    if (line !== undefined) lines.add(line);
  }
  return lines;
}

/**
 * Lines that the source may not add, each refused: whoever weighs less than those who named the lines so far. What is said
 * of them is kept aside, in case an owner names them yet.
 */
function linesNotToAdd(work: FieldsToSet): ReadonlySet<string> {
  const rule = work.rule('/lines');
  const before = linesIn(work.known.keys());
  const added = [...linesIn(work.incoming.keys())].filter((line) => !before.has(line));
  if (!work.addsLines || before.size === 0 || added.length === 0) return new Set();
  let standing = -1;
  for (const [path, stamp] of work.stamps) {
    if (lineOf(path) !== undefined) standing = Math.max(standing, weightOf(rule, stamp));
  }
  if (weightOf(rule, work.stamp) >= standing) return new Set();
  const refused = added.filter((line) => !work.incoming.has(`/lines/${line}/substituteFor`));
  const message = `${work.stamp.system} (${work.stamp.class}) may not add a line: the lines belong to ${rule.owners.join(', ')}`;
  for (const line of refused) {
    const to = Object.fromEntries(
      [...work.incoming]
        .filter(([path]) => lineOf(path) === line)
        .map(([path, value]) => [path.split('/').slice(3).join('/'), value]),
    );
    refuse(
      work.notes,
      { code: 'state.ownership', cause: 'not_the_owner', path: `/lines/${line}`, message, wouldChange: { to } },
      { disposition: rule.otherwise ?? 'hold', owner: rule.owners[0] ?? 'oms' },
    );
  }
  return new Set(refused);
}
