// One order through the sample workspace: purchase order, warehouse shipment and invoice that disagree.

import { afterEach, expect, it } from 'vitest';
import { deliveriesOf } from '../../runtime/store/deliveries.ts';
import { type Harness, openHarness } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

/** One interchange around the segments of one set; the counts are right. */
function interchange(
  set: string,
  options: { group: string; control: number; sender: string },
  segments: readonly string[],
): string {
  const { group, control, sender } = options;
  const number = String(control).padStart(9, '0');
  const body = [`ST*${set}*0001`, ...segments, `SE*${segments.length + 2}*0001`];
  const isa = `ISA*00*          *00*          *ZZ*${sender.padEnd(15)}*ZZ*NORTHWIND      *260301*0900*U*00401*${number}*0*P*>`;
  return [
    isa,
    `GS*${group}*${sender}*NORTHWIND*20260301*0900*${control}*X*004010`,
    ...body,
    `GE*1*${control}`,
    `IEA*1*${number}`,
  ]
    .map((segment) => `${segment}~`)
    .join('\n');
}

const PURCHASE_ORDER = interchange('850', { group: 'PO', control: 1, sender: 'HARBORCO' }, [
  'BEG*00*SA*PO-77001**20260301',
  'N1*ST*Harbor Store 9*92*ST9',
  'N3*9 Quay Road',
  'N4*Portland*ME*04101*US',
  'PO1*1*200*EA*3.75**BP*BOLT-8*VP*NW-B8',
  'CTT*1',
]);

const SHIPMENT = interchange('945', { group: 'SW', control: 2, sender: 'DOCK3PL' }, [
  'W06*F*PO-77001*20260303*SHIP-501**PO-77001',
  'N1*SF*Dock Three*92*DOCK3',
  'W27*M*UPSN*UPS Ground',
  'LX*1',
  'W12*CP*200*150*50*EA**VP*NW-B8',
  'W03*150*75*LB',
]);

const INVOICE = interchange('810', { group: 'IN', control: 3, sender: 'NORTHWIND' }, [
  'BIG*20260304*INV-9001*20260301*PO-77001',
  'IT1*1*200*EA*3.75**VP*NW-B8',
  'TDS*75000',
  'CTT*1',
]);

interface Gate {
  readonly gate: string;
  readonly fit: boolean;
  readonly decisions: readonly { rule: string; owner: string; severity: string; message: string; path: string }[];
}

it('names an invoice that bills more than was shipped, at the invoice gate, with its owner', async () => {
  harness = await openHarness({ workspace: 'repository' });
  for (const body of [PURCHASE_ORDER, SHIPMENT, INVOICE]) {
    const { json } = await harness.post('/v1/sources/x12', body);
    expect(json.status, JSON.stringify(json)).toBe('processed');
  }
  const { json } = await harness.get('/v1/orders/PO-77001');
  expect(json['order']).toMatchObject({ lines: [{ quantities: { ordered: 200, shipped: 150, invoiced: 200 } }] });
  const invoice = (json['documents'] as { type: string; gates: Gate[] }[]).find(
    (document) => document.type === 'invoice',
  );
  const gate = invoice?.gates.find((one) => one.gate === 'invoice');
  expect(gate?.fit).toBe(false);
  const decision = gate?.decisions.find((one) => one.severity === 'block');
  expect(decision).toMatchObject({ owner: 'finance', path: '/lines/0/quantity' });
  expect(decision?.message).toMatch(/200 EA ordered, 150 shipped, 200 invoiced/);
  const queue = await harness.get('/v1/exceptions?owner=finance');
  expect(queue.json['exceptions']).toMatchObject([
    { subject: 'gate', gate: 'invoice', document: { type: 'invoice', key: 'INV-9001' } },
  ]);
});

it('comes to the same end in whatever order the three documents arrive', async () => {
  const orders = [];
  for (const bodies of [
    [PURCHASE_ORDER, SHIPMENT, INVOICE],
    [INVOICE, SHIPMENT, PURCHASE_ORDER],
    [SHIPMENT, PURCHASE_ORDER, INVOICE],
  ]) {
    harness = await openHarness({ workspace: 'repository' });
    for (const body of bodies) await harness.post('/v1/sources/x12', body);
    await harness.sidecar.idle();
    const { json } = await harness.get('/v1/orders/PO-77001');
    const documents = (json['documents'] as { type: string; gates: Gate[] }[]).map(({ type, gates }) => ({
      type,
      fit: gates.map(({ gate, fit }) => ({ gate, fit })),
    }));
    orders.push({ order: json['order'], documents: documents.sort((a, b) => a.type.localeCompare(b.type)) });
    if (orders.length < 3) await harness.close();
  }
  expect(orders[1]).toEqual(orders[0]);
  expect(orders[2]).toEqual(orders[0]);
});

it('answers each interchange with a 997 that echoes its control numbers', async () => {
  harness = await openHarness({ workspace: 'repository' });
  const { json } = await harness.post('/v1/sources/x12', PURCHASE_ORDER);
  const [row] = deliveriesOf(harness.sidecar.database.connection, { receiptId: json.receipt, limit: 2 });
  expect(row?.mapping).toBe('x12-997');
  const text = String(row?.body);
  expect(text).toMatch(/ST\*997\*/);
  expect(text).toMatch(/AK1\*PO\*1~/);
  expect(text).toMatch(/AK2\*850\*0001~\s*AK5\*A~/);
  expect(text).toMatch(/AK9\*A\*1\*1\*1~/);
  expect(text).toMatch(/GS\*FA\*NORTHWIND\*HARBORCO\*/);
});

it('holds the bad set of an interchange and lets its neighbours go on', async () => {
  harness = await openHarness({ workspace: 'repository' });
  const good = (number: string, control: string, quantity: number) => [
    `ST*850*${control}`,
    `BEG*00*SA*${number}**20260301`,
    `PO1*1*${quantity}*EA*1.00**VP*NW-B8`,
    'CTT*1',
    `SE*5*${control}`,
  ];
  const sets = [
    ...good('PO-1', '0001', 5),
    'ST*850*0002',
    'BEG*00*SA*PO-2**20260301',
    'PO1*1*5*EA*1.00**VP*NW-B8',
    'SE*4*9999',
    ...good('PO-3', '0003', 6),
  ];
  const isa =
    'ISA*00*          *00*          *ZZ*HARBORCO       *ZZ*NORTHWIND      *260301*0900*U*00401*000000009*0*P*>';
  const text = [isa, 'GS*PO*HARBORCO*NORTHWIND*20260301*0900*9*X*004010', ...sets, 'GE*3*9', 'IEA*1*000000009']
    .map((segment) => `${segment}~`)
    .join('');
  const { json } = await harness.post('/v1/messages/x12-850-order', text);
  expect(json.messages.map((message) => message.status)).toEqual(['processed', 'held', 'processed']);
  expect(json.messages[1]?.exception).toMatchObject({ code: 'format.x12.envelope' });
});
