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
  /** Only what has fallen due by this time, epoch milliseconds. */
  readonly dueBy?: number;
  /** `newest` without it; `due`: what falls due first in front. */
  readonly sort?: 'newest' | 'due';
  /** The cursor: the last one's sequence number, and what it was due at where the list is sorted by that. */
  readonly before?: number;
  readonly afterDue?: number;
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
    ['due_at <= ?', filter.dueBy],
    ['seq < ?', filter.sort === 'due' ? undefined : filter.before],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  return {
    text: used.length === 0 ? '' : `WHERE ${used.map(([text]) => text).join(' AND ')}`,
    values: used.map(([, value]) => value),
  };
}

/** A page of exceptions, newest first or by when they fall due. */
export function listExceptions(connection: Connection, filter: ExceptionFilter): ExceptionRow[] {
  const { text, values } = whereOf(filter);
  if (filter.sort !== 'due')
    return connection
      .prepare(`SELECT * FROM exceptions ${text} ORDER BY seq DESC LIMIT ?`)
      .all(...values, filter.limit) as ExceptionRow[];
  const { before, afterDue = 0 } = filter;
  const where = [text.replace(/^WHERE /, ''), ...(before === undefined ? [] : ['(due_at, seq) > (?, ?)'])]
    .filter((one) => one !== '')
    .join(' AND ');
  return connection
    .prepare(`SELECT * FROM exceptions ${where === '' ? '' : `WHERE ${where}`} ORDER BY due_at, seq LIMIT ?`)
    .all(...values, ...(before === undefined ? [] : [afterDue, before]), filter.limit) as ExceptionRow[];
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
  /** When the first of them falls due, epoch milliseconds. */
  readonly due: number | null;
  /** Of the most pressing of them, as stored. */
  readonly priority: number;
}

/** Open exceptions by owner, category and cause, the largest group first. */
export function exceptionGroups(connection: Connection): ExceptionGroup[] {
  return connection
    .prepare(
      `SELECT owner, category, code, cause, count(*) AS count, min(created_at) AS oldest, min(due_at) AS due, min(priority) AS priority
       FROM exceptions INDEXED BY exceptions_open
       WHERE status = 'open' GROUP BY owner, category, code, cause ORDER BY count DESC, oldest`,
    )
    .all() as ExceptionGroup[];
}

/** What a cluster list begins with: the most exceptions, what falls due first, what presses most. */
export const CLUSTER_SORTS = ['count', 'due', 'priority'] as const;
export type ClusterSort = (typeof CLUSTER_SORTS)[number];

const dueFirst = (a: ExceptionGroup, b: ExceptionGroup): number =>
  (a.due ?? Number.POSITIVE_INFINITY) - (b.due ?? Number.POSITIVE_INFINITY);

const SORTED: Readonly<Record<ClusterSort, (a: ExceptionGroup, b: ExceptionGroup) => number>> = {
  count: (a, b) => b.count - a.count,
  due: dueFirst,
  priority: (a, b) => a.priority - b.priority || dueFirst(a, b),
};

/** Open exceptions whose time is up, by owner and category. */
export function overdueGroups(
  connection: Connection,
  { now }: { now: number },
): { owner: string; category: string; n: number; oldest: number }[] {
  return connection
    .prepare(
      `SELECT owner, category, count(*) AS n, min(due_at) AS oldest FROM exceptions INDEXED BY exceptions_due
       WHERE status = 'open' AND due_at <= ? GROUP BY owner, category`,
    )
    .all(now) as { owner: string; category: string; n: number; oldest: number }[];
}

export interface ExceptionCluster extends ExceptionGroup {
  readonly newest: number;
  readonly assigned: number;
  /** The one that came first, as an example of all. */
  readonly example: ExceptionRow;
}

/** Open exceptions that one correction would release together; at most `limit` clusters. */
export function exceptionClusters(
  connection: Connection,
  options: { owner?: string; category?: string; sort?: ClusterSort; limit: number },
): ExceptionCluster[] {
  const { owner, category, sort = 'count', limit } = options;
  const groups = exceptionGroups(connection)
    .filter((group) => owner === undefined || group.owner === owner)
    .filter((group) => category === undefined || group.category === category)
    .sort(SORTED[sort])
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

/** Which open exceptions a person chose: by their ids, all of one cause, or of what one destination was not given. */
export interface Chosen {
  readonly ids?: readonly string[];
  readonly cause?: string;
  readonly destination?: string;
}

/** Open exceptions that a person chose. */
export function chosenExceptions(connection: Connection, chosen: Chosen & { limit: number }): ExceptionRow[] {
  const { ids, cause, destination, limit } = chosen;
  if (destination !== undefined)
    return connection
      .prepare(
        `SELECT e.* FROM deliveries d INDEXED BY deliveries_status
         CROSS JOIN exceptions e INDEXED BY exceptions_delivery ON e.delivery_id = d.id AND e.status = 'open'
         WHERE d.status IN ('dead', 'refused') AND d.destination = ? LIMIT ?`,
      )
      .all(destination, limit) as ExceptionRow[];
  if (cause !== undefined) return listExceptions(connection, { status: 'open', cause, limit }).reverse();
  return connection
    .prepare(
      "SELECT * FROM exceptions WHERE id IN (SELECT value FROM json_each(?)) AND status = 'open' ORDER BY seq LIMIT ?",
    )
    .all(JSON.stringify(ids ?? []), limit) as ExceptionRow[];
}
