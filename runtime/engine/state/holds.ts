// Holds of an order: every system states its own list; an owner's later list overrules those of lesser systems.
// Imports ownership and stamps.
import type { Hold } from '../../model/types.ts';
import { contentOf } from './content.ts';
import { type FieldOwnership, weight } from './ownership.ts';
import { compareStamps, type HoldStatement, type Stamp } from './stored.ts';

export type HoldStatements = Readonly<Record<string, HoldStatement>>;

/** Takes a system's list; undefined when it stated a later one already. An absent list says nothing and must not be given. */
export function stateHolds(
  known: HoldStatements | undefined,
  holds: readonly Hold[],
  stamp: Stamp,
): HoldStatements | undefined {
  const before = new Map(Object.entries(known ?? {}));
  const present = before.get(stamp.system);
  if (present !== undefined && compareStamps(stamp, present.stamp) < 0) return undefined;
  before.set(stamp.system, { stamp, holds: holds.map((hold) => ({ ...hold, by: hold.by ?? stamp.system })) });
  return Object.fromEntries(before);
}

/**
 * The holds that are in force, in the order of the systems' names. A hold goes when a system whose word weighs more on holds
 * of its kind states a later list.
 *
 * @param rule  the ownership of holds of a kind
 */
export function holdsInForce(known: HoldStatements, rule: (kind: Hold['kind']) => FieldOwnership): Hold[] {
  const statements = Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1));
  const overruled = (hold: Hold, { stamp }: HoldStatement): boolean =>
    statements.some(
      ([, other]) =>
        weight(rule(hold.kind), other.stamp.class) > weight(rule(hold.kind), stamp.class) &&
        compareStamps(other.stamp, stamp) > 0,
    );
  const holds = statements.flatMap(([, statement]) => statement.holds.filter((hold) => !overruled(hold, statement)));
  return [...new Map(holds.map((hold) => [contentOf(hold), hold])).values()];
}
