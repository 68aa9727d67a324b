// Counts of one commit: what many of its works count up is added in memory, and written once before it is committed.
import type { Connection } from './connection.ts';

interface Counted {
  readonly count: number;
  readonly write: (count: number) => void;
}

const tallies = new WeakMap<Connection, Map<string, Counted>>();

/** Adds up what is counted through a connection from now on. */
export function beginTally(connection: Connection): void {
  tallies.set(connection, new Map());
}

/** Writes what was added up since it began, or forgets it together with what is rolled back. */
export function endTally(connection: Connection, end: 'write' | 'forget'): void {
  const tally = tallies.get(connection);
  tallies.delete(connection);
  if (end === 'write') for (const { count, write } of tally?.values() ?? []) write(count);
}

/**
 * Counts one up, now or with the commit.
 *
 * @param key    names the counter; of several writes of one counter the last is made
 * @param write  adds to the counter in the store
 */
export function countUp(connection: Connection, key: string, write: (count: number) => void): void {
  const tally = tallies.get(connection);
  if (tally === undefined) write(1);
  else tally.set(key, { count: (tally.get(key)?.count ?? 0) + 1, write });
}
