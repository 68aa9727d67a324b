// GET /v1/orders: orders by state, by a gate that says no, or by any id they are known by.
import { READ } from '../governance/access.ts';
import type { OrderDocument } from '../model/types.ts';
import type { Connection } from '../store/database.ts';
import type { DocumentRow } from '../store/documents.ts';
import { gatesOf } from '../store/gates.ts';
import { listOrders } from '../store/order-list.ts';
import type { OrderPageAnswer, OrderRowAnswer } from './order-answers.ts';
import { PAGE_PARAMETERS, pageOf, queryFilter, type Route, time } from './route.ts';

function orderRow(connection: Connection, row: DocumentRow): OrderRowAnswer {
  const view = row.view as OrderDocument;
  const open = connection
    .prepare(
      `SELECT count(*) AS n FROM exceptions INDEXED BY exceptions_key
       WHERE document_key = ? AND document_type = 'order' AND status = 'open'`,
    )
    .get(row.key) as { n: number };
  return {
    orderId: row.key,
    system: row.system,
    orderNumber: view.orderNumber ?? null,
    orderType: view.orderType ?? null,
    status: view.status ?? null,
    paymentStatus: view.paymentStatus ?? null,
    placedAt: view.placedAt ?? null,
    currency: view.currency ?? null,
    total: view.totals?.total ?? null,
    lines: view.lines?.length ?? 0,
    holds: (view.holds ?? []).map(({ kind }) => kind),
    blocked: gatesOf(connection, row.id).flatMap(({ gate, fit }) => (fit === 0 ? [gate] : [])),
    exceptions: open.n,
    updatedAt: time(row.updated_at),
  };
}

export const ORDER_LIST_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/orders',
    summary: 'Orders, those first seen last in front; with how many are in each state and blocked at each gate',
    access: READ,
    parameters: [
      { name: 'q', in: 'query', description: 'beginning of the order id, or of any id that a system knows it by' },
      { name: 'status', in: 'query', description: 'only orders in this state' },
      { name: 'blocked', in: 'query', description: 'only orders that this gate does not let through' },
      ...PAGE_PARAMETERS,
    ],
    responses: {
      200: {
        description: 'A page of orders',
        schema: {
          type: 'object',
          required: ['orders', 'next', 'states', 'blocked'],
          properties: {
            orders: {
              type: 'array',
              items: { type: 'object', required: ['orderId', 'status', 'blocked', 'exceptions'] },
            },
            next: { type: ['string', 'null'] },
          },
        },
      },
    },
    async handle(context, sidecar) {
      const { sums } = sidecar;
      const { connection } = sidecar.database;
      const page = pageOf(context);
      const filter = queryFilter(context, { q: 'keyPrefix', status: 'status', blocked: 'blocked' });
      const rows = listOrders(connection, { ...filter, ...page });
      const next = rows.length < page.limit ? null : String(rows.at(-1)?.id ?? '');
      const answer: OrderPageAnswer = {
        orders: rows.map((row) => orderRow(connection, row)),
        next,
        states: await sums.ask('orders by status', {}),
        blocked: await sums.ask('orders blocked', {}),
      };
      return context.json(answer);
    },
  },
];
