// What the outbound X12 mappings write means, read back by the inbound mappings, the same business content.
import { describe, expect, it } from 'vitest';
import { exampleEnvelope } from '../../runtime/engine/examples.ts';
import { createEngine } from '../../runtime/engine/message.ts';
import type { OutboundMapping } from '../../runtime/engine/workspace/definitions.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import type { CanonicalDocument, InvoiceDocument, OrderDocument, ShipmentDocument } from '../../runtime/model/types.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';
import { ROOT } from '../support/sidecar.ts';

const engine = createEngine(openWorkspace(await readWorkspaceFiles(ROOT)).workspace);
const decoder = new TextDecoder();

/** Sends an example's document through `outbound`, reads the bytes back through `inbound`. */
async function thereAndBack<D extends CanonicalDocument>(
  outbound: string,
  inbound: string,
  example: string,
): Promise<{ sent: D; read: D; findings: readonly string[] }> {
  const { mapping } = engine.outbound(outbound);
  const input = mapping.examples.find((candidate) => candidate.case === example);
  if (input === undefined) throw new Error(`there is no example ${example}`);
  const sent = JSON.parse(decoder.decode(input.bytes)) as D;
  const bytes = await engine.outbound(outbound).run(sent, exampleEnvelope(mapping as OutboundMapping));
  const decoded = engine.decode(inbound, bytes);
  expect(decoded.messages.length).toBe(1);
  const message = decoded.messages[0]!;
  const result = await engine.inbound(inbound).run(message);
  expect(result.error).toBeUndefined();
  const findings = [...decoded.findings, ...message.findings]
    .filter((finding) => finding.severity !== 'info')
    .map((finding) => finding.code);
  return { sent, read: result.documents[0] as D, findings };
}

const goods = (line: object) => {
  const { lineId, sku, gtin, quantity, unit } = line as Record<string, unknown>;
  return { lineId, sku, gtin, quantity, unit };
};

describe('a 940 read back', () => {
  it('asks for the same goods, to the same place, by the same dates', async () => {
    const { sent, read, findings } = await thereAndBack<OrderDocument>('x12-940-release', 'x12-940-order', 'plain');
    expect(findings).toEqual([]);
    expect(read.orderId).toBe(sent.orderId);
    expect(read.shipTo).toEqual(sent.shipTo);
    expect(read.shipFrom?.code).toBe(sent.shipFrom?.code);
    expect(read.commitments).toEqual(sent.commitments);
    expect(read.carrier).toBe(sent.carrier);
    expect(read.notes).toBe(sent.notes);
    expect(read.lines?.map(goods)).toEqual(sent.lines?.map(goods));
    expect(read.lines?.map((line) => line.name)).toEqual(sent.lines?.map((line) => line.name));
    expect(read.references).toContainEqual({ type: 'purchaseOrder', value: 'PO-55812' });
  });

  it('asks only for what is still to be picked of a partly shipped order', async () => {
    const { read } = await thereAndBack<OrderDocument>(
      'x12-940-release',
      'x12-940-order',
      'hard-split-kit-and-partial',
    );
    expect(read.lines?.map((line) => [line.lineId, line.sku, line.quantity, line.location])).toEqual([
      ['12', 'HAMMER-16', 1, '3PL-WEST'],
      ['13', 'SAW-22', '3.5', '3PL-WEST'],
    ]);
    expect(read.shipTo?.company).toBe('c/o Ruiz Tools LLC');
    expect(read.carrierService).toBe('next_day');
  });
});

describe('an 855 read back', () => {
  it('accepts the same lines of the same purchase order', async () => {
    const { sent, read, findings } = await thereAndBack<OrderDocument>(
      'x12-855-reply',
      'x12-855-acknowledgement',
      'plain',
    );
    expect(findings).toEqual([]);
    expect(read.orderId).toBe(sent.orderId);
    expect(read.acknowledgement).toBe('accepted');
    expect(read.placedAt).toBe(sent.placedAt);
    expect(read.commitments).toEqual(sent.commitments);
    expect(read.lines?.map(goods)).toEqual(sent.lines?.map(goods));
    expect(read.lines?.map((line) => line.acknowledgement)).toEqual(['accepted', 'accepted']);
    expect(read.lines?.map((line) => Number(line.unitPrice))).toEqual([12.95, 24.5075]);
  });

  it('tells line by line what is backordered, refused, replaced and cancelled', async () => {
    const { read } = await thereAndBack<OrderDocument>(
      'x12-855-reply',
      'x12-855-acknowledgement',
      'hard-changes-line-by-line',
    );
    expect(read.acknowledgement).toBe('accepted_with_changes');
    expect(read.lines?.[0]?.quantities).toEqual({ ordered: 100, open: 70, backordered: 20, rejected: 10 });
    expect(read.lines?.[1]).toMatchObject({ sku: 'SAW-24', substituteFor: 'SAW-22', acknowledgement: 'substituted' });
    expect(read.lines?.map((line) => line.acknowledgement).slice(2)).toEqual(['rejected', 'on_hold', 'rejected']);
    expect(read.lines?.[4]?.quantities).toEqual({ ordered: 3, cancelled: 3 });
  });
});

