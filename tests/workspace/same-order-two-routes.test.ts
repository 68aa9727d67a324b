// The same purchase order by EDI and by a partner's JSON API is one order: both mappings give the same bytes but for the source.
import { beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../runtime/engine/message.ts';
import { sameEvent } from '../../runtime/engine/state/fingerprint.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import type { OrderDocument } from '../../runtime/model/types.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';

let engine: Engine;
let edi: ReadonlyMap<string, OrderDocument>;
let json: ReadonlyMap<string, OrderDocument>;

async function ordersIn(name: string, bytes: Uint8Array): Promise<OrderDocument[]> {
  const orders: OrderDocument[] = [];
  for (const message of engine.decode(name, bytes).messages) {
    const { documents } = await engine.inbound(name).run(message);
    orders.push(...(documents as OrderDocument[]));
  }
  return orders;
}

/** Every original order that a mapping makes of its own examples, by its purchase order number. */
async function ordersOf(name: string): Promise<ReadonlyMap<string, OrderDocument>> {
  const orders = new Map<string, OrderDocument>();
  for (const example of engine.inbound(name).mapping.examples) {
    for (const order of await ordersIn(name, example.bytes)) {
      if (order.documentPurpose === 'original') orders.set(order.orderId, order);
    }
  }
  return orders;
}

beforeAll(async () => {
  const files = await readWorkspaceFiles('.');
  engine = createEngine(openWorkspace(new Map([...files].filter(([path]) => path.startsWith('mappings/')))).workspace);
  edi = await ordersOf('x12-850-order');
  json = await ordersOf('partner-order');
});

/** The canonical JSON of an order without its source: same bytes, same order of members. */
function bytesOf(order: OrderDocument | undefined): string {
  if (order === undefined) throw new Error('expected an example of the purchase order');
  const { source: _source, ...rest } = order;
  return JSON.stringify(rest, null, 1);
}

/** The 850 of the plain example as the partner's API tells it. It is no example itself: it would be the same order a second time. */
const NR_70012 = {
  partnerId: 'NORTHRETAIL',
  poNumber: 'NR-70012',
  poDate: '2026-05-04',
  purposeCode: '00',
  orderTypeCode: 'SA',
  references: [{ qualifier: 'DP', value: 'HOME' }],
  contact: { name: 'ANNA LINDT', phone: '5555550142', email: 'anna.lindt@northretail.example.com' },
  terms: { discountPercent: 2, discountDays: 10, netDays: 30 },
  dates: { shipBy: '2026-05-11', deliverBy: '2026-05-15' },
  buyer: { name: 'NORTH RETAIL', idQualifier: '92', id: 'NR-HQ' },
  shipTo: {
    name: 'NORTH RETAIL DC 4',
    idQualifier: '92',
    id: 'NR-DC4',
    address: ['800 HARBOR ROAD', 'DOCK 9'],
    city: 'TACOMA',
    region: 'WA',
    postalCode: '98402',
    country: 'US',
  },
  lines: [
    {
      lineNumber: '1',
      quantity: 24,
      uom: 'EA',
      unitPrice: 7.5,
      priceBasis: 'PE',
      vendorPart: 'LAMP-40W',
      buyerPart: 'NR-5501',
      upc: '036000291452',
      description: 'DESK LAMP 40W',
    },
    {
      lineNumber: '2',
      quantity: 6,
      uom: 'CA',
      unitPrice: 118.2,
      priceBasis: 'PE',
      vendorPart: 'SHADE-12',
      buyerPart: 'NR-5502',
      description: 'SHADE, CASE OF 12',
    },
  ],
  totals: { lineCount: 2, quantity: 30, amount: '889.20' },
};

describe('the same purchase order as 850 and as JSON', () => {
  test.each([
    ['NR-70013', 'a bare one'],
    ['0000815', 'a rich one: charges, tax, dates, routing, price per hundred, leftover segments'],
  ])('%s (%s) gives the same canonical order but for its source', (number) => {
    expect(bytesOf(json.get(number))).toBe(bytesOf(edi.get(number)));
    expect(edi.get(number)?.source.system).toBe('x12');
    expect(json.get(number)?.source.system).toBe('partner');
    expect(sameEvent(json.get(number) as OrderDocument)).toEqual(sameEvent(edi.get(number) as OrderDocument));
  });

  test('NR-70012 (the plain 850) gives the same canonical order but for its source', async () => {
    const [order] = await ordersIn('partner-order', new TextEncoder().encode(JSON.stringify(NR_70012)));
    expect(bytesOf(order)).toBe(bytesOf(edi.get('NR-70012')));
  });

  test('is told apart when one route says another quantity', async () => {
    const [line, ...others] = NR_70012.lines;
    const changed = { ...NR_70012, lines: [{ ...line, quantity: 25 }, ...others] };
    const [order] = await ordersIn('partner-order', new TextEncoder().encode(JSON.stringify(changed)));
    expect(bytesOf(order)).not.toBe(bytesOf(edi.get('NR-70012')));
  });
});
