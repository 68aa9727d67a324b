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
  readonly assignee?: string;
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
    ['assignee = ?', filter.assignee],
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

/** Open exceptions whose cause begins with these words, by the index of causes. */
export function openOfCauses(connection: Connection, beginning: string): ExceptionRow[] {
  return connection
    .prepare("SELECT * FROM exceptions INDEXED BY exceptions_cause WHERE cause >= ? AND cause < ? AND status = 'open'")
    .all(beginning, `${beginning}\u{10ffff}`) as ExceptionRow[];
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

export interface ExceptionCluster extends ExceptionGroup {
  readonly newest: number;
  readonly assigned: number;
  /** The one that came first, as an example of all. */
  readonly example: ExceptionRow;
}

/** Open exceptions that one correction would release together, the largest cluster first; at most `limit` of them. */
export function exceptionClusters(
  connection: Connection,
  options: { owner?: string; category?: string; limit: number },
): ExceptionCluster[] {
  const { owner, category, limit } = options;
  const groups = exceptionGroups(connection)
    .filter((group) => owner === undefined || group.owner === owner)
    .filter((group) => category === undefined || group.category === category)
    .slice(0, limit);
  // Each group is looked up by its cause: few rows beside the many that were counted over the index alone.
  const first = connection.prepare(
    `SELECT * FROM exceptions INDEXED BY exceptions_cause WHERE cause = ? AND status = 'open' AND owner = ? ORDER BY seq LIMIT 1`,
  );
  const more = connection.prepare(
    `SELECT max(created_at) AS newest, count(assignee) AS assigned FROM (
       SELECT created_at, assignee FROM exceptions INDEXED BY exceptions_cause
       WHERE cause = ? AND status = 'open' AND owner = ? ORDER BY seq DESC LIMIT 1000)`,
  );
  return groups.flatMap((group) => {
    const example = first.get(group.cause, group.owner) as ExceptionRow | undefined;
    if (example === undefined) return [];
    const { newest, assigned } = more.get(group.cause, group.owner) as { newest: number; assigned: number };
    return [{ ...group, newest, assigned, example }];
  });
}

/** Open exceptions that a person chose: by their ids, or all of one cause. */
export function chosenExceptions(
  connection: Connection,
  chosen: { ids?: readonly string[]; cause?: string; limit: number },
): ExceptionRow[] {
  const { ids, cause, limit } = chosen;
  if (cause !== undefined) return listExceptions(connection, { status: 'open', cause, limit }).reverse();
  return connection
    .prepare(
      "SELECT * FROM exceptions WHERE id IN (SELECT value FROM json_each(?)) AND status = 'open' ORDER BY seq LIMIT ?",
    )
    .all(JSON.stringify(ids ?? []), limit) as ExceptionRow[];
}
