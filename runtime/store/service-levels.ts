// When exceptions fall due: worked out as they come up, and anew when the configuration says otherwise.
import { DEFAULT_LEVELS, levelOf, priorityNumber, type ServiceLevels } from '../model/service-levels.ts';
import type { Connection } from './database.ts';

const HOUR_MS = 3_600_000;

type Kind = { readonly owner: string; readonly category: string; readonly severity: string };

const attached = new WeakMap<Connection, ServiceLevels>();

/** Says which service levels hold for what is written through a connection. */
export function attachServiceLevels(connection: Connection, levels: ServiceLevels): void {
  attached.set(connection, levels);
}

/** When an exception that comes up now falls due, epoch milliseconds, and its stored priority. */
export function dueOf(connection: Connection, kind: Kind, now: number): { dueAt: number; priority: number } {
  const { hours, priority } = levelOf(attached.get(connection) ?? DEFAULT_LEVELS, kind);
  return { dueAt: now + Math.round(hours * HOUR_MS), priority: priorityNumber(priority) };
}

/** Numbers the levels that the due times were worked out by: a change of the configuration shows as another number. */
function numberOf(levels: ServiceLevels): number {
  const text = JSON.stringify(levels);
  let number = 7;
  for (let index = 0; index < text.length; index += 1) number = (Math.imul(number, 31) + text.charCodeAt(index)) | 0;
  return number;
}

const COUNTER = 'service levels';

/** Works out anew when open exceptions fall due, if the levels are not those of the time when they came up. Call it at the start. */
export function renewDueTimes(connection: Connection): void {
  const levels = attached.get(connection) ?? DEFAULT_LEVELS;
  const number = numberOf(levels);
  const known = connection.prepare('SELECT value FROM counters WHERE name = ?').get(COUNTER) as
    | { value: number }
    | undefined;
  if (known?.value === number) return;
  const kinds = connection
    .prepare("SELECT DISTINCT owner, category, severity FROM exceptions WHERE status = 'open'")
    .all() as Kind[];
  const renew = connection.prepare(
    `UPDATE exceptions SET due_at = created_at + @ms, priority = @priority
     WHERE status = 'open' AND owner = @owner AND category = @category AND severity = @severity`,
  );
  for (const kind of kinds) {
    const { hours, priority } = levelOf(levels, kind);
    renew.run({ ...kind, ms: Math.round(hours * HOUR_MS), priority: priorityNumber(priority) });
  }
  connection
    .prepare('INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(COUNTER, number);
}
