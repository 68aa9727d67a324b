// The SQLite file of a data directory: opened durably, locked against a second process, written by one queue that groups commits.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { CrossdockError } from '../engine/errors.ts';
import { Keyring } from './keyring.ts';
import { MIGRATIONS } from './schema.ts';
import { attachKeyring } from './sealing.ts';

export type Connection = SQLite.Database;

/** Writes that one commit may hold. */
const MAX_BATCH = 256;

/** How long a write that nobody waits for may wait for company while commits follow one another, milliseconds. */
const LINGER_MS = 4;

/** Statements kept prepared. Filters make a few dozen texts; more than this would be a leak. */
const MAX_STATEMENTS = 500;

export interface WriteOptions {
  /** Nobody outside waits for this write: under load it may be a few milliseconds late and share a commit. */
  readonly lingers?: boolean;
}

interface Pending {
  readonly work: (connection: Connection) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** What SQLite's error means for the caller. */
function storeError(thrown: unknown): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  const code = (thrown as { code?: string }).code ?? '';
  if (code.startsWith('SQLITE_FULL')) return new CrossdockError('store.full', undefined, { cause: thrown });
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new CrossdockError('store.locked', undefined, { cause: thrown });
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return new CrossdockError('store.corrupt', undefined, { cause: thrown });
  return new CrossdockError('store.unavailable', `the store cannot write: ${(thrown as Error).message}`, {
    cause: thrown,
  });
}

/** A second process on the same directory would break the order of events: the lock file is held as long as the process lives. */
function lockDirectory(directory: string): Connection {
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

/** Errors after which SQLite may have undone more than the statement: the whole commit has failed. */
function endsTransaction(thrown: unknown): boolean {
  const { code = '' } = thrown as { code?: string };
  return /^SQLITE_(FULL|IOERR|NOMEM|CORRUPT|NOTADB|READONLY)/.test(code);
}

function openDurably(file: string): Connection {
  const connection = keepStatements(new SQLite(file));
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  connection.pragma('journal_size_limit = 67108864');
  connection.pragma('cache_size = -65536');
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
  // better-sqlite3 is compiled with a WAL default of NORMAL that shows only after the first write: set again, then insist.
  connection.pragma('synchronous = FULL');
  const synchronous = connection.pragma('synchronous', { simple: true });
  const journal = connection.pragma('journal_mode', { simple: true });
  if (synchronous !== 2 || journal !== 'wal') {
    throw new CrossdockError(
      'store.unavailable',
      `expected synchronous=2 and journal_mode=wal, found ${synchronous} and ${journal}`,
    );
  }
  return connection;
}

/** One open data directory. */
export class Database {
  readonly directory: string;
  /** For reads. Writes go through `write`. */
  readonly connection: Connection;
  /** What payloads and documents are sealed with. */
  readonly keyring: Keyring;
  readonly #lock: Connection;
  #queue: Pending[] = [];
  #scheduled = false;
  #linger: NodeJS.Timeout | undefined;
  #lastCommitAt = 0;
  #failed: CrossdockError | undefined;

  /**
   * @param options.masters  master keys in base64, the one in use first; without any those of the directory itself
   * @throws CrossdockError `store.locked`, `store.corrupt`, `store.full`, `store.unavailable`, `store.key`
   */
  constructor(directory: string, options: { masters?: readonly string[] } = {}) {
    this.directory = directory;
    try {
      if (!existsSync(directory)) mkdirSync(directory, { recursive: true });
    } catch (cause) {
      throw new CrossdockError(
        'store.unavailable',
        `cannot make the data directory ${directory}: ${(cause as Error).message}`,
        { cause },
      );
    }
    this.#lock = lockDirectory(directory);
    try {
      this.keyring = new Keyring(directory, options.masters);
      this.connection = openDurably(join(directory, 'crossdock.sqlite'));
      attachKeyring(this.connection, this.keyring);
    } catch (thrown) {
      this.#lock.close();
      throw storeError(thrown);
    }
  }

  /** Set when a commit failed: nothing is acknowledged any more until a restart. */
  get failed(): CrossdockError | undefined {
    return this.#failed;
  }

  /** Writes waiting for their commit. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Runs `work` inside the next commit and resolves once that commit is on disk. Works that are queued while another
   * commit is under way share one; each has a savepoint of its own, so one that throws takes no other with it.
   */
  write<T>(work: (connection: Connection) => T, options: WriteOptions = {}): Promise<T> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve, reject });
      const isBusy = performance.now() - this.#lastCommitAt < LINGER_MS;
      if (options.lingers === true && isBusy && !this.#scheduled)
        this.#linger ??= setTimeout(() => this.#schedule(), LINGER_MS);
      else this.#schedule();
    });
  }

  #schedule(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    const batch = this.#queue.splice(0, MAX_BATCH);
    const outcomes: { pending: Pending; value?: unknown; error?: unknown }[] = [];
    try {
      this.connection.exec('BEGIN IMMEDIATE');
      for (const pending of batch) outcomes.push(this.#work(pending));
      this.connection.exec('COMMIT');
    } catch (thrown) {
      this.#fail(thrown, batch);
      return;
    }
    this.#lastCommitAt = performance.now();
    for (const { pending, value, error } of outcomes) {
      if (error === undefined) pending.resolve(value as never);
      else pending.reject(error);
    }
    this.#scheduled = false;
    if (this.#queue.length > 0) this.#schedule();
  }

  /** Runs one work in a savepoint of its own. @throws what ends the whole transaction */
  #work(pending: Pending): { pending: Pending; value?: unknown; error?: unknown } {
    const { connection } = this;
    connection.prepare('SAVEPOINT work').run();
    try {
      const value = pending.work(connection);
      connection.prepare('RELEASE work').run();
      return { pending, value };
    } catch (error) {
      if (endsTransaction(error) || !connection.inTransaction) throw error;
      connection.prepare('ROLLBACK TO work').run();
      connection.prepare('RELEASE work').run();
      return { pending, error: error ?? new Error('the write failed without saying why') };
    }
  }

  /** Whether the commit reached the disk is not known: acknowledge nothing, take no more, recover by a restart. */
  #fail(thrown: unknown, batch: readonly Pending[]): void {
    const failed = storeError(thrown);
    this.#failed = failed;
    this.#scheduled = false;
    for (const pending of [...batch, ...this.#queue.splice(0)]) pending.reject(failed);
    try {
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
    } catch {
      // The connection is lost either way: nothing more is written through it.
    }
  }

  /** Waits for writes under way, folds the log into the file and releases the directory. */
  async close(): Promise<void> {
    while (this.#queue.length > 0 || this.#scheduled) await new Promise((resolve) => setImmediate(resolve));
    try {
      if (this.#failed === undefined) this.connection.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.connection.close();
      this.#lock.close();
    }
  }
}
