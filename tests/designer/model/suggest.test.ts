// Proposals of the designer: what is proposed, why, and what never is.
import { describe, expect, it } from 'vitest';
import { type SuggestedField, suggest } from '../../../designer/model/suggest/suggest.ts';
import { meaningOf, wordsOf } from '../../../designer/model/suggest/words.ts';

/** `lines[].sku:string` and its like as trees of fields. */
function fields(...paths: readonly string[]): SuggestedField[] {
  type Growing = Omit<SuggestedField, 'children'> & { children: Growing[] };
  const top: Growing[] = [];
  for (const text of paths) {
    const [path = '', type = 'string'] = text.split(':');
    let level = top;
    let at = '';
    const steps = path.split('.');
    for (const [index, step] of steps.entries()) {
      const isList = step.endsWith('[]');
      const name = isList ? step.slice(0, -2) : step;
      at += `/${name}`;
      let found = level.find((one) => one.name === name);
      if (found === undefined) {
        const own = index === steps.length - 1 ? type : isList ? 'array' : 'object';
        found = { path: at, name, type: own, ...(isList ? { isList } : {}), children: [] };
        level.push(found);
      }
      level = found.children;
    }
  }
  return top;
}

const pairs = (sources: SuggestedField[], targets: SuggestedField[], options = {}) =>
  suggest(sources, targets, options).map(({ source, target }) => `${source} -> ${target}`);

describe('suggest', () => {
  it('finds the same name and the synonyms of the trade, each in its own container', () => {
    const sources = fields('shipping_address.zip', 'billing_address.zip', 'line_items[].qty:integer', 'currency');
    const targets = fields('shipTo.postalCode', 'billTo.postalCode', 'lines[].quantity:number', 'currency');
    expect(pairs(sources, targets).sort()).toEqual([
      '/billing_address/zip -> /billTo/postalCode',
      '/currency -> /currency',
      '/line_items/qty -> /lines/quantity',
      '/shipping_address/zip -> /shipTo/postalCode',
    ]);
  });

  it('reads a container out of one name', () => {
    const targets = fields('customer.email', 'totals.shipping');
    expect(pairs(fields('customerEmail', 'shippingAmount'), targets).sort()).toEqual([
      '/customerEmail -> /customer/email',
      '/shippingAmount -> /totals/shipping',
    ]);
  });

  it('does not propose a field of a list for one outside of it', () => {
    expect(pairs(fields('items[].sku'), fields('sku'))).toEqual([]);
  });

  it('leaves targets that are mapped already, and gives one target one source', () => {
    const sources = fields('currency', 'currency_code');
    expect(pairs(sources, fields('currency'))).toEqual(['/currency -> /currency']);
    expect(pairs(sources, fields('currency'), { taken: new Set(['/currency']) })).toEqual([]);
  });

  it('does not take a time for a name that it is not', () => {
    const values = new Map([['/phone', '2026-01-02T03:04:05Z']]);
    const targets = fields('phone');
    expect(suggest(fields('phone'), targets)[0]?.confidence).toBe(1);
    expect(suggest(fields('phone'), targets, { values })).toEqual([]);
  });

  it('says why, in plain words', () => {
    const [first] = suggest(fields('shipping_address.zip'), fields('shipTo.postalCode'));
    expect(first?.reasons).toEqual(['zip means postal code in the trade', 'both stand in the ship to']);
  });

  it('proposes nothing between fields that have nothing in common', () => {
    expect(
      pairs(fields('cart_hash', 'user_agent', 'is_editable:boolean'), fields('placedAt', 'holds[].reason')),
    ).toEqual([]);
  });
});

describe('the words of a name', () => {
  it.each([
    ['billingAddress.zip_code', ['billing', 'address', 'zip', 'code']],
    ['XMLOrderID2', ['xml', 'order', 'id2']],
    ['  ', []],
  ])('of %j are %j', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });

  it('mean one thing for all synonyms', () => {
    expect(['postcode', 'ZIP', 'postal_code', 'zipCode'].map(meaningOf)).toEqual(Array(4).fill('postal code'));
    expect(meaningOf('cart_hash')).toBeUndefined();
  });
});
