// Small databases beside the store, which more than one process may write: for what the command line changes while a sidecar runs.
import SQLite from 'better-sqlite3';
import { CrossdockError } from '../engine/errors.ts';
import type { Connection } from './database.ts';

/** How long one process waits for the other's write. */
const BUSY_MS = 2_000;

/**
 * Opens a database file, and makes it where there is none.
 *
 * @param migrations  applied in order; `user_version` remembers how many ran
 * @throws CrossdockError `store.unavailable`
 */
export function openBeside(file: string, migrations: readonly string[]): Connection {
  try {
    const connection = new SQLite(file, { timeout: BUSY_MS });
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection
      .transaction(() => {
        const version = connection.pragma('user_version', { simple: true }) as number;
        for (const migration of migrations.slice(version)) connection.exec(migration);
        connection.pragma(`user_version = ${Math.max(version, migrations.length)}`);
      })
      .immediate();
    return connection;
  } catch (cause) {
    throw new CrossdockError('store.unavailable', `cannot open ${file}: ${(cause as Error).message}`, { cause });
  }
}
