// Stock positions: counts set, movements add, each once and in any order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredState } from '../../../runtime/engine/state/apply.ts';
import type { InventoryDocument, InventoryQuantities } from '../../../runtime/model/types.ts';
import { apply, applyAll, at } from './rules.ts';

const position = (system: string, minute: number, fields: Partial<InventoryDocument>): InventoryDocument => ({
  type: 'inventory',
  sku: 'A',
  location: 'WH7',
  source: { system },
  occurredAt: at(minute),
  ...fields,
});
const count = (minute: number, quantities: InventoryQuantities) =>
  position('wms', minute, { mode: 'snapshot', quantities });
const move = (minute: number, quantities: InventoryQuantities) =>
  position('wms', minute, { mode: 'movement', quantities });
const stock = (state: StoredState) => (state.document as InventoryDocument).quantities;

describe('counts and movements', () => {
  test('a count sets its buckets and leaves the others alone', () => {
    const state = applyAll([count(10, { on_hand: 10, damaged: 1 }), count(20, { on_hand: '12.5' })]);
    expect(stock(state)).toEqual({ damaged: 1, on_hand: '12.5' });
    expect(state.document).toMatchObject({ mode: 'snapshot', asOf: at(20) });
  });

  test('a movement adds', () => {
    expect(stock(applyAll([count(10, { on_hand: 10 }), move(20, { on_hand: -3, damaged: 3 })]))).toEqual({
      damaged: 3,
      on_hand: 7,
    });
  });

  test('a count older than the last one is superseded', () => {
    const { outcome, superseded, next } = apply(applyAll([count(20, { on_hand: 10 })]), count(10, { on_hand: 99 }));
    expect(outcome).toBe('superseded');
    expect(superseded).toContainEqual({ path: '/quantities/on_hand', reason: 'late' });
    expect(stock(next)).toEqual({ on_hand: 10 });
  });

  test('a movement that a later count already includes does not count again', () => {
    const { superseded, next } = apply(applyAll([count(20, { on_hand: 10 })]), move(10, { on_hand: 5 }));
    expect(superseded).toContainEqual({ path: '/quantities/on_hand', reason: 'counted' });
    expect(stock(next)).toEqual({ on_hand: 10 });
  });

  test('a late count keeps the movements after it', () => {
    expect(
      stock(applyAll([count(10, { on_hand: 10 }), move(30, { on_hand: -2 }), count(20, { on_hand: 50 })])),
    ).toEqual({ on_hand: 48 });
  });

  test('a movement before any count counts from zero and says so', () => {
    const { next, findings } = apply(null, move(10, { on_hand: 5 }));
    expect(stock(next)).toEqual({ on_hand: 5 });
    expect(findings[0]).toMatchObject({ code: 'state.no-baseline', at: { path: '/quantities/on_hand' } });
    expect(stock(apply(next, count(5, { on_hand: 100 })).next)).toEqual({ on_hand: 105 });
  });
});

describe('repetition', () => {
  test('the same movement of the same message counts once', () => {
    const state = apply(applyAll([count(10, { on_hand: 10 })]), move(20, { on_hand: 5 }), { messageId: 'm' }).next;
    const again = apply(state, move(20, { on_hand: 5 }), { messageId: 'm' });
    expect(stock(again.next)).toEqual({ on_hand: 15 });
    expect(again.outcome).toBe('unchanged');
  });

  test('two equal movements of one message both count', () => {
    let state = applyAll([count(10, { on_hand: 10 })]);
    for (const index of [0, 1])
      state = apply(state, { ...move(20, { on_hand: -1 }), movementId: 'ADJ' }, { messageId: 'm', index }).next;
    expect(stock(state)).toEqual({ on_hand: 8 });
  });

  test('a movement with an id that comes in another message counts once', () => {
    const movement = { ...move(20, { on_hand: -1 }), movementId: 'ADJ-1' };
    expect(stock(applyAll([count(10, { on_hand: 10 }), movement, movement]))).toEqual({ on_hand: 9 });
  });
});

