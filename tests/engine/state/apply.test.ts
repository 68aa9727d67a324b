// Applying documents to the state: creation, repetition, late news, ownership, transitions, purposes.
import { describe, expect, test } from 'vitest';
import type { OrderDocument } from '../../../runtime/model/types.ts';
import { apply, applyAll, at, order, shipment } from './rules.ts';

const created = order('shopify', 10, {
  status: 'accepted',
  paymentStatus: 'paid',
  currency: 'EUR',
  shipTo: { name: 'Erika', address1: 'Weg 1', city: 'Berlin', countryCode: 'DE' },
  lines: [
    { lineId: '1', sku: 'A', quantity: 2, unitPrice: '5.00' },
    { lineId: '2', sku: 'B', quantity: 1, unitPrice: '7.00' },
  ],
  references: [{ type: 'orderId', value: 'O-1', system: 'shopify' }],
});

describe('the first document', () => {
  test('creates the state with its own content', () => {
    const { next, outcome, conflicts } = apply(null, created);
    expect(outcome).toBe('applied');
    expect(conflicts).toEqual([]);
    expect(next.version).toBe(1);
    expect(next.document).toEqual(created);
  });

  test('may come from a class that owns nothing of it', () => {
    const { next, outcome } = apply(null, { ...created, source: { system: 'wms' } });
    expect(outcome).toBe('applied');
    expect((next.document as OrderDocument).paymentStatus).toBe('paid');
  });

  test('survives JSON', () => {
    const { next } = apply(null, created);
    expect(JSON.parse(JSON.stringify(next))).toEqual(next);
  });
});

describe('the same document again', () => {
  test('changes nothing, ten times over', () => {
    const first = apply(null, created, { messageId: 'm' }).next;
    let state = first;
    for (let time = 0; time < 10; time += 1) {
      const { next, outcome, changes } = apply(state, created, { messageId: 'm' });
      expect(outcome).toBe('unchanged');
      expect(changes).toEqual([]);
      state = next;
    }
    expect(state).toEqual(first);
  });

  test('with a later time changes the time alone', () => {
    const { changes, outcome } = apply(apply(null, created).next, { ...created, occurredAt: at(11) });
    expect(outcome).toBe('applied');
    expect(changes).toEqual([{ path: '/occurredAt', from: at(10), to: at(11) }]);
  });

  test('marked as a duplicate is superseded', () => {
    const { outcome, superseded, next } = apply(apply(null, created).next, {
      ...created,
      documentPurpose: 'duplicate',
      currency: 'USD',
    });
    expect(outcome).toBe('superseded');
    expect(superseded).toEqual([{ path: '', reason: 'duplicate' }]);
    expect((next.document as OrderDocument).currency).toBe('EUR');
  });
});

describe('later and earlier news', () => {
  test('a later statement of the owner changes a field, and the change names its path', () => {
    const { changes, next } = apply(
      apply(null, created).next,
      order('shopify', 20, { lines: [{ lineId: '2', sku: 'B', quantity: 4 }] }),
    );
    expect(changes).toContainEqual({ path: '/lines/1/quantity', from: 1, to: 4 });
    expect(next.version).toBe(2);
    expect((next.document as OrderDocument).lines?.[1]?.unitPrice).toBe('7.00');
  });

  test('an earlier statement is superseded and turns nothing back', () => {
    const state = apply(apply(null, created).next, order('shopify', 30, { status: 'shipped', currency: 'USD' })).next;
    const { outcome, superseded, next } = apply(
      state,
      order('shopify', 20, { status: 'in_fulfilment', currency: 'CHF' }),
    );
    expect(outcome).toBe('superseded');
    expect(superseded).toEqual([
      { path: '/currency', reason: 'late' },
      { path: '/status', axis: 'status', reason: 'late' },
    ]);
    expect(next.document).toEqual(state.document);
  });

  test('an earlier statement still fills what nobody has said', () => {
    const { next, outcome } = apply(apply(null, created).next, order('shopify', 5, { notes: 'ring twice' }));
    expect(outcome).toBe('applied');
    expect((next.document as OrderDocument).notes).toBe('ring twice');
  });

  test('an address is replaced as a whole', () => {
    const { next } = apply(apply(null, created).next, order('shopify', 20, { shipTo: { name: 'Max', city: 'Bonn' } }));
    expect((next.document as OrderDocument).shipTo).toEqual({ name: 'Max', city: 'Bonn' });
  });

  test('of the same business time the later received counts, also when it is processed first', () => {
    const a = order('shopify', 10, { notes: 'first' });
    const b = order('shopify', 10, { notes: 'second' });
    const forward = apply(apply(null, a, { receivedAt: at(11) }).next, b, { receivedAt: at(12) }).next;
    const backward = apply(apply(null, b, { receivedAt: at(12) }).next, a, { receivedAt: at(11) }).next;
    expect((forward.document as OrderDocument).notes).toBe('second');
    expect((backward.document as OrderDocument).notes).toBe('second');
  });
});

