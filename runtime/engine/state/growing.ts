// Lists that only grow: references, tracking numbers, events of a shipment. Imports types and times.
import type { ShipmentEvent } from '../../model/types.ts';
import { contentOf } from './content.ts';
import { instant } from './moment.ts';

/**
 * Both lists without repetitions, in an order that does not depend on which came first: the order of the list that holds
 * all, and where neither does, or both in different orders, sorted.
 */
export function union<T>(known: readonly T[] | undefined, incoming: readonly T[] | undefined): T[] {
  const before = distinct(known ?? []);
  const after = distinct(incoming ?? []);
  const all = new Map([...before, ...after]);
  if (all.size > before.size && all.size > after.size) return sorted(all);
  if (all.size > after.size) return [...before.values()];
  if (all.size > before.size) return [...after.values()];
  return [...before.keys()].join() === [...after.keys()].join() ? [...before.values()] : sorted(all);
}

const distinct = <T>(list: readonly T[]): Map<string, T> => new Map(list.map((entry) => [contentOf(entry), entry]));

const sorted = <T>(entries: ReadonlyMap<string, T>): T[] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);

/** Events by time, each once: known by status, time and code. Of two tellings of one event the fuller one stays. */
export function mergeEvents(
  known: readonly ShipmentEvent[] | undefined,
  incoming: readonly ShipmentEvent[] | undefined,
): ShipmentEvent[] {
  const events = new Map<string, ShipmentEvent>();
  for (const event of [...(known ?? []), ...(incoming ?? [])]) {
    const key = `${event.status} ${instant(event.occurredAt)} ${event.code ?? ''}`;
    const present = events.get(key);
    events.set(key, present === undefined ? event : fuller(present, event));
  }
  return [...events.values()].sort(
    (a, b) => compareNumbers(instant(a.occurredAt), instant(b.occurredAt)) || (contentOf(a) < contentOf(b) ? -1 : 1),
  );
}

function fuller(a: ShipmentEvent, b: ShipmentEvent): ShipmentEvent {
  const [textA, textB] = [contentOf(a), contentOf(b)];
  if (textA.length !== textB.length) return textA.length > textB.length ? a : b;
  return textA >= textB ? a : b;
}

const compareNumbers = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
