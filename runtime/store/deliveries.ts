// Deliveries: the outbox. Written in the transaction of what caused them, sent until the destination took them or the attempts are used up.
import { createHash } from 'node:crypto';
import { extended } from '../engine/extended.ts';
import type { Connection } from './database.ts';
import { newId } from './ids.ts';
import { open, openedAtUse, type Place, SEAL_BYTES, seal } from './sealing.ts';

export interface NewDelivery {
  readonly destination: string;
  readonly mapping: string;
  readonly documentId?: number;
  readonly documentType?: string;
  readonly documentKey?: string;
  readonly receiptId?: string;
  /** Two deliveries with the same key to the same destination are one. */
  readonly onceKey: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** Hash of what the content means, when the bytes alone (control numbers, times) would differ each time. */
  readonly contentHash?: string;
  readonly fileName?: string;
  /** `syntax:us:partner:number` of an EDI interchange. */
  readonly control?: string;
}

export interface DeliveryRow {
  readonly seq: number;
  readonly id: string;
  readonly destination: string;
  readonly mapping: string;
  readonly document_id: number | null;
  readonly document_type: string | null;
  readonly document_key: string | null;
  readonly receipt_id: string | null;
  /** Opened at use. */
  readonly body: Buffer;
  readonly sizeBytes: number;
  readonly content_type: string;
  readonly file_name: string | null;
  readonly control: string | null;
  readonly status: 'pending' | 'delivered' | 'dead' | 'refused' | 'replaced' | 'discarded';
  readonly attempts: number;
  readonly next_at: number;
  readonly answered: string | null;
  readonly last_error: string | null;
  readonly created_at: number;
  readonly delivered_at: number | null;
}

const bodyPlace = (id: string): Place => ({ kind: 'payload', column: 'deliveries.body', row: id });

function opened(connection: Connection, row: DeliveryRow): DeliveryRow {
  const { id, body } = row;
  return openedAtUse(extended(row, { sizeBytes: Math.max(0, body.length - SEAL_BYTES) }), {
    body: () => open(connection, body, bodyPlace(id)),
  });
}

const openedOrNone = (connection: Connection, row: unknown): DeliveryRow | undefined =>
  row === undefined ? undefined : opened(connection, row as DeliveryRow);

/** When the last delivery of the same kind and document that is still to be sent falls due: a later one waits for it. */
function dueBefore(connection: Connection, delivery: NewDelivery): number | undefined {
  if (delivery.documentId === undefined) return undefined;
  const row = connection
    .prepare(
      `SELECT next_at FROM deliveries INDEXED BY deliveries_document
       WHERE document_id = ? AND destination = ? AND mapping = ? AND status = 'pending' ORDER BY seq DESC LIMIT 1`,
    )
    .get(delivery.documentId, delivery.destination, delivery.mapping) as { next_at: number } | undefined;
  return row?.next_at;
}

/** Queues a delivery. Returns its id, or undefined when it is already there. */
export function insertDelivery(connection: Connection, delivery: NewDelivery, now: number): string | undefined {
  const id = newId('dlv', now);
  const { changes } = connection
    .prepare(
      `INSERT INTO deliveries (id, destination, mapping, document_id, document_type, document_key, receipt_id, once_key, body, content_type,
         content_hash, file_name, control, status, next_at, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?) ON CONFLICT (destination, mapping, once_key) DO NOTHING`,
    )
    .run(
      id,
      delivery.destination,
      delivery.mapping,
      delivery.documentId ?? null,
      delivery.documentType ?? null,
      delivery.documentKey ?? null,
      delivery.receiptId ?? null,
      delivery.onceKey,
      seal(connection, delivery.body, bodyPlace(id), now),
      delivery.contentType,
      delivery.contentHash ?? createHash('sha256').update(delivery.body).digest('hex'),
      delivery.fileName ?? null,
      delivery.control ?? null,
      Math.max(now, dueBefore(connection, delivery) ?? now),
      now,
    );
  return changes === 1 ? id : undefined;
}

