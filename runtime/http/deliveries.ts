// Routes of deliveries: the list by any filter, and one with its attempts, its bytes, and what it came from.
import { CrossdockError } from '../engine/errors.ts';
import { READ } from '../governance/access.ts';
import type { Connection } from '../store/database.ts';
import { findDelivery } from '../store/deliveries.ts';
import { attemptsOf } from '../store/delivery-attempts.ts';
import { listDeliveries } from '../store/delivery-list.ts';
import { listExceptions } from '../store/exception-queue.ts';
import type { DeliveryDetailAnswer, DeliveryPageAnswer } from './answers.ts';
import { bodyView, deliveryView } from './delivery-view.ts';
import { exceptionView } from './exceptions.ts';
import {
  choiceOf,
  filterParameters,
  nextCursor,
  PAGE_PARAMETERS,
  pageOf,
  queryFilter,
  queryInteger,
  queryTime,
  type Route,
  TIME_PARAMETERS,
  time,
} from './route.ts';

const FILTERS = {
  status: 'status',
  destination: 'destination',
  mapping: 'mapping',
  document: 'documentType',
  key: 'documentKey',
} as const;

/** Messages that one delivery names: the last that changed its document before it was queued. */
const MOST_MESSAGES = 20;
/** Bytes that are shown of one delivery. */
const BODY_LIMIT_BYTES = 256 * 1024;

/** The messages that made the document what it was when the delivery was queued, the last first. */
function messagesBehind(
  connection: Connection,
  documentId: number | null,
  createdAt: number,
): DeliveryDetailAnswer['messages'] {
  if (documentId === null) return [];
  const rows = connection
    .prepare(
      `SELECT message_id AS message, source, at, outcome FROM history
       WHERE document_id = ? AND at <= ? AND message_id IS NOT NULL ORDER BY seq DESC LIMIT ?`,
    )
    .all(documentId, createdAt, MOST_MESSAGES) as { message: string; source: string; at: number; outcome: string }[];
  return rows.map(({ message, source, at, outcome }) => ({ message, source, at: time(at), outcome }));
}

export const DELIVERY_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/deliveries',
    summary: 'Deliveries, newest first, with the open exception of each that was given up',
    access: READ,
    parameters: [
      ...filterParameters(Object.keys(FILTERS), 'deliveries'),
      { name: 'attempts', in: 'query', description: 'tried at least so often', schema: { type: 'integer' } },
      ...TIME_PARAMETERS,
      { name: 'sort', in: 'query', description: '`newest` or `oldest` first', schema: { enum: ['newest', 'oldest'] } },
      ...PAGE_PARAMETERS,
    ],
    responses: {
      200: {
        description: 'A page of deliveries',
        schema: {
          type: 'object',
          required: ['deliveries', 'next'],
          properties: {
            deliveries: {
              type: 'array',
              items: { type: 'object', required: ['id', 'destination', 'status', 'attempts', 'exception'] },
            },
            next: { type: ['string', 'null'] },
          },
        },
      },
    },
    handle(context, sidecar) {
      const page = pageOf(context);
      const attempts = queryInteger(context, 'attempts', { minimum: 0, maximum: 1_000_000, fallback: 0 });
      const [from, to] = [queryTime(context, 'from'), queryTime(context, 'to')];
      const rows = listDeliveries(sidecar.database.connection, {
        ...queryFilter(context, FILTERS),
        ...(attempts === 0 ? {} : { attempts }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        sort: choiceOf(context, 'sort', ['newest', 'oldest']),
        ...page,
      });
      const answer: DeliveryPageAnswer = {
        deliveries: rows.map((row) => ({ ...deliveryView(row), exception: row.exception })),
        next: nextCursor(rows, page.limit),
      };
      return context.json(answer);
    },
  },
  {
    method: 'get',
    path: '/v1/deliveries/{id}',
    summary: 'One delivery: its attempts, its bytes, its exceptions, and the messages behind its document',
    access: READ,
    recorded: 'delivery.read',
    parameters: [{ name: 'id', in: 'path', description: 'its id', required: true }],
    responses: {
      200: {
        description: 'The delivery; the attempts are those that failed, and the one that was taken last',
        schema: {
          type: 'object',
          required: ['id', 'destination', 'status', 'tries', 'exceptions', 'messages', 'contentType'],
        },
      },
    },
    handle(context, sidecar) {
      const { connection } = sidecar.database;
      const row = findDelivery(connection, context.req.param('id') as string);
      if (row === undefined) throw new CrossdockError('request.not-found', 'there is no such delivery');
      const failed = attemptsOf(connection, row.id).map(({ at, nextAt, ...rest }) => ({
        at: time(at),
        ...rest,
        nextAt: nextAt === null ? null : time(nextAt),
      }));
      const { delivered_at: taken } = row;
      const isKept = row.sizeBytes > 0;
      const answer: DeliveryDetailAnswer = {
        ...deliveryView(row),
        owner: sidecar.config.destinations[row.destination]?.owner ?? null,
        contentType: row.content_type,
        fileName: row.file_name,
        receipt: row.receipt_id,
        // Bytes of what was taken are removed after a while; that it was taken stays.
        ...(isKept ? bodyView(row.body.subarray(0, BODY_LIMIT_BYTES)) : { body: null }),
        tries: [
          ...failed,
          ...(taken === null ? [] : [{ at: time(taken), outcome: 'delivered' as const, reason: null, nextAt: null }]),
        ],
        exceptions: listExceptions(connection, { deliveryId: row.id, limit: 100 }).map(exceptionView),
        messages: messagesBehind(connection, row.document_id, row.created_at),
      };
      return context.json(answer);
    },
  },
];
