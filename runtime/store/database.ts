// The SQLite file of a data directory, written by one queue that groups commits and acknowledges none before it is on disk.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CrossdockError } from '../engine/errors.ts';
import { dropBallast } from './ballast.ts';
import { Checkpoints } from './checkpoints.ts';
import {
  type Connection,
  endsTransaction,
  framesInLog,
  lockDirectory,
  openDurably,
  type SyncMode,
  storeError,
} from './connection.ts';
import { Keyring } from './keyring.ts';
import { LogFile, type SyncTimes } from './log-file.ts';
import { LongReads } from './long-reads.ts';
import { noteChange } from './reference-data.ts';
import { attachKeyring } from './sealing.ts';
import { beginTally, endTally } from './tally.ts';
import { requireSafeVolume } from './volume.ts';

export { type Connection, reading, type SyncMode } from './connection.ts';

/** Writes that one commit may hold, and how long it may take on its own before the rest waits for the next one. */
const MAX_BATCH = 256;
const MAX_BATCH_MS = 4;
/** The same where nobody waits for any of them, and for a while nobody has waited for anything: none is to be expected. */
const MAX_QUIET_BATCH_MS = 24;
const QUIET_MS = 250;

/**
 * A write that nobody waits for waits for company while commits follow one another, milliseconds: as long as more of its
 * kind come, for so long at most, and not when they are enough for a commit of their own. Each commit writes every page
 * that any of its works changed, so a few large ones cost less than many small ones do.
 */
const LINGER_MS = 2;
const MOST_LINGER_MS = 20;
const ENOUGH = 16;

/** How often a shutdown looks whether the last writes are on disk. */
const CLOSE_CHECK_MS = 1;

export interface WriteOptions<Value = unknown> {
  /**
   * Nobody outside waits for this write: under load it may be a few milliseconds late and share a commit, and it resolves
   * once it is committed, on disk or not. Whatever it leads to outside has to wait for `synced`.
   */
  readonly lingers?: boolean;
  /** Called with what the write gave once it is committed, which may be some time before it is on disk. */
  readonly onCommitted?: (value: Value) => void;
}

export interface DatabaseOptions {
  readonly sync?: SyncMode;
  /** What the write-ahead log is kept under. */
  readonly logLimitBytes?: number;
  /** Take any file system, whatever its locks are like. */
  readonly anyVolume?: boolean;
  /** Master keys in base64, the one in use first; without any those of the directory itself. */
  readonly masters?: readonly string[];
}

interface Pending {
  readonly work: (connection: Connection) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  readonly lingers: boolean;
  readonly onCommitted?: ((value: never) => void) | undefined;
}

/** A work that is committed, and what it gave. */
interface Done {
  readonly pending: Omit<Pending, 'work'>;
  readonly value?: unknown;
  readonly error?: unknown;
}

/** One open data directory. */
export class Database {
  readonly directory: string;
  /** The SQLite file in it. */
  readonly file: string;
  /** For reads. Writes go through `write`. */
  readonly connection: Connection;
  /** What payloads and documents are sealed with. */
  readonly keyring: Keyring;
  /** For whoever reads at length over a connection of his own. */
  readonly longReads = new LongReads();
  readonly #lock: Connection;
  readonly #sync: SyncMode;
  readonly #log: LogFile;
  readonly #checkpoints: Checkpoints;
  #queue: Pending[] = [];
  /** Committed, and not on disk yet. */
  #committed: Done[] = [];
  #syncing: Done[] | undefined;
  #scheduled = false;
  #isHeld = false;
  #linger: NodeJS.Timeout | undefined;
  /** Since when the first of the queue waits for company. */
  #lingersSince = 0;
  #lastCommitAt = 0;
  /** When somebody began to wait for a write last. */
  #awaitedAt = Number.NEGATIVE_INFINITY;
  #failed: CrossdockError | undefined;

