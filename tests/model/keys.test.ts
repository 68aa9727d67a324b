// Keys of documents, and what the model says of single fields.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldClass, wordsOf } from '../../runtime/model/fields.ts';
import { documentKey, inventoryKey } from '../../runtime/model/keys.ts';

const source = { system: 'shopify' };

test('the key of a document is its id, digit for digit', () => {
  expect(documentKey({ type: 'order', orderId: '820982911946154508', source })).toBe('820982911946154508');
  expect(documentKey({ type: 'shipment', shipmentId: '00012', source })).toBe('00012');
  expect(documentKey({ type: 'return', returnId: 'R', source })).toBe('R');
  expect(documentKey({ type: 'invoice', invoiceId: 'I', source })).toBe('I');
  expect(documentKey({ type: 'item', sku: 'A', source })).toBe('A');
  expect(documentKey({ type: 'customer', customerId: 'C', source })).toBe('C');
});

test('the key of a stock position is its SKU, its place and its lot', () => {
  expect(documentKey({ type: 'inventory', sku: 'A', location: 'WH7', source })).toBe('A@WH7');
  expect(documentKey({ type: 'inventory', sku: 'A', location: 'WH7', lot: 'L1', source })).toBe('A@WH7#L1');
});

test('two positions never share a key', () => {
  const part = fc.stringMatching(/^[A@#%]{1,4}$/);
  const position = fc.record({ sku: part, location: part, lot: part }, { requiredKeys: ['sku', 'location'] });
  fc.assert(
    fc.property(position, position, (a, b) => {
      const same = a.sku === b.sku && a.location === b.location && a.lot === b.lot;
      expect(inventoryKey(a) === inventoryKey(b)).toBe(same);
    }),
    { numRuns: 2000 },
  );
});

test('a field has the class that the model gives it, in lists and in shared parts too', () => {
  expect(fieldClass('order', '/paymentStatus')).toMatchObject({ owner: 'storefront', privacy: 'payment' });
  expect(fieldClass('order', '/shipTo/phone')).toMatchObject({ privacy: 'personal' });
  expect(fieldClass('order', '/lines/3/quantities/shipped')).toMatchObject({ owner: 'wms', privacy: 'internal' });
  expect(fieldClass('shipment', '/packages/0/lines/2/serials/1')).toMatchObject({ owner: 'wms' });
  expect(fieldClass('order', '/status')?.privacy).toBe('public');
});

test('what the model does not describe has the class of what it is in', () => {
  expect(fieldClass('order', '/extensions/shopify/checkout/token')?.privacy).toBe('personal');
  expect(fieldClass('order', '')).toMatchObject({ privacy: 'internal' });
});

test('a field that the model does not have has no class', () => {
  expect(fieldClass('order', '/colour')).toBeUndefined();
  expect(fieldClass('order', '/shipTo/colour')).toBeUndefined();
  expect(fieldClass('order', '/constructor')).toBeUndefined();
});

test('the words of a status are those of the schema', () => {
  expect(wordsOf('invoice', '/status')).toEqual(['draft', 'issued', 'paid', 'void', 'credited']);
  expect(wordsOf('order', '/lines/0/status')).toContain('partially_shipped');
  expect(wordsOf('order', '/notes')).toBeUndefined();
});
