// Arithmetic, statuses, times, items and readiness of single documents.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factValue } from '../../../runtime/engine/facts/index.ts';
import { editDistance, nearest } from '../../../runtime/engine/facts/nearest.ts';
import type { FactContext } from '../../../runtime/engine/facts/spec.ts';
import type { CanonicalDocument } from '../../../runtime/model/types.ts';

const source = { system: 'shop' };
const make = (type: CanonicalDocument['type'], more: object) => ({ type, source, ...more }) as CanonicalDocument;
const order = (more: object) => make('order', { orderId: 'O-1', ...more });
const fact = (name: string, document: CanonicalDocument, context: FactContext = {}) =>
  factValue(name, { document, context });
const ofLine = (name: string, line: object, context: FactContext = {}, document = order({})) =>
  factValue(name, { document, line: line as Record<string, unknown>, lineIndex: 0, context });

describe('the arithmetic of a document', () => {
  const arithmetic = (more: object, context?: FactContext) => fact('arithmetic', order(more), context);
  const lines = [{ lineId: '1', quantity: 2, unitPrice: '19.90', total: '39.80', discount: '4.00' }];

  it('accepts every usual way of getting from lines to total', () => {
    const ways: [object, string][] = [
      [{ lines: [{ ...lines[0], total: '35.80' }], totals: { discount: '4.00' } }, '35.80'],
      [{ lines, totals: { discount: '4.00', shipping: '4.90' } }, '40.70'],
      [{ lines: [{ ...lines[0], total: '35.80' }], totals: { discount: '11.00', shipping: '7.00' } }, '35.80'],
      [{ lines, totals: { tax: '6.36', shipping: '4.90' } }, '44.70'],
      [{ lines, totals: { tax: '6.36', shipping: '4.90' } }, '51.06'],
      [
        {
          lines,
          discounts: [
            { kind: 'charge', amount: '1.25' },
            { kind: 'allowance', amount: '4.00' },
          ],
        },
        '37.05',
      ],
      [{ lines, totals: { tip: '3.00', duties: '2.00', fees: '1.00' } }, '45.80'],
      [{ lines: [{ quantity: 3, unitPrice: '3.333' }] }, '10.00'],
    ];
    for (const [more, total] of ways) {
      const totals = { ...(more as { totals?: object }).totals, total };
      expect([total, arithmetic({ ...more, totals })]).toMatchObject([
        total,
        { totalAgrees: true, difference: '0.00' },
      ]);
    }
  });

  it('names what no way explains, against the total and against the declared total', () => {
    expect(arithmetic({ lines, totals: { total: '116.26' } })).toMatchObject({
      totalAgrees: false,
      difference: '76.46',
    });
    expect(arithmetic({ lines, totals: { total: '39.80' }, declared: { total: '900.00' } })).toMatchObject({
      totalAgrees: false,
      declaredTotal: '900.00',
    });
  });

  it('says nothing of totals that are not there, of lines without price, and of a change', () => {
    expect(arithmetic({ lines })).toMatchObject({ totalAgrees: null, difference: null });
    expect(arithmetic({ lines: [{ quantity: 1 }], totals: { total: '5.00' } })).toMatchObject({ totalAgrees: null });
    expect(arithmetic({ lines, totals: { total: '5.00' }, documentPurpose: 'change' })).toMatchObject({
      totalAgrees: null,
    });
  });

  it('adds decimals exactly', () => {
    const tenths = Array.from({ length: 10 }, () => ({ quantity: '0.1', unitPrice: '0.1' }));
    expect(arithmetic({ lines: tenths })).toMatchObject({ quantityTotal: '1', lineTotal: '0.10' });
    const digits = '12345678901234567890.12';
    expect(arithmetic({ lines: [{ quantity: 1, total: digits }] })).toMatchObject({ lineTotal: digits });
  });

  it('writes amounts with the minor digits of the currency', () => {
    expect(arithmetic({ lines, currency: 'JPY', totals: { total: '42' } })).toMatchObject({
      documentTotal: '42',
      difference: '2.2',
    });
  });

  it('agrees for any lines, parts and choice of parts', () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    const money = (amount: number) => (amount / 100).toFixed(2);
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 1, maxLength: 5 }),
        fc.tuple(cents, cents, cents),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        (items, parts, take) => {
          const [shipping, tax, discount] = parts;
          const sum =
            items.reduce((a, b) => a + b, 0) +
            (take[0] ? shipping : 0) +
            (take[1] ? tax : 0) -
            (take[2] ? discount : 0);
          const totals = { shipping: money(shipping), tax: money(tax), discount: money(discount), total: money(sum) };
          expect(arithmetic({ lines: items.map((item) => ({ total: money(item) })), totals })).toMatchObject({
            totalAgrees: true,
          });
        },
      ),
      { seed: 7, numRuns: 100 },
    );
  });

  it('expects no lines of a change, a cancellation, an answer, a draft, or an update of known lines', () => {
    for (const documentPurpose of ['change', 'cancellation', 'acknowledgement']) {
      expect(arithmetic({ documentPurpose })).toMatchObject({ linesExpected: false });
    }
    expect(arithmetic({ status: 'draft' })).toMatchObject({ linesExpected: false });
    expect(arithmetic({}, { previous: order({ lines }) })).toMatchObject({ linesExpected: false });
    expect(arithmetic({}, { previous: order({}) })).toMatchObject({ linesExpected: true });
    expect(arithmetic({}, { previous: null })).toMatchObject({ linesExpected: true, lineCount: 0 });
  });
});

