// Approvals: who asked for a workspace version to come into force, who changed it, and who decided.
import { randomBytes } from 'node:crypto';
import { CrossdockError } from '../engine/errors.ts';
import type { Connection } from '../store/database.ts';
import type { AccessBook } from './access-book.ts';

export interface Approval {
  readonly id: string;
  readonly version: string;
  readonly requestedBy: string;
  readonly requestedAt: number;
  /** Everybody who changed a file since the version in force: none of them may approve. */
  readonly authors: readonly string[];
  readonly status: 'pending' | 'approved' | 'rejected' | 'overtaken';
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  readonly reason?: string;
}

interface StoredApproval {
  readonly id: string;
  readonly version: string;
  readonly requested_by: string;
  readonly requested_at: number;
  readonly authors: string;
  readonly status: Approval['status'];
  readonly decided_by: string | null;
  readonly decided_at: number | null;
  readonly reason: string | null;
}

const approvalOf = (row: StoredApproval): Approval => ({
  id: row.id,
  version: row.version,
  requestedBy: row.requested_by,
  requestedAt: row.requested_at,
  authors: JSON.parse(row.authors) as string[],
  status: row.status,
  ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
  ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
  ...(row.reason === null ? {} : { reason: row.reason }),
});

/** Who changed files of the workspace since then, as the audit log has it. */
export function authorsSince(connection: Connection, since: number): string[] {
  const rows = connection
    .prepare("SELECT DISTINCT actor FROM audit WHERE at >= ? AND action LIKE 'workspace.%' ORDER BY actor")
    .all(since) as { actor: string }[];
  return rows.map((row) => row.actor);
}

/** Asks for a version to come into force; what was asked for before and is not decided is overtaken. */
export function requestApproval(
  book: AccessBook,
  request: { version: string; by: string; authors: readonly string[] },
  now: number,
): Approval {
  const { version, by, authors } = request;
  const id = `apr_${randomBytes(8).toString('hex')}`;
  book.connection
    .transaction(() => {
      book.connection.prepare("UPDATE approvals SET status = 'overtaken' WHERE status = 'pending'").run();
      book.connection
        .prepare(
          "INSERT INTO approvals (id, version, requested_by, requested_at, authors, status) VALUES (?, ?, ?, ?, ?, 'pending')",
        )
        .run(id, version, by, now, JSON.stringify([...new Set([...authors, by])].sort()));
      book.note({ actor: by, action: 'approval.requested', subject: version, detail: { id } }, now);
    })
    .immediate();
  return findApproval(book, id);
}

/** @throws CrossdockError `request.not-found` */
export function findApproval(book: AccessBook, id: string): Approval {
  const row = book.connection.prepare('SELECT * FROM approvals WHERE id = ?').get(id) as StoredApproval | undefined;
  if (row === undefined) throw new CrossdockError('request.not-found', 'there is no such approval');
  return approvalOf(row);
}

/** The newest approvals first. */
export const listApprovals = (book: AccessBook, limit: number): Approval[] =>
  (
    book.connection
      .prepare('SELECT * FROM approvals ORDER BY requested_at DESC, id LIMIT ?')
      .all(limit) as StoredApproval[]
  ).map(approvalOf);

export const isApproved = (book: AccessBook, version: string): boolean =>
  book.connection.prepare("SELECT 1 FROM approvals WHERE version = ? AND status = 'approved'").get(version) !==
  undefined;

/**
 * Decides on an approval.
 *
 * @throws CrossdockError `auth.forbidden` for somebody who made the change or asked for it, `request.conflict` when it
 *   is decided already or overtaken, `request.not-found`
 */
export function decideApproval(
  book: AccessBook,
  id: string,
  decision: { status: 'approved' | 'rejected'; by: string; reason?: string },
  now: number,
): Approval {
  const { status, by, reason } = decision;
  const approval = findApproval(book, id);
  if (approval.status !== 'pending') throw new CrossdockError('request.conflict', `the approval is ${approval.status}`);
  if (status === 'approved' && approval.authors.includes(by))
    throw new CrossdockError('auth.forbidden', 'whoever made a change, or asked for it, cannot approve it', {
      expected: 'somebody else',
      help: 'Ask another person with the role approver.',
    });
  book.connection
    .transaction(() => {
      const { changes } = book.connection
        .prepare(
          "UPDATE approvals SET status = ?, decided_by = ?, decided_at = ?, reason = ? WHERE id = ? AND status = 'pending'",
        )
        .run(status, by, now, reason ?? null, id);
      if (changes === 0) throw new CrossdockError('request.conflict', 'the approval was decided in between');
      book.note({ actor: by, action: `approval.${status}`, subject: approval.version, detail: { id, reason } }, now);
    })
    .immediate();
  return findApproval(book, id);
}
