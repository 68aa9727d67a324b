// Counters: control numbers of outbound interchanges, kept across restarts.
import type { Connection } from './database.ts';

/** Takes the next number of a series, starting at 1. */
export function takeNumber(connection: Connection, name: string): number {
  const row = connection
    .prepare(
      'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value',
    )
    .get(name) as { value: number };
  return row.value;
}
