// Removes what is older than it has to be kept, a little at a time, inside the caller's transaction. Nothing that is open,
// or that a later message would need, is ever removed, and the sums of what was received still add up.
import type { Connection } from './database.ts';

/** A receipt that is old and done, with its messages, as its rows stand in the store: what is sealed stays sealed. */
export interface OldReceipt {
  readonly id: string;
  readonly receipt: Readonly<Record<string, unknown>>;
  readonly messages: readonly Readonly<Record<string, unknown>>[];
}

/** Whether a receipt has nothing under way, held, open or unsent. */
const IS_DONE = `r.status = 'decoded'
  AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.receipt_id = r.id AND m.status IN ('accepted', 'held'))
  AND NOT EXISTS (SELECT 1 FROM messages m JOIN exceptions e ON e.message_id = m.id
                  WHERE m.receipt_id = r.id AND e.status = 'open')
  AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.receipt_id = r.id AND d.status IN ('pending', 'dead'))`;

/**
 * The oldest receipts that came before `before` and are done, behind `after`.
 *
 * A repeat of a removed one is not known any more: the age is the time within which senders may repeat.
 */
export function oldReceipts(
  connection: Connection,
  options: { before: number; after: number; limit: number },
): { readonly seq: number; readonly id: string }[] {
  return connection
    .prepare(
      `SELECT r.seq, r.id FROM receipts r WHERE r.received_at < ? AND r.seq > ? AND ${IS_DONE} ORDER BY r.seq LIMIT ?`,
    )
    .all(options.before, options.after, options.limit) as { seq: number; id: string }[];
}

/** One receipt for the archive. */
export function oldReceipt(connection: Connection, id: string): OldReceipt {
  return {
    id,
    receipt: connection.prepare('SELECT * FROM receipts WHERE id = ?').get(id) as Record<string, unknown>,
    messages: connection.prepare('SELECT * FROM messages WHERE receipt_id = ? ORDER BY position').all(id) as Record<
      string,
      unknown
    >[],
  };
}

/** Adds what a receipt and its repeats stood for to the sums of what was removed. */
function countRemoved(connection: Connection, id: string): void {
  const add = (source: string, day: string, counts: readonly number[]) =>
    connection
      .prepare(
        `INSERT INTO removed VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, day) DO UPDATE SET
           receipts_processed = receipts_processed + excluded.receipts_processed,
           receipts_discarded = receipts_discarded + excluded.receipts_discarded,
           repeats = repeats + excluded.repeats,
           messages_processed = messages_processed + excluded.messages_processed,
           messages_duplicate = messages_duplicate + excluded.messages_duplicate,
           messages_discarded = messages_discarded + excluded.messages_discarded`,
      )
      .run(source, day, ...counts);
  const { source, day, processed, duplicate, discarded } = connection
    .prepare(
      `SELECT r.source, r.day, total(m.status = 'processed') AS processed, total(m.status = 'duplicate') AS duplicate,
         total(m.status = 'discarded') AS discarded
       FROM receipts r LEFT JOIN messages m ON m.receipt_id = r.id WHERE r.id = ?`,
    )
    .get(id) as { source: string; day: string; processed: number; duplicate: number; discarded: number };
  const isDiscarded = discarded > 0 && processed + duplicate === 0;
  add(source, day, [isDiscarded ? 0 : 1, isDiscarded ? 1 : 0, 0, processed, duplicate, discarded]);
  const repeats = connection
    .prepare('SELECT source, day, count(*) AS n FROM duplicates WHERE receipt_id = ? GROUP BY source, day')
    .all(id) as { source: string; day: string; n: number }[];
  for (const repeat of repeats) add(repeat.source, repeat.day, [0, 0, repeat.n, 0, 0, 0]);
}

