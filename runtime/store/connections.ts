// Sources and destinations as the store knows them: when they were heard of, how much came, what is still to be sent.
import type { Connection } from './database.ts';

export interface SourceRow {
  readonly source: string;
  readonly received: number;
  readonly today: number;
  readonly firstDay: string;
  /** Epoch milliseconds; null when it was last heard of before this was written down. */
  readonly lastAt: number | null;
}

/** Every source that was ever heard of. One row a source and day is read. */
export function sourceRows(connection: Connection, today: string): SourceRow[] {
  return connection
    .prepare(
      `SELECT source, sum(received) AS received, sum(received * (day = ?)) AS today, min(day) AS firstDay, max(last_at) AS lastAt
       FROM intakes GROUP BY source ORDER BY source`,
    )
    .all(today) as SourceRow[];
}

export interface DestinationRow {
  readonly destination: string;
  readonly pending: number;
  readonly dead: number;
  readonly refused: number;
  readonly oldestPendingAt: number | null;
}

/** What waits at each destination, or has failed: read over what is not delivered, which is little. */
export function destinationRows(connection: Connection): DestinationRow[] {
  return connection
    .prepare(
      `SELECT destination, sum(status = 'pending') AS pending, sum(status = 'dead') AS dead, sum(status = 'refused') AS refused,
         min(CASE WHEN status = 'pending' THEN created_at END) AS oldestPendingAt
       FROM deliveries INDEXED BY deliveries_status WHERE status IN ('pending', 'dead', 'refused') GROUP BY destination`,
    )
    .all() as DestinationRow[];
}

/** The last delivery of a destination that was taken, epoch milliseconds. */
export function lastDelivered(connection: Connection, destination: string): number | undefined {
  const row = connection
    .prepare(
      `SELECT delivered_at AS at FROM deliveries INDEXED BY deliveries_destination
       WHERE destination = ? AND status = 'delivered' ORDER BY seq DESC LIMIT 1`,
    )
    .get(destination) as { at: number } | undefined;
  return row?.at;
}

/** The last error of a destination, of what is not delivered. */
export function lastError(connection: Connection, destination: string): string | undefined {
  const row = connection
    .prepare(
      `SELECT last_error AS error FROM deliveries INDEXED BY deliveries_status
       WHERE status IN ('dead', 'pending') AND destination = ? AND last_error IS NOT NULL ORDER BY seq DESC LIMIT 1`,
    )
    .get(destination) as { error: string } | undefined;
  return row?.error;
}
