// Exceptions: why a message, a document at a gate, or a delivery cannot go on, and who has to act.
import type { Category } from '../engine/errors.ts';
import { countActivity } from './activity.ts';
import type { Connection } from './database.ts';
import { newId } from './ids.ts';
import { dueOf } from './service-levels.ts';

export interface NewException {
  /** `engine`: about a mapping or ruleset as a whole, which goes on working. */
  readonly subject: 'message' | 'gate' | 'delivery' | 'engine';
  readonly messageId?: string;
  readonly receiptId?: string;
  readonly documentId?: number;
  readonly documentType?: string;
  readonly documentKey?: string;
  readonly deliveryId?: string;
  readonly gate?: string;
  /** Outbound mapping that could not make a delivery, or the mapping or ruleset that the exception is about. */
  readonly mapping?: string;
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
  readonly subject: 'message' | 'gate' | 'delivery' | 'engine';
  readonly message_id: string | null;
  readonly receipt_id: string | null;
  readonly document_id: number | null;
  readonly document_type: string | null;
  readonly document_key: string | null;
  readonly delivery_id: string | null;
  readonly gate: string | null;
  readonly mapping: string | null;
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
  readonly assignee: string | null;
  /** Epoch milliseconds; null for one that was closed before there were service levels. */
  readonly due_at: number | null;
  /** A place in `PRIORITIES`. */
  readonly priority: number;
}

export function insertException(connection: Connection, exception: NewException, now: number): string {
  const id = newId('exc', now);
  const { code, cause, subject } = exception;
  const { dueAt, priority } = dueOf(connection, exception, now);
  countActivity(connection, { kind: 'held', name: code === 'rule.blocked' ? cause : code }, now);
  if (subject === 'message')
    connection.prepare('UPDATE messages SET code = ? WHERE id = ?').run(code, exception.messageId ?? null);
  connection
    .prepare(
      `INSERT INTO exceptions (id, subject, message_id, receipt_id, document_id, document_type, document_key, delivery_id, gate, mapping,
         code, category, owner, severity, cause, path, message, help, detail, status, created_at, due_at, priority)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?)`,
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
      exception.mapping ?? null,
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
      dueAt,
      priority,
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

/** Open exceptions of a message itself, not of what it caused. */
export function openOfMessage(connection: Connection, messageId: string): ExceptionRow[] {
  return connection
    .prepare(
      `SELECT * FROM exceptions INDEXED BY exceptions_message
       WHERE message_id = ? AND subject = 'message' AND status = 'open' ORDER BY seq`,
    )
    .all(messageId) as ExceptionRow[];
}

/** Closes the open exceptions of a message. */
export function closeForMessage(connection: Connection, messageId: string, closing: Closing, now: number): number {
  return close(connection, "subject = 'message' AND message_id = ?", [messageId], { now, ...closing });
}

/**
 * Closes the open exceptions of a document at a gate, except those whose cause still holds.
 *
 * @param gate.gate  null: those that say that the gates could not be judged at all
 */
export function closeForGate(
  connection: Connection,
  gate: { documentId: number; gate: string | null; keep: readonly string[] },
  closing: Closing,
  now: number,
): void {
  for (const row of atGate(connection, gate.documentId, gate.gate)) {
    if (row.status === 'open' && !gate.keep.includes(causeKey(row))) closeException(connection, row.id, closing, now);
  }
}

/** Closes the open exceptions of deliveries that could not even be made, except those of the mappings that still fail so. */
export function closeUnmade(
  connection: Connection,
  unmade: { documentId: number; keep: readonly { mapping: string; cause: string }[] },
  closing: Closing,
  now: number,
): void {
  for (const row of unmadeOf(connection, unmade.documentId)) {
    if (!unmade.keep.some((one) => one.mapping === row.mapping && one.cause === row.cause))
      closeException(connection, row.id, closing, now);
  }
}

/** Open exceptions of deliveries of a document that could not be made. */
export function unmadeOf(
  connection: Connection,
  documentId: number,
): { id: string; mapping: string | null; cause: string }[] {
  return connection
    .prepare(
      `SELECT id, mapping, cause FROM exceptions
       WHERE document_id = ? AND subject = 'delivery' AND delivery_id IS NULL AND status = 'open'`,
    )
    .all(documentId) as { id: string; mapping: string | null; cause: string }[];
}

export function closeForDelivery(connection: Connection, deliveryId: string, closing: Closing, now: number): number {
  return close(connection, "subject = 'delivery' AND delivery_id = ?", [deliveryId], { now, ...closing });
}

export function closeException(connection: Connection, id: string, closing: Closing, now: number): number {
  return close(connection, 'id = ?', [id], { now, ...closing });
}

interface AtGate {
  readonly id: string;
  readonly cause: string;
  readonly path: string | null;
  readonly status: ExceptionRow['status'];
}

const causeKey = (row: { cause: string; path?: string | null }): string => `${row.cause} ${row.path ?? ''}`;

function atGate(connection: Connection, documentId: number, gate: string | null): AtGate[] {
  return connection
    .prepare(
      `SELECT id, cause, path, status FROM exceptions
       WHERE document_id = ? AND subject = 'gate' AND gate IS ? AND status IN ('open', 'discarded')`,
    )
    .all(documentId, gate) as AtGate[];
}

/**
 * Causes and paths that need no new exception at a gate, as `cause path`: those of open ones, and those that a person
 * has discarded, as long as the rule has blocked without a break since.
 *
 * @param blocking  what blocked when the gate was judged last, as `cause path`
 */
export function knownAtGate(
  connection: Connection,
  gate: { documentId: number; gate: string | null; blocking: readonly string[] },
): Set<string> {
  const rows = atGate(connection, gate.documentId, gate.gate);
  return new Set(rows.filter((row) => row.status === 'open' || gate.blocking.includes(causeKey(row))).map(causeKey));
}

export function findException(connection: Connection, id: string): ExceptionRow | undefined {
  return connection.prepare('SELECT * FROM exceptions WHERE id = ?').get(id) as ExceptionRow | undefined;
}
