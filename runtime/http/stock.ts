// Routes of stock and of the conservation sum.

import { READ } from '../governance/access.ts';
import type { InventoryDocument } from '../model/types.ts';
import { conservation } from '../store/conservation.ts';
import { inventoryPositions } from '../store/documents.ts';
import { promisedQuantities } from '../store/promises.ts';
import { cheaply } from './cheaply.ts';
import { type Route, time } from './route.ts';

export const STOCK_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/inventory',
    summary: 'Stock positions by state, and what is promised',
    access: READ,
    parameters: [
      { name: 'sku', in: 'query', description: 'only this SKU' },
      { name: 'location', in: 'query', description: 'only this location' },
    ],
    responses: {
      200: { description: 'Positions and promises', schema: { type: 'object', required: ['positions', 'promised'] } },
    },
    handle(context, sidecar) {
      const { connection } = sidecar.database;
      const [sku, location] = [context.req.query('sku'), context.req.query('location')];
      const rows = inventoryPositions(connection, {
        ...(sku === undefined ? {} : { sku }),
        ...(location === undefined ? {} : { location }),
      });
      const positions = rows.map((row) => {
        const {
          sku: own,
          location: at,
          locationType,
          lot,
          unit,
          quantities,
          asOf,
          source,
        } = row.view as InventoryDocument;
        return {
          sku: own,
          location: at,
          locationType,
          lot,
          unit,
          quantities,
          asOf,
          source,
          updatedAt: time(row.updated_at),
        };
      });
      return context.json({ positions, promised: promisedQuantities(connection, sku) });
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
    handle(context, sidecar) {
      const [source, day] = [context.req.query('source'), context.req.query('day')];
      const filter = { ...(source === undefined ? {} : { source }), ...(day === undefined ? {} : { day }) };
      const rows = cheaply(sidecar, `conservation ${JSON.stringify(filter)}`, () =>
        conservation(sidecar.database.connection, filter),
      );
      return context.json({ balanced: rows.every((row) => row.receipts.balanced && row.messages.balanced), rows });
    },
  },
];
