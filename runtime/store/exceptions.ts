// Exceptions: why a message, a document at a gate, or a delivery cannot go on, and who has to act.
import type { Category } from '../engine/errors.ts';
import type { Connection } from './database.ts';
import { newId } from './ids.ts';

export interface NewException {
  readonly subject: 'message' | 'gate' | 'delivery';
  readonly messageId?: string;
  readonly receiptId?: string;
  readonly documentId?: number;
  readonly documentType?: string;
  readonly documentKey?: string;
  readonly deliveryId?: string;
  readonly gate?: string;
  readonly code: string;
  readonly category: Category;
  readonly owner: string;
  readonly severity: 'block' | 'warn';
  /** What one correction would release together: code and table row, rule and field … */
  readonly cause: string;
  readonly path?: string;
  readonly message: string;
  readonly help?: string;
  readonly detail?: unknown;
}

export interface ExceptionRow {
  readonly seq: number;
  readonly id: string;
  readonly subject: 'message' | 'gate' | 'delivery';
  readonly message_id: string | null;
  readonly receipt_id: string | null;
  readonly document_id: number | null;
  readonly document_type: string | null;
  readonly document_key: string | null;
  readonly delivery_id: string | null;
  readonly gate: string | null;
  readonly code: string;
  readonly category: string;
  readonly owner: string;
  readonly severity: string;
  readonly cause: string;
  readonly path: string | null;
  readonly message: string;
  readonly help: string | null;
  readonly detail: string;
  readonly status: 'open' | 'resolved' | 'discarded';
  readonly created_at: number;
  readonly closed_at: number | null;
  readonly closed_by: string | null;
  readonly reason: string | null;
}

export function insertException(connection: Connection, exception: NewException, now: number): string {
  const id = newId('exc', now);
  connection
    .prepare(
      `INSERT INTO exceptions (id, subject, message_id, receipt_id, document_id, document_type, document_key, delivery_id, gate,
         code, category, owner, severity, cause, path, message, help, detail, status, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)`,
    )
    .run(
      id,
      exception.subject,
      exception.messageId ?? null,
      exception.receiptId ?? null,
      exception.documentId ?? null,
      exception.documentType ?? null,
      exception.documentKey ?? null,
      exception.deliveryId ?? null,
      exception.gate ?? null,
      exception.code,
      exception.category,
      exception.owner,
      exception.severity,
      exception.cause,
      exception.path ?? null,
      exception.message,
      exception.help ?? null,
      JSON.stringify(exception.detail ?? {}),
      now,
    );
  return id;
}

type Closing = { readonly status: 'resolved' | 'discarded'; readonly by: string; readonly reason?: string };

function close(
  connection: Connection,
  where: string,
  params: readonly unknown[],
  closing: Closing & { now: number },
): number {
  return connection
    .prepare(
      `UPDATE exceptions SET status = ?, closed_at = ?, closed_by = ?, reason = ? WHERE status = 'open' AND ${where}`,
    )
    .run(closing.status, closing.now, closing.by, closing.reason ?? null, ...params).changes;
}

/** Closes the open exceptions of a message. */
export function closeForMessage(connection: Connection, messageId: string, closing: Closing, now: number): number {
  return close(connection, "subject = 'message' AND message_id = ?", [messageId], { ...closing, now });
}

/** Closes the open exceptions of a document at a gate, except those whose cause still holds. */
export function closeForGate(
  connection: Connection,
  gate: { documentId: number; gate: string; keep: readonly string[] },
  closing: Closing,
  now: number,
): number {
  const marks = gate.keep.map(() => '?').join(', ');
  return close(
    connection,
    `subject = 'gate' AND document_id = ? AND gate = ?${gate.keep.length > 0 ? ` AND cause || ' ' || coalesce(path, '') NOT IN (${marks})` : ''}`,
    [gate.documentId, gate.gate, ...gate.keep],
    { ...closing, now },
  );
}

export function closeForDelivery(connection: Connection, deliveryId: string, closing: Closing, now: number): number {
  return close(connection, "subject = 'delivery' AND delivery_id = ?", [deliveryId], { ...closing, now });
}

export function closeException(connection: Connection, id: string, closing: Closing, now: number): number {
  return close(connection, 'id = ?', [id], { ...closing, now });
}

/** Causes and paths that a document's exceptions at a gate name already, as `cause path`: open ones, and those that a person has discarded. */
export function knownAtGate(connection: Connection, documentId: number, gate: string): Set<string> {
  const rows = connection
    .prepare(
      "SELECT cause, path FROM exceptions WHERE status IN ('open', 'discarded') AND subject = 'gate' AND document_id = ? AND gate = ?",
    )
    .all(documentId, gate) as { cause: string; path: string | null }[];
  return new Set(rows.map((row) => `${row.cause} ${row.path ?? ''}`));
}

export function findException(connection: Connection, id: string): ExceptionRow | undefined {
  return connection.prepare('SELECT * FROM exceptions WHERE id = ?').get(id) as ExceptionRow | undefined;
}

export interface ExceptionFilter {
  readonly status?: string;
  readonly owner?: string;
  readonly category?: string;
  readonly code?: string;
  readonly cause?: string;
  readonly subject?: string;
  readonly messageId?: string;
  readonly documentType?: string;
  readonly documentKey?: string;
  readonly before?: number;
  readonly limit: number;
}

function whereOf(filter: ExceptionFilter): { text: string; values: unknown[] } {
  const conditions: [string, unknown][] = [
    ['status = ?', filter.status],
    ['owner = ?', filter.owner],
    ['category = ?', filter.category],
    ['code = ?', filter.code],
    ['cause = ?', filter.cause],
    ['subject = ?', filter.subject],
    ['message_id = ?', filter.messageId],
    ['document_type = ?', filter.documentType],
    ['document_key = ?', filter.documentKey],
    ['seq < ?', filter.before],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  return {
    text: used.length === 0 ? '' : `WHERE ${used.map(([text]) => text).join(' AND ')}`,
    values: used.map(([, value]) => value),
  };
}

/** A page of exceptions, newest first. */
export function listExceptions(connection: Connection, filter: ExceptionFilter): ExceptionRow[] {
  const { text, values } = whereOf(filter);
  return connection
    .prepare(`SELECT * FROM exceptions ${text} ORDER BY seq DESC LIMIT ?`)
    .all(...values, filter.limit) as ExceptionRow[];
}

export interface ExceptionGroup {
  readonly owner: string;
  readonly category: string;
  readonly code: string;
  readonly cause: string;
  readonly count: number;
  readonly oldest: number;
}

/** Open exceptions by owner, category and cause, the largest group first. */
export function exceptionGroups(connection: Connection): ExceptionGroup[] {
  return connection
    .prepare(
      `SELECT owner, category, code, cause, count(*) AS count, min(created_at) AS oldest FROM exceptions
       WHERE status = 'open' GROUP BY owner, category, code, cause ORDER BY count DESC, oldest`,
    )
    .all() as ExceptionGroup[];
}
