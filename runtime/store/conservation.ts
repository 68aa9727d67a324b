// The sum of law 2: received = processed + held + duplicate + discarded + in flight, by source and day, for receipts and for messages.
import type { ConservationRow, ConservationSum, Counts } from '../model/sums.ts';
import type { Connection } from './database.ts';

export interface ConservationFilter {
  readonly source?: string;
  readonly day?: string;
}

type Part = keyof Counts;
type Grouped = { readonly source: string; readonly day: string; readonly [count: string]: string | number };

/** Counts by source and day; what a query does not name is zero. */
class Groups {
  readonly #groups = new Map<string, Record<string, number>>();

  add(rows: readonly Grouped[]): this {
    for (const { source, day, ...counts } of rows) {
      const key = JSON.stringify([day, source]);
      const group = this.#groups.get(key) ?? {};
      for (const [name, count] of Object.entries(counts)) group[name] = (group[name] ?? 0) + Number(count);
      this.#groups.set(key, group);
    }
    return this;
  }

  get keys(): string[] {
    return [...this.#groups.keys()];
  }

  of(key: string): (name: string) => number {
    const group = this.#groups.get(key);
    return (name) => group?.[name] ?? 0;
  }
}

function sum(parts: Readonly<Record<Part, number>>): ConservationSum {
  const { received, processed, held, duplicate, discarded, inFlight } = parts;
  return { ...parts, balanced: received === processed + held + duplicate + discarded + inFlight };
}

type Query = (sql: string) => Grouped[];

/** The receipts that are there, how many of them are decoded, and into how many messages: read once for both sums. */
const presentReceipts = (query: Query, where: string): Grouped[] =>
  query(
    `SELECT source, day, count(*) AS present, count(message_count) AS decoded, coalesce(sum(message_count), 0) AS messages
     FROM receipts WHERE ${where} GROUP BY source, day`,
  );

/** Receipts: how many were acknowledged, by their own counter, and what the rows say became of them. */
function receiptCounts(query: Query, where: string, present: readonly Grouped[]): Groups {
  return new Groups()
    .add(query(`SELECT source, day, received FROM intakes WHERE ${where}`))
    .add(query(`SELECT source, day, count(*) AS duplicate FROM duplicates WHERE ${where} GROUP BY source, day`))
    .add(
      // What was removed for its age.
      query(
        `SELECT source, day, repeats AS duplicate, receipts_processed + receipts_discarded AS present,
           receipts_processed + receipts_discarded AS decoded, receipts_discarded AS discarded
         FROM removed WHERE ${where}`,
      ),
    )
    .add(present)
    .add(
      // Only receipts with a message that is not simply done need a closer look; they are few, and stand in indexes of their own.
      query(
        `WITH unfinished AS (
           SELECT receipt_id, 'accepted' AS status FROM messages INDEXED BY messages_under_way WHERE status = 'accepted'
           UNION ALL
           SELECT receipt_id, status FROM messages INDEXED BY messages_stopped WHERE status IN ('held', 'discarded')),
         open AS (
           SELECT receipt_id, sum(status = 'accepted') AS accepted, sum(status = 'held') AS held, count(*) AS open
           FROM unfinished GROUP BY receipt_id)
         SELECT source, day, sum(accepted > 0) AS settling, sum(accepted = 0 AND held > 0) AS held,
           sum(accepted = 0 AND held = 0 AND open = message_count) AS discarded
         FROM open CROSS JOIN receipts ON receipts.id = open.receipt_id
         WHERE message_count IS NOT NULL AND ${where} GROUP BY source, day`,
      ),
    );
}

/** Messages: how many the receipts were decoded into, and what their own rows say. */
function messageCounts(query: Query, where: string, present: readonly Grouped[]): Groups {
  return new Groups()
    .add(
      query(
        `SELECT source, day, messages_processed + messages_duplicate + messages_discarded AS received,
           messages_processed AS processed, messages_duplicate AS duplicate, messages_discarded AS discarded
         FROM removed WHERE ${where}`,
      ),
    )
    .add(present.map(({ source, day, messages = 0 }) => ({ source, day, received: messages })))
    .add(
      // A receipt under way has no count yet: what is there of it was received.
      query(
        `WITH under_way AS (SELECT id, source, day FROM receipts INDEXED BY receipts_pending WHERE status = 'pending' AND ${where})
         SELECT u.source, u.day, count(*) AS received FROM under_way u JOIN messages m ON m.receipt_id = u.id
         GROUP BY u.source, u.day`,
      ),
    )
    .add(
      query(
        `SELECT source, day, sum(status = 'processed') AS processed, sum(status = 'held') AS held,
           sum(status = 'duplicate') AS duplicate, sum(status = 'discarded') AS discarded, sum(status = 'accepted') AS inFlight
         FROM messages WHERE ${where} GROUP BY source, day`,
      ),
    );
}

/**
 * A receipt counts once: as in flight while it is not decoded or any of its messages is under way, else as held when any
 * message is held, as discarded when all were, otherwise as processed. Its repeats count as duplicates. What was received
 * is counted apart from the rows that are added up on the other side, so a row that is lost shows.
 */
export function conservation(connection: Connection, filter: ConservationFilter = {}): ConservationRow[] {
  // Only what is asked for stands in the condition, so that an index can answer it.
  const asked = (['source', 'day'] as const).filter((name) => filter[name] !== undefined);
  const where = ['1', ...asked.map((name) => `${name} = @${name}`)].join(' AND ');
  const query: Query = (sql) => connection.prepare(sql).all({ ...filter }) as Grouped[];
  const present = presentReceipts(query, where);
  const receipts = receiptCounts(query, where, present);
  const messages = messageCounts(query, where, present);
  const keys = new Set([...receipts.keys, ...messages.keys]);
  return [...keys]
    .map((key) => {
      const [day, source] = JSON.parse(key) as [string, string];
      const [receipt, message] = [receipts.of(key), messages.of(key)];
      const ended = receipt('settling') + receipt('held') + receipt('discarded');
      return {
        source,
        day,
        receipts: sum({
          received: receipt('received'),
          processed: receipt('decoded') - ended,
          held: receipt('held'),
          duplicate: receipt('duplicate'),
          discarded: receipt('discarded'),
          inFlight: receipt('present') - receipt('decoded') + receipt('settling'),
        }),
        messages: sum({
          received: message('received'),
          processed: message('processed'),
          held: message('held'),
          duplicate: message('duplicate'),
          discarded: message('discarded'),
          inFlight: message('inFlight'),
        }),
      };
    })
    .sort((a, b) => b.day.localeCompare(a.day) || a.source.localeCompare(b.source));
}