  /** @throws CrossdockError `store.locked`, `store.corrupt`, `store.full`, `store.unavailable`, `store.key` */
  constructor(directory: string, options: DatabaseOptions = {}) {
    const { sync = 'thread', logLimitBytes = 64 * 1024 * 1024, anyVolume = false } = options;
    this.directory = directory;
    this.#sync = sync;
    try {
      if (!existsSync(directory)) mkdirSync(directory, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new CrossdockError(
        'store.unavailable',
        `cannot make the data directory ${directory}: ${(cause as Error).message}`,
        { cause },
      );
    }
    if (!anyVolume) requireSafeVolume(directory);
    this.#lock = lockDirectory(directory);
    const file = join(directory, 'crossdock.sqlite');
    this.file = file;
    try {
      this.keyring = new Keyring(directory, options.masters);
      this.connection = openDurably(file, { sync, logLimitBytes });
      attachKeyring(this.connection, this.keyring);
      this.#log = new LogFile(`${file}-wal`);
    } catch (thrown) {
      this.#lock.close();
      throw storeError(thrown);
    }
    this.#checkpoints = new Checkpoints({
      file,
      logLimitBytes,
      log: this.#log,
      frames: () => framesInLog(this.connection),
      longReads: this.longReads,
      hold: () => this.#hold(),
      onError: (thrown) => this.#fail(thrown),
    });
  }

  /** Set when a commit failed: nothing is acknowledged any more until a restart. */
  get failed(): CrossdockError | undefined {
    return this.#failed;
  }

  /** Writes waiting for their commit. */
  get waiting(): number {
    return this.#queue.length + this.#committed.length + (this.#syncing?.length ?? 0);
  }

  /** How long commits took to reach the disk; how large the log is, and how often it was folded into the file. */
  get figures(): { readonly syncs: SyncTimes; readonly logBytes: number; readonly checkpoints: number } {
    return { syncs: this.#log.times, logBytes: this.#log.sizeBytes, checkpoints: this.#checkpoints.count };
  }

  /** Resolves once everything that can be read here now is on disk: before something is done outside because of it. */
  synced(): Promise<void> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    if (this.#committed.length === 0 && this.#syncing === undefined) return Promise.resolve();
    return new Promise<void>((resolve, reject) => {
      this.#committed.push({ pending: { resolve: resolve as (value: never) => void, reject, lingers: false } });
      this.#syncCommitted();
    });
  }

  /**
   * Runs `work` inside the next commit and resolves once that commit is on disk, unless it lingers. Works that are queued while another
   * commit is under way share one; one that throws takes no other with it. A work may be run twice, the first time for
   * nothing: it changes the store, and nothing else that would add up.
   */
  write<T>(work: (connection: Connection) => T, options: WriteOptions<T> = {}): Promise<T> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    return new Promise<T>((resolve, reject) => {
      const lingers = options.lingers === true;
      if (!lingers) this.#awaitedAt = performance.now();
      this.#queue.push({ work, resolve, reject, lingers, onCommitted: options.onCommitted });
      if (!lingers || this.#scheduled || this.#queue.length >= ENOUGH) this.#schedule();
      else if (this.#linger === undefined) this.#wait();
    });
  }

  /** Waits for company of the only write there is, unless commits are rare at the moment. */
  #wait(): void {
    const now = performance.now();
    if (now - this.#lastCommitAt >= MOST_LINGER_MS) {
      this.#schedule();
      return;
    }
    this.#lingersSince = now;
    this.#goOnWaiting(0);
  }

  /** @param before  how many there were when it was last looked at */
  #goOnWaiting(before: number): void {
    const { length } = this.#queue;
    const waited = performance.now() - this.#lingersSince;
    if (length === before || waited + LINGER_MS > MOST_LINGER_MS) this.#schedule();
    else this.#linger = setTimeout(() => this.#goOnWaiting(length), LINGER_MS);
  }

  #schedule(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    if (this.#scheduled || this.#isHeld) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  /** Lets no commit begin until what it returns is called. */
  #hold(): () => void {
    this.#isHeld = true;
    return () => {
      this.#isHeld = false;
      if (this.#queue.length > 0) this.#schedule();
    };
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#isHeld || this.#queue.length === 0) return;
    let done: Done[];
    try {
      done = this.#commit(this.#queue.slice(0, MAX_BATCH));
    } catch (thrown) {
      this.#fail(thrown);
      return;
    }
    this.#queue.splice(0, done.length);
    this.#lastCommitAt = performance.now();
    for (const { pending, value, error } of done) if (error === undefined) pending.onCommitted?.(value as never);
    if (this.#sync === 'commit') settle(done);
    else {
      // Those that linger are answered now; that they are on disk is waited for together with the others.
      this.#committed.push(...done.map((one) => (one.pending.lingers ? ANSWERED : one)));
      settle(done.filter(({ pending }) => pending.lingers));
      this.#syncCommitted();
    }
    this.#checkpoints.afterCommit();
    if (this.#queue.length > 0) this.#schedule();
  }

  /** Brings what is committed to the disk, all of it at once; what is committed meanwhile is brought there next. */
  #syncCommitted(): void {
    if (this.#syncing !== undefined || this.#committed.length === 0) return;
    const covered = this.#committed;
    this.#committed = [];
    this.#syncing = covered;
    this.#log.sync((error) => {
      if (this.#failed !== undefined) return;
      if (error !== null) {
        this.#fail(error);
        return;
      }
      this.#syncing = undefined;
      settle(covered);
      this.#syncCommitted();
    });
  }

  /** Commits as many of these works as the time allows. @throws what ends the whole transaction */
  #commit(works: readonly Pending[]): Done[] {
    // Behind a savepoint SQLite copies every page before it changes: they are taken only where a work has to be undone.
    return this.#attempt(works, plainly) ?? this.#attempt(works, undoably) ?? [];
  }

  /** @returns undefined, with nothing written, when a work has to be undone and cannot be by itself */
  #attempt(works: readonly Pending[], run: typeof plainly): Done[] | undefined {
    const { connection } = this;
    const done: Done[] = [];
    const now = performance.now();
    const isQuiet = now - this.#awaitedAt > QUIET_MS && works.every(({ lingers }) => lingers);
    const until = now + (isQuiet ? MAX_QUIET_BATCH_MS : MAX_BATCH_MS);
    connection.prepare('BEGIN IMMEDIATE').run();
    // What is counted by works that may be undone one by one is written by each of them.
    if (run === plainly) beginTally(connection);
    for (const pending of works) {
      const one = run(connection, pending);
      if (one === undefined) {
        endTally(connection, 'forget');
        connection.prepare('ROLLBACK').run();
        noteChange(connection);
        return undefined;
      }
      done.push(one);
      if (performance.now() > until) break;
    }
    endTally(connection, 'write');
    connection.prepare('COMMIT').run();
    return done;
  }

  /** Whether the commit reached the disk is not known: acknowledge nothing, take no more, recover by a restart. */
  #fail(thrown: unknown): void {
    if (this.#failed !== undefined) return;
    const failed = storeError(thrown);
    this.#failed = failed;
    const unanswered = [...(this.#syncing ?? []), ...this.#committed, ...this.#queue.map((pending) => ({ pending }))];
    this.#syncing = undefined;
    this.#committed = [];
    this.#queue = [];
    for (const { pending } of unanswered) pending.reject(failed);
    if (failed.code === 'store.full') attempt(() => dropBallast(this.directory));
    // The connection is lost either way: nothing more is written through it.
    attempt(() => this.connection.inTransaction && this.connection.exec('ROLLBACK'));
  }

  /** Folds the log into the file now and empties it: what was overwritten in the file is then not in the log either. */
  async fold(): Promise<void> {
    await this.synced();
    await this.#checkpoints.fold();
  }

  /** Waits for writes under way, folds the log into the file and releases the directory. @throws CrossdockError `store.…` */
  async close(): Promise<void> {
    while (this.#failed === undefined && (this.waiting > 0 || this.#scheduled)) await delay(CLOSE_CHECK_MS);
    await this.#checkpoints.close();
    try {
      if (this.#failed === undefined) this.connection.pragma('wal_checkpoint(TRUNCATE)');
    } catch (thrown) {
      throw storeError(thrown);
    } finally {
      attempt(() => this.connection.close());
      this.#lock.close();
      await this.#log.close();
    }
  }
}

/** Runs one work. @returns undefined when it has to be undone @throws what ends the whole transaction */
function plainly(connection: Connection, pending: Pending): Done | undefined {
  try {
    return { pending, value: pending.work(connection) };
  } catch (error) {
    if (endsTransaction(error) || !connection.inTransaction) throw error;
    return undefined;
  }
}

/** Runs one work in a savepoint of its own. @throws what ends the whole transaction */
function undoably(connection: Connection, pending: Pending): Done {
  connection.prepare('SAVEPOINT work').run();
  try {
    const value = pending.work(connection);
    connection.prepare('RELEASE work').run();
    return { pending, value };
  } catch (error) {
    if (endsTransaction(error) || !connection.inTransaction) throw error;
    connection.prepare('ROLLBACK TO work').run();
    connection.prepare('RELEASE work').run();
    noteChange(connection);
    return { pending, error: error ?? new Error('the write failed without saying why') };
  }
}

/** What is left to be told to a work that was answered. */
const ANSWERED: Done = { pending: { resolve: () => undefined, reject: () => undefined, lingers: true } };

/** Tells each work what became of it. */
function settle(done: readonly Done[]): void {
  for (const { pending, value, error } of done) {
    if (error === undefined) pending.resolve(value as never);
    else pending.reject(error);
  }
}

/** Does what may fail without a consequence: something graver has happened already. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // Nothing is left to be done about it.
  }
}
