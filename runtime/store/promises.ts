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
  /** Exact decimal, in the unit of the lines; null when more orders want it than one answer opens. */
  readonly quantity: string | null;
  /** Open orders that want it. */
  readonly orders: number;
}

/** Orders that have ended depend on no stock, so those that do are the open ones. */
function countWanting(connection: Connection, sku: string): number {
  const { n } = connection.prepare('SELECT count(*) AS n FROM dependencies WHERE fact = ?').get(`inventory:${sku}`) as {
    n: number;
  };
  return n;
}

function ordersWanting(connection: Connection, sku: string): number[] {
  const rows = connection
    .prepare('SELECT document_id AS id FROM dependencies WHERE fact = ? ORDER BY document_id')
    .all(`inventory:${sku}`) as { id: number }[];
  return rows.map(({ id }) => id);
}

/**
 * What is promised of some SKUs, by SKU; those that nothing is promised of are left out.
 *
 * @param mostOrders  orders that are opened at most, all SKUs together: each is sealed, and has to be read whole
 */
export function promisedQuantities(connection: Connection, skus: readonly string[], mostOrders: number): Promised[] {
  const opened = new Map<number, OrderDocument | undefined>();
  const orderOf = (id: number): OrderDocument | undefined => {
    if (opened.has(id)) return opened.get(id);
    const row = connection.prepare("SELECT * FROM documents WHERE id = ? AND type = 'order'").get(id) as
      | RawRow
      | undefined;
    const order = row === undefined ? undefined : (parsed(connection, row).view as OrderDocument);
    opened.set(id, order);
    return order;
  };
  return [...new Set(skus)].sort().flatMap((sku): Promised[] => {
    const count = countWanting(connection, sku);
    if (opened.size + count > mostOrders) return [{ sku, quantity: null, orders: count }];
    const ids = ordersWanting(connection, sku);
    let [quantity, orders] = [new Big(0), 0];
    for (const order of ids.map(orderOf)) {
      if (order === undefined || (order.status !== undefined && ENDED.has(order.status))) continue;
      const lines = (order.lines ?? []).filter((line) => line.sku === sku);
      if (lines.length === 0) continue;
      orders += 1;
      quantity = lines.reduce((sum, line) => sum.plus(openQuantity(line)), quantity);
    }
    return orders === 0 ? [] : [{ sku, quantity: quantity.toFixed(), orders }];
  });
}
