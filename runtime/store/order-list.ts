// Orders as a list: newest first, by state, by a gate that does not let them through, by any id that begins alike.
import type { Connection } from './database.ts';
import { type DocumentRow, parsed, type RawRow } from './documents.ts';

export interface OrderFilter {
  readonly status?: string;
  /** Orders that this gate does not let through. */
  readonly blocked?: string;
  /** Beginning of the order's id, or of any id that a system knows it by. */
  readonly keyPrefix?: string;
  /** Cursor: only orders that were first seen before this one. */
  readonly before?: number;
  readonly limit: number;
}

/** Ids that one search follows at most, for each type of reference. */
const MOST_FOUND = 500;

const endOf = (prefix: string): string => `${prefix}\u{10FFFF}`;

/** Types of references that orders have, found by leaping from one to the next in the index. */
function referenceTypes(connection: Connection): string[] {
  const next = connection.prepare(
    "SELECT min(type) AS type FROM document_references WHERE document_type = 'order' AND type > ?",
  );
  const types: string[] = [];
  for (let after = ''; ; ) {
    const { type } = next.get(after) as { type: string | null };
    if (type === null) return types;
    types.push(type);
    after = type;
  }
}

/** Orders whose id, or any other id of theirs, begins so. */
function idsBeginning(connection: Connection, prefix: string): number[] {
  const range = [prefix, endOf(prefix)];
  const own = connection
    .prepare("SELECT id FROM documents WHERE type = 'order' AND key >= ? AND key < ? LIMIT ?")
    .all(...range, MOST_FOUND) as { id: number }[];
  const by = connection.prepare(
    `SELECT document_id AS id FROM document_references
     WHERE document_type = 'order' AND type = ? AND value >= ? AND value < ? LIMIT ?`,
  );
  const others = referenceTypes(connection).flatMap((type) => by.all(type, ...range, MOST_FOUND) as { id: number }[]);
  return [...new Set([...own, ...others].map(({ id }) => id))];
}

/** A page of orders, those first seen last in front. */
export function listOrders(connection: Connection, filter: OrderFilter): DocumentRow[] {
  const { status, blocked, keyPrefix, before = Number.MAX_SAFE_INTEGER, limit } = filter;
  const conditions: [string, unknown][] = [];
  if (status !== undefined) conditions.push(['d.status = ?', status]);
  if (keyPrefix !== undefined)
    conditions.push(['d.id IN (SELECT value FROM json_each(?))', JSON.stringify(idsBeginning(connection, keyPrefix))]);
  const from =
    blocked === undefined
      ? 'documents d'
      : 'gates g INDEXED BY gates_unfit CROSS JOIN documents d ON d.id = g.document_id AND g.fit = 0 AND g.gate = @gate';
  const order = blocked === undefined ? 'd.id' : 'g.document_id';
  const names = conditions.map(([text], index) => text.replace('?', `@p${index}`));
  const where = [`d.type = 'order'`, `${order} < @before`, ...names].join(' AND ');
  const values = Object.fromEntries(conditions.map(([, value], index) => [`p${index}`, value]));
  const rows = connection
    .prepare(`SELECT d.* FROM ${from} WHERE ${where} ORDER BY ${order} DESC LIMIT @limit`)
    .all({ ...values, before, limit, ...(blocked === undefined ? {} : { gate: blocked }) }) as RawRow[];
  return rows.map((row) => parsed(connection, row));
}

/** How many orders there are in each state. */
export function ordersByStatus(connection: Connection): { status: string | null; count: number }[] {
  return connection
    .prepare(
      "SELECT status, count(*) AS count FROM documents INDEXED BY documents_status WHERE type = 'order' GROUP BY status",
    )
    .all() as { status: string | null; count: number }[];
}

/** How many orders each gate does not let through. */
export function ordersBlocked(connection: Connection): { gate: string; count: number }[] {
  return connection
    .prepare(
      `SELECT g.gate, count(*) AS count FROM gates g INDEXED BY gates_unfit JOIN documents d ON d.id = g.document_id
       WHERE g.fit = 0 AND d.type = 'order' GROUP BY g.gate`,
    )
    .all() as { gate: string; count: number }[];
}
