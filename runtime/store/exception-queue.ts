// The exception queue as it is read: pages by any filter, and open exceptions grouped by what one correction would release.
import type { Connection } from './database.ts';
import type { ExceptionRow } from './exceptions.ts';

export interface ExceptionFilter {
  readonly status?: string;
  readonly owner?: string;
  readonly category?: string;
  readonly code?: string;
  readonly cause?: string;
  readonly subject?: string;
  readonly messageId?: string;
  readonly deliveryId?: string;
  readonly documentId?: number;
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
    ['delivery_id = ?', filter.deliveryId],
    ['document_id = ?', filter.documentId],
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
      `SELECT owner, category, code, cause, count(*) AS count, min(created_at) AS oldest FROM exceptions INDEXED BY exceptions_open
       WHERE status = 'open' GROUP BY owner, category, code, cause ORDER BY count DESC, oldest`,
    )
    .all() as ExceptionGroup[];
}