describe('what is refused', () => {
  test('a bucket does not go below zero, and counts the movement once there is room', () => {
    const refused = apply(applyAll([count(10, { on_hand: 2 })]), move(20, { on_hand: -5 }));
    expect(refused.outcome).toBe('conflict');
    expect(refused.conflicts[0]).toMatchObject({
      code: 'state.conflict',
      cause: 'below_zero',
      owner: 'wms',
      wouldChange: { from: 2, to: -5 },
    });
    expect(stock(refused.next)).toEqual({ on_hand: 2 });
    expect(stock(apply(refused.next, move(15, { on_hand: 4 })).next)).toEqual({ on_hand: 1 });
  });

  test('a movement that takes from stock that was never counted', () => {
    const { conflicts, next } = apply(null, move(10, { on_hand: -5 }));
    expect(conflicts[0]?.message).toContain('there has been no count of it yet');
    expect(stock(next)).toEqual({ on_hand: 0 });
    expect(stock(apply(next, count(5, { on_hand: 8 })).next)).toEqual({ on_hand: 3 });
  });

  test('what is available may be negative: a shop oversells', () => {
    const { outcome, next } = apply(null, position('shopify', 10, { quantities: { available: -3 } }));
    expect(outcome).toBe('applied');
    expect(stock(next)).toEqual({ available: -3 });
  });

  test('a shop does not change what the warehouse counted', () => {
    const state = applyAll([count(10, { on_hand: 10 })]);
    const { next, conflicts } = apply(state, position('shopify', 20, { quantities: { on_hand: 99 } }));
    expect(stock(next)).toEqual({ on_hand: 10 });
    expect(conflicts[0]).toMatchObject({ code: 'state.ownership', severity: 'warn', path: '/quantities/on_hand' });
    expect(apply(state, position('shopify', 20, { quantities: { on_hand: 10 } })).conflicts).toEqual([]);
  });

  test('another unit than that of the position', () => {
    const state = applyAll([position('wms', 10, { unit: 'EA', quantities: { on_hand: 10 } })]);
    const { conflicts, next } = apply(state, position('wms', 20, { unit: 'CS', quantities: { on_hand: 1 } }));
    expect(conflicts[0]).toMatchObject({ cause: 'unit_differs' });
    expect(stock(next)).toEqual({ on_hand: 10 });
    expect(apply(state, position('wms', 20, { unit: 'C62', quantities: { on_hand: 1 } })).conflicts).toEqual([]);
  });
});

test('many movements are carried as a sum and stay exact', () => {
  let state: StoredState = applyAll([count(0, { on_hand: '0.1' })]);
  for (let minute = 1; minute <= 700; minute += 1) state = apply(state, move(minute, { on_hand: '0.1' })).next;
  expect(stock(state)).toEqual({ on_hand: '70.1' });
  expect(state.counters?.['on_hand']?.moves.length).toBeLessThanOrEqual(100);
  expect(stock(apply(state, count(701, { on_hand: 3 })).next)).toEqual({ on_hand: 3 });
});

test('any order of arrival of counts and movements leads to the same stock, each sent once or twice', () => {
  const event = fc.record({ counts: fc.boolean(), amount: fc.integer({ min: 0, max: 9 }), takes: fc.boolean() });
  const history = fc.array(event, { minLength: 1, maxLength: 8 }).chain((events) =>
    fc.record({
      events: fc.constant(events),
      arrival: fc.shuffledSubarray(
        events.flatMap((_one, index) => [index, index + events.length]),
        { minLength: events.length * 2 },
      ),
    }),
  );
  fc.assert(
    fc.property(history, ({ events, arrival }) => {
      // In time order nothing is ever taken that is not there: a history that may have happened.
      let there = 0;
      const documents = events.map(({ counts, amount, takes }, index) => {
        const taken = takes ? -Math.min(amount, there) : amount;
        there = counts ? amount : there + taken;
        return counts ? count(index + 1, { on_hand: amount }) : move(index + 1, { on_hand: taken });
      });
      const play = (order: readonly number[]): StoredState => {
        let state: StoredState | null = null;
        for (const place of order) {
          const index = place % documents.length;
          state = apply(state, documents[index] as InventoryDocument, { messageId: `m${index}` }).next;
        }
        return state as StoredState;
      };
      expect(stock(play(arrival))).toEqual({ on_hand: there });
    }),
    { numRuns: 300 },
  );
});