describe('ownership', () => {
  test('a WMS does not change the payment status', () => {
    const state = apply(null, created).next;
    const { next, outcome, conflicts } = apply(state, order('wms', 20, { paymentStatus: 'refunded' }));
    expect(outcome).toBe('conflict');
    expect((next.document as OrderDocument).paymentStatus).toBe('paid');
    expect(conflicts).toEqual([
      {
        code: 'state.ownership',
        cause: 'not_the_owner',
        category: 'state',
        severity: 'block',
        owner: 'storefront',
        path: '/paymentStatus',
        message: expect.stringContaining('wms (wms) may not set /paymentStatus from paid to refunded'),
        wouldChange: { from: 'paid', to: 'refunded' },
      },
    ]);
  });

  test('nor does it set a payment status that another reporter set', () => {
    const state = apply(null, order('oms', 10, { paymentStatus: 'pending' })).next;
    expect(apply(state, order('wms', 20, { paymentStatus: 'paid' })).outcome).toBe('conflict');
    expect(apply(state, order('sap', 20, { paymentStatus: 'paid' })).outcome).toBe('applied');
  });

  test('a storefront does not undo a shipment that the warehouse confirmed', () => {
    const state = applyAll([created, order('wms', 20, { status: 'shipped' })]);
    for (const status of ['received', 'cancelled'] as const) {
      const { next, outcome, conflicts } = apply(state, order('shopify', 30, { status }));
      expect(outcome).toBe('conflict');
      expect(conflicts[0]).toMatchObject({
        code: 'state.transition',
        path: '/status',
        wouldChange: { from: 'shipped', to: status },
      });
      expect((next.document as OrderDocument).status).toBe('shipped');
    }
  });

  test('nor one that only the shipments prove', () => {
    const state = apply(null, created).next;
    const proven = { status: 'shipped', at: at(20) };
    const { next, conflicts } = apply(state, order('shopify', 30, { status: 'cancelled' }), { proven });
    expect(conflicts[0]).toMatchObject({ cause: 'cancelled_after_ship', severity: 'block' });
    expect((next.document as OrderDocument).status).toBe('accepted');
    expect(apply(state, order('shopify', 15, { status: 'cancelled' }), { proven }).conflicts).toEqual([]);
  });

  test('a storefront that repeats its own last word asks for no change', () => {
    const state = applyAll([
      created,
      order('wms', 20, { status: 'shipped' }),
      order('shopify', 30, { status: 'accepted' }),
    ]);
    const { conflicts, superseded, next } = apply(state, order('shopify', 40, { status: 'accepted', notes: 'x' }));
    expect(conflicts).toEqual([]);
    expect(superseded).toEqual([{ path: '/status', axis: 'status', reason: 'outranked' }]);
    expect((next.document as OrderDocument).status).toBe('shipped');
  });

  test('a storefront may cancel until the order is accepted by its owner', () => {
    const cancel = order('shopify', 30, { status: 'cancelled' });
    expect(apply(apply(null, created).next, cancel).outcome).toBe('applied');
    const state = applyAll([created, order('oms', 20, { status: 'accepted' })]);
    expect(apply(state, cancel).conflicts[0]).toMatchObject({
      code: 'state.ownership',
      owner: 'oms',
      severity: 'block',
    });
  });

  test('a contradiction by a class that only reports is held, reported or ignored as the file says', () => {
    const state = apply(null, created).next;
    const held = apply(state, order('wms', 20, { lines: [{ lineId: '1', sku: 'A', quantity: 9 }] }));
    expect(held.conflicts[0]).toMatchObject({
      severity: 'block',
      path: '/lines/0/quantity',
      wouldChange: { from: 2, to: 9 },
    });
    const reported = apply(state, order('wms', 20, { placedAt: at(1) }));
    expect(reported.outcome).toBe('applied');
    const contradicted = apply(
      apply(null, { ...created, placedAt: at(2) }).next,
      order('wms', 20, { placedAt: at(1) }),
    );
    expect(contradicted.conflicts[0]).toMatchObject({ severity: 'warn', path: '/placedAt' });
  });

  test('an owner overrules a reporter even with an older statement', () => {
    const state = apply(null, order('oms', 20, { shipTo: { city: 'Bonn' } })).next;
    const { next } = apply(state, order('shopify', 10, { shipTo: { city: 'Berlin' } }));
    expect((next.document as OrderDocument).shipTo).toEqual({ city: 'Berlin' });
  });

  test('a WMS adds no line, but may name what replaces one', () => {
    const state = apply(null, created).next;
    const { next, conflicts } = apply(state, order('wms', 20, { lines: [{ lineId: '9', sku: 'Z', quantity: 1 }] }));
    expect(conflicts[0]).toMatchObject({
      path: '/lines/9',
      wouldChange: { to: { lineId: '9', sku: 'Z', quantity: 1 } },
    });
    expect((next.document as OrderDocument).lines).toHaveLength(2);
    const substituted = apply(
      state,
      order('wms', 20, { lines: [{ lineId: '9', sku: 'Z', quantity: 1, substituteFor: 'B' }] }),
    );
    expect((substituted.next.document as OrderDocument).lines).toHaveLength(3);
  });
});

