// Opens the SQLite file of a data directory: the pragmas that its promises rest on, its lock, its tables, and what its errors mean.
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { CrossdockError } from '../engine/errors.ts';
import { MIGRATIONS } from './schema.ts';

export type Connection = SQLite.Database;

/**
 * Who brings a commit to the disk. Either way nothing is acknowledged before that.
 *
 * `thread`: a thread syncs the log behind each group of commits while this one goes on (`synchronous=NORMAL`: SQLite
 * itself syncs what keeps the file whole). `commit`: SQLite syncs inside each commit (`synchronous=FULL`).
 */
export type SyncMode = 'thread' | 'commit';

/** Statements kept prepared. Filters make a few dozen texts; more than this would be a leak. */
const MAX_STATEMENTS = 500;

/** Memory for pages of the file, KiB. */
const CACHE_KIB = 32 * 1024;

/** What an error of SQLite, or of the file system below it, means for the caller. */
export function storeError(thrown: unknown): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  const code = (thrown as { code?: string }).code ?? '';
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT')
    return new CrossdockError('store.full', undefined, { cause: thrown });
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new CrossdockError('store.locked', undefined, { cause: thrown });
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return new CrossdockError('store.corrupt', undefined, { cause: thrown });
  return new CrossdockError('store.unavailable', `the store cannot write: ${(thrown as Error).message}`, {
    cause: thrown,
  });
}

/**
 * Errors after which SQLite may have undone more than the statement: the whole commit has failed. So has it when a key
 * could not be brought to the same disk.
 */
export function endsTransaction(thrown: unknown): boolean {
  const { code = '' } = thrown as { code?: string };
  return /^SQLITE_(FULL|IOERR|NOMEM|CORRUPT|NOTADB|READONLY)|^(EIO|ENOSPC|EDQUOT|EROFS)$/.test(code);
}

/** A second process on the same directory would break the order of events: the lock file is held as long as the process lives. */
export function lockDirectory(directory: string): Connection {
  let lock: Connection | undefined;
  try {
    lock = new SQLite(join(directory, 'lock.sqlite'), { timeout: 0 });
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    const { code = '', message } = cause as { code?: string; message: string };
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
      throw new CrossdockError('store.locked', `another process works on the data directory ${directory}`, {
        cause,
        help: 'Stop the other sidecar, or name another directory with --data DIR.',
      });
    }
    throw new CrossdockError('store.unavailable', `cannot work in the data directory ${directory}: ${message}`, {
      cause,
      help: 'Name a directory that can be written with --data DIR.',
    });
  }
}

/** Preparing a statement costs more than most of them do: each text is prepared once. */
function keepStatements(connection: Connection): Connection {
  const prepare = connection.prepare.bind(connection) as (sql: string) => SQLite.Statement;
  const kept = new Map<string, SQLite.Statement>();
  connection.prepare = ((sql: string) => {
    const known = kept.get(sql);
    if (known !== undefined && !known.busy) return known;
    const statement = prepare(sql);
    if (kept.size < MAX_STATEMENTS) kept.set(sql, statement);
    return statement;
  }) as Connection['prepare'];
  return connection;
}

/** Reads in one transaction: of one state of the store, and without taking its locks anew for each statement. */
export function reading<Value>(connection: Connection, read: () => Value): Value {
  if (connection.inTransaction) return read();
  connection.prepare('BEGIN').run();
  try {
    return read();
  } finally {
    if (connection.inTransaction) connection.prepare('COMMIT').run();
  }
}

function migrate(connection: Connection): void {
  const version = connection.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length) {
    throw new CrossdockError(
      'store.corrupt',
      `the data directory was written by a newer version (schema ${version}, this one knows ${MIGRATIONS.length})`,
    );
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    connection.transaction(() => {
      connection.exec(migration);
      connection.pragma(`user_version = ${index + 1}`);
    })();
  }
}

/** SQLite's numbers for `PRAGMA synchronous`. */
const SYNCHRONOUS = { thread: { name: 'NORMAL', value: 1 }, commit: { name: 'FULL', value: 2 } } as const;

/** Reads back what the promises rest on. @throws CrossdockError `store.unavailable` when SQLite does not do as it was told */
export function insist(connection: Connection, mode: SyncMode): void {
  const expected = SYNCHRONOUS[mode].value;
  const synchronous = connection.pragma('synchronous', { simple: true });
  const journal = connection.pragma('journal_mode', { simple: true });
  if (synchronous !== expected || journal !== 'wal') {
    throw new CrossdockError(
      'store.unavailable',
      `expected synchronous=${expected} and journal_mode=wal, found ${String(synchronous)} and ${String(journal)}`,
    );
  }
}

/** Frames that the log holds since it last started over; undefined while a statement of this connection reads. */
export function framesInLog(connection: Connection): number | undefined {
  try {
    const [row] = connection.prepare('PRAGMA wal_checkpoint(NOOP)').all() as [{ log: number }];
    return row.log < 0 ? undefined : row.log;
  } catch (thrown) {
    if (/^SQLITE_(BUSY|LOCKED)/.test((thrown as { code?: string }).code ?? '')) return undefined;
    throw thrown;
  }
}

/** Opens the file for the one writer. @throws CrossdockError `store.corrupt`, `store.unavailable`, or what SQLite throws */
export function openDurably(file: string, options: { sync: SyncMode; logLimitBytes: number }): Connection {
  const { sync, logLimitBytes } = options;
  const connection = keepStatements(new SQLite(file));
  try {
    connection.pragma('journal_mode = WAL');
    // Everything up to here, a schema of its own included, is synced by SQLite itself.
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    connection.pragma(`journal_size_limit = ${logLimitBytes}`);
    connection.pragma(`cache_size = -${CACHE_KIB}`);
    connection.pragma('wal_autocheckpoint = 0');
    // Behind a savepoint SQLite keeps the pages it changes: in memory rather than in a file.
    connection.pragma('temp_store = MEMORY');
    // What is removed is overwritten where that costs no further write: ids of people stand in plain text in some indexes.
    connection.pragma('secure_delete = FAST');
    migrate(connection);
    // better-sqlite3 is compiled with a WAL default that shows only behind the first write: write, set again, then insist.
    connection
      .prepare(
        `INSERT INTO counters (name, value) VALUES ('start', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1`,
      )
      .run();
    connection.pragma(`synchronous = ${SYNCHRONOUS[sync].name}`);
    insist(connection, sync);
    return connection;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}
