// What is remembered of items, stock and customers holds exactly as long as none of them changes; the fast content hash is the engine's.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { contentHash } from '../../runtime/content-hash.ts';
import { contentHash as engineHash } from '../../runtime/engine/workspace/hash.ts';
import type { CanonicalDocument } from '../../runtime/model/types.ts';
import type { Database } from '../../runtime/store/database.ts';
import { saveDocument } from '../../runtime/store/documents.ts';
import { anyOfType, referenceChanges } from '../../runtime/store/reference-data.ts';
import { storeOfEach } from '../support/store.ts';

const NOW = Date.parse('2026-03-02T09:15:00Z');

const written = (document: CanonicalDocument) => ({
  sourceClass: 'erp',
  view: document,
  stateText: JSON.stringify({ document }),
  viewText: JSON.stringify(document),
  isState: true,
  fingerprint: 'f',
});

const save = (database: Database, document: CanonicalDocument) =>
  database.write((connection) => saveDocument(connection, written(document), NOW));

const item = (sku: string): CanonicalDocument => ({
  type: 'item',
  sku,
  source: { system: 'erp' },
  occurredAt: '2026-03-02T09:15:00Z',
});
const order = (orderId: string): CanonicalDocument => ({
  type: 'order',
  orderId,
  source: { system: 'shop' },
  occurredAt: '2026-03-02T09:15:00Z',
});

describe('reference data', () => {
  let database: Database;
  const store = storeOfEach();
  beforeEach(() => {
    database = store();
  });

  it('is there from the first document of its type on, and orders do not count as a change', async () => {
    const { connection } = database;
    expect(anyOfType(connection, 'item')).toBe(false);
    const before = referenceChanges(connection);
    await save(database, order('A-1'));
    expect(referenceChanges(connection)).toBe(before);
    await save(database, item('MUG-01'));
    expect(referenceChanges(connection)).not.toBe(before);
    expect(anyOfType(connection, 'item')).toBe(true);
    expect(anyOfType(connection, 'customer')).toBe(false);
  });

  it('is looked up again once a write was undone, whatever was seen within it', async () => {
    const { connection } = database;
    const seen: boolean[] = [];
    const undone = database.write((inside) => {
      saveDocument(inside, written(item('X')), NOW);
      seen.push(anyOfType(inside, 'item'));
      throw new Error('undo it');
    });
    await expect(undone).rejects.toThrow('undo it');
    expect(seen).toContain(true);
    expect(anyOfType(connection, 'item')).toBe(false);
  });
});

describe('the content hash of the platform', () => {
  it('is the one of the engine, for any text and any bytes', () => {
    const part = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array());
    fc.assert(fc.property(fc.array(part), (parts) => contentHash(parts) === engineHash(parts)));
  });
});
