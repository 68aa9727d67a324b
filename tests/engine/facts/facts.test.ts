// Every documented example of a derived fact, and what holds for all of them.
import { describe, expect, it } from 'vitest';
import { FACTS, factNames, factValue, REFERENCE_FACTS } from '../../../runtime/engine/facts/index.ts';

describe.each(FACTS.map((fact) => [`${fact.documents.join(', ')}: ${fact.name}`, fact] as const))(
  '%s',
  (_title, fact) => {
    it.each(fact.examples.map((example, index) => [index + 1, example] as const))(
      'gives what its example %i says',
      (_number, { subject, result }) => {
        expect(fact.documents).toContain(subject.document.type);
        expect(factValue(fact.name, subject)).toEqual(result);
      },
    );

    it('documents every member of its results', () => {
      expect(fact.examples.length).toBeGreaterThan(0);
      for (const { result } of fact.examples) {
        if (typeof result !== 'object' || result === null || Array.isArray(result) || '…' in fact.shape) continue;
        expect(Object.keys(fact.shape)).toEqual(expect.arrayContaining(Object.keys(result)));
      }
    });

    it('gives an answer, not an error, on documents that say next to nothing', () => {
      for (const type of fact.documents) {
        const document = { type, source: { system: 'x' } } as never;
        for (const lines of [{}, { lines: [] }, { lines: [{}] }]) {
          const subject = { document: { ...(document as object), ...lines } as never, line: {}, lineIndex: 0 };
          expect(() => fact.compute({ ...subject, context: {} })).not.toThrow();
          const nulls = { previous: null, order: null, item: null, customer: null, inventory: null, duplicate: null };
          expect(() => fact.compute({ ...subject, context: nulls })).not.toThrow();
        }
      }
    });
  },
);

it('names no fact twice for one document type', () => {
  const keys = FACTS.flatMap((fact) => fact.documents.map((type) => `${type} ${fact.name}`));
  expect(new Set(keys).size).toBe(keys.length);
});

describe('factNames', () => {
  it('lists the document, the reference facts and the derived facts of the type', () => {
    const names = factNames('order');
    expect(names).toEqual(expect.arrayContaining(['order', ...REFERENCE_FACTS, 'arithmetic', 'address']));
    expect(names).not.toContain('line');
    expect(names).not.toContain('stock');
    expect(names).not.toContain('balance');
    expect(new Set(names).size).toBe(names.length);
  });

  it('adds the line and its facts in the scope of lines', () => {
    expect(factNames('order', '/lines')).toEqual(expect.arrayContaining(['line', 'stock', 'skuCandidates', 'address']));
    expect(factNames('invoice', '/lines')).toEqual(expect.arrayContaining(['quantityChain', 'orderLine', 'price']));
  });
});

describe('a line whose codes are null', () => {
  const source = { system: 'shop' };
  const item = { type: 'item', sku: 'BOLT-M8', source } as never;
  const nothing = { sku: null, gtin: null, gtin14: null, identifiers: [{ system: 'x', value: null }, null] };
  const subject = (line: object) => ({
    document: { type: 'order', orderId: 'O-1', source, lines: [line] } as never,
    line: line as never,
    lineIndex: 0,
    context: { item: [item] },
  });

  it('has no codes, no valid GTIN and no candidates, and is no error', () => {
    expect(factValue('itemCodes', subject(nothing))).toMatchObject({ present: false, gtinValid: null });
    expect(factValue('skuCandidates', subject(nothing))).toBeNull();
    expect(factValue('itemCodes', subject({ ...nothing, sku: 'BOLT-M8' }))).toMatchObject({ present: true });
  });
});

describe('factValue', () => {
  const source = { system: 'shop' };
  const order = { type: 'order', orderId: 'O-1', source } as const;
  const item = (sku: string, more: object = {}) => ({ type: 'item', sku, source, ...more }) as never;
  const position = (sku: string, location: string) => ({ type: 'inventory', sku, location, source }) as never;

  it('is undefined for reference data that was not looked up and null for what was looked up and is not there', () => {
    expect(factValue('customer', { document: order, context: {} })).toBeUndefined();
    expect(factValue('customer', { document: order, context: { customer: null } })).toBeNull();
    expect(factValue('item', { document: order, line: { sku: 'A' }, context: {} })).toBeUndefined();
    expect(factValue('item', { document: order, line: { sku: 'A' }, context: { item: null } })).toBeNull();
    expect(factValue('item', { document: order, line: { sku: 'A' }, context: { item: [item('B')] } })).toBeNull();
  });

  it('matches the item of a line by SKU, then GTIN, then a code of another system', () => {
    const items = [
      item('A'),
      item('B', { gtin: '4006381333931' }),
      item('C', { identifiers: [{ system: 'amazon', value: 'B00EXAMPLE' }] }),
    ];
    const of = (line: object) => factValue('item', { document: order, line: line as never, context: { item: items } });
    expect(of({ sku: 'A', gtin: '4006381333931' })).toMatchObject({ sku: 'A' });
    expect(of({ gtin: '4006381333931' })).toMatchObject({ sku: 'B' });
    expect(of({ sku: 'unknown', gtin14: '04006381333931' })).toMatchObject({ sku: 'B' });
    expect(of({ identifiers: [{ value: 'B00EXAMPLE' }] })).toMatchObject({ sku: 'C' });
  });

  it('does not choose an item when a code means several, nor when a line names none', () => {
    const twins = [item('B1', { gtin: '4006381333931' }), item('B2', { gtin: '4006381333931' })];
    expect(
      factValue('item', { document: order, line: { gtin: '4006381333931' }, context: { item: twins } }),
    ).toBeUndefined();
    expect(
      factValue('item', { document: order, line: { name: 'Gift card' }, context: { item: twins } }),
    ).toBeUndefined();
  });

  it('takes a code of another system only while it is valid', () => {
    const coded = item('C', { identifiers: [{ value: 'X-1', validFrom: '2026-01-01', validTo: '2026-02-01' }] });
    const at = (placedAt: string) =>
      factValue('item', { document: { ...order, placedAt }, line: { sku: 'X-1' }, context: { item: [coded] } });
    expect(at('2025-12-31T23:59:59Z')).toBeNull();
    expect(at('2026-01-15')).toMatchObject({ sku: 'C' });
    expect(at('2026-02-01')).toBeNull();
  });

  it('matches the stock position of a line by SKU and location', () => {
    const inventory = [position('A', 'WH1'), position('A', 'WH2'), position('B', 'WH2')];
    const of = (line: object) =>
      factValue('inventory', { document: order, line: line as never, context: { inventory } });
    expect(of({ sku: 'A', location: 'WH2' })).toMatchObject({ sku: 'A', location: 'WH2' });
    expect(of({ sku: 'B', location: 'WH1' })).toMatchObject({ sku: 'B', location: 'WH2' });
    expect(of({ sku: 'C' })).toBeNull();
  });

  it('lets a document stand for the reference fact of the same name', () => {
    expect(factValue('order', { document: order, context: { order: null } })).toBe(order);
  });

  it('knows no line fact without a line and no fact of another document type', () => {
    expect(factValue('stock', { document: order, context: { inventory: null } })).toBeUndefined();
    expect(factValue('balance', { document: order, context: {} })).toBeUndefined();
    expect(factValue('constructor', { document: order, context: {} })).toBeUndefined();
  });
});
