// Where a list by sequence number begins in time: rows of messages and of deliveries follow the clock. Imports types of the store only.
import type { Connection } from './database.ts';

/** The first sequence number at or behind a time, epoch milliseconds: found by halving, so that no index by time is needed. */
export function seqAt(connection: Connection, table: 'messages' | 'deliveries', at: number): number {
  const { first, last } = connection
    .prepare(
      `SELECT coalesce((SELECT min(seq) FROM ${table}), 1) AS first, coalesce((SELECT max(seq) FROM ${table}), 0) AS last`,
    )
    .get() as { first: number; last: number };
  const next = connection.prepare(`SELECT seq, created_at FROM ${table} WHERE seq >= ? ORDER BY seq LIMIT 1`);
  let [low, high] = [first, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = next.get(middle) as { seq: number; created_at: number } | undefined;
    if (row === undefined || row.created_at >= at) high = middle;
    else low = row.seq + 1;
  }
  return low;
}
