// The audit log: who did what, each row chained to the one before by its hash.
import { createHash } from 'node:crypto';
import type { Connection } from './database.ts';

export interface AuditEntry {
  /** A person, or `system:<part>`. */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: unknown;
}

/** SHA-256 over the previous hash and this row's own fields. */
function rowHash(
  previous: string,
  row: { at: number; actor: string; action: string; subject: string; detail: string },
): string {
  return createHash('sha256')
    .update(JSON.stringify([previous, row.at, row.actor, row.action, row.subject, row.detail]))
    .digest('hex');
}

export function addAudit(connection: Connection, entry: AuditEntry, now: number): void {
  const last = connection.prepare('SELECT hash FROM audit ORDER BY seq DESC LIMIT 1').get() as
    | { hash: string }
    | undefined;
  const previous = last?.hash ?? '';
  const row = {
    at: now,
    actor: entry.actor,
    action: entry.action,
    subject: entry.subject,
    detail: JSON.stringify(entry.detail ?? {}),
  };
  connection
    .prepare('INSERT INTO audit (at, actor, action, subject, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(row.at, row.actor, row.action, row.subject, row.detail, previous, rowHash(previous, row));
}

/** Checks the whole chain. Returns the number of rows, and the first one that does not fit. */
export function verifyAudit(connection: Connection): { rows: number; broken?: number } {
  let previous = '';
  let rows = 0;
  const all = connection.prepare('SELECT * FROM audit ORDER BY seq').iterate() as IterableIterator<{
    seq: number;
    at: number;
    actor: string;
    action: string;
    subject: string;
    detail: string;
    previous: string;
    hash: string;
  }>;
  for (const row of all) {
    rows += 1;
    if (row.previous !== previous || row.hash !== rowHash(previous, row)) return { rows, broken: row.seq };
    previous = row.hash;
  }
  return { rows };
}

export interface AuditRow {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** JSON. */
  readonly detail: string;
  readonly hash: string;
}

export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  /** Epoch milliseconds. */
  readonly since?: number;
  /** Only rows below this one: the cursor. */
  readonly before?: number;
  readonly limit: number;
}

/** A page of the log, newest first. */
export function listAudit(connection: Connection, filter: AuditFilter): AuditRow[] {
  const conditions: [string, unknown][] = [
    ['actor = ?', filter.actor],
    ['action = ?', filter.action],
    ['subject = ?', filter.subject],
    ['at >= ?', filter.since],
    ['seq < ?', filter.before],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  const where = used.length === 0 ? '' : `WHERE ${used.map(([text]) => text).join(' AND ')}`;
  return connection
    .prepare(`SELECT seq, at, actor, action, subject, detail, hash FROM audit ${where} ORDER BY seq DESC LIMIT ?`)
    .all(...used.map(([, value]) => value), filter.limit) as AuditRow[];
}
