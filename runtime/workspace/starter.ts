// The files of a new workspace: small enough to read in a minute, whole enough to run.
import { layOut } from '../engine/syntax/layout.ts';
import { layOutJson } from '../engine/syntax/rules-layout.ts';

const json = (value: unknown): string => layOutJson(value, { reorder: false });
const rules = (value: unknown): string => layOutJson(value, { reorder: true });

const ORDER = {
  number: 'A-1001',
  placed: '2026-03-02T09:15:00+01:00',
  state: 'PAID',
  lines: [{ code: 'MUG-01', count: 2, price: '8.50' }],
};

const DOCUMENT = {
  type: 'order',
  orderId: 'A-1001',
  source: { system: 'my-shop' },
  occurredAt: '2026-03-02T09:15:00+01:00',
  placedAt: '2026-03-02T09:15:00+01:00',
  currency: 'EUR',
  status: 'accepted',
  paymentStatus: 'paid',
  lines: [{ lineId: '1', sku: 'MUG-01', quantity: 2, unit: 'EA', unitPrice: '8.50' }],
};

const WITHOUT_LINES = { type: 'order', orderId: 'A-1003', source: { system: 'my-shop' } };

export const STARTER_FILES: Readonly<Record<string, string>> = {
  'mappings/my-shop-order/mapping.json': json({
    title: 'Order of my shop',
    from: { system: 'my-shop', class: 'storefront', message: 'order', format: 'json', schema: 'source.schema.json' },
    to: { document: 'order' },
    tables: ['my-shop-status'],
    owner: 'ecommerce',
    cadence: 'event',
  }),
  'mappings/my-shop-order/mapping.jsonata': layOut(`(
  /* The shop has one word for order and payment; the table splits it. */
  $status := $translate($tables, "my-shop-status", state);

  $compact({
    "type": "order",
    "orderId": $string(number),
    "source": { "system": "my-shop" },
    "occurredAt": $dateTime(placed),
    "placedAt": $dateTime(placed),
    "currency": "EUR",
    "status": $status.status,
    "paymentStatus": $status.paymentStatus,
    "lines": [lines#$i.{
      "lineId": $string($i + 1),
      "sku": $tidy(code),
      "quantity": $quantity(count),
      "unit": "EA",
      "unitPrice": $money(price, "EUR")
    }]
  })
)
`),
  'mappings/my-shop-order/source.schema.json': json({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['number', 'state'],
    properties: {
      number: { type: ['string', 'integer'] },
      placed: { type: 'string' },
      state: { type: 'string' },
      lines: {
        type: 'array',
        items: {
          type: 'object',
          properties: { code: { type: 'string' }, count: { type: 'integer' }, price: { type: ['string', 'number'] } },
        },
      },
    },
  }),
  'mappings/my-shop-order/examples/plain.json': json(ORDER),
  'mappings/my-shop-order/examples/plain.expected.json': json({ documents: [DOCUMENT] }),
  'mappings/my-shop-order/examples/unknown-status.json': json({ ...ORDER, number: 'A-1002', state: 'PARKED' }),
  'mappings/my-shop-order/examples/unknown-status.expected.json': json({ error: { code: 'mapping.unmapped' } }),
  'mappings/tables/my-shop-status.csv':
    'state,status,paymentStatus,meaning\nNEW,received,pending,the buyer has not paid yet\nPAID,accepted,paid,paid and ready to pick\nSENT,shipped,paid,handed over by the warehouse\nVOID,cancelled,voided,called off\n',
  'rulesets/order-intake/ruleset.json': json({
    title: 'May an order enter?',
    gate: 'intake',
    document: 'order',
    facts: ['arithmetic'],
    owner: 'ecommerce',
  }),
  'rulesets/order-intake/rules.json': rules([
    {
      name: 'missing-lines',
      conditions: { all: [{ fact: 'arithmetic', path: '$.lineCount', operator: 'equal', value: 0 }] },
      event: {
        type: 'missing-lines',
        params: {
          severity: 'block',
          owner: 'ecommerce',
          path: '/lines',
          message: 'Order {{order.orderId}} has no lines',
          help: 'Ask the shop to send the order again with its lines.',
        },
      },
    },
  ]),
  'rulesets/order-intake/examples/missing-lines.json': json({ document: WITHOUT_LINES, context: {} }),
  'rulesets/order-intake/examples/missing-lines.expected.json': json({
    decisions: [{ rule: 'missing-lines', severity: 'block', owner: 'ecommerce', path: '/lines' }],
  }),
  'rulesets/order-intake/examples/missing-lines-passes.json': json({ document: DOCUMENT, context: {} }),
  'rulesets/order-intake/examples/missing-lines-passes.expected.json': json({ decisions: [] }),
};
