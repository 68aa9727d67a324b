// The book of who has access: tokens, sessions and one-time links of a data directory, in a file of its own that the
// command line writes too. Secrets are in it as hashes only.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry } from '../store/audit.ts';
import { openBeside } from '../store/beside.ts';
import type { Connection } from '../store/database.ts';

const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash BLOB NOT NULL,
    roles TEXT NOT NULL,               -- JSON array
    sources TEXT,                      -- JSON array; NULL is any source
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    used_at INTEGER
  ) STRICT;

  CREATE TABLE sessions (
    hash BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    created_at INTEGER NOT NULL,       -- of the login, whatever the secret has been exchanged for since
    renewed_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE links (
    hash BLOB PRIMARY KEY,
    roles TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;

  -- What the command line did while it could not write the audit log itself: the sidecar takes it over in order.
  CREATE TABLE acts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    entry TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    authors TEXT NOT NULL,             -- JSON array
    status TEXT NOT NULL,              -- pending | approved | rejected | overtaken
    decided_by TEXT,
    decided_at INTEGER,
    reason TEXT
  ) STRICT;
  `,
];

/** A secret of 256 random bits: long enough that a plain hash of it is safe to keep. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export class AccessBook {
  readonly connection: Connection;

  /** @throws CrossdockError `store.unavailable` */
  constructor(data: string) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    this.connection = openBeside(join(data, 'access.sqlite'), MIGRATIONS);
  }

  /** Whether anybody could ever log in: no token was made, and nobody has a session. */
  get isNew(): boolean {
    return this.connection.prepare('SELECT 1 FROM tokens UNION ALL SELECT 1 FROM sessions LIMIT 1').get() === undefined;
  }

  /** Notes what was done, for the audit log. */
  note(entry: AuditEntry, now: number): void {
    this.connection.prepare('INSERT INTO acts (at, entry) VALUES (?, ?)').run(now, JSON.stringify(entry));
  }

  /** What was noted and not taken over yet, oldest first. */
  acts(): { seq: number; at: number; entry: AuditEntry }[] {
    const rows = this.connection.prepare('SELECT seq, at, entry FROM acts ORDER BY seq').all() as {
      seq: number;
      at: number;
      entry: string;
    }[];
    return rows.map((row) => ({ ...row, entry: JSON.parse(row.entry) as AuditEntry }));
  }

  /** Forgets acts up to this one: they stand in the audit log. */
  forgetActs(upTo: number): void {
    this.connection.prepare('DELETE FROM acts WHERE seq <= ?').run(upTo);
  }

  close(): void {
    this.connection.close();
  }
}
