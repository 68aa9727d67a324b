// The list of messages as it is read: any filter, newest first, page by page, by whichever index leads to the fewest rows.
import type { Connection } from './database.ts';
import type { MessageRow } from './messages.ts';
import { seqAt } from './seq-at.ts';

/** What a list shows of a message: nothing that is sealed. */
export type ListedMessage = Omit<MessageRow, 'evaluated' | 'result' | 'versions' | 'edited' | 'edited_by'>;

export interface MessageFilter {
  readonly status?: string;
  readonly source?: string;
  readonly mapping?: string;
  /** Code of the exception that holds it. */
  readonly code?: string;
  readonly documentType?: string;
  readonly documentKey?: string;
  /** Beginning of the document's key. */
  readonly keyPrefix?: string;
  readonly receipt?: string;
  /** Earliest and latest time of decoding, epoch milliseconds, both included. */
  readonly from?: number;
  readonly to?: number;
  /** Only rows below this sequence number: the cursor, newest first. */
  readonly before?: number;
  /** Only rows above this sequence number: what came since. */
  readonly after?: number;
  readonly limit: number;
}

/** An index counts as leading to few rows below this. */
const PROBE = 1_000;

/** Sequence numbers follow the clock; it may have been set back by as much as this. */
const CLOCK_SLACK_MS = 3_600_000;

const COLUMNS =
  'seq, id, receipt_id, position, source, mapping, status, document_type, document_key, attempts, created_at, settled_at, code';

interface Condition {
  readonly text: string;
  readonly values: readonly unknown[];
  /** The index that leads to it. */
  readonly index?: string;
}

/** The highest text that begins with `prefix`, in the order of SQLite's binary comparison. */
const endOf = (prefix: string): string => `${prefix}\u{10FFFF}`;

function conditionsOf(filter: MessageFilter): Condition[] {
  const { status, source, mapping, code, documentType, documentKey, keyPrefix, receipt } = filter;
  const equal = (column: string, value: string | undefined, index?: string): Condition[] =>
    value === undefined ? [] : [{ text: `${column} = ?`, values: [value], ...(index === undefined ? {} : { index }) }];
  return [
    ...equal('receipt_id', receipt),
    ...equal('document_key', documentKey, 'messages_key'),
    ...equal('code', code, 'messages_code'),
    ...equal('mapping', mapping, 'messages_mapping'),
    ...equal('source', source, 'messages_source'),
    ...equal('status', status, 'messages_status'),
    ...(keyPrefix === undefined
      ? []
      : [
          {
            text: 'document_key >= ? AND document_key < ?',
            values: [keyPrefix, endOf(keyPrefix)],
            index: 'messages_key',
          },
        ]),
    ...equal('document_type', documentType, 'messages_type'),
  ];
}

function rangeOf(connection: Connection, filter: MessageFilter): Condition[] {
  const { from, to, before, after } = filter;
  return [
    ...(before === undefined ? [] : [{ text: 'seq < ?', values: [before] }]),
    ...(after === undefined ? [] : [{ text: 'seq > ?', values: [after] }]),
    ...(from === undefined
      ? []
      : [
          {
            text: 'seq >= ? AND created_at >= ?',
            values: [seqAt(connection, 'messages', from - CLOCK_SLACK_MS), from],
          },
        ]),
    ...(to === undefined
      ? []
      : [{ text: 'seq < ? AND created_at <= ?', values: [seqAt(connection, 'messages', to + CLOCK_SLACK_MS), to] }]),
  ];
}

/** The condition whose index leads to the fewest rows; where all lead to many, the first, which as a rule is the narrowest. */
function leading(connection: Connection, conditions: readonly Condition[]): Condition | undefined {
  const usable = conditions.filter(({ index }) => index !== undefined);
  if (usable.length < 2) return usable[0];
  const counted = usable.map((condition) => {
    const { n } = connection
      .prepare(
        `SELECT count(*) AS n FROM (SELECT 1 FROM messages INDEXED BY ${condition.index} WHERE ${condition.text} LIMIT ${PROBE})`,
      )
      .get(...condition.values) as { n: number };
    return { condition, n };
  });
  return counted.reduce((best, one) => (one.n < best.n ? one : best)).condition;
}

/** A page of messages, newest first. */
export function listMessages(connection: Connection, filter: MessageFilter): ListedMessage[] {
  const conditions = conditionsOf(filter);
  const all = [...conditions, ...rangeOf(connection, filter)];
  const by = filter.receipt === undefined ? leading(connection, conditions)?.index : undefined;
  const where = all.length === 0 ? '' : `WHERE ${all.map(({ text }) => text).join(' AND ')}`;
  const index = by === undefined ? '' : `INDEXED BY ${by}`;
  return connection
    .prepare(`SELECT ${COLUMNS} FROM messages ${index} ${where} ORDER BY seq DESC LIMIT ?`)
    .all(...all.flatMap(({ values }) => values), filter.limit) as ListedMessage[];
}