describe('a line’s arithmetic', () => {
  it('lets a rounded price of one piece off by half a cent a piece and no more', () => {
    expect(ofLine('lineArithmetic', { quantity: 300, unitPrice: '0.33', total: '100.00' })).toMatchObject({
      agrees: true,
    });
    expect(ofLine('lineArithmetic', { quantity: 3, unitPrice: '3.33', total: '10.10' })).toMatchObject({
      agrees: false,
    });
  });
});

describe('a line with allowances and charges', () => {
  const discounts = [
    { kind: 'allowance', amount: '6.06' },
    { kind: 'charge', amount: '2.50' },
  ];

  it('comes to its total with them, whether or not it sums its allowances', () => {
    const line = { quantity: 5, unitPrice: '12.125', total: '57.06', discounts };
    expect(ofLine('lineArithmetic', line)).toMatchObject({ agrees: true });
    expect(ofLine('lineArithmetic', { ...line, discount: '6.06' })).toMatchObject({ agrees: true });
    expect(ofLine('lineArithmetic', { ...line, discounts: [] })).toMatchObject({ agrees: false });
  });
});

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

describe('the nearest SKUs', () => {
  it('are those with the fewest edits, at most three, and none when all are far', () => {
    const known = ['TSHIRT-M-BLUE', 'TSHIRT-L-BLUE', 'TSHIRT-M-BLACK', 'SOCK-L', 'TSHIRT-XL-BLUE'];
    expect(nearest('TSHIRT-M-BLEU', known)).toEqual(['TSHIRT-M-BLUE', 'TSHIRT-L-BLUE', 'TSHIRT-M-BLACK']);
    expect(nearest('tshirt m blue', known)[0]).toBe('TSHIRT-M-BLUE');
    expect(nearest('PUMP-9000', known)).toEqual([]);
    expect(nearest('', known)).toEqual([]);
  });

  it('counts one edit for a letter more, less, other, or exchanged with its neighbour', () => {
    for (const [a, b] of [
      ['ABC', 'ABCD'],
      ['ABCD', 'ABC'],
      ['ABC', 'AXC'],
      ['ABCD', 'ABDC'],
    ] as const) {
      expect(editDistance(a, b, 3)).toBe(1);
    }
  });

  it('is a distance: none to itself, the same both ways', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, a, 9)).toBe(0);
        expect(editDistance(a, b, 9)).toBe(editDistance(b, a, 9));
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('are not offered for a known SKU, nor without an item master', () => {
    const item = { type: 'item', sku: 'A-1', source } as const;
    expect(ofLine('skuCandidates', { sku: 'A-1' }, { item: [item] })).toBeNull();
    expect(ofLine('skuCandidates', { sku: 'A-2' }, { item: [] })).toBeNull();
    expect(ofLine('skuCandidates', { sku: 'A-2' }, {})).toBeUndefined();
  });
});

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
