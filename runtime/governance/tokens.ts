// Tokens of machines and of people at a command line: made, listed, revoked, and recognised.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { CrossdockError } from '../engine/errors.ts';
import { ROLES, type Role } from '../model/roles.ts';
import type { Caller } from './access.ts';
import { type AccessBook, newSecret, secretHash } from './access-book.ts';

/** `cdk_<id>_<secret>`: the id finds the row, the secret proves it. The prefix lets scanners of leaked secrets know one. */
const TOKEN = /^cdk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** How often the use of a token is written down. */
const USED_EVERY_MS = 60_000;

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly sources: readonly string[] | undefined;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly revokedAt: number | undefined;
  readonly usedAt: number | undefined;
}

interface StoredToken {
  readonly id: string;
  readonly name: string;
  readonly hash: Buffer;
  readonly roles: string;
  readonly sources: string | null;
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  readonly used_at: number | null;
}

/** @throws CrossdockError `usage.invalid` for a word that is no role */
export function rolesOf(words: readonly string[]): Role[] {
  const odd = words.filter((word) => !(ROLES as readonly string[]).includes(word));
  if (odd.length > 0 || words.length === 0)
    throw new CrossdockError(
      'usage.invalid',
      `expected roles of ${ROLES.join(', ')}, found ${odd.join(', ') || 'none'}`,
    );
  return [...new Set(words)] as Role[];
}

/**
 * Makes a token.
 *
 * @returns the token itself, which is nowhere else from then on, and its id
 */
export function createToken(
  book: AccessBook,
  token: { name: string; roles: readonly Role[]; sources?: readonly string[]; by: string; lifeMs: number },
  now: number,
): { id: string; token: string } {
  const id = randomBytes(8).toString('hex').slice(0, 12);
  const secret = newSecret();
  const { name, roles, sources, by } = token;
  book.connection
    .transaction(() => {
      book.connection
        .prepare(
          'INSERT INTO tokens (id, name, hash, roles, sources, created_at, created_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          id,
          name,
          secretHash(secret),
          JSON.stringify(roles),
          sources === undefined ? null : JSON.stringify(sources),
          now,
          by,
          now + token.lifeMs,
        );
      book.note({ actor: by, action: 'token.created', subject: id, detail: { name, roles, sources } }, now);
    })
    .immediate();
  return { id, token: `cdk_${id}_${secret}` };
}

const rowOf = (row: StoredToken): TokenRow => ({
  id: row.id,
  name: row.name,
  roles: JSON.parse(row.roles) as Role[],
  sources: row.sources === null ? undefined : (JSON.parse(row.sources) as string[]),
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at ?? undefined,
  usedAt: row.used_at ?? undefined,
});

/** All tokens, oldest first. */
export const listTokens = (book: AccessBook): TokenRow[] =>
  (book.connection.prepare('SELECT * FROM tokens ORDER BY created_at, id').all() as StoredToken[]).map(rowOf);

/** Ends a token. @returns false when there is none of that id, or it has ended already */
export function revokeToken(book: AccessBook, id: string, by: string, now: number): boolean {
  return book.connection
    .transaction(() => {
      const { changes } = book.connection
        .prepare('UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
        .run(now, id);
      if (changes === 1) book.note({ actor: by, action: 'token.revoked', subject: id }, now);
      return changes === 1;
    })
    .immediate();
}

/** Whoever a token stands for; undefined when it is none, has expired or was revoked. */
export function callerOfToken(book: AccessBook, token: string, now: number): Caller | undefined {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const row = book.connection.prepare('SELECT * FROM tokens WHERE id = ?').get(id) as StoredToken | undefined;
  if (row === undefined || !timingSafeEqual(row.hash, secretHash(secret))) return undefined;
  if (row.revoked_at !== null || now >= row.expires_at) return undefined;
  if (now - (row.used_at ?? 0) >= USED_EVERY_MS)
    book.connection.prepare('UPDATE tokens SET used_at = ? WHERE id = ?').run(now, id);
  const { name, roles, sources } = rowOf(row);
  return { name, roles, via: 'token', ...(sources === undefined ? {} : { sources }) };
}
