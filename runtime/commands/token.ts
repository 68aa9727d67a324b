// `crossdock token create|list|revoke`: works beside a running sidecar.
import { userInfo } from 'node:os';
import { readConfig } from '../config.ts';
import { CrossdockError } from '../engine/errors.ts';
import { AccessBook } from '../governance/access-book.ts';
import { createToken, listTokens, revokeToken, rolesOf, type TokenRow } from '../governance/tokens.ts';
import { EXIT, type Streams } from './command.ts';

export interface DataOptions {
  readonly workspace?: string;
  readonly data?: string;
  readonly config?: string;
}

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 3_650;

/** The configuration that a running sidecar of the same options has. @throws CrossdockError `config.invalid` */
export function configOf(options: DataOptions): ReturnType<typeof readConfig> {
  const { workspace, data, config } = options;
  return readConfig({
    ...(config === undefined ? {} : { file: config }),
    overrides: { ...(workspace === undefined ? {} : { workspace }), ...(data === undefined ? {} : { data }) },
  });
}

/** Whoever works at this command line, for the record. */
export function operatorName(): string {
  try {
    return `${userInfo().username}@command-line`;
  } catch {
    // A user id without a name, as in containers.
    return `${process.getuid?.() ?? 'unknown'}@command-line`;
  }
}

function withBook<Result>(options: DataOptions, work: (book: AccessBook) => Result): Result {
  const book = new AccessBook(configOf(options).data);
  try {
    return work(book);
  } finally {
    book.close();
  }
}

function lifeMsOf(days: string): number {
  const number = Number(days);
  if (!Number.isInteger(number) || number < 1 || number > LONGEST_DAYS)
    throw new CrossdockError('usage.invalid', `--days: expected a whole number from 1 to ${LONGEST_DAYS}`);
  return number * DAY_MS;
}

/** @throws CrossdockError `usage.invalid`, `config.invalid`, `store.unavailable` */
export function createOne(
  options: DataOptions & { name: string; role: readonly string[]; source?: readonly string[]; days: string },
  streams: Streams,
): number {
  const { name, source } = options;
  const [roles, lifeMs] = [rolesOf(options.role), lifeMsOf(options.days)];
  if (source !== undefined && roles.some((role) => role !== 'sender'))
    throw new CrossdockError('usage.invalid', '--source: expected the role sender alone', {
      help: 'A token that is kept to some sources can only hand in their messages.',
    });
  const { token, id } = withBook(options, (book) =>
    createToken(
      book,
      { name, roles, lifeMs, by: operatorName(), ...(source === undefined ? {} : { sources: source }) },
      Date.now(),
    ),
  );
  streams.stderr.write(`Token ${id} of ${name}; it is shown this once:\n`);
  streams.stdout.write(`${token}\n`);
  return EXIT.ok;
}

const day = (at: number | undefined): string => (at === undefined ? '-' : new Date(at).toISOString().slice(0, 10));

function stateOf(row: TokenRow, now: number): string {
  if (row.revokedAt !== undefined) return 'revoked';
  return now >= row.expiresAt ? 'expired' : 'valid';
}

/** @throws CrossdockError `config.invalid`, `store.unavailable` */
export function listAll(options: DataOptions, streams: Streams): number {
  const now = Date.now();
  const rows = withBook(options, listTokens).map((row) => [
    row.id,
    stateOf(row, now),
    row.roles.join(','),
    row.sources?.join(',') ?? '-',
    day(row.expiresAt),
    day(row.usedAt),
    row.name,
  ]);
  const table = [['id', 'state', 'roles', 'sources', 'expires', 'used', 'name'], ...rows];
  const widths = (table[0] as string[]).map((_, column) =>
    Math.max(...table.map((row) => (row[column] as string).length)),
  );
  for (const row of table)
    streams.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd()}\n`,
    );
  return EXIT.ok;
}

/** @throws CrossdockError `usage.invalid` when there is no valid token of that id */
export function revokeOne(id: string, options: DataOptions, streams: Streams): number {
  if (!withBook(options, (book) => revokeToken(book, id, operatorName(), Date.now())))
    throw new CrossdockError('usage.invalid', `there is no token ${JSON.stringify(id)} that could be revoked`);
  streams.stdout.write(`revoked ${id}; a running sidecar refuses it within a second\n`);
  return EXIT.ok;
}
