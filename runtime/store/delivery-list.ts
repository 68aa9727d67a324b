// The list of deliveries as it is read: any filter, newest or oldest first, page by page, never with their bytes.
import type { Connection } from './database.ts';
import type { DeliveryRow } from './deliveries.ts';
import { SEAL_BYTES } from './sealing.ts';
import { seqAt } from './seq-at.ts';

/** What a list shows of a delivery: nothing that is sealed. */
export type ListedDelivery = Omit<DeliveryRow, 'body' | 'content_type' | 'file_name' | 'control'> & {
  /** The open exception about it. */
  readonly exception: string | null;
};

export interface DeliveryFilter {
  readonly status?: string;
  readonly destination?: string;
  readonly mapping?: string;
  /** Of the document that it carries. */
  readonly documentType?: string;
  readonly documentKey?: string;
  /** Tried at least so often. */
  readonly attempts?: number;
  /** Earliest and latest time of queueing, epoch milliseconds, both included. */
  readonly from?: number;
  readonly to?: number;
  readonly sort?: 'newest' | 'oldest';
  /** The cursor: the sequence number of the last row of the page before. */
  readonly before?: number;
  readonly limit: number;
}

/** Sequence numbers follow the clock; it may have been set back by as much as this. */
const CLOCK_SLACK_MS = 3_600_000;

/** Documents of one key that a list looks for: one a type and system as a rule. */
const MOST_DOCUMENTS = 100;

function documentIds(connection: Connection, { documentType, documentKey }: DeliveryFilter): number[] {
  const rows = connection
    .prepare(
      `SELECT id FROM documents WHERE type IN (SELECT value FROM json_each(?)) AND key = ? ORDER BY id DESC LIMIT ${MOST_DOCUMENTS}`,
    )
    .all(JSON.stringify(documentType === undefined ? TYPES : [documentType]), documentKey) as { id: number }[];
  return rows.map(({ id }) => id);
}

const TYPES = ['order', 'shipment', 'inventory', 'return', 'invoice', 'item', 'customer'];

type Condition = readonly [text: string, ...values: unknown[]];

function conditionsOf(connection: Connection, filter: DeliveryFilter): Condition[] {
  const { status, destination, mapping, documentType, documentKey, attempts, from, to, before, sort } = filter;
  const equal = (column: string, value: unknown): Condition[] =>
    value === undefined ? [] : [[`${column} = ?`, value]];
  const isOldest = sort === 'oldest';
  return [
    ...equal('d.status', status),
    ...equal('d.destination', destination),
    ...equal('d.mapping', mapping),
    ...equal('d.document_type', documentType),
    ...(documentKey === undefined
      ? []
      : [
          [
            'd.document_id IN (SELECT value FROM json_each(?))',
            JSON.stringify(documentIds(connection, filter)),
          ] as Condition,
        ]),
    ...(attempts === undefined || attempts < 1
      ? []
      : // Those that were tried more than once have an index of their own, which is found by these words.
        [[attempts > 1 ? 'd.attempts > 1 AND d.attempts >= ?' : 'd.attempts >= ?', attempts] as Condition]),
    ...(from === undefined
      ? []
      : [
          [
            'd.seq >= ? AND d.created_at >= ?',
            seqAt(connection, 'deliveries', from - CLOCK_SLACK_MS),
            from,
          ] as Condition,
        ]),
    ...(to === undefined
      ? []
      : [['d.seq < ? AND d.created_at <= ?', seqAt(connection, 'deliveries', to + CLOCK_SLACK_MS), to] as Condition]),
    ...(before === undefined ? [] : [[isOldest ? 'd.seq > ?' : 'd.seq < ?', before] as Condition]),
  ];
}

/** The index that leads through a page; each of them is in the order of the list. The narrowest first. */
function indexOf({ documentKey, status, destination, mapping, documentType, attempts = 0 }: DeliveryFilter): string {
  if (documentKey !== undefined) return '';
  if (attempts > 1) return 'INDEXED BY deliveries_tried';
  // What is delivered is nearly everything, so any other word is narrower than that.
  if (status !== undefined && status !== 'delivered') return 'INDEXED BY deliveries_status';
  if (destination !== undefined) return 'INDEXED BY deliveries_destination';
  if (mapping !== undefined) return 'INDEXED BY deliveries_mapping';
  if (documentType !== undefined) return 'INDEXED BY deliveries_type';
  return status === undefined ? '' : 'INDEXED BY deliveries_status';
}

/** A page of deliveries, newest first unless asked otherwise. */
export function listDeliveries(connection: Connection, filter: DeliveryFilter): ListedDelivery[] {
  const conditions = conditionsOf(connection, filter);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([text]) => text).join(' AND ')}`;
  return connection
    .prepare(
      `SELECT d.seq, d.id, d.destination, d.mapping, d.document_id, d.document_type, d.document_key, d.receipt_id,
         max(0, length(d.body) - ${SEAL_BYTES}) AS sizeBytes, d.status, d.attempts, d.next_at, d.answered, d.last_error,
         d.created_at, d.delivered_at,
         (SELECT e.id FROM exceptions e INDEXED BY exceptions_delivery WHERE e.delivery_id = d.id AND e.status = 'open' LIMIT 1) AS exception
       FROM deliveries d ${indexOf(filter)} ${where} ORDER BY d.seq ${filter.sort === 'oldest' ? '' : 'DESC'} LIMIT ?`,
    )
    .all(...conditions.flatMap(([, ...values]) => values), filter.limit) as ListedDelivery[];
}
