// Routes of one order: as it stands, how it got there, and why a value is what it is.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import type { Decision } from '../engine/judge.ts';
import { READ } from '../governance/access.ts';
import type { OrderDocument } from '../model/types.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import type { Connection } from '../store/database.ts';
import { deliveriesOf } from '../store/deliveries.ts';
import { type DocumentRow, documentsByKey } from '../store/documents.ts';
import { evaluatedOf } from '../store/erasure.ts';
import { listExceptions } from '../store/exception-queue.ts';
import { gatesOf } from '../store/gates.ts';
import { type HistoryRow, historyOf } from '../store/history.ts';
import { documentsByReference, relatedDocuments } from '../store/links.ts';
import { findMessage } from '../store/messages.ts';
import { deliveryView } from './delivery-view.ts';
import { exceptionView } from './exceptions.ts';
import { gateViews } from './gate-view.ts';
import type { ChangeAnswer, ConflictAnswer } from './message-answers.ts';
import type {
  DeliveryEventAnswer,
  ExplanationAnswer,
  MessageEventAnswer,
  OrderAnswer,
  SystemViewAnswer,
  TimelineAnswer,
} from './order-answers.ts';
import { type Route, time } from './route.ts';

interface HistoryDetail {
  readonly changes: readonly ChangeAnswer[];
  readonly superseded: readonly unknown[];
  readonly conflicts: readonly ConflictAnswer[];
  readonly mapping: string;
  readonly version: string;
}

const detailOf = (row: HistoryRow): HistoryDetail => JSON.parse(row.detail) as HistoryDetail;

/** The order with this key, or known by this id to any system. @throws CrossdockError `request.not-found`, `request.conflict` */
function requireOrder(context: Context, sidecar: Sidecar): DocumentRow {
  const id = context.req.param('id') as string;
  const system = context.req.query('system');
  const { connection } = sidecar.database;
  const named = documentsByKey(connection, 'order', [id]);
  const found =
    named.length > 0
      ? named
      : ['orderId', 'orderNumber', 'purchaseOrder'].flatMap((type) =>
          documentsByReference(connection, 'order', { type, value: id }),
        );
  const rows = [
    ...new Map(
      found.filter((row) => system === undefined || row.system === system).map((row) => [row.id, row]),
    ).values(),
  ];
  const [row, ...others] = rows;
  if (row === undefined) throw new CrossdockError('request.not-found', 'there is no order of that id');
  if (others.length > 0) {
    throw new CrossdockError(
      'request.conflict',
      `several orders have that id: say which with ?system=, one of ${rows.map((one) => one.system).join(', ')}`,
    );
  }
  return row;
}

/** The last word of each source on an order and its documents: what each system believes. */
function viewsOf(connection: Connection, rows: readonly DocumentRow[]): SystemViewAnswer[] {
  const latest = new Map<string, { row: DocumentRow; entry: HistoryRow }>();
  for (const row of rows)
    for (const entry of historyOf(connection, row.id))
      latest.set(`${entry.source} ${row.type} ${row.key}`, { row, entry });
  return [...latest.values()].map(({ row, entry }) => {
    const message = entry.message_id === null ? undefined : findMessage(connection, entry.message_id);
    // What was erased is not known any more; the others still are.
    const documents = message === undefined ? [] : (evaluatedOf(message)?.documents ?? []);
    const said = documents.find((document) => document.type === row.type) as Partial<SystemViewAnswer> | undefined;
    const { status, paymentStatus, acknowledgement, sourceStatus } = said ?? {};
    return {
      source: entry.source,
      document: { type: row.type, key: row.key },
      at: time(entry.at),
      message: entry.message_id,
      outcome: entry.outcome,
      status,
      paymentStatus,
      acknowledgement,
      sourceStatus,
    };
  });
}

function pointerValue(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      document,
    );
}

const touches = (path: string, asked: string): boolean =>
  path === asked || path.startsWith(`${asked}/`) || asked.startsWith(`${path}/`) || path === '';

/** Every change of a value, oldest first, with the message and the file version that made it. */
function changesOf(rows: readonly HistoryRow[], asked: string): ExplanationAnswer['changes'] {
  return rows.flatMap((row) => {
    const detail = detailOf(row);
    return detail.changes
      .filter((change) => touches(change.path, asked))
      .map((change) => ({
        ...change,
        source: row.source,
        message: row.message_id,
        at: time(row.at),
        occurredAt: row.occurred_at,
        mapping: detail.mapping,
        version: detail.version,
      }));
  });
}

const ID = [
  { name: 'id', in: 'path', description: 'the order id, or any id a system knows it by', required: true },
  { name: 'system', in: 'query', description: 'which system, when several use that id' },
] as const;

