// Attempts that failed, one row each. The attempt that was taken stands in its delivery, so that taking costs no row.
import type { Connection } from './database.ts';

export interface DeliveryAttempt {
  readonly at: number;
  readonly outcome: 'retry' | 'rejected';
  readonly reason: string;
  /** When it was to be tried again, epoch milliseconds; null when it was given up. */
  readonly nextAt: number | null;
}

export function addAttempt(connection: Connection, deliveryId: string, attempt: DeliveryAttempt): void {
  connection
    .prepare('INSERT INTO delivery_attempts (delivery_id, at, outcome, reason, next_at) VALUES (?, ?, ?, ?, ?)')
    .run(deliveryId, attempt.at, attempt.outcome, attempt.reason, attempt.nextAt);
}

/** The attempts of a delivery that failed, oldest first; at most the last `limit` of them. */
export function attemptsOf(connection: Connection, deliveryId: string, limit = 200): DeliveryAttempt[] {
  const rows = connection
    .prepare(
      `SELECT at, outcome, reason, next_at AS nextAt FROM delivery_attempts
       WHERE delivery_id = ? ORDER BY seq DESC LIMIT ?`,
    )
    .all(deliveryId, limit) as DeliveryAttempt[];
  return rows.reverse();
}
