// Changes of status and times.
import { describe, expect, it } from 'vitest';
import { factValue } from '../../../runtime/engine/facts/index.ts';
import type { FactContext } from '../../../runtime/engine/facts/spec.ts';
import type { CanonicalDocument } from '../../../runtime/model/types.ts';

const source = { system: 'shop' };
const make = (type: CanonicalDocument['type'], more: object) => ({ type, source, ...more }) as CanonicalDocument;
const order = (more: object) => make('order', { orderId: 'O-1', ...more });
const fact = (name: string, document: CanonicalDocument, context: FactContext = {}) =>
  factValue(name, { document, context });

describe('a change of status', () => {
  const at = (occurredAt: string) => ({ occurredAt });

  it('is a step back only for a later word of the same source', () => {
    const previous = order({ status: 'released', ...at('2026-05-01T10:00:00+02:00') });
    const step = (more: object) => fact('transition', order({ status: 'accepted', ...more }), { previous });
    expect(step(at('2026-05-01T08:00:01Z'))).toMatchObject({ regression: true });
    expect(step(at('2026-05-01T08:00:00Z'))).toMatchObject({ regression: false });
    expect(step({ ...at('2026-05-02T08:00:00Z'), source: { system: 'other' } })).toMatchObject({ regression: false });
    expect(step({ status: 'shipped', ...at('2026-05-02T08:00:00Z') })).toMatchObject({ regression: false });
  });

  it('may take a shipped order back into fulfilment', () => {
    const previous = order({ status: 'shipped', ...at('2026-05-01T08:00:00Z') });
    expect(
      fact('transition', order({ status: 'in_fulfilment', ...at('2026-05-02T08:00:00Z') }), { previous }),
    ).toMatchObject({ regression: false });
  });

  it('contradicts its lines when one of the two has shipped and the other has not', () => {
    const line = (quantities: object) => ({ lineId: '1', quantity: 2, quantities });
    const cases: [string, object, boolean][] = [
      ['cancelled', line({ ordered: 2, shipped: 1, cancelled: 1 }), true],
      ['cancelled', line({ ordered: 2, cancelled: 2 }), false],
      ['shipped', line({ ordered: 2, cancelled: 2 }), true],
      ['shipped', line({ ordered: 2, shipped: 1, backordered: 1 }), true],
      ['shipped', line({ ordered: 2, shipped: 2, open: 0 }), false],
      ['accepted', line({ ordered: 2, shipped: 1 }), true],
      ['partially_shipped', line({ ordered: 2, shipped: 1, open: 1 }), false],
      ['accepted', line({ ordered: 2, open: 2 }), false],
    ];
    for (const [status, one, contradicts] of cases) {
      const result = fact('transition', order({ status, lines: [one] }));
      expect([status, one, result]).toMatchObject([status, one, { headerContradictsLines: contradicts }]);
    }
  });

  it('sees goods that move after the order was cancelled, also where the shipment has no status', () => {
    const cancelled = order({ status: 'cancelled', lines: [] }) as never;
    const moved = (more: object) =>
      fact('transition', make('shipment', { shipmentId: 'S', ...more }), { order: cancelled });
    expect(moved({ status: 'in_transit' })).toMatchObject({ shippedAfterCancel: true });
    expect(moved({ lines: [{ lineId: '1', quantity: 1 }] })).toMatchObject({ shippedAfterCancel: true });
    expect(moved({ status: 'cancelled' })).toMatchObject({ shippedAfterCancel: false });
    expect(moved({ status: 'label_created' })).toMatchObject({ shippedAfterCancel: false });
  });

  it('never brings a refunded payment back', () => {
    const previous = order({ paymentStatus: 'refunded' });
    expect(fact('transition', order({ paymentStatus: 'paid' }), { previous })).toMatchObject({ paymentRevived: true });
    expect(fact('transition', order({ paymentStatus: 'disputed' }), { previous })).toMatchObject({
      paymentRevived: false,
    });
  });
});

describe('times', () => {
  it('has an age only when the present is known', () => {
    const report = make('inventory', { sku: 'A', location: 'W', asOf: '2026-05-01' });
    expect(fact('freshness', report)).toMatchObject({ ageHours: null, aheadHours: 0, olderThanStored: false });
    expect(fact('freshness', report, { now: '2026-05-02T12:00:00Z' })).toMatchObject({ ageHours: 36 });
  });

  it('gives a date without a time the grace of the time zones', () => {
    const report = make('inventory', { sku: 'A', location: 'W', asOf: '2026-05-02' });
    expect(fact('freshness', report, { now: '2026-05-01T12:00:00Z' })).toMatchObject({ aheadHours: 0 });
    expect(fact('freshness', report, { now: '2026-05-01T06:00:00Z' })).toMatchObject({ aheadHours: 4 });
  });

  it('lets a date last to its end', () => {
    const promised = order({ commitments: { cancelAfter: '2026-05-01', shipBy: '2026-05-01T12:00:00Z' } });
    expect(fact('dates', promised)).toBeUndefined();
    expect(fact('dates', promised, { now: '2026-05-01T23:59:59Z' })).toMatchObject({
      cancelAfterPassed: false,
      shipByPassed: true,
    });
    expect(fact('dates', promised, { now: '2026-05-02T00:00:00Z' })).toMatchObject({ cancelAfterPassed: true });
  });
});