/** The delivery of a document that was last queued for a destination; one that a person replaced does not count. */
export function lastDelivery(
  connection: Connection,
  of: { documentId: number; destination: string; mapping: string },
): { status: DeliveryRow['status']; content_hash: string } | undefined {
  return connection
    .prepare(
      `SELECT status, content_hash FROM deliveries
       WHERE document_id = ? AND destination = ? AND mapping = ? AND status <> 'replaced' ORDER BY seq DESC LIMIT 1`,
    )
    .get(of.documentId, of.destination, of.mapping) as
    | { status: DeliveryRow['status']; content_hash: string }
    | undefined;
}

/** How many deliveries of a document were queued for a destination. */
export function deliveryCount(
  connection: Connection,
  of: { documentId: number; destination: string; mapping: string },
): number {
  const row = connection
    .prepare(
      `SELECT once_key FROM deliveries WHERE document_id = ? AND destination = ? AND mapping = ? ORDER BY seq DESC LIMIT 1`,
    )
    .get(of.documentId, of.destination, of.mapping) as { once_key: string } | undefined;
  return row === undefined ? 0 : Number(row.once_key.split(':')[1] ?? 1);
}

/** Deliveries that `d` has to wait for, by what a destination wants in order. */
const EARLIER = {
  document: `SELECT 1 FROM deliveries e INDEXED BY deliveries_document WHERE e.document_id = d.document_id
     AND e.destination = d.destination AND e.mapping = d.mapping AND e.seq < d.seq AND e.status = 'pending'`,
  key: `SELECT 1 FROM deliveries e INDEXED BY deliveries_key WHERE e.destination = d.destination
     AND e.document_key = d.document_key AND e.seq < d.seq AND e.status = 'pending'`,
  destination: `SELECT 1 FROM deliveries e INDEXED BY deliveries_key WHERE e.destination = d.destination
     AND e.seq < d.seq AND e.status = 'pending'`,
} as const;

/**
 * The delivery of one destination to be sent next, or undefined when none is due.
 *
 * A document's deliveries of one kind go out in their order: while an earlier one waits for its retry, a later one would
 * be overwritten by it. A destination may ask for the same of all deliveries of a business key, or of all there are.
 *
 * @param options.except  ids under way
 */
export function nextDelivery(
  connection: Connection,
  options: { destination: string; now: number; except: readonly string[]; order?: keyof typeof EARLIER },
): DeliveryRow | undefined {
  const { destination, now, except, order = 'document' } = options;
  const row = connection
    .prepare(
      `SELECT * FROM deliveries d
       WHERE status = 'pending' AND destination = ? AND next_at <= ? AND id NOT IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (${EARLIER[order]})
       ORDER BY next_at, seq LIMIT 1`,
    )
    .get(destination, now, JSON.stringify(except));
  return openedOrNone(connection, row);
}

/** When the next delivery of a destination falls due behind `now`, epoch milliseconds. */
export function nextDue(connection: Connection, destination: string, now: number): number | undefined {
  const row = connection
    .prepare("SELECT min(next_at) AS at FROM deliveries WHERE status = 'pending' AND destination = ? AND next_at > ?")
    .get(destination, now) as { at: number | null };
  return row.at ?? undefined;
}

/** Ends a delivery as taken. False when the partner's answer has ended it already. */
export function markDelivered(connection: Connection, id: string, now: number): boolean {
  const { changes } = connection
    .prepare(
      `UPDATE deliveries SET status = 'delivered', attempts = attempts + 1, delivered_at = ?, last_error = NULL
       WHERE id = ? AND status = 'pending'`,
    )
    .run(now, id);
  return changes === 1;
}

/** Puts an attempt off, and with it those of the same document that go to the destination behind it. */
export function markRetry(connection: Connection, id: string, retry: { at: number; error: string }): void {
  connection
    .prepare(
      "UPDATE deliveries SET attempts = attempts + 1, next_at = ?, last_error = ? WHERE id = ? AND status = 'pending'",
    )
    .run(retry.at, retry.error, id);
  connection
    .prepare(
      `UPDATE deliveries SET next_at = @at WHERE status = 'pending' AND next_at < @at AND seq IN (
         SELECT later.seq FROM deliveries d JOIN deliveries later ON later.document_id = d.document_id
           AND later.destination = d.destination AND later.mapping = d.mapping AND later.seq > d.seq
         WHERE d.id = @id)`,
    )
    .run({ at: retry.at, id });
}