describe('transitions', () => {
  test('skipping forward is allowed and recorded', () => {
    const { skips, outcome } = apply(
      apply(null, order('oms', 1, { status: 'received' })).next,
      order('oms', 2, { status: 'in_fulfilment' }),
    );
    expect(outcome).toBe('applied');
    expect(skips).toEqual([
      { axis: 'status', from: 'received', to: 'in_fulfilment', skipped: ['accepted', 'released'] },
    ]);
  });

  test('a cancelled order does not ship', () => {
    const state = applyAll([created, order('oms', 20, { status: 'cancelled' })]);
    const { conflicts, outcome, next } = apply(state, order('wms', 30, { status: 'shipped' }));
    expect(outcome).toBe('conflict');
    expect(conflicts[0]).toMatchObject({ code: 'state.transition', cause: 'shipped_after_cancel' });
    expect((next.document as OrderDocument).status).toBe('cancelled');
  });

  test('only the owner reinstates a cancelled order', () => {
    const state = applyAll([created, order('shopify', 20, { status: 'cancelled' })]);
    expect(apply(state, order('shopify', 30, { status: 'accepted' })).conflicts[0]?.code).toBe('state.ownership');
    expect(apply(state, order('oms', 30, { status: 'accepted' })).next.document).toMatchObject({ status: 'accepted' });
  });

  test('a lower state with a later time is a regression', () => {
    const state = applyAll([order('oms', 1, { status: 'in_fulfilment' })]);
    const { conflicts } = apply(state, order('oms', 2, { status: 'accepted' }));
    expect(conflicts[0]).toMatchObject({ cause: 'status_regression', severity: 'block' });
  });

  test('a voided label takes the order back', () => {
    const state = applyAll([created, order('wms', 20, { status: 'shipped' })]);
    expect(apply(state, order('wms', 30, { status: 'in_fulfilment' })).next.document).toMatchObject({
      status: 'in_fulfilment',
    });
  });

  test('a refused statement counts once the missing one between has come', () => {
    const shipped = applyAll([created, order('wms', 20, { status: 'shipped' })]);
    const refused = apply(shipped, order('oms', 40, { status: 'cancelled' }));
    expect(refused.conflicts).toHaveLength(1);
    const { next } = apply(refused.next, order('wms', 30, { status: 'in_fulfilment' }));
    expect(next.document).toMatchObject({ status: 'cancelled' });
  });

  test('a late statement does not undo what a later one already did', () => {
    const shipped = applyAll([created, order('wms', 30, { status: 'shipped' })]);
    const { next, superseded, conflicts } = apply(shipped, order('oms', 20, { status: 'cancelled' }));
    expect(next.document).toMatchObject({ status: 'shipped' });
    expect(superseded).toEqual([{ path: '/status', axis: 'status', reason: 'late' }]);
    expect(conflicts).toEqual([]);
  });

  test('money that was given back is not paid again', () => {
    const state = applyAll([created, order('shopify', 20, { paymentStatus: 'refunded' })]);
    expect(apply(state, order('shopify', 30, { paymentStatus: 'paid' })).conflicts[0]?.cause).toBe('paid_after_refund');
  });
});

