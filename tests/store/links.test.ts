// Which order a shipment belongs to: never one of another tenant, never one that only happens to bear the same characters.
import { beforeEach, describe, expect, it } from 'vitest';
import type { CanonicalDocument, OrderDocument, Reference, ShipmentDocument } from '../../runtime/model/types.ts';
import type { Database } from '../../runtime/store/database.ts';
import { saveDocument } from '../../runtime/store/documents.ts';
import { danglingFor, findOrder, findSame, linkToOrder, orderOf, rememberDangling } from '../../runtime/store/links.ts';
import { referencesOf } from '../../runtime/store/references.ts';
import { storeOfEach } from '../support/store.ts';

let database: Database;
const store = storeOfEach();
beforeEach(() => {
  database = store();
});

type Source = CanonicalDocument['source'];

const order = (orderId: string, source: Source, references: Reference[] = []): OrderDocument => ({
  type: 'order',
  orderId,
  source,
  ...(references.length === 0 ? {} : { references }),
});

const shipment = (
  shipmentId: string,
  source: Source,
  said: { order?: Reference; references?: Reference[] },
): ShipmentDocument => ({ type: 'shipment', shipmentId, source, ...said });

const save = (view: CanonicalDocument, sourceClass = 'storefront'): number =>
  saveDocument(
    database.connection,
    {
      sourceClass,
      view,
      stateText: JSON.stringify({ document: view }),
      viewText: JSON.stringify(view),
      isState: true,
      fingerprint: '',
    },
    0,
  );

const found = (view: CanonicalDocument, sourceClass: string) =>
  findOrder(database.connection, { view, sourceClass })?.id;

const shopA = { system: 'shop', tenant: 'a' };
const shopB = { system: 'shop', tenant: 'b' };
const wms = { system: 'wms' };
const number = (value: string): Reference => ({ type: 'orderNumber', value });

describe('the order that a document refers to', () => {
  it('is that of the document’s own tenant when another one has the same number', () => {
    const [a, b] = [shopA, shopB].map((source) => save(order(source.tenant, source, [number('1001')])));
    expect(found(shipment('S-1', shopA, { order: number('1001') }), 'storefront')).toBe(a);
    expect(found(shipment('S-1', shopB, { order: number('1001') }), 'storefront')).toBe(b);
  });

  it('is not that of another tenant of the same shop system, even when it is the only one of that number', () => {
    save(order('O-A', shopA, [number('1001')]));
    expect(found(shipment('S-1', shopB, { order: number('1001') }), 'storefront')).toBeUndefined();
    expect(
      found(shipment('S-1', shopB, { order: { type: 'orderNumber', value: '1001', system: 'shop' } }), 'storefront'),
    ).toBeUndefined();
  });

  it('is the only one of that number for a warehouse, and none when two tenants have it', () => {
    const a = save(order('O-A', shopA, [number('1001')]));
    expect(found(shipment('S-1', wms, { order: number('1001') }), 'wms')).toBe(a);
    save(order('O-B', shopB, [number('1001')]));
    expect(found(shipment('S-1', wms, { order: number('1001') }), 'wms')).toBeUndefined();
  });

  it('may be another partner’s of the same EDI network: a warehouse ships what a buyer ordered', () => {
    const bought = save(order('PO-1', { system: 'x12', tenant: 'BUYER' }), 'edi-partner');
    const shipped = shipment(
      'S-1',
      { system: 'x12', tenant: 'DOCK' },
      { order: { type: 'purchaseOrder', value: 'PO-1' } },
    );
    expect(found(shipped, '3pl')).toBe(bought);
  });

  it('is never found by an id that is no order’s', () => {
    save(order('4711', shopA));
    const said = { order: { type: 'deliveryId', value: '4711' }, references: [{ type: 'customerId', value: '4711' }] };
    expect(found(shipment('S-1', wms, said), 'wms')).toBeUndefined();
  });

  it('takes the name of a system for what it is, not for a pattern', () => {
    save(order('O-1', { system: 'myxshop', tenant: 'a' }));
    const said = { order: { type: 'orderId', value: 'O-1', system: 'my_shop' } };
    expect(found(shipment('S-1', wms, said), 'wms')).toBeUndefined();
  });
});

describe('an order that comes after its shipment', () => {
  const waitingFor = (view: OrderDocument) =>
    danglingFor(database.connection, view, referencesOf(view)).map((row) => row.key);

  const wait = (view: ShipmentDocument, sourceClass: string) =>
    rememberDangling(database.connection, save(view, sourceClass), view);

  it('finds it by any id of an order that both carry', () => {
    wait(shipment('S-1', wms, { order: { type: 'purchaseOrder', value: 'PO-1' } }), 'wms');
    wait(shipment('S-2', wms, { references: [number('1001')] }), 'wms');
    expect(waitingFor(order('PO-1', shopA, [number('1001')]))).toEqual(['S-1', 'S-2']);
  });

  it('does not take one that waits for an id of another kind with the same characters', () => {
    wait(
      shipment('S-1', wms, {
        order: { type: 'purchaseOrder', value: 'PO-1' },
        references: [
          { type: 'customerId', value: '4711' },
          { type: 'deliveryId', value: '4711' },
          { type: 'trackingNumber', value: '4711' },
        ],
      }),
      'wms',
    );
    expect(waitingFor(order('4711', shopA))).toEqual([]);
    expect(waitingFor(order('4711', shopA, [{ type: 'customerId', value: '4711' }]))).toEqual([]);
  });

  it('does not take one of another tenant, nor one that names another system', () => {
    wait(shipment('S-1', shopB, { order: number('1001') }), 'storefront');
    wait(shipment('S-2', wms, { order: { type: 'orderNumber', value: '1001', system: 'other' } }), 'wms');
    wait(shipment('S-3', wms, { order: { type: 'orderNumber', value: '1001', system: 'shop' } }), 'wms');
    expect(waitingFor(order('O-A', shopA, [number('1001')]))).toEqual(['S-3']);
  });
});

describe('the stored document that an incoming one is about', () => {
  const same = (view: CanonicalDocument) => findSame(database.connection, view, 'storefront')?.id;

  it('is not another tenant’s order of the same number, whether the number names its system or not', () => {
    save(order('O-A', shopA, [number('1001')]));
    expect(same(order('O-B', shopB, [number('1001')]))).toBeUndefined();
    expect(same(order('O-B', shopB, [{ type: 'orderNumber', value: '1001', system: 'shop' }]))).toBeUndefined();
    expect(same(order('O-B', { system: 'shop' }, [number('1001')]))).toBeUndefined();
  });

  it('is the order that the same partner placed by the same purchase order, through whichever system it came', () => {
    const first = save(order('PO-1', { system: 'x12', tenant: 'BUYER' }, [{ type: 'purchaseOrder', value: 'PO-1' }]));
    const json = order('77', { system: 'partner', tenant: 'BUYER' }, [{ type: 'purchaseOrder', value: 'PO-1' }]);
    expect(same(json)).toBe(first);
    expect(same({ ...json, source: { system: 'partner', tenant: 'OTHER' } })).toBeUndefined();
  });
});

it('ties a document to one order only, and away from the one it was tied to by mistake', () => {
  const [a, b] = [save(order('O-A', shopA)), save(order('O-B', shopA))];
  const id = save(shipment('S-1', wms, {}), 'wms');
  expect(linkToOrder(database.connection, a, id)).toBeUndefined();
  expect(linkToOrder(database.connection, a, id)).toBeUndefined();
  expect(linkToOrder(database.connection, b, id)).toBe(a);
  expect(orderOf(database.connection, id)?.id).toBe(b);
});
