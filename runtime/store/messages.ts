// Messages: one row for each business document that came, from decoding to its settlement.
import type { ErrorJson, Finding } from '../engine/errors.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import { countActivity, countLatency } from './activity.ts';
import type { Connection } from './database.ts';
import { newId, timeOfId } from './ids.ts';
import { open, openedAtUse, openText, type Place, seal, sealText } from './sealing.ts';

export const MESSAGE_STATUSES = ['accepted', 'processed', 'held', 'duplicate', 'discarded'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export interface MessageRow {
  readonly seq: number;
  readonly id: string;
  readonly receipt_id: string;
  readonly position: number;
  readonly source: string;
  readonly mapping: string;
  readonly status: MessageStatus;
  readonly document_type: string | null;
  readonly document_key: string | null;
  readonly evaluated: string;
  readonly result: string | null;
  readonly versions: string;
  readonly attempts: number;
  readonly edited: Buffer | null;
  readonly edited_by: string | null;
  readonly created_at: number;
  readonly settled_at: number | null;
  readonly code: string | null;
}

/** What became of one document of a message. */
export interface DocumentOutcome {
  readonly type: string;
  readonly key: string;
  readonly outcome: 'applied' | 'unchanged' | 'superseded' | 'conflict' | 'held' | 'failed';
  readonly decisions: readonly unknown[];
  readonly superseded?: readonly unknown[];
  readonly conflicts?: readonly unknown[];
  readonly error?: ErrorJson;
}

export interface MessageResultRecord {
  readonly outcomes: readonly DocumentOutcome[];
  readonly findings: readonly Finding[];
  readonly settleMs: number;
}

/** A message as its way goes on: what it is, without what was made of it. */
export type MessageHead = Pick<MessageRow, 'id' | 'status' | 'attempts' | 'created_at'>;

/** A message is known by its receipt and its position in it, before and after it has an id. */
const placeOf = (column: 'evaluated' | 'result' | 'edited', row: { receipt: string; position: number }): Place => ({
  kind: 'payload',
  column: `messages.${column}`,
  row: `${row.receipt}:${row.position}`,
});

/** Stands for a result that is the second line of what `evaluated` holds: both were written, and sealed, at once. */
const WITH_EVALUATED = '+';

function opened(connection: Connection, row: MessageRow): MessageRow {
  const { evaluated, result, edited } = row;
  const place = (column: 'evaluated' | 'result' | 'edited') =>
    placeOf(column, { receipt: row.receipt_id, position: row.position });
  let lines: readonly string[] | undefined;
  // JSON has no line breaks of its own.
  const line = (index: number): string | undefined => {
    lines ??= openText(connection, evaluated, place('evaluated')).split('\n');
    return lines[index];
  };
  const resultText = (text: string): string | null =>
    text === WITH_EVALUATED ? (line(1) ?? null) : openText(connection, text, place('result'));
  return openedAtUse(row, {
    evaluated: () => line(0) as string,
    result: () => (result === null ? null : resultText(result)),
    edited: () => (edited === null ? null : open(connection, edited, place('edited'))),
  });
}

/**
 * Stores a decoded message, or takes up the row that an earlier, interrupted try left.
 *
 * @param message.receipt  its receipt; the message counts for the receipt's day, however late it is decoded
 */
export function insertMessage(
  connection: Connection,
  message: {
    readonly evaluated: EvaluatedMessage;
    readonly receipt: { readonly id: string; readonly source: string; readonly day: string };
    readonly versions: unknown;
    readonly keys: { type: string | null; key: string | null };
  },
  now: number,
): MessageHead {
  const { evaluated, receipt, versions, keys } = message;
  connection
    .prepare(
      `INSERT INTO messages (id, receipt_id, position, source, mapping, status, document_type, document_key, evaluated, versions, created_at, day)
       VALUES (?, ?, ?, ?, ?, 'accepted', ?, ?, ?, ?, ?, ?)
       ON CONFLICT (receipt_id, position) DO UPDATE SET
         mapping = excluded.mapping, evaluated = excluded.evaluated, versions = excluded.versions,
         document_type = excluded.document_type, document_key = excluded.document_key
       WHERE status = 'accepted'`,
    )
    .run(
      newId('msg', now),
      receipt.id,
      evaluated.index,
      receipt.source,
      evaluated.mapping,
      keys.type,
      keys.key,
      sealText(
        connection,
        JSON.stringify(evaluated),
        placeOf('evaluated', { receipt: receipt.id, position: evaluated.index }),
        now,
      ),
      JSON.stringify(versions),
      now,
      receipt.day,
    );
  return connection
    .prepare('SELECT id, status, attempts, created_at FROM messages WHERE receipt_id = ? AND position = ?')
    .get(receipt.id, evaluated.index) as MessageHead;
}

/** What the row of a message is made of. */
export interface ArrivedMessage {
  readonly id: string;
  readonly evaluated: Pick<EvaluatedMessage, 'index' | 'mapping'>;
  /** JSON of what was evaluated. */
  readonly text: string;
  readonly receipt: { readonly id: string; readonly source: string; readonly day: string };
  readonly versions: unknown;
  readonly keys: { readonly type: string | null; readonly key: string | null };
  /** When it was evaluated, epoch milliseconds. */
  readonly createdAt: number;
}

/** How the way of a message ended. */
export interface MessageEnd {
  readonly status: MessageStatus;
  readonly result: MessageResultRecord;
}

/** Stores a message that no row is there for yet: as accepted, or as what became of it already, which saves writing it twice. */
export function insertArrived(connection: Connection, message: ArrivedMessage, now: number, end?: MessageEnd): void {
  const { id, evaluated, text, receipt, versions, keys, createdAt } = message;
  const place = { receipt: receipt.id, position: evaluated.index };
  const lines = [text, ...(end === undefined ? [] : [JSON.stringify(end.result)])];
  if (end !== undefined) countEnd(connection, { source: receipt.source, attempts: 0, ...place }, end.status, now);
  connection
    .prepare(
      `INSERT INTO messages (id, receipt_id, position, source, mapping, status, document_type, document_key, evaluated, result, versions,
         attempts, created_at, settled_at, day)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      receipt.id,
      evaluated.index,
      receipt.source,
      evaluated.mapping,
      end?.status ?? 'accepted',
      keys.type,
      keys.key,
      sealText(connection, lines.join('\n'), placeOf('evaluated', place), now),
      end === undefined ? null : WITH_EVALUATED,
      JSON.stringify(versions),
      end === undefined ? 0 : 1,
      createdAt,
      end === undefined ? null : now,
      receipt.day,
    );
}

/** Whether a receipt has a message at a position already: an earlier, interrupted try may have left it. */
export function hasMessageAt(connection: Connection, receiptId: string, position: number): boolean {
  return (
    connection.prepare('SELECT 1 FROM messages WHERE receipt_id = ? AND position = ?').get(receiptId, position) !==
    undefined
  );
}

/** Takes a held message up again. False when somebody else did so first, or it is not held any more. */
export function takeUpHeld(connection: Connection, id: string): boolean {
  return (
    connection.prepare("UPDATE messages SET status = 'accepted' WHERE id = ? AND status = 'held'").run(id).changes === 1
  );
}

function countEnd(
  connection: Connection,
  message: { readonly receipt: string; readonly source: string; readonly attempts: number },
  status: MessageStatus,
  now: number,
): void {
  countActivity(connection, { kind: 'settled', name: `${message.source} ${status}` }, now);
  // A replay took as long as a person did.
  if (message.attempts === 0) countLatency(connection, now - timeOfId(message.receipt), now);
}

/** Ends a message's way. */
export function settleMessage(connection: Connection, id: string, outcome: MessageEnd, now: number): void {
  const place = connection
    .prepare('SELECT receipt_id AS receipt, position, source, attempts FROM messages WHERE id = ?')
    .get(id) as { receipt: string; position: number; source: string; attempts: number } | undefined;
  if (place === undefined) return;
  countEnd(connection, place, outcome.status, now);
  const result = sealText(connection, JSON.stringify(outcome.result), placeOf('result', place), now);
  connection
    .prepare(
      `UPDATE messages SET status = @status, result = @result, settled_at = @now, attempts = attempts + 1,
         code = iif(@status = 'held', code, NULL) WHERE id = @id`,
    )
    .run({ status: outcome.status, result, now, id });
}

/** Replaces the bytes that a held message is made from. False when it is not held any more. */
export function editHeld(
  connection: Connection,
  id: string,
  edit: { payload: Uint8Array; by: string },
  now: number,
): boolean {
  const place = connection
    .prepare("SELECT receipt_id AS receipt, position FROM messages WHERE id = ? AND status = 'held'")
    .get(id) as { receipt: string; position: number } | undefined;
  if (place === undefined) return false;
  connection
    .prepare('UPDATE messages SET edited = ?, edited_by = ? WHERE id = ?')
    .run(seal(connection, edit.payload, placeOf('edited', place), now), edit.by, id);
  return true;
}

/** A message without what was made of it. */
export function messageHead(connection: Connection, id: string): MessageHead | undefined {
  return connection.prepare('SELECT id, status, attempts, created_at FROM messages WHERE id = ?').get(id) as
    | MessageHead
    | undefined;
}

export function findMessage(connection: Connection, id: string): MessageRow | undefined {
  const row = connection.prepare('SELECT * FROM messages WHERE id = ?').get(id) as MessageRow | undefined;
  return row === undefined ? undefined : opened(connection, row);
}

/** A message whose way has ended, without anything it holds. */
export type SettledMessage = Pick<MessageRow, 'id' | 'receipt_id' | 'source' | 'mapping' | 'created_at'> & {
  readonly status: string;
};

export function settledOfReceipt(connection: Connection, receiptId: string): SettledMessage[] {
  return connection
    .prepare(
      `SELECT id, receipt_id, status, source, mapping, created_at FROM messages
       WHERE receipt_id = ? AND status <> 'accepted' ORDER BY position`,
    )
    .all(receiptId) as SettledMessage[];
}

export function messagesOfReceipt(connection: Connection, receiptId: string): MessageRow[] {
  const rows = connection
    .prepare('SELECT * FROM messages WHERE receipt_id = ? ORDER BY position')
    .all(receiptId) as MessageRow[];
  return rows.map((row) => opened(connection, row));
}

/**
 * A page of messages that were decoded but not settled when the last process ended, oldest first, behind `after`. Those
 * of receipts that are not decoded to their end are not among them: they are evaluated again with the rest.
 */
export function unsettledMessages(connection: Connection, options: { after: number; limit: number }): MessageRow[] {
  const rows = connection
    .prepare(
      `SELECT * FROM messages WHERE status = 'accepted' AND seq > ?
         AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.id = messages.receipt_id AND r.status = 'pending') ORDER BY seq LIMIT ?`,
    )
    .all(options.after, options.limit) as MessageRow[];
  return rows.map((row) => opened(connection, row));
}

/** A page of whole messages, newest first, below `before`. For lists see ./message-list.ts, which opens nothing. */
export function pageOfMessages(connection: Connection, page: { before?: number; limit: number }): MessageRow[] {
  const { before = Number.MAX_SAFE_INTEGER, limit } = page;
  const rows = connection
    .prepare('SELECT * FROM messages WHERE seq < ? ORDER BY seq DESC LIMIT ?')
    .all(before, limit) as MessageRow[];
  return rows.map((row) => opened(connection, row));
}
