// A carrier's news joins the shipment that the warehouse confirmed, in whatever order they come.
import { afterEach, expect, it } from 'vitest';
import { type Harness, openHarness } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

const TRACKING = '1Z5R89390357567127';

const mapping = (name: string, system: string, systemClass: string, document: string) => ({
  [`mappings/${name}/mapping.json`]: JSON.stringify({
    title: name,
    from: { system, class: systemClass, format: 'json' },
    to: { document },
  }),
  [`mappings/${name}/mapping.jsonata`]: '$\n',
});

const FILES = {
  ...mapping('order', 'shop', 'storefront', 'order'),
  ...mapping('parcel', 'dock', 'wms', 'shipment'),
  ...mapping('tracker', 'carrier-hub', 'carrier', 'shipment'),
};

const ORDER = {
  type: 'order',
  orderId: 'O-1',
  source: { system: 'shop' },
  occurredAt: '2026-03-01T08:00:00Z',
  status: 'accepted',
  lines: [{ lineId: '1', sku: 'MUG-01', quantity: 2, unit: 'EA', quantities: { ordered: 2 } }],
};

const PARCEL = {
  type: 'shipment',
  shipmentId: 'SH-1',
  source: { system: 'dock' },
  order: { type: 'orderId', value: 'O-1' },
  occurredAt: '2026-03-02T08:00:00Z',
  shippedAt: '2026-03-02T08:00:00Z',
  status: 'label_created',
  trackingNumbers: [TRACKING],
  lines: [{ lineId: '1', sku: 'MUG-01', quantity: 2, unit: 'EA', quantities: { shipped: 2 } }],
};

const DELIVERED = {
  type: 'shipment',
  shipmentId: 'trk_9',
  source: { system: 'carrier-hub' },
  occurredAt: '2026-03-03T15:00:00Z',
  status: 'delivered',
  deliveredAt: '2026-03-03T15:00:00Z',
  trackingNumbers: [TRACKING],
  events: [{ status: 'delivered', occurredAt: '2026-03-03T15:00:00Z' }],
};

it.each([
  ['behind the shipment', ['order', 'parcel', 'tracker']],
  ['before the shipment', ['order', 'tracker', 'parcel']],
  ['before everything', ['tracker', 'parcel', 'order']],
] as const)('delivers the order when the carrier speaks %s', async (_when, names) => {
  harness = await openHarness({ files: FILES });
  const bodies = { order: ORDER, parcel: PARCEL, tracker: DELIVERED };
  for (const name of names) {
    const { json } = await harness.post(`/v1/messages/${name}`, JSON.stringify(bodies[name]));
    expect(json.status, JSON.stringify(json)).toBe('processed');
  }
  await harness.sidecar.idle();
  const { json } = await harness.get('/v1/orders/O-1');
  expect((json['documents'] as unknown[]).length).toBe(1);
  expect(json['documents']).toMatchObject([{ type: 'shipment', status: 'delivered' }]);
  expect(json['order']).toMatchObject({ status: 'delivered' });
});