export const ORDER_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/orders/{id}',
    summary: 'One order as every system sees it',
    access: READ,
    recorded: 'order.read',
    parameters: ID,
    responses: {
      200: {
        description: 'The order',
        schema: { type: 'object', required: ['order', 'gates', 'documents', 'systems', 'exceptions', 'deliveries'] },
      },
    },
    handle(context, sidecar) {
      const { connection } = sidecar.database;
      const row = requireOrder(context, sidecar);
      const related = relatedDocuments(connection, row.id);
      const all = [row, ...related];
      const answer: OrderAnswer = {
        order: row.view as OrderDocument,
        version: row.version,
        updatedAt: time(row.updated_at),
        gates: gateViews(connection, row.id),
        documents: related.map((one) => ({ ...one.view, gates: gateViews(connection, one.id) })),
        systems: viewsOf(connection, all),
        exceptions: all
          .flatMap((one) =>
            listExceptions(connection, { status: 'open', documentType: one.type, documentKey: one.key, limit: 100 }),
          )
          .map(exceptionView),
        deliveries: all
          .flatMap((one) => deliveriesOf(connection, { documentId: one.id, limit: 100 }))
          .map(deliveryView),
      };
      return context.json(answer);
    },
  },
  {
    method: 'get',
    path: '/v1/orders/{id}/timeline',
    summary: 'How the order got where it is: every message and delivery, oldest first',
    access: READ,
    recorded: 'order.timeline-read',
    parameters: ID,
    responses: { 200: { description: 'The timeline', schema: { type: 'object', required: ['events'] } } },
    handle(context, sidecar) {
      const { connection } = sidecar.database;
      const row = requireOrder(context, sidecar);
      const all = [row, ...relatedDocuments(connection, row.id)];
      const changes = all.flatMap((one) =>
        historyOf(connection, one.id).map((entry): MessageEventAnswer => {
          const { changes: changed, superseded, conflicts, mapping, version } = detailOf(entry);
          return {
            at: time(entry.at),
            kind: 'message',
            document: { type: one.type, key: one.key },
            source: entry.source,
            message: entry.message_id,
            occurredAt: entry.occurred_at,
            outcome: entry.outcome,
            changes: changed,
            superseded,
            conflicts,
            mapping,
            version,
          };
        }),
      );
      const deliveries = all.flatMap((one) =>
        deliveriesOf(connection, { documentId: one.id, limit: 500 }).map(
          (delivery): DeliveryEventAnswer => ({
            at: time(delivery.created_at),
            kind: 'delivery',
            ...deliveryView(delivery),
          }),
        ),
      );
      const events = [...changes, ...deliveries].sort((a, b) => a.at.localeCompare(b.at));
      const answer: TimelineAnswer = { order: row.key, events };
      return context.json(answer);
    },
  },
  {
    method: 'get',
    path: '/v1/orders/{id}/explain',
    summary: 'Why a value of the order is what it is',
    access: READ,
    parameters: [
      ...ID,
      { name: 'path', in: 'query', description: 'JSON Pointer of the value, for example /status', required: true },
    ],
    responses: {
      200: {
        description: 'The explanation',
        schema: { type: 'object', required: ['path', 'value', 'changes', 'missing'] },
      },
    },
    handle(context, sidecar) {
      const { connection } = sidecar.database;
      const path = context.req.query('path') ?? '';
      if (!path.startsWith('/'))
        throw new CrossdockError('request.invalid', 'path: expected a JSON Pointer such as /status');
      const row = requireOrder(context, sidecar);
      const related = relatedDocuments(connection, row.id);
      const [stated, value] = [pointerValue(row.state.document, path), pointerValue(row.view, path)];
      const derived = JSON.stringify(stated) !== JSON.stringify(value);
      const history = historyOf(connection, row.id);
      const missing = gatesOf(connection, row.id)
        .filter((gate) => gate.fit === 0)
        .map((gate) => ({ gate: gate.gate, decisions: JSON.parse(gate.decisions) as Decision[] }));
      const answer: ExplanationAnswer = {
        path,
        value: value ?? null,
        changes: changesOf(history, path),
        superseded: history.flatMap((entry) => detailOf(entry).superseded),
        conflicts: history.flatMap((entry) => detailOf(entry).conflicts),
        // A status or a quantity may follow from shipments, returns and invoices instead of from the order's own messages.
        derivedFrom: derived
          ? related.map((one) => ({
              document: { type: one.type, key: one.key },
              status: 'status' in one.view ? one.view.status : undefined,
              messages: historyOf(connection, one.id).map((entry) => ({
                message: entry.message_id,
                source: entry.source,
                at: time(entry.at),
              })),
            }))
          : [],
        stated: stated ?? null,
        missing,
      };
      return context.json(answer);
    },
  },
];
