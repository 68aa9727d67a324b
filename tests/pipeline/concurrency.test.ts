// Messages that concern the same order by different ids, at the same time: nothing that one of them says is lost.
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, openHarness } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

const mapping = (name: string, system: string, document: string, program: string) => ({
  [`mappings/${name}/mapping.json`]: JSON.stringify({
    title: name,
    from: { system, class: system === 'wms' ? 'wms' : 'storefront', format: 'json' },
    to: { document },
  }),
  [`mappings/${name}/mapping.jsonata`]: program,
});

const FILES = {
  ...mapping(
    'order',
    'shop',
    'order',
    `{ "type": "order", "orderId": id, "orderNumber": number, "source": { "system": "shop" }, "status": "accepted",
       "lines": [{ "lineId": "1", "sku": "MUG", "quantity": 100, "unit": "EA", "unitPrice": "1.00" }] }`,
  ),
  ...mapping(
    'shipment',
    'wms',
    'shipment',
    `{ "type": "shipment", "shipmentId": id, "source": { "system": "wms" }, "status": "in_transit", "shippedAt": "2026-03-01T10:00:00Z",
       "order": { "type": by, "value": order }, "lines": [{ "lineId": "1", "sku": "MUG", "quantity": 1, "unit": "EA" }] }`,
  ),
  ...mapping(
    'item',
    'shop',
    'item',
    `{ "type": "item", "sku": sku, "source": { "system": "shop" }, "status": "active" }`,
  ),
  'rulesets/order-release/ruleset.json': JSON.stringify({
    title: 'May it be released?',
    gate: 'release',
    document: 'order',
    scope: '/lines',
    facts: ['itemLookup'],
    owner: 'catalogue',
  }),
  'rulesets/order-release/rules.json': JSON.stringify([
    {
      name: 'unknown-item',
      conditions: { all: [{ fact: 'itemLookup', path: '$.found', operator: 'equal', value: false }] },
      event: {
        type: 'unknown-item',
        params: { severity: 'block', owner: 'catalogue', path: '/sku', message: 'Unknown item' },
      },
    },
  ]),
};

const order = (number: number) => ({ id: `O-${number}`, number: `N-${number}` });
const shipment = (number: number, index: number) => ({
  id: `S-${number}-${index}`,
  by: index % 2 === 0 ? 'orderId' : 'orderNumber',
  order: index % 2 === 0 ? `O-${number}` : `N-${number}`,
});

const post = (path: string, body: object) => harness.post(`/v1/messages/${path}`, JSON.stringify(body));

const shipped = async (number: number) => {
  const { json } = await harness.get(`/v1/orders/O-${number}`);
  const { lines } = json['order'] as { lines: { quantities: Record<string, number> }[] };
  return lines[0]?.quantities['shipped'];
};

const ROUNDS = Array.from({ length: 12 }, (_unused, index) => index + 1);

describe('documents of one order at the same time', () => {
  it('counts every shipment, whichever id of the order each of them names', async () => {
    harness = await openHarness({ files: FILES });
    for (const number of ROUNDS) {
      await post('order', order(number));
      await Promise.all([0, 1].map((index) => post('shipment', shipment(number, index))));
    }
    for (const number of ROUNDS) expect(await shipped(number)).toBe(2);
  });

  it('ties them to the order when it comes at the same moment', async () => {
    harness = await openHarness({ files: FILES });
    for (const number of ROUNDS) {
      await Promise.all([
        post('shipment', shipment(number, 0)),
        post('order', order(number)),
        post('shipment', shipment(number, 1)),
      ]);
    }
    await harness.sidecar.idle();
    for (const number of ROUNDS) expect(await shipped(number)).toBe(2);
  });

  it('judges an order again when the item that it waits for comes while it is judged', async () => {
    harness = await openHarness({ files: FILES });
    await post('item', { sku: 'TEAPOT' });
    for (const number of ROUNDS) {
      const { connection } = harness.sidecar.database;
      connection.exec("DELETE FROM documents WHERE key = 'MUG'");
      await Promise.all([post('order', order(number)), post('item', { sku: 'MUG' })]);
      await harness.sidecar.idle();
      const { json } = await harness.get(`/v1/orders/O-${number}`);
      expect(json['gates']).toMatchObject([{ gate: 'release', fit: true }]);
    }
  });

  it('applies two documents of one message to the same order one after the other', async () => {
    harness = await openHarness({
      files: {
        ...FILES,
        ...mapping(
          'shipments',
          'wms',
          'shipment',
          `[shipments.{ "type": "shipment", "shipmentId": id, "source": { "system": "wms" }, "status": "in_transit",
             "order": { "type": by, "value": order }, "lines": [{ "lineId": "1", "sku": "MUG", "quantity": 1, "unit": "EA" }] }]`,
        ),
      },
    });
    await post('order', order(1));
    const { json } = await post('shipments', { shipments: [0, 1, 2, 3].map((index) => shipment(1, index)) });
    expect(json.status).toBe('processed');
    expect(await shipped(1)).toBe(4);
  });
});

it('finds the duplicate of an order that comes at the same moment', async () => {
  const rules = [
    {
      name: 'duplicate',
      conditions: { all: [{ fact: 'duplicate', operator: 'notEqual', value: null }] },
      event: { type: 'duplicate', params: { severity: 'block', owner: 'shop', path: '/orderId', message: 'Twice' } },
    },
  ];
  harness = await openHarness({
    files: {
      ...FILES,
      'rulesets/order-intake/ruleset.json': JSON.stringify({
        title: 'May it enter?',
        gate: 'intake',
        document: 'order',
        facts: ['duplicate'],
        owner: 'shop',
      }),
      'rulesets/order-intake/rules.json': JSON.stringify(rules),
    },
  });
  const answers = await Promise.all([1, 2, 3, 4].map((number) => post('order', order(number))));
  expect(answers.map(({ json }) => json.status).sort()).toEqual(['held', 'held', 'held', 'processed']);
});
