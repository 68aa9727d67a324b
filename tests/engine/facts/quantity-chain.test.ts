// Quantities across documents: matching lines, adding up, units, what counts and what does not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factValue } from '../../../runtime/engine/facts/index.ts';
import type { FactContext } from '../../../runtime/engine/facts/spec.ts';
import type { CanonicalDocument, ItemDocument, OrderDocument } from '../../../runtime/model/types.ts';

const source = { system: 'wms' };
type Lines = readonly Record<string, unknown>[];
const order = (lines: Lines, more: object = {}) =>
  ({ type: 'order', orderId: 'PO-1', source: { system: 'x12' }, lines, ...more }) as unknown as OrderDocument;
const shipment = (lines: Lines, more: object = {}) =>
  ({ type: 'shipment', shipmentId: 'SH-1', source, lines, ...more }) as unknown as CanonicalDocument;
const invoice = (lines: Lines, more: object = {}) =>
  ({ type: 'invoice', invoiceId: 'INV-1', source, lines, ...more }) as unknown as CanonicalDocument;

/** The fact for every line of a document. */
function each(name: string, document: CanonicalDocument, context: FactContext): unknown[] {
  const lines = (document as { lines?: Lines }).lines ?? [];
  return lines.map((line, lineIndex) => factValue(name, { document, line, lineIndex, context }));
}

const BOLT: ItemDocument = {
  type: 'item',
  sku: 'BOLT',
  source,
  baseUnit: 'EA',
  units: [
    { unit: 'BX', per: 50 },
    { unit: 'DZN', per: '12' },
  ],
};

describe('the line of the order that a line means', () => {
  const known = order([
    { lineId: '1', sku: 'BOLT', quantity: 10 },
    { lineId: '2', sku: 'NUT', gtin: '4006381333931', quantity: 20 },
    { lineId: '3', sku: 'RING', identifiers: [{ system: 'buyer', value: 'B-3' }], quantity: 30 },
  ]);
  const meant = (line: Record<string, unknown>, context: FactContext = {}) =>
    each('orderLine', shipment([line]), { order: known, ...context })[0] as Record<string, unknown> | null | undefined;

  it('is found by line id, SKU, GTIN in any length, and any code that both have', () => {
    expect(meant({ lineId: '1' })).toMatchObject({ sku: 'BOLT', matchedBy: 'lineId' });
    expect(meant({ lineId: '99', sku: 'NUT' })).toMatchObject({ lineId: '2', matchedBy: 'code' });
    expect(meant({ gtin14: '04006381333931' })).toMatchObject({ lineId: '2', matchedBy: 'code' });
    expect(meant({ sku: 'OURS', identifiers: [{ value: 'B-3' }] })).toMatchObject({ lineId: '3' });
  });

  it('is the one with the item when line ids are numbered differently', () => {
    expect(meant({ lineId: '1', sku: 'NUT' })).toMatchObject({ lineId: '2', itemDiffers: false });
  });

  it('is the one with the line id when the item is known nowhere, and says so', () => {
    expect(meant({ lineId: '1', sku: 'SCREW' })).toMatchObject({ lineId: '1', itemDiffers: true });
  });

  it('is found through a declared substitute and through a kit', () => {
    expect(meant({ sku: 'BOLT-B', substituteFor: 'BOLT' })).toMatchObject({ lineId: '1', matchedBy: 'substitute' });
    const kit: ItemDocument = { type: 'item', sku: 'RING', source, kit: [{ sku: 'HALF-RING', quantity: 2 }] };
    expect(meant({ sku: 'HALF-RING' }, { item: [kit] })).toMatchObject({ lineId: '3', matchedBy: 'kit' });
  });

  it('is null when the order has none, and undefined when the order is not known or is another', () => {
    expect(meant({ sku: 'SCREW' })).toBeNull();
    expect(meant({ sku: 'SCREW' }, { order: null })).toBeUndefined();
    expect(each('orderLine', shipment([{ sku: 'SCREW' }]), {})[0]).toBeUndefined();
    expect(meant({ sku: 'SCREW', order: { type: 'purchaseOrder', value: 'PO-2' } })).toBeUndefined();
    expect(meant({ sku: 'SCREW', order: { type: 'purchaseOrder', value: 'PO-1' } })).toBeNull();
    expect(meant({ sku: 'SCREW' }, { order: order([]) })).toBeUndefined();
  });
});

