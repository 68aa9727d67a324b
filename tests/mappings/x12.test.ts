// Laws of the inbound X12 mappings that single examples do not show: missing parts, and lines that name their item differently.
import { beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../runtime/engine/message.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import type { InvoiceDocument, OrderDocument, ShipmentDocument } from '../../runtime/model/types.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';

const NAMES = [
  'x12-850-order',
  'x12-860-order-change',
  'x12-855-acknowledgement',
  'x12-856-shipment',
  'x12-846-inventory',
  'x12-940-order',
  'x12-943-transfer',
  'x12-944-receipt',
  'x12-945-shipment',
  'x12-947-adjustment',
  'x12-810-invoice',
  'x12-214-carrier-event',
];
const GROUPS: Readonly<Record<string, string>> = { 850: 'PO', 855: 'PR', 856: 'SH', 945: 'SW', 810: 'IN' };

let engine: Engine;

beforeAll(async () => {
  const files = await readWorkspaceFiles('.');
  const mappings = new Map([...files].filter(([path]) => path.startsWith('mappings/')));
  engine = createEngine(openWorkspace(mappings).workspace);
});

/** Every place of a decoded value, as keys from the top. */
function placesOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[...at, key], ...placesOf(member, [...at, key])]);
}

function without(value: unknown, place: readonly string[]): unknown {
  const copy: unknown = structuredClone(value);
  const holder = place.slice(0, -1).reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], copy);
  const last = place.at(-1) as string;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as Record<string, unknown>)[last];
  return copy;
}

/** What a mapping makes of the segments of one set. */
async function documentOf<T>(mapping: string, segments: readonly string[]): Promise<T> {
  const set = mapping.split('-')[1] as string;
  const text = [
    'ISA*00*          *00*          *ZZ*NORTH          *ZZ*CROSSDOCK      *260504*0915*U*00401*000000001*0*P*>',
    `GS*${GROUPS[set]}*NORTH*CROSSDOCK*20260504*0915*1*X*004010`,
    `ST*${set}*0001`,
    ...segments,
    `SE*${segments.length + 2}*0001`,
    'GE*1*1',
    'IEA*1*000000001',
  ].map((segment) => `${segment}~`);
  const [message] = engine.decode(mapping, new TextEncoder().encode(text.join('\n'))).messages;
  const { documents, error } = await engine.inbound(mapping).run(message as NonNullable<typeof message>);
  expect(error).toBeUndefined();
  return documents[0] as T;
}

describe('an inbound X12 mapping', () => {
  test.each(NAMES)(
    '%s gives documents or says what is missing, whatever single part is left out',
    async (name) => {
      const sample = engine.inbound(name).mapping.examples.find((example) => example.case === 'plain');
      const [message] = engine.decode(name, sample?.bytes as Uint8Array).messages;
      if (message === undefined) throw new Error('the sample holds no message');
      for (const place of placesOf(message.value)) {
        const { error } = await engine.inbound(name).run({ ...message, value: without(message.value, place) });
        if (error === undefined) continue;
        expect(
          ['contract.invalid', 'document.invalid', 'mapping.unmapped', 'mapping.empty'],
          place.join('/'),
        ).toContain(error.code);
      }
    },
    60_000,
  );
});

test('finds the line of an order again by one of its codes, whichever the later message names', async () => {
  const order = await documentOf<OrderDocument>('x12-850-order', [
    'BEG*00*SA*PO-1**20260504',
    'PO1*1*200*EA*3.75**BP*BOLT-8*VP*NW-B8*UP*036000291452',
  ]);
  const answer = await documentOf<OrderDocument>('x12-855-acknowledgement', [
    'BAK*00*AC*PO-1*20260504',
    'PO1*1*200*EA*3.75**BP*BOLT-8',
    'ACK*IA*200*EA',
  ]);
  const notice = await documentOf<ShipmentDocument>('x12-856-shipment', [
    'BSN*00*S-1*20260506*0900*0004',
    'HL*1**S',
    'DTM*011*20260506',
    'HL*2*1*O',
    'PRF*PO-1',
    'HL*3*2*I',
    'LIN**UP*036000291452',
    'SN1**200*EA',
  ]);
  const advice = await documentOf<ShipmentDocument>('x12-945-shipment', [
    'W06*F*PO-1*20260506*S-1**PO-1',
    'LX*1',
    'W12*CP*200*150*50*EA*VP*NW-B8',
  ]);
  const bill = await documentOf<InvoiceDocument>('x12-810-invoice', [
    'BIG*20260507*INV-1*20260504*PO-1',
    'IT1*1*200*EA*3.75**BP*BOLT-8',
    'TDS*75000',
  ]);
  const codes = order.lines?.[0]?.identifiers?.map(({ value }) => value);
  expect(codes).toEqual(['NW-B8', 'BOLT-8', '036000291452']);
  for (const lines of [answer.lines, notice.lines, advice.lines, bill.lines]) {
    expect(codes).toContain(lines?.[0]?.sku);
  }
  expect([notice.order, advice.order, bill.order].map((reference) => reference?.value)).toEqual([
    'PO-1',
    'PO-1',
    'PO-1',
  ]);
});

test('keeps what is not shipped of a line apart: cancelled when the code says that nothing follows', async () => {
  const { lines } = await documentOf<ShipmentDocument>('x12-945-shipment', [
    'W06*F*PO-1*20260506*S-1',
    'LX*1',
    'W12*CP*200*150*50*EA**VP*NW-B8',
    'G69*50 PIECES ON BACKORDER',
    'LX*2',
    'W12*BP*200*150*50*EA**VP*NW-B9',
  ]);
  expect(lines?.map(({ quantities }) => quantities)).toEqual([
    { ordered: 200, shipped: 150, cancelled: 50 },
    { ordered: 200, shipped: 150, backordered: 50 },
  ]);
});

test('reads a tax of an order in minor units where its rate says so, and plainly otherwise', async () => {
  const taxOf = async (tax: string): Promise<string | undefined> => {
    const order = await documentOf<OrderDocument>('x12-850-order', [
      'BEG*00*SA*PO-1**20260504',
      'PO1*1*100*EA*10**VP*A',
      tax,
      'CTT*1',
    ]);
    return order.totals?.tax;
  };
  expect(await taxOf('TXI*ST*8250*8.25')).toBe('82.50');
  expect(await taxOf('TXI*ST*82.50*8.25')).toBe('82.50');
  expect(await taxOf('TXI*ST*82*8.25')).toBe('82.00');
  expect(await taxOf('TXI*ST*8250')).toBe('8250.00');
});
