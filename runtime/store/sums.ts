// Sums over whole tables, each by its name: what the thread that reads beside the writer knows how to answer.
import { destinationRows } from './connections.ts';
import { conservation } from './conservation.ts';
import type { Connection } from './database.ts';
import { exceptionClusters, exceptionGroups, overdueGroups } from './exception-queue.ts';
import { ordersBlocked, ordersByStatus } from './order-list.ts';
import { overviewSums } from './overview.ts';

/** A sum takes what it is asked for as plain data, and gives plain data back: both cross threads. */
export const SUMS = {
  overview: (connection: Connection, _options: object) => overviewSums(connection),
  conservation,
  clusters: exceptionClusters,
  groups: (connection: Connection, _options: object) => exceptionGroups(connection),
  overdue: overdueGroups,
  destinations: (connection: Connection, _options: object) => destinationRows(connection),
  'orders by status': (connection: Connection, _options: object) => ordersByStatus(connection),
  'orders blocked': (connection: Connection, _options: object) => ordersBlocked(connection),
  /** Rows of a statement of ours without parameters: metrics. */
  rows: (connection: Connection, { sql }: { sql: string }) =>
    connection.prepare(sql).all() as Readonly<Record<string, string | number | null>>[],
} as const;

export type SumName = keyof typeof SUMS;
export type SumOptions<Name extends SumName> = Parameters<(typeof SUMS)[Name]>[1];
export type SumValue<Name extends SumName> = ReturnType<(typeof SUMS)[Name]>;

export function sumOf<Name extends SumName>(
  connection: Connection,
  name: Name,
  options: SumOptions<Name>,
): SumValue<Name> {
  const work = SUMS[name] as (connection: Connection, options: SumOptions<Name>) => SumValue<Name>;
  return work(connection, options);
}
