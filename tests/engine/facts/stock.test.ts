// Stock for order lines and the balance of stock positions.
import { describe, expect, it } from 'vitest';
import { factValue } from '../../../runtime/engine/facts/index.ts';
import type { FactContext } from '../../../runtime/engine/facts/spec.ts';
import type { CanonicalDocument, InventoryDocument, ItemDocument } from '../../../runtime/model/types.ts';

const source = { system: 'wms' };
const at = (location: string, quantities: object, more: object = {}) =>
  ({ type: 'inventory', sku: 'A', location, source, quantities, ...more }) as InventoryDocument;
const stockOf = (lines: readonly Record<string, unknown>[], context: FactContext, more: object = {}) => {
  const document = { type: 'order', orderId: 'O', source, lines, ...more } as unknown as CanonicalDocument;
  return lines.map((line, lineIndex) => factValue('stock', { document, line, lineIndex, context }));
};

describe('stock', () => {
  it('is undefined while the state holds no stock at all, and none when it holds none of the item', () => {
    expect(stockOf([{ sku: 'A', quantity: 1 }], {})).toEqual([undefined]);
    const nothing = { stocked: false, available: '0', shortBy: '1' };
    expect(stockOf([{ sku: 'A', quantity: 1 }], { inventory: null })).toMatchObject([nothing]);
    expect(
      stockOf([{ sku: 'A', quantity: 1 }], { inventory: [at('WH1', { on_hand: 5 }, { sku: 'B' })] }),
    ).toMatchObject([nothing]);
  });

  it('is what is free at the location of the line, or of its shipment group, or everywhere', () => {
    const inventory = [at('WH1', { available: 5 }), at('WH2', { on_hand: 9, reserved: 2, damaged: 1 })];
    const groups = { shipmentGroups: [{ groupId: 'G', location: 'WH2' }] };
    expect(stockOf([{ sku: 'A', quantity: 8, location: 'WH1' }], { inventory })).toMatchObject([
      { available: '5', availableEverywhere: '11', shortBy: '3' },
    ]);
    expect(stockOf([{ sku: 'A', quantity: 8, shipmentGroup: 'G' }], { inventory }, groups)).toMatchObject([
      { available: '6', shortBy: '2' },
    ]);
    expect(stockOf([{ sku: 'A', quantity: 8 }], { inventory })).toMatchObject([
      { location: null, available: '11', shortBy: '0' },
    ]);
    expect(stockOf([{ sku: 'A', quantity: 8, location: 'WH3' }], { inventory })).toMatchObject([
      { stocked: true, available: '0', shortBy: '8' },
    ]);
  });

  it('is shared by the lines of one SKU in their order', () => {
    const lines = [
      { sku: 'A', quantity: 3 },
      { sku: 'B', quantity: 1 },
      { sku: 'A', quantity: 3 },
    ];
    expect(stockOf(lines, { inventory: [at('WH1', { available: 5 })] })).toMatchObject([
      { shortBy: '0' },
      {},
      { requested: '6', shortBy: '1' },
    ]);
  });

  it('is needed only for what is not yet bound, shipped or cancelled', () => {
    const line = { sku: 'A', quantity: 10, quantities: { ordered: 10, allocated: 4, shipped: 3, cancelled: 1 } };
    expect(stockOf([line], { inventory: [at('WH1', { available: 2 })] })).toMatchObject([
      { requested: '2', shortBy: '0' },
    ]);
  });

  it('is counted in the base unit of the item, and says nothing when the unit does not convert', () => {
    const item: ItemDocument = { type: 'item', sku: 'A', source, baseUnit: 'EA', units: [{ unit: 'CS', per: 12 }] };
    const inventory = [at('WH1', { available: 2 }, { unit: 'CS' })];
    expect(stockOf([{ sku: 'A', quantity: 25, unit: 'EA' }], { inventory, item })).toMatchObject([
      { unit: 'EA', available: '24', shortBy: '1' },
    ]);
    expect(stockOf([{ sku: 'A', quantity: 1, unit: 'PF' }], { inventory, item })).toMatchObject([
      { requested: null, shortBy: null },
    ]);
  });

  it('is not asked for a kit that is spelled out, nor for what is not carried', () => {
    const inventory = [at('WH1', { available: 5 })];
    const kit = [
      { lineId: '1', sku: 'KIT', quantity: 1 },
      { lineId: '2', sku: 'A', quantity: 2, kitParent: '1' },
    ];
    expect(stockOf(kit, { inventory })).toMatchObject([undefined, { shortBy: '0' }]);
    expect(stockOf([{ sku: 'GIFT', quantity: 1, requiresShipping: false }], { inventory })).toEqual([undefined]);
  });

  it('is not known where no position says what is free', () => {
    expect(stockOf([{ sku: 'A', quantity: 1 }], { inventory: [at('WH1', { incoming: 20 })] })).toMatchObject([
      { available: null, shortBy: null },
    ]);
  });
});

describe('the balance of a position', () => {
  const balance = (quantities: object, more: object = {}) =>
    factValue('balance', { document: at('WH1', quantities, more), context: {} });

  it('agrees when available is what the other buckets leave', () => {
    const all = {
      on_hand: 100,
      reserved: 10,
      allocated: 5,
      picked: 4,
      packed: 3,
      damaged: 2,
      quality_hold: 1,
      safety_stock: '5.5',
    };
    expect(balance({ ...all, available: '69.5' })).toMatchObject({ computed: '69.5', difference: '0', agrees: true });
    expect(balance({ ...all, available: 70 })).toMatchObject({ difference: '0.5', agrees: false, overstated: true });
    expect(balance({ ...all, available: 60 })).toMatchObject({ agrees: false, overstated: false });
  });

  it('does not ask what lies between on_hand and available when they are all there is', () => {
    expect(balance({ on_hand: 45, available: 37 })).toMatchObject({ agrees: true, overstated: false });
    expect(balance({ on_hand: 37, available: 45 })).toMatchObject({ agrees: false, overstated: true });
  });

  it('works out what is free when only on_hand is given, and knows nothing from other buckets', () => {
    expect(balance({ on_hand: 12, damaged: 2 })).toMatchObject({ available: '10', agrees: null });
    expect(balance({ incoming: 5 })).toMatchObject({ available: null, empty: false });
  });

  it('counts buckets below zero, but not an available below zero', () => {
    expect(balance({ on_hand: -1, damaged: -2, available: -3 })).toMatchObject({
      negativeBuckets: ['on_hand', 'damaged'],
    });
  });

  it('does not apply to a movement, whose quantities are differences', () => {
    expect(balance({ on_hand: -13 }, { mode: 'movement' })).toMatchObject({
      available: null,
      negativeBuckets: [],
      agrees: null,
      empty: false,
    });
    expect(balance({}, { mode: 'movement' })).toMatchObject({ empty: true });
  });
});
