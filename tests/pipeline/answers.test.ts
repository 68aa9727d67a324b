// Technical answers of partners to interchanges that we sent.
import { afterEach, expect, it } from 'vitest';
import { type Harness, openHarness } from '../support/sidecar.ts';

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