describe('purposes', () => {
  test('a change document changes, adds and deletes lines', () => {
    const change = order('shopify', 20, {
      documentPurpose: 'change',
      lines: [
        { lineId: '1', sku: 'A', change: 'changed', quantity: 5 },
        { lineId: '2', sku: 'B', change: 'deleted', quantity: 0 },
        { lineId: '3', sku: 'A', change: 'added', quantity: 1 },
      ],
    });
    const { lines } = apply(apply(null, created).next, change).next.document as OrderDocument;
    expect(lines?.map(({ lineId, quantity, change }) => [lineId, quantity, change])).toEqual([
      ['1', 5, 'changed'],
      ['2', 1, 'deleted'],
      ['3', 1, 'added'],
    ]);
  });

  test('a difference is added once, whatever comes first', () => {
    const minus = (minute: number, by: number) =>
      order('shopify', minute, { documentPurpose: 'change', lines: [{ lineId: '1', sku: 'A', quantityChange: by }] });
    for (const documents of [
      [created, minus(20, 3), minus(30, -1)],
      [created, minus(30, -1), minus(20, 3)],
      [minus(30, -1), minus(20, 3), created],
    ]) {
      expect((applyAll(documents).document as OrderDocument).lines?.[0]?.quantity).toBe(4);
    }
    const state = apply(apply(null, created).next, minus(20, 3), { messageId: 'x' }).next;
    expect(apply(state, minus(20, 3), { messageId: 'x' }).outcome).toBe('unchanged');
  });

  test('a difference below zero is a conflict', () => {
    const change = order('shopify', 20, { documentPurpose: 'change', lines: [{ lineId: '1', quantityChange: -3 }] });
    const { conflicts, next } = apply(apply(null, created).next, change);
    expect(conflicts[0]).toMatchObject({ code: 'state.conflict', cause: 'below_zero', path: '/lines/0/quantity' });
    expect((next.document as OrderDocument).lines?.[0]?.quantity).toBe(2);
  });

  test('a cancellation cancels, and leaves the rest alone', () => {
    const cancellation = order('shopify', 20, {
      documentPurpose: 'cancellation',
      currency: 'USD',
      lines: [{ lineId: '1', sku: 'A', quantity: 0 }],
    });
    const { changes } = apply(apply(null, created).next, cancellation);
    expect(changes).toContainEqual({ path: '/status', from: 'accepted', to: 'cancelled' });
    expect(changes.map(({ path }) => path).sort()).toEqual(['/occurredAt', '/status']);
  });

  test('a replacement deletes the lines it does not name, also those that come late', () => {
    const replacement = order('shopify', 30, {
      documentPurpose: 'replacement',
      lines: [{ lineId: '1', sku: 'A', quantity: 3 }],
    });
    const late = order('shopify', 20, {
      documentPurpose: 'change',
      lines: [{ lineId: '3', sku: 'C', change: 'added', quantity: 1 }],
    });
    for (const documents of [
      [created, replacement, late],
      [created, late, replacement],
      [replacement, late, created],
    ]) {
      const { lines } = applyAll(documents).document as OrderDocument;
      expect(Object.fromEntries((lines ?? []).map(({ lineId, change }) => [lineId, change]))).toEqual({
        1: undefined,
        2: 'deleted',
        3: 'deleted',
      });
    }
  });

  test('a deleted line that is stated again is there again', () => {
    const deletion = order('shopify', 20, { documentPurpose: 'change', lines: [{ lineId: '2', change: 'deleted' }] });
    const state = applyAll([created, deletion, { ...created, occurredAt: at(30) }]);
    expect((state.document as OrderDocument).lines?.[1]).not.toHaveProperty('change');
  });

  test('the answer of a supplier never changes what was ordered, and is compared with it', () => {
    const answer = order('acme', 20, {
      acknowledgement: 'accepted_with_changes',
      status: 'accepted',
      lines: [
        {
          lineId: '1',
          sku: 'A',
          quantity: 1,
          unitPrice: '5.00',
          acknowledgement: 'accepted_with_changes',
          quantities: { backordered: 1 },
        },
        { lineId: '2', sku: 'B', quantity: '1.0', unitPrice: '7.50' },
      ],
    });
    const { next, conflicts } = apply(apply(null, created).next, answer);
    const document = next.document as OrderDocument;
    expect(document.acknowledgement).toBe('accepted_with_changes');
    expect(document.lines?.[0]).toMatchObject({
      quantity: 2,
      acknowledgement: 'accepted_with_changes',
      quantities: { backordered: 1 },
    });
    expect(conflicts.map(({ cause, severity, path }) => [cause, severity, path])).toEqual([
      ['answer_differs', 'warn', '/lines/0/quantity'],
      ['answer_differs', 'warn', '/lines/1/unitPrice'],
    ]);
  });
});

