// Counts, sums and totals inside one document.
import fc from 'fast-check';
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
