// Technical answers of partners to interchanges that we sent.

import { afterEach, describe, expect, it } from 'vitest';
import { deliveriesOf } from '../../runtime/store/deliveries.ts';
import { eventually, type Harness, openHarness } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

const X12_ORDER = 'mappings/orders-out/mapping.json';
const FILES = {
  [X12_ORDER]: JSON.stringify({
    title: 'Orders as 850',
    from: { document: 'order', gate: 'release' },
    to: { system: 'supplier', format: 'x12', envelope: { sender: 'US', receiver: 'SUPPLIER' } },
    owner: 'purchasing',
  }),
  'mappings/orders-out/mapping.jsonata':
    '{ "kind": "850", "version": "004010", "functionalId": "PO", "segments": [["BEG", "00", "SA", orderId, null, "20260301"], ["PO1", "1", 2, "EA"]] }\n',
  'mappings/anything-x12/mapping.json': JSON.stringify({
    title: 'Any order',
    from: { system: 'edi', class: 'edi-partner', format: 'x12', message: '850' },
    to: { document: 'order' },
  }),
  'mappings/anything-x12/mapping.jsonata': '{ "type": "order", "orderId": BEG.BEG03, "source": { "system": "edi" } }\n',
};

const answer = (code: string, control = '1') => {
  const segments = [
    'ST*997*0001',
    `AK1*PO*${control}`,
    'AK2*850*0001',
    `AK5*${code}`,
    `AK9*${code}*1*1*${code === 'A' ? 1 : 0}`,
    'SE*6*0001',
  ];
  const isa =
    'ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*US             *260301*0900*U*00401*000000055*0*P*>';
  return [isa, 'GS*FA*SUPPLIER*US*20260301*0900*55*X*004010', ...segments, 'GE*1*55', 'IEA*1*000000055']
    .map((segment) => `${segment}~`)
    .join('');
};

const sendOrder = async () => {
  harness = await openHarness({ files: FILES });
  await harness.post(
    '/v1/messages/my-shop-order',
    JSON.stringify({ number: 'A-1', state: 'PAID', lines: [{ code: 'MUG-01', count: 2, price: '8.50' }] }),
  );
};

it('notes a 997 that accepts on the delivery it is about', async () => {
  await sendOrder();
  const { json } = await harness.post('/v1/sources/edi', answer('A'));
  expect(json.status).toBe('processed');
  const deliveries = (await harness.get('/v1/deliveries')).json['deliveries'] as {
    mapping: string;
    partnerAnswer: string | null;
  }[];
  expect(deliveries.find((delivery) => delivery.mapping === 'orders-out')?.partnerAnswer).toBe('997 accepted (A)');
  expect((await harness.get('/v1/exceptions')).json['exceptions']).toEqual([]);
});

it('raises an exception for the owner of the mapping when the partner refuses', async () => {
  await sendOrder();
  await harness.post('/v1/sources/edi', answer('R'));
  expect((await harness.get('/v1/exceptions')).json['exceptions']).toMatchObject([
    { subject: 'delivery', code: 'delivery.rejected', owner: 'purchasing', document: { type: 'order', key: 'A-1' } },
  ]);
});

it('does not answer an answer', async () => {
  await sendOrder();
  await harness.post('/v1/sources/edi', answer('A'));
  const sent = harness.sidecar.database.connection
    .prepare("SELECT count(*) AS n FROM deliveries WHERE mapping = 'x12-997'")
    .get();
  expect(sent).toEqual({ n: 0 });
});

const sent = () =>
  deliveriesOf(harness.sidecar.database.connection, { limit: 500 })
    .filter((delivery) => delivery.mapping === 'orders-out')
    .reverse();

it('keeps the refusal when the partner answers before its taking was recorded', async () => {
  await sendOrder();
  harness.sidecar.database.connection.exec("UPDATE deliveries SET status = 'pending'");
  await harness.post('/v1/sources/edi', answer('R'));
  harness.sidecar.wakeCouriers();
  await harness.post(
    '/v1/messages/my-shop-order',
    JSON.stringify({ number: 'A-2', state: 'PAID', lines: [{ code: 'MUG-01', count: 1 }] }),
  );
  await eventually(() => sent()[1]?.status === 'delivered');
  expect(sent()[0]).toMatchObject({ status: 'refused', answered: '997 rejected (R)' });
  expect((await harness.get('/v1/exceptions')).json['exceptions']).toMatchObject([{ code: 'delivery.rejected' }]);
});