describe('an 856 read back', () => {
  it('has the same packages with the same contents', async () => {
    const { sent, read, findings } = await thereAndBack<ShipmentDocument>(
      'x12-856-notice',
      'x12-856-shipment',
      'plain-cartons-with-sscc',
    );
    expect(findings).toEqual([]);
    expect(read.shipmentId).toBe(sent.shipmentId);
    expect(read.order).toEqual(sent.order);
    // N104 is the code of the place, whatever N103 says of its kind.
    expect(read.shipTo).toEqual({ ...sent.shipTo, code: sent.shipTo?.gln });
    expect(read.scac).toBe(sent.scac);
    expect(read.trackingNumbers).toEqual(sent.trackingNumbers);
    expect(read.billOfLading).toBe(sent.billOfLading);
    expect(read.weight).toBe(sent.weight);
    const contents = (shipment: ShipmentDocument) =>
      shipment.packages?.map(({ sscc, lines }) => [
        sscc,
        lines?.map((line) => [goods(line), line.lot, line.expiresOn]),
      ]);
    expect(contents(read)).toEqual(contents(sent));
  });

  it('keeps pallets, a second order, serial numbers and goods outside packages', async () => {
    const { read } = await thereAndBack<ShipmentDocument>(
      'x12-856-notice',
      'x12-856-shipment',
      'hard-pallets-two-orders-loose',
    );
    expect(read.order?.value).toBe('PO-4712');
    expect(read.orders).toEqual([{ type: 'purchaseOrder', value: 'PO-4799' }]);
    const cartons = read.packages?.filter((found) => found.kind === 'carton');
    expect(cartons?.map((found) => [found.sscc, found.parent, found.lines?.[0]?.sku])).toEqual([
      ['342601230000000012', '342601230000000036', 'HAMMER-16'],
      ['342601230000000029', '342601230000000036', 'SAW-22'],
    ]);
    expect(cartons?.[1]?.lines?.[0]?.serials).toEqual(['SN-1', 'SN-2']);
    expect(read.lines?.map((line) => [line.lineId, line.sku, line.quantity])).toEqual([['3', 'LADDER', 1]]);
  });
});

describe('an 810 read back', () => {
  it('bills the same lines and comes to the same total', async () => {
    const { sent, read, findings } = await thereAndBack<InvoiceDocument>('x12-810-bill', 'x12-810-invoice', 'plain');
    expect(findings).toEqual([]);
    expect(read.invoiceId).toBe(sent.invoiceId);
    expect(read.order).toEqual(sent.order);
    expect(read.shipment).toEqual(sent.shipment);
    expect(read.issuedAt).toBe(sent.issuedAt);
    expect(read.dueAt).toBe(sent.dueAt);
    expect(read.currency).toBe(sent.currency);
    expect(read.paymentTerms).toBe(sent.paymentTerms);
    expect(read.lines?.map(goods)).toEqual(sent.lines?.map(goods));
    expect(read.lines?.map((line) => line.unitPrice)).toEqual(['12.95', '62.6793']);
    expect(read.totals).toEqual(sent.totals);
    expect(read.declared?.total).toBe(sent.totals?.total);
  });

  it('declares as total what its lines, allowances, charges and taxes come to', async () => {
    const { read } = await thereAndBack<InvoiceDocument>(
      'x12-810-bill',
      'x12-810-invoice',
      'hard-allowances-charges-line-tax',
    );
    expect(read.invoiceType).toBe('corrected');
    expect(read.totals).toMatchObject({ discount: '8.78', shipping: '15.00', tax: '33.35' });
    expect(read.declared?.total).toBe('215.06');
  });
});