describe('lines', () => {
  test('of another system are known by SKU when their ids differ', () => {
    const { next } = apply(
      apply(null, created).next,
      order('wms', 20, { lines: [{ lineId: '0010', sku: 'B', quantities: { picked: 1 } }] }),
    );
    const { lines } = next.document as OrderDocument;
    expect(lines).toHaveLength(2);
    expect(lines?.[1]).toMatchObject({ lineId: '2', quantities: { picked: 1 } });
  });

  test('with the same SKU twice keep apart by their ids', () => {
    const twice = order('shopify', 10, {
      lines: [
        { lineId: '1', sku: 'A', quantity: 1 },
        { lineId: '2', sku: 'A', quantity: 2 },
      ],
    });
    const { next } = apply(apply(null, twice).next, { ...twice, occurredAt: at(11) });
    expect((next.document as OrderDocument).lines?.map(({ quantity }) => quantity)).toEqual([1, 2]);
  });

  test('whose id is a name that objects have are kept', () => {
    const odd = order('shopify', 10, { lines: [{ lineId: '__proto__', sku: 'constructor', quantity: 1 }] });
    const { next } = apply(apply(null, odd).next, { ...odd, occurredAt: at(11) });
    expect((next.document as OrderDocument).lines).toEqual(odd.lines);
  });
});