/** Ends a delivery as not taken. False when the partner's answer has ended it already. */
export function markDead(connection: Connection, id: string, error: string): boolean {
  const { changes } = connection
    .prepare(
      "UPDATE deliveries SET status = 'dead', attempts = attempts + 1, last_error = ? WHERE id = ? AND status = 'pending'",
    )
    .run(error, id);
  return changes === 1;
}

/**
 * Takes a dead delivery up again, with its attempts counted from zero.
 *
 * @returns `overtaken` when a later delivery of the same kind is there: sending the old one would set the destination back,
 *   so the later one has replaced it
 */
export function redrive(connection: Connection, id: string, now: number): 'queued' | 'overtaken' | 'not dead' {
  const later = connection
    .prepare(
      `SELECT 1 FROM deliveries d JOIN deliveries later ON later.document_id = d.document_id
         AND later.destination = d.destination AND later.mapping = d.mapping AND later.seq > d.seq
       WHERE d.id = ? AND later.status <> 'replaced' LIMIT 1`,
    )
    .get(id);
  if (later !== undefined) {
    connection.prepare("UPDATE deliveries SET status = 'replaced' WHERE id = ? AND status = 'dead'").run(id);
    return 'overtaken';
  }
  const { changes } = connection
    .prepare("UPDATE deliveries SET status = 'pending', attempts = 0, next_at = ? WHERE id = ? AND status = 'dead'")
    .run(now, id);
  return changes === 1 ? 'queued' : 'not dead';
}

/** Ends a delivery that was given up or refused: it is not sent again, and counts as nobody's trouble. */
export function discardDelivery(connection: Connection, id: string): void {
  connection
    .prepare("UPDATE deliveries SET status = 'discarded' WHERE id = ? AND status IN ('dead', 'refused')")
    .run(id);
}

/** Says that a refused delivery no longer stands for its document, so that the next judgement makes it anew. */
export function replaceDelivery(connection: Connection, id: string): void {
  connection.prepare("UPDATE deliveries SET status = 'replaced' WHERE id = ? AND status = 'refused'").run(id);
}

export function findDelivery(connection: Connection, id: string): DeliveryRow | undefined {
  return openedOrNone(connection, connection.prepare('SELECT * FROM deliveries WHERE id = ?').get(id));
}

export function deliveriesOf(
  connection: Connection,
  filter: {
    documentId?: number;
    receiptId?: string;
    status?: string;
    destination?: string;
    before?: number;
    limit: number;
  },
): DeliveryRow[] {
  const conditions: [string, unknown][] = [
    ['document_id = ?', filter.documentId],
    ['receipt_id = ?', filter.receiptId],
    ['status = ?', filter.status],
    ['destination = ?', filter.destination],
    ['seq < ?', filter.before],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  const where = used.length === 0 ? '' : `WHERE ${used.map(([text]) => text).join(' AND ')}`;
  const rows = connection
    .prepare(`SELECT * FROM deliveries ${where} ORDER BY seq DESC LIMIT ?`)
    .all(...used.map(([, value]) => value), filter.limit) as DeliveryRow[];
  return rows.map((row) => opened(connection, row));
}

/**
 * Records a partner's technical answer on the delivery it is about. Returns that delivery as it was, or undefined when
 * there is none.
 *
 * A receipt of the interchange alone (`TA1`) says less than an answer to its content: it never replaces one.
 */
export function recordAnswer(
  connection: Connection,
  control: string,
  answer: { readonly said: string; readonly refused: boolean; readonly envelopeOnly: boolean },
): DeliveryRow | undefined {
  const row = openedOrNone(
    connection,
    connection.prepare('SELECT * FROM deliveries WHERE control = ? ORDER BY seq DESC LIMIT 1').get(control),
  );
  if (row === undefined || (answer.envelopeOnly && !answer.refused && row.answered !== null)) return row;
  connection
    .prepare('UPDATE deliveries SET answered = ?, status = ? WHERE id = ?')
    .run(answer.said, answer.refused && ['pending', 'delivered'].includes(row.status) ? 'refused' : row.status, row.id);
  return row;
}
