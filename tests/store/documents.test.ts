// A document is read as it was written, whether its view is kept by itself or once with its state, and whatever it is replaced by.
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import type { Settlement } from '../../runtime/engine/settle.ts';
import type { CanonicalDocument, InventoryDocument, OrderDocument } from '../../runtime/model/types.ts';
import type { Database } from '../../runtime/store/database.ts';
import { documentById, saveDocument } from '../../runtime/store/documents.ts';
import { viewOf, writeSettlement } from '../../runtime/workers/settled.ts';
import { storeOfEach } from '../support/store.ts';

const NOW = Date.parse('2026-03-02T09:15:00Z');

let database: Database;
const store = storeOfEach();
beforeEach(() => {
  database = store();
});

/** A settlement of which only the document and its state matter here. */
const settlement = (state: CanonicalDocument, view: CanonicalDocument): Settlement => ({
  intake: { gate: 'intake', fit: true, decisions: [] },
  outcome: 'applied',
  next: { document: state } as NonNullable<Settlement['next']>,
  changes: [],
  superseded: [],
  conflicts: [],
  document: { view, verdicts: [] },
  outbound: [],
});

function save(state: CanonicalDocument, view: CanonicalDocument, id?: number): number {
  const { next, document } = writeSettlement(settlement(state, view));
  if (next === undefined || document === undefined) throw new Error('both were given');
  const own = id === undefined ? {} : { id };
  return saveDocument(
    database.connection,
    { ...own, sourceClass: 'storefront', view: viewOf(document), ...next, ...document },
    NOW,
  );
}

const kept = (id: number): unknown =>
  (database.connection.prepare('SELECT view FROM documents WHERE id = ?').get(id) as { view: string }).view;

const order = fc
  .record(
    { note: fc.string({ unit: 'binary' }), status: fc.constantFrom('open', 'shipped'), total: fc.integer() },
    { requiredKeys: [] },
  )
  .map(
    (fields) => ({ type: 'order', orderId: 'A-1', source: { system: 'shop' }, ...fields }) as unknown as OrderDocument,
  );

it('is read as it was written, first and after any change', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(order, order, fc.boolean()), { minLength: 1, maxLength: 6 }), (writes) => {
      let id: number | undefined;
      database.connection.prepare('DELETE FROM documents').run();
      for (const [state, other, isSame] of writes) {
        const view = isSame ? state : other;
        id = save(state, view, id);
        const row = documentById(database.connection, id);
        expect([row?.state.document, row?.view]).toEqual([state, view]);
        expect([row?.stateText, row?.viewText]).toEqual([JSON.stringify({ document: state }), JSON.stringify(view)]);
        expect(kept(id)).toBe(JSON.stringify(state) === JSON.stringify(view) ? '=' : '+');
      }
    }),
    { numRuns: 50 },
  );
});

it('is kept with its view when stock is looked up by what stands in it', () => {
  const stock: InventoryDocument = { type: 'inventory', sku: 'MUG-01', location: 'dock 1', source: { system: 'wms' } };
  expect(JSON.parse(String(kept(save(stock, stock))))).toEqual(stock);
});
