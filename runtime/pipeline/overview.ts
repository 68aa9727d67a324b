// The numbers that a person looks at first: what came, what was held and for whom, what went out.
import { conservation, type Sum } from '../store/conservation.ts';
import type { Sidecar } from './sidecar.ts';

export interface Overview {
  readonly version: string;
  readonly balanced: boolean;
  readonly totals: Omit<Sum, 'balanced'>;
  readonly receipts: Omit<Sum, 'balanced'>;
  readonly mappings: readonly {
    readonly mapping: string;
    readonly received: number;
    readonly processed: number;
    readonly held: number;
    readonly duplicate: number;
  }[];
  /** Open exceptions, grouped by what one correction would release. */
  readonly held: readonly {
    readonly owner: string;
    readonly rule: string;
    readonly subject: string;
    readonly count: number;
    readonly example: string;
  }[];
  readonly deliveries: readonly {
    readonly destination: string;
    readonly mapping: string;
    readonly delivered: number;
    readonly pending: number;
    readonly dead: number;
  }[];
}

function total(sums: readonly Sum[]): Omit<Sum, 'balanced'> {
  const add = (name: keyof Omit<Sum, 'balanced'>) => sums.reduce((sum, one) => sum + one[name], 0);
  return {
    received: add('received'),
    processed: add('processed'),
    held: add('held'),
    duplicate: add('duplicate'),
    discarded: add('discarded'),
    inFlight: add('inFlight'),
  };
}

export function overviewOf(sidecar: Sidecar): Overview {
  const { connection } = sidecar.database;
  const rows = conservation(connection);
  return {
    version: sidecar.engine.workspace.version,
    balanced: rows.every((row) => row.receipts.balanced && row.messages.balanced),
    totals: total(rows.map((row) => row.messages)),
    receipts: total(rows.map((row) => row.receipts)),
    mappings: connection
      .prepare(
        `SELECT mapping, count(*) AS received, sum(status = 'processed') AS processed, sum(status = 'held') AS held, sum(status = 'duplicate') AS duplicate
         FROM messages GROUP BY mapping ORDER BY mapping`,
      )
      .all() as Overview['mappings'],
    held: connection
      .prepare(
        `SELECT owner, cause AS rule, subject, count(*) AS count, min(message) AS example FROM exceptions WHERE status = 'open'
         GROUP BY owner, cause, subject ORDER BY subject = 'gate', count DESC, cause`,
      )
      .all() as Overview['held'],
    deliveries: connection
      .prepare(
        `SELECT destination, mapping, sum(status = 'delivered') AS delivered, sum(status = 'pending') AS pending, sum(status = 'dead') AS dead
         FROM deliveries GROUP BY destination, mapping ORDER BY destination, mapping`,
      )
      .all() as Overview['deliveries'],
  };
}