it('opens one exception for one refusal, however often the partner repeats it', async () => {
  await sendOrder();
  await harness.post('/v1/sources/edi', answer('R'), { 'idempotency-key': 'first' });
  await harness.post('/v1/sources/edi', answer('R'), { 'idempotency-key': 'second' });
  expect((await harness.get('/v1/exceptions')).json['exceptions']).toHaveLength(1);
});

it('makes a refused interchange anew, under a new number, when its exception is replayed', async () => {
  await sendOrder();
  await eventually(() => sent()[0]?.status === 'delivered');
  await harness.post('/v1/sources/edi', answer('R'));
  const [exception] = (await harness.get('/v1/exceptions')).json['exceptions'] as [{ id: string }];
  const corrected = FILES['mappings/orders-out/mapping.jsonata'].replace('"SA"', '"NE"');
  await harness.write('mappings/orders-out/mapping.jsonata', corrected);
  const response = await harness.app.request(`/v1/exceptions/${exception.id}/replay`, {
    method: 'POST',
    body: '{"by":"Ada"}',
  });
  expect(response.status).toBe(200);
  expect(sent().map(({ status, control }) => [status, control])).toMatchObject([
    ['replaced', 'x12:US:SUPPLIER:1'],
    [expect.any(String), 'x12:US:SUPPLIER:2'],
  ]);
  expect(sent()[1]?.body.toString()).toContain('BEG*00*NE*A-1');
  expect((await harness.get('/v1/exceptions')).json['exceptions']).toEqual([]);
  await harness.post('/v1/sources/edi', answer('A', '2'));
  expect(sent()[1]?.answered).toBe('997 accepted (A)');
});

/** An interchange that holds nothing but receipts of interchanges: `[number, code, note]`. */
const receipts = (...segments: readonly (readonly [string, string, string])[]) =>
  [
    'ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*US             *260301*0900*U*00401*000000056*0*P*>',
    ...segments.map(([number, code, note]) => `TA1*${number}*260301*0900*${code}*${note}`),
    'IEA*0*000000056',
  ]
    .map((segment) => `${segment}~`)
    .join('');

describe('a TA1', () => {
  it('notes that the interchange arrived, and gives way to what the partner says of its content', async () => {
    await sendOrder();
    await harness.post('/v1/sources/edi', receipts(['000000001', 'A', '000']));
    expect(sent()[0]?.answered).toBe('TA1 accepted (A)');
    await harness.post('/v1/sources/edi', answer('E'));
    expect(sent()[0]?.answered).toBe('997 accepted (E)');
    await harness.post('/v1/sources/edi', receipts(['000000001', 'E', '024']));
    expect(sent()[0]?.answered).toBe('997 accepted (E)');
  });

  it('raises an exception for each interchange that it refuses, also for one that is not known', async () => {
    await sendOrder();
    await eventually(() => sent()[0]?.status === 'delivered');
    const { json } = await harness.post(
      '/v1/sources/edi',
      receipts(['000000001', 'R', '023'], ['000000099', 'R', '025']),
    );
    expect(json.status).toBe('processed');
    expect(sent()[0]).toMatchObject({ status: 'refused', answered: 'TA1 rejected (R)' });
    expect((await harness.get('/v1/exceptions')).json['exceptions']).toMatchObject([
      { owner: 'integration', message: expect.stringContaining('interchange 99, which is not known here') },
      { owner: 'purchasing', document: { key: 'A-1' } },
    ]);
  });
});

it('tells apart the interchanges of two partners, and of our two identities, that bear the same number', async () => {
  harness = await openHarness({
    files: {
      ...FILES,
      'mappings/orders-copy/mapping.json': JSON.stringify({
        ...JSON.parse(FILES[X12_ORDER]),
        to: { system: 'auditor', format: 'x12', envelope: { sender: 'US2', receiver: 'SUPPLIER' } },
      }),
      'mappings/orders-copy/mapping.jsonata': FILES['mappings/orders-out/mapping.jsonata'],
    },
  });
  await harness.post(
    '/v1/messages/my-shop-order',
    JSON.stringify({ number: 'A-1', state: 'PAID', lines: [{ code: 'MUG-01', count: 2, price: '8.50' }] }),
  );
  await harness.post('/v1/sources/edi', answer('A'));
  const rows = harness.sidecar.database.connection
    .prepare('SELECT mapping, answered FROM deliveries WHERE control IS NOT NULL ORDER BY mapping')
    .all();
  expect(rows).toEqual([
    { mapping: 'orders-copy', answered: null },
    { mapping: 'orders-out', answered: '997 accepted (A)' },
  ]);
});