/** Removes receipts with their messages and repeats. Those that were taken up again meanwhile stay. Returns how many went. */
export function removeReceipts(connection: Connection, ids: readonly string[]): number {
  let removed = 0;
  for (const id of ids) {
    const isDone = connection.prepare(`SELECT 1 FROM receipts r WHERE r.id = ? AND ${IS_DONE}`).get(id) !== undefined;
    if (!isDone) continue;
    countRemoved(connection, id);
    connection.prepare('DELETE FROM messages WHERE receipt_id = ?').run(id);
    connection.prepare('DELETE FROM duplicates WHERE receipt_id = ?').run(id);
    connection.prepare('DELETE FROM receipts WHERE id = ?').run(id);
    removed += 1;
  }
  return removed;
}

/** How far a class was worked through: what was looked at once and stays is not looked at again. */
const cursorOf = (connection: Connection, name: string): number =>
  (connection.prepare('SELECT value FROM counters WHERE name = ?').get(name) as { value: number } | undefined)?.value ??
  0;

function moveCursor(connection: Connection, name: string, to: number): void {
  connection
    .prepare('INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(name, to);
}

/**
 * Empties the bodies of deliveries that had ended before `before`, and removes their failed attempts. The rows stay: that something was sent, and with
 * which content, is what keeps it from being sent twice.
 *
 * @returns how many were looked at; less than `limit` at the end
 */
export function emptyDeliveries(connection: Connection, options: { before: number; limit: number }): number {
  const name = 'retention:deliveries';
  const rows = connection
    .prepare('SELECT seq, status, created_at FROM deliveries WHERE seq > ? ORDER BY seq LIMIT ?')
    .all(cursorOf(connection, name), options.limit) as { seq: number; status: string; created_at: number }[];
  // One that is still to be sent, or may be sent again, stops the others behind it: the next time begins there.
  const until = rows.findIndex(
    (row) => row.created_at >= options.before || !['delivered', 'replaced', 'discarded'].includes(row.status),
  );
  const old = until === -1 ? rows : rows.slice(0, until);
  for (const { seq } of old) {
    connection.prepare("UPDATE deliveries SET body = x'' WHERE seq = ?").run(seq);
    connection
      .prepare('DELETE FROM delivery_attempts WHERE delivery_id = (SELECT id FROM deliveries WHERE seq = ?)')
      .run(seq);
  }
  const last = old.at(-1);
  if (last !== undefined) moveCursor(connection, name, last.seq);
  return old.length;
}

/** Removes history from before `before`, all but the last word on each document. Returns how many rows were looked at. */
export function removeHistory(connection: Connection, options: { before: number; limit: number }): number {
  const name = 'retention:history';
  const rows = connection
    .prepare('SELECT seq, document_id FROM history WHERE seq > ? AND at < ? ORDER BY seq LIMIT ?')
    .all(cursorOf(connection, name), options.before, options.limit) as { seq: number; document_id: number }[];
  for (const { seq, document_id: document } of rows)
    connection
      .prepare(
        'DELETE FROM history WHERE seq = ? AND EXISTS (SELECT 1 FROM history h WHERE h.document_id = ? AND h.seq > ?)',
      )
      .run(seq, document, seq);
  const last = rows.at(-1);
  if (last !== undefined) moveCursor(connection, name, last.seq);
  return rows.length;
}

/** Removes exceptions that were closed before `before`, with what people wrote about them. Returns how many. */
export function removeExceptions(connection: Connection, options: { before: number; limit: number }): number {
  const rows = connection
    .prepare(
      `SELECT seq, id FROM exceptions INDEXED BY exceptions_closed
       WHERE closed_at < ? AND status <> 'open' ORDER BY closed_at LIMIT ?`,
    )
    .all(options.before, options.limit) as { seq: number; id: string }[];
  for (const { seq, id } of rows) {
    connection.prepare('DELETE FROM exception_notes WHERE exception_id = ?').run(id);
    connection.prepare('DELETE FROM exceptions WHERE seq = ?').run(seq);
  }
  return rows.length;
}
