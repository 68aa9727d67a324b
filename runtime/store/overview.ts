// The sums that a person looks at first: what came, what was held and for whom, what went out.
import type { ConservationSum, Counts, OverviewSums } from '../model/sums.ts';
import { conservation } from './conservation.ts';
import type { Connection } from './database.ts';

function total(sums: readonly ConservationSum[]): Counts {
  const add = (name: keyof Counts) => sums.reduce((sum, one) => sum + one[name], 0);
  return {
    received: add('received'),
    processed: add('processed'),
    held: add('held'),
    duplicate: add('duplicate'),
    discarded: add('discarded'),
    inFlight: add('inFlight'),
  };
}

export function overviewSums(connection: Connection): OverviewSums {
  const rows = conservation(connection);
  return {
    balanced: rows.every((row) => row.receipts.balanced && row.messages.balanced),
    totals: total(rows.map((row) => row.messages)),
    receipts: total(rows.map((row) => row.receipts)),
    mappings: connection
      .prepare(
        `SELECT mapping, count(*) AS received, sum(status = 'processed') AS processed, sum(status = 'held') AS held, sum(status = 'duplicate') AS duplicate
         FROM messages GROUP BY mapping ORDER BY mapping`,
      )
      .all() as OverviewSums['mappings'],
    held: connection
      .prepare(
        `SELECT owner, cause AS rule, subject, count(*) AS count, min(message) AS example FROM exceptions WHERE status = 'open'
         GROUP BY owner, cause, subject ORDER BY subject = 'gate', count DESC, cause`,
      )
      .all() as OverviewSums['held'],
    deliveries: connection
      .prepare(
        `SELECT destination, mapping, sum(status = 'delivered') AS delivered, sum(status = 'pending') AS pending, sum(status = 'dead') AS dead
         FROM deliveries GROUP BY destination, mapping ORDER BY destination, mapping`,
      )
      .all() as OverviewSums['deliveries'],
  };
}
