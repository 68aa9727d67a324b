// The sum of law 2: received = processed + held + duplicate + discarded + in flight, by source and day, for receipts and for messages.
import type { Connection } from './database.ts';

export interface Sum {
  readonly received: number;
  readonly processed: number;
  readonly held: number;
  readonly duplicate: number;
  readonly discarded: number;
  readonly inFlight: number;
  /** Whether the parts add up; false is an alarm. */
  readonly balanced: boolean;
}

export interface ConservationRow {
  readonly source: string;
  /** UTC day of receipt. */
  readonly day: string;
  readonly receipts: Sum;
  readonly messages: Sum;
}

type Counted = { source: string; day: string } & Record<
  'received' | 'processed' | 'held' | 'duplicate' | 'discarded' | 'in_flight',
  number
>;

const sum = (row: Counted | undefined): Sum => {
  const { received = 0, processed = 0, held = 0, duplicate = 0, discarded = 0, in_flight: inFlight = 0 } = row ?? {};
  return {
    received,
    processed,
    held,
    duplicate,
    discarded,
    inFlight,
    balanced: received === processed + held + duplicate + discarded + inFlight,
  };
};

/**
 * A receipt counts once: as in flight while it is not decoded or any of its messages is under way, else as held when any
 * message is held, as discarded when all were, otherwise as processed. Its repeats count as duplicates. The received
 * side is counted from the receipts' own message counts, not from the statuses that are added up on the other side.
 */
export function conservation(
  connection: Connection,
  filter: { source?: string; day?: string } = {},
): ConservationRow[] {
  const params = { source: filter.source ?? null, day: filter.day ?? null };
  const where = '(@source IS NULL OR source = @source) AND (@day IS NULL OR day = @day)';
  const receipts = connection
    .prepare(
      `WITH state AS (
         SELECT r.source, r.day, CASE
           WHEN r.status = 'pending' OR coalesce(sum(m.status = 'accepted'), 0) > 0 OR count(m.seq) < r.message_count THEN 'in_flight'
           WHEN coalesce(sum(m.status = 'held'), 0) > 0 THEN 'held'
           WHEN count(m.seq) > 0 AND sum(m.status = 'discarded') = count(m.seq) THEN 'discarded'
           ELSE 'processed' END AS status
         FROM receipts r LEFT JOIN messages m ON m.receipt_id = r.id GROUP BY r.seq
         UNION ALL SELECT source, day, 'duplicate' FROM duplicates)
       SELECT source, day, count(*) AS received, sum(status = 'processed') AS processed, sum(status = 'held') AS held,
         sum(status = 'duplicate') AS duplicate, sum(status = 'discarded') AS discarded, sum(status = 'in_flight') AS in_flight
       FROM state WHERE ${where} GROUP BY source, day ORDER BY day DESC, source`,
    )
    .all(params) as Counted[];
  const messages = connection
    .prepare(
      `WITH counted AS (
         SELECT r.source, r.day, r.message_count AS expected,
           sum(m.status = 'processed') AS processed, sum(m.status = 'held') AS held, sum(m.status = 'duplicate') AS duplicate,
           sum(m.status = 'discarded') AS discarded, sum(m.status = 'accepted') AS in_flight
         FROM receipts r LEFT JOIN messages m ON m.receipt_id = r.id WHERE r.status = 'decoded' GROUP BY r.seq)
       SELECT source, day, sum(expected) AS received, coalesce(sum(processed), 0) AS processed, coalesce(sum(held), 0) AS held,
         coalesce(sum(duplicate), 0) AS duplicate, coalesce(sum(discarded), 0) AS discarded, coalesce(sum(in_flight), 0) AS in_flight
       FROM counted WHERE ${where} GROUP BY source, day`,
    )
    .all(params) as Counted[];
  const bySourceAndDay = new Map(messages.map((row) => [`${row.day} ${row.source}`, row]));
  return receipts.map((row) => ({
    source: row.source,
    day: row.day,
    receipts: sum(row),
    messages: sum(bySourceAndDay.get(`${row.day} ${row.source}`)),
  }));
}
