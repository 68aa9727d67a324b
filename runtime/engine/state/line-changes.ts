// What change and replacement documents do to the lines of an order. What is shown is worked out anew from all that was
// stated, so that it does not depend on the order of arrival. Imports stamps, ownership and registers.

import { lineKeysIn, names } from './known.ts';
import { weight, weightOf } from './ownership.ts';
import { refuse } from './refuse.ts';
import { type Registers, step } from './registers.ts';
import type { Statement } from './statement.ts';
import { compareStamps, type LineChange, type LineOrder, type Replacement, type Stamp } from './stored.ts';
import type { Work } from './work.ts';

export interface LineChanges {
  readonly changes: Readonly<Record<string, LineChange>>;
  readonly replacement: Replacement | undefined;
}

interface Lines {
  readonly known: Registers;
  readonly stamps: ReadonlyMap<string, Stamp>;
  readonly lineOrder: LineOrder | undefined;
}

type Time = Pick<Stamp, 'at' | 'received'> | undefined;

const isBefore = (a: Time, b: Time): boolean => a !== undefined && b !== undefined && compareStamps(a, b) < 0;

/** Takes what the statement says happened to lines. The later statement stands, an owner's before all others. */
export function takeChanges(
  work: Work,
  before: LineChanges,
  context: { statement: Statement; lines: Lines },
): LineChanges {
  const { statement, lines } = context;
  const { stamp } = work;
  const rule = work.rule('/lines');
  const changes = new Map(Object.entries(before.changes));
  for (const [key, value] of statement.changes) {
    const present = changes.get(key);
    const heavier = present === undefined ? 1 : weight(rule, stamp.class) - weight(rule, present.stamp.class);
    if (heavier > 0 || (heavier === 0 && present !== undefined && compareStamps(stamp, present.stamp) >= 0)) {
      changes.set(key, { value, stamp });
    }
    if (value === 'deleted' && !mayChange(work, { key, stamp }, lines)) refuseDeletion(work, key);
  }
  const replaces = statement.purpose === 'replacement' && !isBefore(stamp, before.replacement?.stamp);
  return {
    changes: Object.fromEntries(changes),
    replacement: replaces ? { stamp, lines: statement.lineKeys } : before.replacement,
  };
}

/** Whether whoever speaks weighs at least as much on the lines as those who named the line. */
function mayChange(work: Work, change: { key: string; stamp: Stamp }, lines: Lines): boolean {
  const rule = work.rule('/lines');
  const path = `/lines${step(change.key)}/`;
  const named = [...lines.stamps].filter(([field]) => field.startsWith(path) && names(field));
  return named.every(([, stamp]) => weight(rule, change.stamp.class) >= weightOf(rule, stamp));
}

function refuseDeletion(work: Work, key: string): void {
  const rule = work.rule('/lines');
  const { system, class: systemClass } = work.stamp;
  const message = `${system} (${systemClass}) may not delete a line: the lines belong to ${rule.owners.join(', ')}`;
  refuse(
    work.notes,
    {
      code: 'state.ownership',
      cause: 'not_the_owner',
      path: `/lines${step(key)}/change`,
      message,
      wouldChange: { to: 'deleted' },
    },
    { disposition: rule.otherwise ?? 'hold', owner: rule.owners[0] ?? 'oms' },
  );
}

/**
 * Writes `change` into the lines: what happened to each last. A line that the last replacement leaves out, and that nobody
 * stated since, is `deleted`; it keeps its content. What was said before its quantity was stated anew is no longer shown.
 */
export function showChanges(work: Work, state: LineChanges, lines: Lines): void {
  const { known, stamps, lineOrder } = lines;
  const { replacement } = state;
  for (const key of lineKeysIn(known.keys())) {
    const quantity = stamps.get(`/lines${step(key)}/quantity`);
    const stated = quantity?.weak === true ? undefined : quantity;
    const origin = lineOrder?.lines[key]?.[0];
    const latest = stated ?? (origin === undefined ? undefined : lineOrder?.origins[origin]);
    const said = Object.hasOwn(state.changes, key) ? state.changes[key] : undefined;
    const change = said !== undefined && mayChange(work, { key, stamp: said.stamp }, lines) ? said : undefined;
    const named = replacement?.lines.includes(key) === true;
    const isReplaced = !named && isBefore(latest, replacement?.stamp) && !isBefore(replacement?.stamp, change?.stamp);
    const isPast = isBefore(change?.stamp, stated) || (named && isBefore(change?.stamp, replacement?.stamp));
    const shown = isReplaced ? 'deleted' : isPast ? undefined : change?.value;
    if (shown !== undefined) known.set(`/lines${step(key)}/change`, shown);
  }
}
