// The SQLite file of a data directory: opened durably, locked against a second process, written by one queue that groups commits.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { CrossdockError } from '../engine/errors.ts';
import { MIGRATIONS } from './schema.ts';

export type Connection = SQLite.Database;

/** Writes that one commit may hold. */
const MAX_BATCH = 256;

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

function openDurably(file: string): Connection {
  const connection = new SQLite(file);
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
  readonly #lock: Connection;
  #queue: Pending[] = [];
  #scheduled = false;
  #failed: CrossdockError | undefined;

  /** @throws CrossdockError `store.locked`, `store.corrupt`, `store.full`, `store.unavailable` */
  constructor(directory: string) {
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
      this.connection = openDurably(join(directory, 'crossdock.sqlite'));
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
  write<T>(work: (connection: Connection) => T): Promise<T> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve, reject });
      if (!this.#scheduled) {
        this.#scheduled = true;
        setImmediate(() => this.#flush());
      }
    });
  }

  #flush(): void {
    const batch = this.#queue.splice(0, MAX_BATCH);
    const outcomes: { pending: Pending; value?: unknown; error?: unknown }[] = [];
    try {
      this.connection.exec('BEGIN IMMEDIATE');
      for (const pending of batch) {
        this.connection.exec('SAVEPOINT work');
        try {
          outcomes.push({ pending, value: pending.work(this.connection) });
        } catch (error) {
          if ((error as { code?: string }).code?.startsWith('SQLITE_FULL') === true) throw error;
          this.connection.exec('ROLLBACK TO work');
          outcomes.push({ pending, error });
        }
        this.connection.exec('RELEASE work');
      }
      this.connection.exec('COMMIT');
    } catch (thrown) {
      // Whether the commit reached the disk is not known: acknowledge nothing, take no more, recover by a restart.
      this.#failed = storeError(thrown);
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      for (const pending of [...batch, ...this.#queue.splice(0)]) pending.reject(this.#failed);
      this.#scheduled = false;
      return;
    }
    for (const { pending, value, error } of outcomes) {
      if (error === undefined) pending.resolve(value as never);
      else pending.reject(error);
    }
    if (this.#queue.length > 0) setImmediate(() => this.#flush());
    else this.#scheduled = false;
  }

  /** Waits for writes under way, folds the log into the file and releases the directory. */
  async close(): Promise<void> {
    while (this.#queue.length > 0 || this.#scheduled) await new Promise((resolve) => setImmediate(resolve));
    if (this.#failed === undefined) this.connection.pragma('wal_checkpoint(TRUNCATE)');
    this.connection.close();
    this.#lock.close();
  }
}
