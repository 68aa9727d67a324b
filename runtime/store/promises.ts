// What open orders have been promised and not yet been shipped, by SKU.
import Big from 'big.js';
import type { OrderDocument, OrderLine } from '../model/types.ts';
import type { Connection } from './database.ts';
import { parsed, type RawRow } from './documents.ts';

const ENDED = new Set(['cancelled', 'rejected', 'closed', 'delivered', 'shipped']);

/** What of a line is still to be shipped; never below zero. */
function openQuantity(line: OrderLine): Big {
  const { quantities } = line;
  const ordered = new Big(quantities?.ordered ?? line.quantity ?? 0);
  const gone = [quantities?.shipped, quantities?.cancelled, quantities?.rejected].reduce<Big>(
    (sum, part) => sum.plus(part ?? 0),
    new Big(0),
  );
  const open = ordered.minus(gone);
  return open.lt(0) ? new Big(0) : open;
}

export interface Promised {
  readonly sku: string;
  /** Exact decimal, in the unit of the lines. */
  readonly quantity: string;
  readonly orders: number;
}

/** Sums over all open orders. */
export function promisedQuantities(connection: Connection, sku?: string): Promised[] {
  // Orders that have ended depend on no stock, so those that do are the open ones and few: `+` keeps SQLite from going
  // through all orders instead.
  const rows = (
    sku === undefined
      ? connection
          .prepare(
            `SELECT * FROM documents WHERE +type = 'order' AND id IN (
               SELECT document_id FROM dependencies WHERE fact >= 'inventory:' AND fact < 'inventory;')`,
          )
          .all()
      : connection
          .prepare(
            `SELECT * FROM documents WHERE +type = 'order' AND id IN (SELECT document_id FROM dependencies WHERE fact = ?)`,
          )
          .all(`inventory:${sku}`)
  ) as RawRow[];
  const sums = new Map<string, { quantity: Big; orders: number }>();
  for (const row of rows) {
    const order = parsed(connection, row).view as OrderDocument;
    if (order.status !== undefined && ENDED.has(order.status)) continue;
    for (const line of order.lines ?? []) {
      if (line.sku === undefined || (sku !== undefined && line.sku !== sku)) continue;
      const sum = sums.get(line.sku) ?? { quantity: new Big(0), orders: 0 };
      sums.set(line.sku, { quantity: sum.quantity.plus(openQuantity(line)), orders: sum.orders + 1 });
    }
  }
  return [...sums]
    .map(([key, sum]) => ({ sku: key, quantity: sum.quantity.toFixed(), orders: sum.orders }))
    .sort((a, b) => a.sku.localeCompare(b.sku));
}
