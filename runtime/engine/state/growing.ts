// Lists that only grow: references, tracking numbers, events of a shipment. Imports types and times.
import type { ShipmentEvent } from '../../model/types.ts';
import { contentOf } from './content.ts';
import { instant } from './moment.ts';

/** Both lists without repetitions, sorted by content: the order cannot depend on which came first. */
export function union<T>(known: readonly T[] | undefined, incoming: readonly T[] | undefined): T[] {
  const entries = new Map([...(known ?? []), ...(incoming ?? [])].map((entry) => [contentOf(entry), entry]));
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

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
