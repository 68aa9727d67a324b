// The law of convergence: any order of arrival of a legal history, with repetitions, leads to the same state.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredState } from '../../../runtime/engine/state/apply.ts';
import type { CanonicalDocument, OrderDocument, OrderLine, ShipmentDocument } from '../../../runtime/model/types.ts';
import { apply, at, order, shipment } from './rules.ts';

const words = <T extends string>(...list: T[]) => fc.constantFrom(...list);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const present = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;

const line: fc.Arbitrary<OrderLine> = fc
  .record({
    lineId: words('1', '2', '3', '4'),
    quantity: maybe(fc.integer({ min: 1, max: 9 })),
    unitPrice: maybe(words('1.00', '2.00')),
    change: maybe(words('changed', 'deleted')),
    quantityChange: maybe(fc.integer({ min: -1, max: 3 })),
    acknowledgement: maybe(words('accepted', 'backordered')),
    quantities: maybe(fc.record({ shipped: fc.integer({ min: 0, max: 3 }) })),
  })
  .map((fields) => present(fields) as OrderLine);

const orderNews = fc.record({
  system: words('shopify', 'shopify', 'oms', 'wms', 'sap', 'amazon', 'acme'),
  fields: fc
    .record({
      documentPurpose: maybe(words('change', 'replacement', 'cancellation', 'acknowledgement')),
      status: maybe(
        words(
          'received',
          'accepted',
          'released',
          'in_fulfilment',
          'partially_shipped',
          'shipped',
          'cancelled',
          'closed',
        ),
      ),
      paymentStatus: maybe(words('pending', 'authorized', 'paid', 'partially_paid', 'refunded', 'failed')),
      acknowledgement: maybe(words('none', 'acknowledged', 'accepted', 'accepted_with_changes', 'rejected')),
      paymentReferences: maybe(fc.uniqueArray(words('p1', 'p2'), { maxLength: 2 })),
      notes: maybe(words('a', 'b')),
      shipTo: maybe(fc.record({ city: words('Berlin', 'Bonn') })),
      commitments: maybe(fc.record({ shipBy: words('2026-05-03', '2026-05-04') })),
      holds: maybe(fc.array(fc.record({ kind: words('fraud', 'stock', 'customer_blocked') }), { maxLength: 2 })),
      lines: maybe(fc.uniqueArray(line, { maxLength: 3, selector: ({ lineId }) => lineId })),
      references: maybe(
        fc.array(fc.record({ type: fc.constant('orderId'), value: words('x', 'y', 'z') }), { maxLength: 2 }),
      ),
      extensions: maybe(fc.record({ some: fc.record({ a: words('1', '2') }) })),
    })
    .map((fields) => present(fields) as Partial<OrderDocument>),
});

const scan = fc.record({
  status: words('picked_up', 'in_transit', 'out_for_delivery', 'delayed', 'delivered'),
  code: words('A', 'B'),
});

const shipmentNews = fc.record({
  system: words('wms', 'ups', 'ups', 'shopify'),
  fields: fc
    .record({
      status: maybe(
        words('label_created', 'picked_up', 'in_transit', 'delayed', 'out_for_delivery', 'delivered', 'cancelled'),
      ),
      scans: maybe(scan),
      trackingNumbers: maybe(fc.uniqueArray(words('T1', 'T2', 'T3'), { maxLength: 2 })),
      location: maybe(words('WH1', 'WH2')),
      carrier: maybe(words('UPS', 'ups')),
    })
    .map(present),
});

/** Plays documents in this order; each has one message id, however often it comes. */
function play(documents: readonly CanonicalDocument[], arrival: readonly number[]): StoredState | null {
  let state: StoredState | null = null;
  for (const place of arrival) {
    const index = place % documents.length;
    state = apply(state, documents[index] as CanonicalDocument, { messageId: `m${index}` }).next;
  }
  return state;
}

/** The part of a history that is neither refused nor overruled in time order: what may legally have happened. */
function legal(history: readonly CanonicalDocument[]): CanonicalDocument[] {
  const kept: CanonicalDocument[] = [];
  let state: StoredState | null = null;
  for (const document of history) {
    const { next, conflicts, superseded } = apply(state, document, { messageId: `h${kept.length}` });
    if (conflicts.length > 0 || superseded.some(({ reason }) => reason === 'outranked')) continue;
    kept.push(document);
    state = next;
  }
  return kept;
}

function convergence(history: readonly CanonicalDocument[], seed: number): void {
  const documents = legal(history);
  const once = documents.map((_document, index) => index);
  const expected = play(documents, once);
  const twice = [...once, ...once];
  for (let turn = 0; turn < 6; turn += 1) {
    const shuffled = shuffle(turn % 2 === 0 ? once : twice, seed + turn);
    const state = play(documents, shuffled);
    expect(state?.document).toEqual(expected?.document);
  }
}

/** A shuffle by a seed: linear congruential, enough to mix eight elements. */
function shuffle(list: readonly number[], seed: number): number[] {
  const result = [...list];
  let random = (seed >>> 0) + 1;
  for (let last = result.length - 1; last > 0; last -= 1) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    const other = random % (last + 1);
    [result[last], result[other]] = [result[other] as number, result[last] as number];
  }
  return result;
}

/** The order as the buyer's side told it first: who owns the lines names them, as in every legal history. */
const told = order('shopify', 1, {
  status: 'received',
  lines: [1, 2, 3].map((id) => ({ lineId: String(id), sku: `SKU-${id}`, quantity: id })),
});

test('any order of arrival of the messages about an order leads to the same order', () => {
  fc.assert(
    fc.property(fc.array(orderNews, { minLength: 1, maxLength: 7 }), fc.nat(), (news, seed) => {
      const later = news.map(({ system, fields }, index) => {
        const owns = system === 'shopify' || system === 'amazon';
        const lines = fields.lines?.filter(({ lineId }) => owns || lineId !== '4');
        return order(system, index + 2, lines === undefined ? fields : { ...fields, lines });
      });
      convergence([told, ...later], seed);
    }),
    { numRuns: 400 },
  );
});

test('cancellations that name a line nobody knows lead to the same order, whatever they say of its quantity', () => {
  const cancelled = (second: number, line: OrderLine) =>
    order('shopify', second, { documentPurpose: 'cancellation', lines: [line] });
  const [changed, stated] = [
    cancelled(2, { lineId: '4', quantityChange: 0 }),
    cancelled(3, { lineId: '4', quantity: 1 }),
  ];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  for (const arrival of orders) {
    const document = play([told, changed, stated], arrival)?.document as OrderDocument | undefined;
    expect(document?.lines?.map(({ lineId }) => lineId)).toEqual(['1', '2', '3']);
  }
});

test('any order of arrival of the messages about a shipment leads to the same shipment', () => {
  fc.assert(
    fc.property(fc.array(shipmentNews, { minLength: 1, maxLength: 8 }), fc.nat(), (news, seed) => {
      const documents = news.map(({ system, fields: { scans, ...fields } }, index) => {
        const events =
          scans === undefined ? {} : { events: [{ ...scans, occurredAt: at(index + 1) }], status: scans.status };
        return shipment(system, index + 1, { ...fields, ...events } as Partial<ShipmentDocument>);
      });
      convergence(documents, seed);
    }),
    { numRuns: 400 },
  );
});
