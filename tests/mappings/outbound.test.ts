// Which documents the outbound mappings take, and laws of what they write.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createEngine } from '../../runtime/engine/message.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import type { CanonicalDocument } from '../../runtime/model/types.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';

const files = await readWorkspaceFiles('.');
const mappings = new Map([...files].filter(([path]) => path.startsWith('mappings/')));
const engine = createEngine(openWorkspace(mappings).workspace);
const decoder = new TextDecoder();

const document = (fields: object): CanonicalDocument => fields as CanonicalDocument;

/** The outbound mappings of one document type that take a document. */
async function takers(fields: Readonly<Record<string, unknown>>): Promise<string[]> {
  const names: string[] = [];
  for (const mapping of engine.workspace.mappings.values()) {
    if (mapping.direction !== 'outbound' || mapping.manifest.from.document !== fields['type']) continue;
    if (await engine.outbound(mapping.name).takes(document(fields))) names.push(mapping.name);
  }
  return names.sort();
}

async function json(mapping: string, fields: object): Promise<Record<string, unknown>> {
  return JSON.parse(decoder.decode(await engine.outbound(mapping).run(document(fields)))) as Record<string, unknown>;
}

describe('an order', () => {
  const lines = [{ lineId: '1', sku: 'A', quantity: 1, unit: 'EA' }];
  const order = { type: 'order', orderId: '1', status: 'accepted', lines, source: { system: 'shopify' } };

  it('of a web shop is released to our warehouse and told to the customer', async () => {
    expect(await takers(order)).toEqual(['customer-notice', 'wms-release-order']);
  });

  it('at a contract warehouse is released as a 940 alone', async () => {
    const there = { ...order, shipFrom: { code: '3PL-EAST' } };
    expect(await takers(there)).toEqual(['customer-notice', 'x12-940-release']);
  });

  it('for two warehouses is released to both, each with its own lines', async () => {
    const both = {
      ...order,
      lines: [
        { ...lines[0], location: '3PL-WEST' },
        { ...lines[0], lineId: '2', location: 'WH7' },
      ],
    };
    expect(await takers(both)).toEqual(['customer-notice', 'wms-release-order', 'x12-940-release']);
    expect(await json('wms-release-order', both)).toMatchObject({ lines: [{ lineId: '2' }], lineCount: 1 });
  });

  it('of an X12 partner is answered by an 855, but not when it is an answer or a 940 itself', async () => {
    const partner = {
      ...order,
      source: { system: 'x12' },
      sourceStatus: [{ axis: 'documentPurpose', value: '00', table: 'x12-purpose' }],
    };
    expect(await takers(partner)).toEqual(['wms-release-order', 'x12-855-reply']);
    expect(await takers({ ...partner, documentPurpose: 'acknowledgement' })).toEqual([]);
    const warehouse = {
      ...partner,
      sourceStatus: [{ axis: 'documentPurpose', value: 'N', table: 'x12-order-status' }],
    };
    expect(await takers(warehouse)).toEqual(['wms-release-order']);
  });

  it('that is a draft is not told to the customer', async () => {
    expect(await takers({ ...order, status: 'draft' })).toEqual(['wms-release-order']);
  });
});

describe('a shipment or an invoice', () => {
  const lines = [{ lineId: '1', sku: 'A', quantity: 1, unit: 'EA' }];

  it('of a purchase order goes to the partner, one of a web shop does not', async () => {
    const bought = { type: 'purchaseOrder', value: 'PO-1' };
    const shopped = { type: 'orderId', value: '1', system: 'shopify' };
    const shipment = { type: 'shipment', shipmentId: 'S', lines, source: { system: 'x12' } };
    expect(await takers({ ...shipment, order: bought })).toEqual(['x12-856-notice']);
    expect(await takers({ ...shipment, order: shopped })).toEqual([]);
    const invoice = { type: 'invoice', invoiceId: 'I', lines, source: { system: 'erp' } };
    expect(await takers({ ...invoice, order: bought })).toEqual(['x12-810-bill']);
    expect(await takers({ ...invoice, order: bought, invoiceType: 'proforma' })).toEqual([]);
    expect(await takers({ ...invoice, order: shopped })).toEqual([]);
  });

  it('that a partner sent by EDI is not sent back to it', async () => {
    const order = { type: 'purchaseOrder', value: 'PO-1' };
    for (const source of [
      { system: 'x12', channel: '856' },
      { system: 'edifact', channel: 'DESADV' },
    ])
      expect(await takers({ type: 'shipment', shipmentId: 'S', lines, order, source }), source.channel).toEqual([]);
    for (const source of [
      { system: 'x12', channel: '810' },
      { system: 'edifact', channel: 'INVOIC' },
    ])
      expect(await takers({ type: 'invoice', invoiceId: 'I', lines, order, source }), source.channel).toEqual([]);
  });

  it('that came as a DESADV or an INVOIC says so as its channel', async () => {
    const channelOf = async (mapping: string, file: string) => {
      const bytes = files.get(`mappings/${mapping}/examples/${file}`) ?? new Uint8Array();
      const [message] = engine.decode(mapping, bytes).messages;
      if (message === undefined) throw new Error(`no message in ${file}`);
      return (await engine.inbound(mapping).run(message)).documents[0]?.source.channel;
    };
    expect(await channelOf('edifact-desadv', 'plain-two-pallets.edi')).toBe('DESADV');
    expect(await channelOf('edifact-invoic', 'plain-d01b.edi')).toBe('INVOIC');
  });
});

test('a customer message holds nothing of an order but what a customer may read', async () => {
  const secret = 'SECRET';
  const message = await json('customer-notice', {
    type: 'order',
    orderId: secret,
    orderNumber: '#7',
    status: 'shipped',
    customer: { customerId: secret, name: 'Ana', group: secret, gln: secret },
    shipTo: { name: 'Ana', address1: secret, phone: secret, code: secret },
    holds: [{ kind: 'fraud', reason: secret, by: secret }],
    lines: [
      { lineId: secret, sku: secret, name: 'Mug', quantity: 1, unitPrice: secret, location: secret, notes: secret },
    ],
    paymentReferences: [secret],
    tags: [secret],
    notes: secret,
    references: [{ type: 'orderId', value: secret }],
    extensions: { shop: { token: secret } },
    source: { system: 'shopify', tenant: secret },
  });
  expect(JSON.stringify(message)).not.toContain(secret);
  expect(message).toMatchObject({ order: '#7', milestone: 'shipped', to: { name: 'Ana' }, lines: [{ name: 'Mug' }] });
});

test('no channel is ever promised a negative quantity, or more than there is', async () => {
  const quantity = fc.integer({ min: -50, max: 5_000 });
  await fc.assert(
    fc.asyncProperty(
      fc.record({ on_hand: quantity, reserved: quantity, available: fc.option(quantity, { nil: undefined }) }),
      async (quantities) => {
        const { channels } = (await json('channel-availability', {
          type: 'inventory',
          sku: 'A',
          location: 'WH7',
          quantities,
          source: { system: 'csv' },
        })) as { channels: { channel: string; available: number }[] };
        const most = Math.max(0, quantities.available ?? quantities.on_hand - quantities.reserved);
        expect(channels.length).toBeGreaterThan(0);
        for (const { available } of channels) {
          expect(available).toBeGreaterThanOrEqual(0);
          expect(available).toBeLessThanOrEqual(most);
        }
      },
    ),
    { numRuns: 40, seed: 20260104 },
  );
});