describe('a quantity through the documents', () => {
  const partly = order([
    { lineId: '3', sku: 'BOLT', quantity: 200, unit: 'EA', quantities: { ordered: 200, shipped: 150 } },
  ]);

  it('shows 200 ordered, 150 shipped and 200 invoiced as 50 too many', () => {
    expect(
      each('quantityChain', invoice([{ lineId: '3', sku: 'BOLT', quantity: 200, unit: 'EA' }]), { order: partly }),
    ).toMatchObject([{ ordered: '200', shipped: '150', total: '200', overBy: '50' }]);
  });

  it('is compared in one unit when the item converts, and not at all when it does not', () => {
    const boxes = shipment([{ lineId: '3', sku: 'BOLT', quantity: 2, unit: 'BX' }]);
    expect(each('quantityChain', boxes, { order: partly, item: [BOLT] })).toMatchObject([
      { comparable: true, unit: 'EA', this: '100', total: '250', overBy: '50' },
    ]);
    expect(each('quantityChain', boxes, { order: partly })).toMatchObject([{ comparable: false, overBy: null }]);
    expect(
      each('quantityChain', shipment([{ lineId: '3', quantity: 1, unit: 'C62' }]), { order: partly }),
    ).toMatchObject([{ comparable: true, overBy: '0' }]);
  });

  it('takes the smaller unit where only that way is exact', () => {
    const inBoxes = order([{ lineId: '3', sku: 'BOLT', quantity: 4, unit: 'BX', quantities: { ordered: 4 } }]);
    const pieces = shipment([{ lineId: '3', sku: 'BOLT', quantity: 201, unit: 'EA' }]);
    const dozens = order([{ lineId: '3', sku: 'BOLT', quantity: 1, unit: 'DZN' }]);
    expect(each('quantityChain', pieces, { order: inBoxes, item: BOLT })).toMatchObject([
      { unit: 'BX', ordered: '4', overBy: '0.02' },
    ]);
    expect(
      each('quantityChain', shipment([{ lineId: '3', sku: 'BOLT', quantity: 13, unit: 'EA' }]), {
        order: dozens,
        item: BOLT,
      }),
    ).toMatchObject([{ unit: 'EA', ordered: '12', overBy: '1' }]);
  });

  it('adds up the lines of a document that mean one order line, and names the line that is too many', () => {
    const lots = shipment([
      { lineId: '3', quantity: 30, unit: 'EA', lot: 'A' },
      { lineId: '3', quantity: 20, unit: 'EA', lot: 'B' },
      { lineId: '3', quantity: 1, unit: 'EA', lot: 'C' },
    ]);
    expect(each('quantityChain', lots, { order: partly })).toMatchObject([
      { total: '180', overBy: '0' },
      { total: '200', overBy: '0' },
      { total: '201', overBy: '1', overByInDocument: '0' },
    ]);
  });

  it('adds up the order lines that have the same item when the line names none of them', () => {
    const twice = order([
      { lineId: '1', sku: 'BOLT', quantity: 10 },
      { lineId: '2', sku: 'BOLT', quantity: 5 },
    ]);
    expect(each('quantityChain', shipment([{ sku: 'BOLT', quantity: 15 }]), { order: twice })).toMatchObject([
      { ordered: '15', overBy: '0' },
    ]);
  });

  it('counts nothing for credit notes, cancelled shipments and rejected returns', () => {
    const line = [{ lineId: '3', sku: 'BOLT', quantity: 500, unit: 'EA' }];
    const back = {
      type: 'return',
      returnId: 'R',
      source,
      lines: line,
      status: 'rejected',
    } as unknown as CanonicalDocument;
    for (const document of [
      invoice(line, { invoiceType: 'credit_note' }),
      shipment(line, { status: 'cancelled' }),
      back,
    ]) {
      expect(each('quantityChain', document, { order: partly })).toEqual([undefined]);
    }
  });

  it('measures an invoice for what is not carried by what was ordered', () => {
    const service = order([{ lineId: '1', sku: 'SETUP', quantity: 1, requiresShipping: false }]);
    expect(each('quantityChain', invoice([{ lineId: '1', quantity: 1 }]), { order: service })).toMatchObject([
      { overBy: '0' },
    ]);
    const cancelled = order([
      { lineId: '1', sku: 'A', quantity: 1, status: 'cancelled', quantities: { ordered: 1, cancelled: 1 } },
    ]);
    expect(each('quantityChain', invoice([{ lineId: '1', quantity: 1 }]), { order: cancelled })).toMatchObject([
      { overBy: '1' },
    ]);
  });

  it('takes the larger, not the sum, when a shop tells of a shipment in its order and again by itself', () => {
    const shop = { system: 'shopify' };
    const told = order([{ lineId: '1', sku: 'A', quantity: 2, quantities: { ordered: 2, shipped: 2 } }], {
      source: shop,
    });
    const again = shipment([{ lineId: '1', sku: 'A', quantity: 2 }], { source: shop });
    expect(each('quantityChain', again, { order: told, sourceClass: 'storefront' })).toMatchObject([
      { total: '2', overBy: '0' },
    ]);
    expect(each('quantityChain', again, { order: told, sourceClass: 'wms' })).toMatchObject([
      { total: '4', overBy: '2' },
    ]);
  });

  it('measures a return by what was ordered when the order claims shipping that no line proves', () => {
    const back = {
      type: 'return',
      returnId: 'R',
      source,
      lines: [{ lineId: '1', quantity: 1 }],
    } as unknown as CanonicalDocument;
    const line = { lineId: '1', sku: 'A', quantity: 1, quantities: { ordered: 1, open: 1, shipped: 0 } };
    expect(each('returnable', back, { order: order([line], { status: 'closed' }) })).toMatchObject([
      { overBy: '0', neverShipped: false },
    ]);
    expect(each('returnable', back, { order: order([line], { status: 'accepted' }) })).toMatchObject([
      { overBy: '1', neverShipped: true },
    ]);
  });

  it('is never over for a shipment of no more than is open, in any unit and split into any lines', () => {
    const units = fc.constantFrom('EA', 'BX', 'DZN');
    const per = { EA: 1, BX: 50, DZN: 12 } as const;
    const parts = fc.array(fc.record({ quantity: fc.integer({ min: 0, max: 40 }), unit: units }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        parts,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 300 }),
        (lines, shipped, spare) => {
          const pieces = lines.reduce((sum, { quantity, unit }) => sum + quantity * per[unit as keyof typeof per], 0);
          const ordered = shipped + pieces + spare;
          const known = order([
            { lineId: '1', sku: 'BOLT', quantity: ordered, unit: 'EA', quantities: { ordered, shipped } },
          ]);
          const document = shipment(lines.map((line) => ({ ...line, lineId: '1', sku: 'BOLT' })));
          const chain = each('quantityChain', document, { order: known, item: [BOLT] }) as {
            overBy: string;
            shortBy: string;
          }[];
          expect(chain.map(({ overBy }) => overBy)).toEqual(lines.map(() => '0'));
          expect(chain.at(-1)?.shortBy).toBe(String(spare));
        },
      ),
      { seed: 20260501, numRuns: 60 },
    );
  });
});

describe('what packages hold', () => {
  const known = order([{ lineId: '1', sku: 'BOLT', quantity: 10, unit: 'EA' }]);

  it('is not counted twice when the shipment names the line too', () => {
    const document = shipment([{ lineId: '1', sku: 'BOLT', quantity: 10 }], {
      packages: [{ lines: [{ sku: 'BOLT', quantity: 10 }] }],
    });
    expect(factValue('packed', { document, context: { order: known } })).toMatchObject({
      overCount: 0,
      unknownCount: 0,
    });
    expect(factValue('arithmetic', { document, context: {} })).toMatchObject({ quantityTotal: '10' });
  });

  it('is not known without an order', () => {
    const document = shipment([], { packages: [{ lines: [{ sku: 'BOLT', quantity: 10 }] }] });
    expect(factValue('packed', { document, context: {} })).toBeUndefined();
    expect(factValue('packed', { document, context: { order: null } })).toBeUndefined();
  });
});
