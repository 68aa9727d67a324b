// Whether an order can go on, and its line buckets.
import { describe, expect, it } from 'vitest';
import { factValue } from '../../../runtime/engine/facts/index.ts';
import type { FactContext } from '../../../runtime/engine/facts/spec.ts';
import type { CanonicalDocument } from '../../../runtime/model/types.ts';

const source = { system: 'shop' };
const make = (type: CanonicalDocument['type'], more: object) => ({ type, source, ...more }) as CanonicalDocument;
const order = (more: object) => make('order', { orderId: 'O-1', ...more });
const fact = (name: string, document: CanonicalDocument, context: FactContext = {}) =>
  factValue(name, { document, context });
const ofLine = (name: string, line: object, context: FactContext = {}, document = order({})) =>
  factValue(name, { document, line: line as Record<string, unknown>, lineIndex: 0, context });

describe('readiness', () => {
  it('has payment on terms for B2B, EDI and terms, and none needed for replacements and free orders', () => {
    const sufficient = (more: object) => fact('settlement', order(more)) as { sufficient: boolean };
    expect(sufficient({ paymentStatus: 'pending' }).sufficient).toBe(false);
    for (const more of [
      { paymentStatus: 'authorized' },
      { paymentStatus: 'pending', orderType: 'b2b' },
      { paymentStatus: 'pending', paymentTerms: 'NET30' },
      { paymentStatus: 'pending', orderType: 'replacement' },
      { totals: { total: '0.00' } },
      { source: { system: 'x12' } },
    ]) {
      expect([more, sufficient(more).sufficient]).toEqual([more, true]);
    }
  });

  it('takes the carrier service from header or shipment groups, and knows who refuses post office boxes', () => {
    const line = { lineId: '1', quantity: 1 };
    const service = (more: object) => fact('carrierService', order({ lines: [line], ...more }));
    expect(service({})).toMatchObject({ missing: true, unmapped: false });
    expect(service({ shippingMethod: ' ' })).toMatchObject({ missing: true });
    expect(service({ shippingMethod: 'Standard' })).toMatchObject({ missing: false, unmapped: true });
    expect(service({ shipmentGroups: [{ groupId: '1', service: 'ups_ground' }] })).toMatchObject({
      missing: false,
      unmapped: false,
      doorOnly: true,
    });
    expect(service({ carrier: 'USPS' })).toMatchObject({ doorOnly: false });
    expect(service({ lines: [{ ...line, fulfillmentMethod: 'pickup' }] })).toMatchObject({
      required: false,
      missing: false,
    });
  });

  it('finds shipping proven only by lines that are shipped', () => {
    const line = (shipped: number) => ({ lineId: '1', quantity: 2, quantities: { ordered: 2, shipped } });
    expect(fact('evidence', order({ status: 'shipped', lines: [line(0)] }))).toMatchObject({
      shippedWithoutProof: true,
    });
    expect(fact('evidence', order({ status: 'shipped', lines: [line(1)] }))).toMatchObject({
      shippedWithoutProof: false,
    });
    expect(fact('evidence', order({ status: 'accepted', lines: [line(0)] }))).toMatchObject({
      shippedWithoutProof: false,
    });
  });

  it('needs no item code for discounts sent as a line, gift cards and services', () => {
    expect(ofLine('itemCodes', { unitPrice: '-20.55' })).toMatchObject({ present: false, needed: false });
    expect(ofLine('itemCodes', { requiresShipping: false })).toMatchObject({ needed: false });
    expect(ofLine('itemCodes', { name: 'Shirt' })).toMatchObject({ present: false, needed: true });
  });
});

describe('line buckets', () => {
  it('may leave out what the source does not know, but not exceed what is ordered', () => {
    const buckets = (quantities: object) => ofLine('buckets', { quantity: 10, quantities });
    expect(buckets({ ordered: 10, shipped: 6 })).toMatchObject({ agrees: true });
    expect(buckets({ ordered: 10, shipped: 6, open: 3 })).toMatchObject({ agrees: false });
    expect(buckets({ ordered: 10, shipped: 6, cancelled: 5 })).toMatchObject({ agrees: false });
    expect(buckets({ ordered: 10 })).toMatchObject({ agrees: null });
    expect(buckets({ shipped: -1 })).toMatchObject({ negative: ['shipped'] });
    expect(buckets({ shipped: 2, delivered: 3 })).toMatchObject({ aboveShipped: ['delivered'] });
    expect(buckets({ delivered: 3 })).toMatchObject({ aboveShipped: [] });
  });
});
