// Counts over time: written beside what is counted, in the same transaction, read for charts and for what is usual.
import type { Connection } from './database.ts';
import { countUp } from './tally.ts';

/** `received` by source, `settled` by source and status, `held` by cause, `delivery` by destination and outcome, `latency` by bound. */
export const ACTIVITY_KINDS = ['received', 'settled', 'held', 'delivery', 'latency'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export const MINUTE_MS = 60_000;
const HOUR = 60;

/** Minutes older than this are folded into their hour, and hours older than the second are forgotten. */
const MINUTES_KEPT = 48 * HOUR;
const HOURS_KEPT = 400 * 24 * HOUR;

/** Upper bounds of the latency classes, milliseconds; what took longer than the last is in `more`. */
export const LATENCY_BOUNDS_MS: readonly number[] = [
  1, 2, 5, 10, 20, 35, 50, 75, 100, 150, 200, 350, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 600_000,
];

export const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS);

export function countActivity(connection: Connection, what: { kind: ActivityKind; name: string }, now: number): void {
  const { kind, name } = what;
  const minute = minuteOf(now);
  countUp(connection, `activity ${kind} ${minute} ${name}`, (count) =>
    connection
      .prepare(
        `INSERT INTO activity (kind, minute, name, count) VALUES (?, ?, ?, ?)
         ON CONFLICT (kind, minute, name) DO UPDATE SET count = count + excluded.count`,
      )
      .run(kind, minute, name, count),
  );
}

/** Counts how long a message took from its receipt to its end. */
export function countLatency(connection: Connection, tookMs: number, now: number): void {
  const bound = LATENCY_BOUNDS_MS.find((one) => tookMs <= one);
  countActivity(connection, { kind: 'latency', name: bound === undefined ? 'more' : String(bound) }, now);
}

export interface ActivityRow {
  /** Start of the step, epoch milliseconds. */
  readonly at: number;
  readonly name: string;
  readonly count: number;
}

/**
 * Counts of one kind by step and name, oldest first.
 *
 * @param range.stepMs  a whole number of minutes; of what is older than two days there are hours only
 */
export function activityOf(
  connection: Connection,
  kind: ActivityKind,
  range: { from: number; to: number; stepMs: number },
): ActivityRow[] {
  const step = Math.max(1, Math.round(range.stepMs / MINUTE_MS));
  const rows = connection
    .prepare(
      `SELECT minute / CAST(@step AS INTEGER) * CAST(@step AS INTEGER) AS minute, name, sum(count) AS count FROM activity
       WHERE kind = @kind AND minute >= @from AND minute <= @to GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all({ kind, step, from: Math.floor(minuteOf(range.from) / step) * step, to: minuteOf(range.to) }) as {
    minute: number;
    name: string;
    count: number;
  }[];
  return rows.map(({ minute, name, count }) => ({ at: minute * MINUTE_MS, name, count }));
}

/** Folds minutes of the days before into hours, and forgets what is very old. Call it about once an hour. */
export function foldActivity(connection: Connection, now: number): void {
  // Whole hours only, so that an hour is never folded while it goes on.
  const before = Math.floor((minuteOf(now) - MINUTES_KEPT) / HOUR) * HOUR;
  for (const kind of ACTIVITY_KINDS) {
    connection
      .prepare(
        `INSERT INTO activity (kind, minute, name, count)
         SELECT kind, minute / ${HOUR} * ${HOUR}, name, sum(count) FROM activity
         WHERE kind = @kind AND minute < @before AND minute % ${HOUR} <> 0 GROUP BY 1, 2, 3
         ON CONFLICT (kind, minute, name) DO UPDATE SET count = count + excluded.count`,
      )
      .run({ kind, before });
    connection
      .prepare(
        `DELETE FROM activity WHERE kind = @kind AND minute < @before AND (minute % ${HOUR} <> 0 OR minute < @oldest)`,
      )
      .run({ kind, before, oldest: minuteOf(now) - HOURS_KEPT });
  }
}
