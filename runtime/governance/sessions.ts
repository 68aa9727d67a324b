// Sessions of people in a browser, and the one-time links that the first of them begins with.
import type { Role } from '../model/roles.ts';
import type { Caller } from './access.ts';
import { type AccessBook, newSecret, secretHash } from './access-book.ts';

export interface SessionLimits {
  /** A session that nobody used for so long has ended. */
  readonly idleMs: number;
  /** However much it was used, it ends then. */
  readonly lifeMs: number;
}

/** A session gets a new secret this often, so that one that leaked is soon worth nothing. */
const RENEW_MS = 15 * 60_000;
/** Requests that were sent with the old secret while the new one was on its way still pass. */
const GRACE_MS = 30_000;
/** How often the use of a session is written down. */
const SEEN_EVERY_MS = 30_000;

interface StoredSession {
  readonly name: string;
  readonly roles: string;
  readonly created_at: number;
  readonly renewed_at: number;
  readonly seen_at: number;
  readonly ends_at: number;
}

/** Begins a session. @returns its secret, for the cookie */
export function beginSession(
  book: AccessBook,
  person: { name: string; roles: readonly Role[] },
  limits: SessionLimits,
  now: number,
): string {
  const secret = newSecret();
  book.connection.prepare('DELETE FROM sessions WHERE ends_at <= ?').run(now);
  book.connection
    .prepare(
      'INSERT INTO sessions (hash, name, roles, created_at, renewed_at, seen_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(secretHash(secret), person.name, JSON.stringify(person.roles), now, now, now, now + limits.lifeMs);
  return secret;
}

/** Whoever a session is of, and its new secret when it is time for one; undefined when there is none, or it has ended. */
export function callerOfSession(
  book: AccessBook,
  secret: string,
  limits: SessionLimits,
  now: number,
): { caller: Caller; renewed?: string } | undefined {
  const { connection } = book;
  const hash = secretHash(secret);
  const row = connection.prepare('SELECT * FROM sessions WHERE hash = ?').get(hash) as StoredSession | undefined;
  if (row === undefined || now >= row.ends_at || now - row.seen_at >= limits.idleMs) return undefined;
  const caller: Caller = { name: row.name, roles: JSON.parse(row.roles) as Role[], via: 'session' };
  if (now - row.renewed_at >= RENEW_MS) {
    const renewed = newSecret();
    connection
      .transaction(() => {
        connection
          .prepare(
            'INSERT INTO sessions (hash, name, roles, created_at, renewed_at, seen_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
          )
          .run(secretHash(renewed), row.name, row.roles, row.created_at, now, now, row.ends_at);
        // The old secret is not renewed a second time: it only lives out its grace.
        connection
          .prepare('UPDATE sessions SET ends_at = min(ends_at, ?), renewed_at = ?, seen_at = ? WHERE hash = ?')
          .run(now + GRACE_MS, now, now, hash);
      })
      .immediate();
    return { caller, renewed };
  }
  if (now - row.seen_at >= SEEN_EVERY_MS)
    connection.prepare('UPDATE sessions SET seen_at = ? WHERE hash = ?').run(now, hash);
  return { caller };
}

/** Ends a session, and with it every secret that it had. */
export function endSession(book: AccessBook, secret: string): void {
  book.connection
    .prepare(
      `DELETE FROM sessions WHERE hash = @hash OR (name, created_at) IN (SELECT name, created_at FROM sessions WHERE hash = @hash)`,
    )
    .run({ hash: secretHash(secret) });
}

/** Makes a link that logs in once. @returns its secret */
export function createLink(book: AccessBook, link: { roles: readonly Role[]; lifeMs: number }, now: number): string {
  const secret = newSecret();
  book.connection.prepare('DELETE FROM links WHERE expires_at <= ?').run(now);
  book.connection
    .prepare('INSERT INTO links (hash, roles, expires_at) VALUES (?, ?, ?)')
    .run(secretHash(secret), JSON.stringify(link.roles), now + link.lifeMs);
  return secret;
}

/** The roles that a link gives, used up by the asking; undefined when it is none, or was used. */
export function redeemLink(book: AccessBook, secret: string, now: number): readonly Role[] | undefined {
  const row = book.connection
    .prepare('DELETE FROM links WHERE hash = ? RETURNING roles, expires_at')
    .get(secretHash(secret)) as { roles: string; expires_at: number } | undefined;
  return row === undefined || now >= row.expires_at ? undefined : (JSON.parse(row.roles) as Role[]);
}
