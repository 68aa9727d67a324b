// Routes of stock and of the conservation sum.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { READ } from '../governance/access.ts';
import type { InventoryDocument } from '../model/types.ts';
import type { Connection } from '../store/database.ts';
import type { DocumentRow } from '../store/documents.ts';
import { promisedQuantities } from '../store/promises.ts';
import { listPositions, stockLocations } from '../store/stock-list.ts';
import type { ConservationAnswer, StockAnswer } from './answers.ts';
import { gateViews } from './gate-view.ts';
import { PAGE_PARAMETERS, queryFilter, queryInteger, type Route, time } from './route.ts';

/** Orders that one page opens to add up what they promise. */
const MOST_ORDERS = 1_000;
/** Orders that are opened for one SKU that is asked for by itself. */
const MOST_ORDERS_OF_ONE = 20_000;

const FILTERS = { sku: 'sku', q: 'skuPrefix', location: 'location' } as const;

/** A cursor is the last key, so that it can stand in an address: keys hold any character. */
const cursorOf = (key: string): string => Buffer.from(key).toString('base64url');

/** @throws CrossdockError `request.invalid` */
function keyAfter(context: Context): { after?: string } {
  const cursor = context.req.query('cursor');
  if (cursor === undefined) return {};
  const key = Buffer.from(cursor, 'base64url').toString();
  if (cursorOf(key) !== cursor)
    throw new CrossdockError('request.invalid', 'cursor: expected `next` of the page before', {
      actual: 'something else',
    });
  return { after: key };
}

function positionView(connection: Connection, row: DocumentRow): StockAnswer['positions'][number] {
  const { sku, location, locationType, lot, unit, quantities, asOf, source } = row.view as InventoryDocument;
  const { key, id, updated_at: updatedAt } = row;
  const gates = gateViews(connection, id);
  return { sku, location, locationType, lot, unit, quantities, asOf, source, updatedAt: time(updatedAt), key, gates };
}

export const STOCK_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/inventory',
    summary: 'Stock positions by state in the order of their SKUs, and what is promised of the SKUs of the page',
    access: READ,
    parameters: [
      { name: 'sku', in: 'query', description: 'only this SKU' },
      { name: 'q', in: 'query', description: 'only SKUs that begin so' },
      { name: 'location', in: 'query', description: 'only this location' },
      ...PAGE_PARAMETERS,
    ],
    responses: {
      200: {
        description:
          'A page of positions and promises; a promise whose `quantity` is null is wanted by more orders than one answer opens. The first page names the locations that there are',
        schema: {
          type: 'object',
          required: ['positions', 'promised', 'next'],
          properties: { next: { type: ['string', 'null'] } },
        },
      },
    },
    handle(context, sidecar) {
      const { connection } = sidecar.database;
      const limit = queryInteger(context, 'limit', { minimum: 1, maximum: 500, fallback: 50 });
      const { sku, ...filter } = queryFilter(context, FILTERS);
      const { after } = keyAfter(context);
      const rows = listPositions(connection, {
        ...filter,
        ...(sku === undefined ? {} : { sku }),
        ...(after === undefined ? {} : { after }),
        limit,
      });
      const positions = rows.map((row) => positionView(connection, row));
      const skus = sku === undefined ? positions.map((position) => position.sku) : [sku];
      const answer: StockAnswer = {
        positions,
        promised: promisedQuantities(connection, skus, sku === undefined ? MOST_ORDERS : MOST_ORDERS_OF_ONE),
        next: rows.length < limit ? null : cursorOf(rows.at(-1)?.key ?? ''),
        ...(after === undefined ? { locations: stockLocations(connection) } : {}),
      };
      return context.json(answer);
    },
  },
  {
    method: 'get',
    path: '/v1/conservation',
    summary: 'received = processed + held + duplicate + discarded + in flight, per source and day',
    access: READ,
    parameters: [
      { name: 'source', in: 'query', description: 'only this source' },
      { name: 'day', in: 'query', description: 'only this UTC day, YYYY-MM-DD' },
    ],
    responses: { 200: { description: 'The sums', schema: { type: 'object', required: ['balanced', 'rows'] } } },
    async handle(context, sidecar) {
      const [source, day] = [context.req.query('source'), context.req.query('day')];
      const filter = { ...(source === undefined ? {} : { source }), ...(day === undefined ? {} : { day }) };
      const rows = await sidecar.sums.ask('conservation', filter);
      const balanced = rows.every((row) => row.receipts.balanced && row.messages.balanced);
      return context.json({ balanced, rows } satisfies ConservationAnswer);
    },
  },
];