describe('holds', () => {
  const held = order('shopify', 20, { holds: [{ kind: 'fraud' }] });

  test('are stated by each system for itself', () => {
    const state = applyAll([created, held, order('sap', 30, { holds: [{ kind: 'customer_blocked' }] })]);
    expect((state.document as OrderDocument).holds).toEqual([
      { kind: 'customer_blocked', by: 'sap' },
      { kind: 'fraud', by: 'shopify' },
    ]);
  });

  test('of a shop are lifted by a later list of the OMS, not by an earlier one', () => {
    expect(
      (applyAll([created, held, order('oms', 30, { holds: [] })]).document as OrderDocument).holds,
    ).toBeUndefined();
    expect((applyAll([created, held, order('oms', 15, { holds: [] })]).document as OrderDocument).holds).toHaveLength(
      1,
    );
  });

  test('of the ERP on the account are lifted by the ERP alone', () => {
    const blocked = [
      created,
      order('sap', 20, { holds: [{ kind: 'customer_blocked' }] }),
      order('oms', 30, { holds: [] }),
    ];
    expect((applyAll(blocked).document as OrderDocument).holds).toHaveLength(1);
    expect((applyAll([...blocked, order('sap', 40, { holds: [] })]).document as OrderDocument).holds).toBeUndefined();
  });

  test('are lifted when their own system tells the whole order without them', () => {
    const state = applyAll([created, held, { ...created, occurredAt: at(30) }]);
    expect((state.document as OrderDocument).holds).toBeUndefined();
  });
});

describe('what only grows', () => {
  test('references and extensions of all systems are kept', () => {
    const state = applyAll([
      { ...created, extensions: { shopify: { token: 'a' } } },
      order('sap', 20, {
        references: [{ type: 'orderId', value: '4711', system: 'sap' }],
        extensions: { sap: { plant: '01' } },
      }),
    ]);
    expect(state.document.references).toHaveLength(2);
    expect(state.document.extensions).toEqual({ shopify: { token: 'a' }, sap: { plant: '01' } });
  });

  test('events of a shipment are united and the status follows the latest', () => {
    const scan = (minute: number, status: 'in_transit' | 'delivered' | 'picked_up') => ({
      status,
      occurredAt: at(minute),
      code: status,
    });
    const state = applyAll([
      shipment('wms', 10, { status: 'label_created', trackingNumbers: ['T1'] }),
      shipment('ups', 60, {
        status: 'delivered',
        events: [scan(30, 'in_transit'), scan(60, 'delivered')],
        trackingNumbers: ['T1'],
      }),
      shipment('ups', 40, { status: 'in_transit', events: [scan(20, 'picked_up'), scan(30, 'in_transit')] }),
    ]);
    expect(state.document).toMatchObject({ status: 'delivered', trackingNumbers: ['T1'] });
    expect((state.document as { events?: unknown[] }).events).toHaveLength(3);
  });

  test('a scan after delivery is reported and holds nobody up', () => {
    const state = applyAll([shipment('ups', 10, { status: 'delivered' })]);
    const { outcome, conflicts } = apply(state, shipment('ups', 20, { status: 'in_transit' }));
    expect(outcome).not.toBe('conflict');
    expect(conflicts[0]).toMatchObject({ cause: 'status_regression', severity: 'warn' });
  });

  test('a bare carrier event without a time of its own takes that of the event', () => {
    const { occurredAt: _none, ...bare } = shipment('ups', 0, {
      status: 'in_transit',
      events: [{ status: 'in_transit', occurredAt: at(30) }],
    });
    const state = apply(null, bare, { receivedAt: at(90) }).next;
    expect(apply(state, shipment('ups', 40, { status: 'delivered' })).next.document).toMatchObject({
      status: 'delivered',
    });
  });
});
