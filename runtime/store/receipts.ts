// Receipts: the bytes of every intake, and the repeats of each.
import { createHash } from 'node:crypto';
import type { Finding } from '../engine/errors.ts';
import { CrossdockError } from '../engine/errors.ts';
import { countActivity } from './activity.ts';
import type { Connection } from './database.ts';
import { dayOf, newId } from './ids.ts';
import { erasedMark, open, openedAtUse, type Place, SEAL_BYTES, seal } from './sealing.ts';
import { countUp } from './tally.ts';

export interface NewReceipt {
  readonly source: string;
  readonly mapping?: string;
  readonly topic?: string;
  readonly contentType?: string;
  /** Repeats are known by this; without one every intake is a new receipt. */
  readonly dedupeKey?: string;
  readonly body: Uint8Array;
}

export interface Receipt {
  readonly seq: number;
  readonly id: string;
  readonly source: string;
  readonly mapping: string | null;
  readonly topic: string | null;
  readonly content_type: string | null;
  readonly body: Buffer;
  readonly body_hash: string;
  readonly received_at: number;
  /** UTC day of receipt. */
  readonly day: string;
  readonly status: 'pending' | 'decoded';
  readonly message_count: number | null;
  readonly findings: string | null;
}

const bodyPlace = (id: string): Place => ({ kind: 'payload', column: 'receipts.body', row: id });

/**
 * Stores a receipt, or counts a repeat of one.
 *
 * @returns the id of the receipt, the first one's for a repeat; the receipt itself when it is new
 * @throws CrossdockError `request.conflict` when the key is known with another body
 */
export function insertReceipt(
  connection: Connection,
  receipt: NewReceipt,
  now: number,
): { id: string; duplicate: boolean; stored?: Receipt } {
  const hash = createHash('sha256').update(receipt.body).digest('hex');
  const day = dayOf(now);
  const count = () => {
    countActivity(connection, { kind: 'received', name: receipt.source }, now);
    countUp(connection, `intakes ${day} ${receipt.source}`, (count) =>
      connection
        .prepare(
          `INSERT INTO intakes (source, day, received, last_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (source, day) DO UPDATE SET received = received + excluded.received, last_at = excluded.last_at`,
        )
        .run(receipt.source, day, count, now),
    );
  };
  if (receipt.dedupeKey !== undefined) {
    const first = connection
      .prepare('SELECT id, body_hash FROM receipts WHERE source = ? AND dedupe_key = ?')
      .get(receipt.source, receipt.dedupeKey) as { id: string; body_hash: string } | undefined;
    if (first !== undefined) {
      if (first.body_hash !== hash) {
        throw new CrossdockError(
          'request.conflict',
          `the idempotency key was used before for another body, by receipt ${first.id}`,
          {
            help: 'Send a new key with a new body.',
          },
        );
      }
      connection
        .prepare('INSERT INTO duplicates (receipt_id, source, received_at, day) VALUES (?, ?, ?, ?)')
        .run(first.id, receipt.source, now, day);
      count();
      return { id: first.id, duplicate: true };
    }
  }
  const id = newId('rcp', now);
  const { source, mapping = null, topic = null, contentType = null, dedupeKey = null, body } = receipt;
  const { lastInsertRowid } = connection
    .prepare(
      `INSERT INTO receipts (id, source, mapping, topic, content_type, dedupe_key, body, body_hash, received_at, day, status)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`,
    )
    .run(
      id,
      source,
      mapping,
      topic,
      contentType,
      dedupeKey,
      seal(connection, body, bodyPlace(id), now),
      hash,
      now,
      day,
    );
  count();
  const stored: Receipt = {
    seq: Number(lastInsertRowid),
    id,
    source,
    mapping,
    topic,
    content_type: contentType,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    body_hash: hash,
    received_at: now,
    day,
    status: 'pending',
    message_count: null,
    findings: null,
  };
  return { id, duplicate: false, stored };
}

/** One receipt with its bytes, or undefined. @throws CrossdockError `data.erased` when the bytes are read and were erased */
export function findReceipt(connection: Connection, id: string): Receipt | undefined {
  const row = connection.prepare('SELECT * FROM receipts WHERE id = ?').get(id) as Receipt | undefined;
  if (row === undefined) return undefined;
  const { body } = row;
  return openedAtUse(row, { body: () => open(connection, body, bodyPlace(id)) });
}

/**
 * Puts what an erasure left of a receipt's bytes in their place; without `body` all of them are gone. Such a receipt is not
 * run again for comparisons: it is not what came.
 */
export function rewriteReceipt(connection: Connection, id: string, body: Uint8Array | undefined, now: number): void {
  const { received_at: receivedAt } = connection.prepare('SELECT received_at FROM receipts WHERE id = ?').get(id) as {
    received_at: number;
  };
  // Under the key of its day, with which it goes in its time.
  const left = body === undefined ? erasedMark(now) : seal(connection, body, bodyPlace(id), receivedAt);
  connection.prepare('UPDATE receipts SET body = ?, erased_at = ? WHERE id = ?').run(left, now, id);
}

export interface PendingReceipt {
  readonly seq: number;
  readonly id: string;
  readonly sizeBytes: number;
}

/** The oldest receipts behind `after` that are not decoded yet, without their bytes. */
export function pendingReceipts(connection: Connection, after: number, limit: number): PendingReceipt[] {
  return connection
    .prepare(
      `SELECT seq, id, length(body) - ${SEAL_BYTES} AS sizeBytes FROM receipts INDEXED BY receipts_pending
       WHERE status = 'pending' AND seq > ? ORDER BY seq LIMIT ?`,
    )
    .all(after, limit) as PendingReceipt[];
}

/** Whether every message of a receipt has ended. */
export function isReceiptSettled(connection: Connection, id: string): boolean {
  const row = connection
    .prepare(
      `SELECT status = 'decoded' AND NOT EXISTS (
         SELECT 1 FROM messages m WHERE m.receipt_id = r.id AND m.status = 'accepted') AS settled
       FROM receipts r WHERE id = ?`,
    )
    .get(id) as { settled: number } | undefined;
  return row?.settled === 1;
}

/** Takes a receipt up again, because it may now decode into other messages. */
export function reopenReceipt(connection: Connection, id: string): void {
  connection.prepare("UPDATE receipts SET status = 'pending', message_count = NULL WHERE id = ?").run(id);
}

/** Marks a receipt as decoded into `messages` messages. */
export function receiptDecoded(
  connection: Connection,
  receipt: Pick<Receipt, 'seq'>,
  outcome: { messages: number; findings: readonly Finding[]; workspaceVersion: string },
): void {
  connection
    .prepare(
      "UPDATE receipts SET status = 'decoded', message_count = ?, findings = ?, workspace_version = ? WHERE seq = ?",
    )
    .run(outcome.messages, JSON.stringify(outcome.findings), outcome.workspaceVersion, receipt.seq);
}

/** How often a receipt was repeated. */
export function duplicateCount(connection: Connection, id: string): number {
  return (connection.prepare('SELECT count(*) AS n FROM duplicates WHERE receipt_id = ?').get(id) as { n: number }).n;
}

/** The bytes of a receipt that was read by itself; undefined when they were erased. */
export function openReceiptBody(connection: Connection, row: { id: string; body: Buffer }): Buffer | undefined {
  try {
    return open(connection, row.body, bodyPlace(row.id));
  } catch (thrown) {
    if ((thrown as CrossdockError).code === 'data.erased') return undefined;
    throw thrown;
  }
}
