// Deliveries: the outbox. Written in the transaction of what caused them, sent until the destination took them or the attempts are used up.
import { createHash } from 'node:crypto';
import type { Connection } from './database.ts';
import { newId } from './ids.ts';

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
  /** `partner:number` of an EDI interchange. */
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
  readonly body: Buffer;
  readonly content_type: string;
  readonly file_name: string | null;
  readonly status: 'pending' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly next_at: number;
  readonly answered: string | null;
  readonly last_error: string | null;
  readonly created_at: number;
  readonly delivered_at: number | null;
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
      delivery.body,
      delivery.contentType,
      delivery.contentHash ?? createHash('sha256').update(delivery.body).digest('hex'),
      delivery.fileName ?? null,
      delivery.control ?? null,
      now,
      now,
    );
  return changes === 1 ? id : undefined;
}

/** Once keys that a document has used at its destinations, as `destination mapping key`, and the content last sent. */
export function deliveredKeys(
  connection: Connection,
  documentId: number,
): { destination: string; mapping: string; once_key: string; content_hash: string }[] {
  return connection
    .prepare('SELECT destination, mapping, once_key, content_hash FROM deliveries WHERE document_id = ? ORDER BY seq')
    .all(documentId) as { destination: string; mapping: string; once_key: string; content_hash: string }[];
}

/** Due deliveries of one destination, oldest first. */
export function dueDeliveries(
  connection: Connection,
  options: { destination: string; now: number; limit: number },
): DeliveryRow[] {
  return connection
    .prepare(
      "SELECT * FROM deliveries WHERE status = 'pending' AND destination = ? AND next_at <= ? ORDER BY next_at, seq LIMIT ?",
    )
    .all(options.destination, options.now, options.limit) as DeliveryRow[];
}

/** When the next delivery of a destination falls due, epoch milliseconds. */
export function nextDue(connection: Connection, destination: string): number | undefined {
  const row = connection
    .prepare("SELECT min(next_at) AS at FROM deliveries WHERE status = 'pending' AND destination = ?")
    .get(destination) as { at: number | null };
  return row.at ?? undefined;
}

export function markDelivered(connection: Connection, id: string, now: number): void {
  connection
    .prepare(
      "UPDATE deliveries SET status = 'delivered', attempts = attempts + 1, delivered_at = ?, last_error = NULL WHERE id = ?",
    )
    .run(now, id);
}

export function markRetry(connection: Connection, id: string, retry: { at: number; error: string }): void {
  connection
    .prepare('UPDATE deliveries SET attempts = attempts + 1, next_at = ?, last_error = ? WHERE id = ?')
    .run(retry.at, retry.error, id);
}

export function markDead(connection: Connection, id: string, error: string): void {
  connection
    .prepare("UPDATE deliveries SET status = 'dead', attempts = attempts + 1, last_error = ? WHERE id = ?")
    .run(error, id);
}

/** Takes a dead delivery up again, with its attempts counted from zero. */
export function redrive(connection: Connection, id: string, now: number): boolean {
  return (
    connection
      .prepare("UPDATE deliveries SET status = 'pending', attempts = 0, next_at = ? WHERE id = ? AND status = 'dead'")
      .run(now, id).changes === 1
  );
}

export function findDelivery(connection: Connection, id: string): DeliveryRow | undefined {
  return connection.prepare('SELECT * FROM deliveries WHERE id = ?').get(id) as DeliveryRow | undefined;
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
  return connection
    .prepare(`SELECT * FROM deliveries ${where} ORDER BY seq DESC LIMIT ?`)
    .all(...used.map(([, value]) => value), filter.limit) as DeliveryRow[];
}

/** Records a partner's technical answer on the delivery it is about. Returns that delivery, or undefined when there is none. */
export function recordAnswer(connection: Connection, control: string, answer: string): DeliveryRow | undefined {
  return connection
    .prepare(
      'UPDATE deliveries SET answered = ? WHERE seq = (SELECT max(seq) FROM deliveries WHERE control = ?) RETURNING *',
    )
    .get(answer, control) as DeliveryRow | undefined;
}
