// How SQLite answers what the sidecar asks: no question that grows with the tables stands on the way of a message or of a page.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
const asked = new Set<string>();

const FILES = {
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release', repeat: 'change' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId, "status": status }\n',
  'mappings/shipment/mapping.json': JSON.stringify({
    title: 'Shipment',
    from: { system: 'wms', class: 'wms', format: 'json' },
    to: { document: ['shipment', 'item', 'inventory', 'customer'] },
  }),
  'mappings/shipment/mapping.jsonata': '$\n',
};

/** Each filter of the deliveries alone, and those together that an operator sets. */
const DELIVERY_FILTERS = [
  'status=dead',
  'status=delivered',
  'destination=outbox',
  'destination=outbox&status=dead',
  'destination=outbox&status=delivered&mapping=to-wms',
  'mapping=to-wms',
  'mapping=to-wms&status=delivered',
  'document=order',
  'attempts=2',
  'attempts=5&destination=outbox&mapping=to-wms',
];

const source = { system: 'wms' };

beforeAll(async () => {
  harness = await openHarness({ files: FILES });
  const { connection } = harness.sidecar.database;
  const { prepare } = connection;
  connection.prepare = ((sql: string) => {
    asked.add(sql);
    return prepare(sql);
  }) as typeof prepare;
  const { post, get } = harness;
  const shop = '/v1/messages/my-shop-order';
  await post('/v1/messages/shipment', JSON.stringify({ type: 'item', sku: 'MUG-01', source }));
  const stock = { type: 'inventory', sku: 'MUG-01', location: 'A', source, quantities: { available: 5 } };
  await post('/v1/messages/shipment', JSON.stringify(stock));
  await post('/v1/messages/shipment', JSON.stringify({ type: 'customer', customerId: 'C', source }));
  const shipped = { type: 'shipment', shipmentId: 'S', source, order: { type: 'orderId', value: 'A-1' } };
  await post('/v1/messages/shipment', JSON.stringify(shipped));
  await post(shop, shopOrder(), { 'idempotency-key': 'one' });
  await post(shop, shopOrder(), { 'idempotency-key': 'one' });
  await post(shop, shopOrder({ state: 'SENT' }));
  const held = await post(shop, shopOrder({ number: 'A-2', state: 'PARKED' }));
  const exception = held.json.messages[0]?.exception as { id: string };
  const act = (what: string) =>
    harness.app.request(`/v1/exceptions/${exception.id}/${what}`, {
      method: 'POST',
      body: '{"by":"Ada","reason":"test","scope":"cause"}',
    });
  await act('replay');
  await act('discard');
  const message = held.json.messages[0]?.id;
  for (const filter of [
    'status=held&mapping=x',
    'code=mapping.unmapped',
    'q=A&source=my-shop',
    'q=A&document=order',
    'from=2026-01-01&to=2030-01-01',
  ])
    await get(`/v1/messages?cursor=5&${filter}`);
  for (const filter of ['q=A', 'status=accepted', 'blocked=release', 'blocked=release&status=accepted', ''])
    expect((await get(`/v1/orders?cursor=5&${filter}`)).status, filter).toBe(200);
  for (const path of [
    'exceptions/clusters',
    'exceptions/unmapped',
    'connections',
    'workspace/changes',
    'series/settled',
  ])
    expect((await get(`/v1/${path}`)).status, path).toBe(200);
  await harness.app.request('/v1/exceptions/acts', {
    method: 'POST',
    body: JSON.stringify({ act: 'assign', to: 'Ada', ids: [exception.id] }),
  });
  for (const filter of ['status=held', 'source=my-shop', 'mapping=x', 'document=order', 'key=A-1', 'receipt=x', ''])
    await get(`/v1/messages?cursor=5&${filter}`);
  for (const filter of ['owner=a', 'category=data', 'code=x', 'cause=x', 'document=order&key=A-1', 'status=all'])
    await get(`/v1/exceptions?cursor=5&${filter}`);
  for (const filter of [...DELIVERY_FILTERS, 'key=A-1', 'from=2026-01-01&to=2030-01-01', ''])
    expect((await get(`/v1/deliveries?cursor=5&${filter}`)).status, filter).toBe(200);
  for (const filter of ['q=MUG', 'location=A', 'q=MUG&location=A', ''])
    expect((await get(`/v1/inventory?${filter}`)).status, filter).toBe(200);
  for (const path of [
    `receipts/${held.json.receipt}`,
    `messages/${message}`,
    'orders/A-1',
    'orders/A-1/timeline',
    'orders/A-1/explain?path=/status',
    'inventory?sku=MUG-01',
    'conservation',
  ])
    expect((await get(`/v1/${path}`)).status, path).toBe(200);
  await harness.app.request('/v1/overview');
  await harness.app.request('/metrics');
  harness = await harness.reopen();
});
afterAll(async () => harness.close());

/** What may be read from end to end: counts over an index of its own, and what is small or asked for as a whole. */
const ALLOWED: readonly RegExp[] = [
  /^SCAN \w+ USING COVERING INDEX/,
  // Receipts that are not decoded yet.
  /^SCAN receipts USING INDEX receipts_pending/,
  // Sums by source and day: one row each.
  /^SCAN (intakes|removed)$/,
  // Values of a list that the question brought along, and results of its own parts.
  /^SCAN (json_each|open|unfinished|under_way|u)\b/,
  // At most a thousand rows of an index.
  /^SCAN \(subquery-\d+\)/,
  // Changes of files only, and the last of them.
  /^SCAN audit USING INDEX audit_workspace/,
  /^SCAN CONSTANT ROW/,
  // Its last row.
  /^SCAN audit$/,
];

it('reads no table from end to end', () => {
  const { connection } = harness.sidecar.database;
  expect(asked.size).toBeGreaterThan(80);
  const scans = [...asked].flatMap((sql) => {
    if (!/^\s*(SELECT|WITH|UPDATE|DELETE|INSERT)/.test(sql)) return [];
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`);
    const parameters = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map((match) => [match[1], null]));
    const marks = (sql.match(/\?/g) ?? []).map(() => null);
    const rows = (marks.length > 0 ? plan.all(...marks) : plan.all(parameters)) as { detail: string }[];
    return rows
      .map((row) => row.detail)
      .filter((detail) => detail.startsWith('SCAN') && !ALLOWED.some((allowed) => allowed.test(detail)))
      .map((detail) => `${detail}: ${sql.replace(/\s+/g, ' ')}`);
  });
  expect(scans).toEqual([]);
});

it('comes to the deliveries of every filter by an index that leads to few others', () => {
  const { connection } = harness.sidecar.database;
  const lists = [...asked].filter(
    (sql) =>
      /FROM deliveries d /.test(sql) && /WHERE .*d\.(status|destination|mapping|document_type|attempts)\b/s.test(sql),
  );
  expect(lists.length).toBeGreaterThanOrEqual(DELIVERY_FILTERS.length - 1);
  const plans = lists.map((sql) => {
    const marks = (sql.match(/\?/g) ?? []).map(() => null);
    const rows = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...marks) as { detail: string }[];
    return rows.find(({ detail }) => /^(SEARCH|SCAN) d\b/.test(detail))?.detail;
  });
  expect(plans.filter((detail) => !/^SEARCH d USING (COVERING )?INDEX deliveries_/.test(detail ?? ''))).toEqual([]);
});
