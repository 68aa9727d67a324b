// Settling ahead: what a thread works out as if nothing were stored is written only when that is so.
import { describe, expect, it } from 'vitest';
import { firstRequest } from '../../runtime/engine/settle.ts';
import type { CanonicalDocument, OrderDocument } from '../../runtime/model/types.ts';
import { Foresight } from '../../runtime/pipeline/foresight.ts';
import { type GatherOptions, gather, isFirst } from '../../runtime/pipeline/gather.ts';
import type { Database } from '../../runtime/store/database.ts';
import { documentById, saveDocument } from '../../runtime/store/documents.ts';
import { rememberDangling } from '../../runtime/store/links.ts';
import { fingerprintOf } from '../../runtime/workers/settled.ts';
import { openHarness } from '../support/sidecar.ts';
import { storeOfEach } from '../support/store.ts';

const AT = Date.UTC(2026, 2, 2);

const order = (orderId: string, sku = 'MUG'): OrderDocument => ({
  type: 'order',
  orderId,
  source: { system: 'shop' },
  customer: { customerId: 'C-1' },
  lines: [{ lineId: '1', sku, quantity: 1, unit: 'EA' }],
});

const item = (sku: string): CanonicalDocument => ({ type: 'item', sku, source: { system: 'shop' } });
const customer = (customerId: string): CanonicalDocument => ({
  type: 'customer',
  customerId,
  source: { system: 'shop' },
});

const about = (incoming: CanonicalDocument): GatherOptions => ({
  incoming,
  sourceClass: 'storefront',
  system: 'shop',
  messageId: 'msg_1',
  index: 0,
  receivedAt: AT,
  now: AT,
});

describe('the request for what nothing is stored of', () => {
  const store = storeOfEach();

  const save = (database: Database, view: CanonicalDocument): Promise<number> => {
    const text = JSON.stringify(view);
    const texts = { stateText: JSON.stringify({ document: view }), viewText: text, isState: false };
    return database.write((connection) =>
      saveDocument(connection, { sourceClass: 'storefront', view, ...texts, fingerprint: fingerprintOf(view) }, AT),
    );
  };

  const isFirstOf = (database: Database, incoming: CanonicalDocument): boolean =>
    isFirst(gather(database.connection, about(incoming)));

  it('is what is gathered from an empty store', () => {
    const incoming = order('B-1');
    const gathered = gather(store().connection, about(incoming));
    const { receivedAt, now } = { receivedAt: new Date(AT).toISOString(), now: new Date(AT).toISOString() };
    expect(gathered.request()).toEqual(firstRequest({ ...about(incoming), receivedAt, now }));
    expect(isFirst(gathered)).toBe(true);
  });

  const stored: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
    'the order itself': (database) => save(database, order('B-1')),
    'an order that says the same under another number': (database) => save(database, order('B-2')),
    'an item, even another one': (database) => save(database, item('CUP')),
    'a customer, even another one': (database) => save(database, customer('C-2')),
    'a shipment that waits for it': async (database) => {
      const shipment: CanonicalDocument = {
        type: 'shipment',
        shipmentId: 'S-1',
        source: { system: 'wms' },
        order: { type: 'orderId', value: 'B-1' },
      };
      const id = await save(database, shipment);
      await database.write((connection) => rememberDangling(connection, id, shipment));
    },
  };

  for (const [what, write] of Object.entries(stored)) {
    it(`is not the one to answer once the store holds ${what}`, async () => {
      const database = store();
      await write(database);
      expect(isFirstOf(database, order('B-1'))).toBe(false);
    });
  }

  it('is so for an order beside others', async () => {
    const database = store();
    await save(database, order('B-2', 'CUP'));
    expect(isFirstOf(database, order('B-1'))).toBe(true);
  });
});

describe('foresight', () => {
  const usually = (foresight: Foresight) => foresight.worthwhile().includes('inventory');

  it('stops trying what is nearly always known already, tries it now and then, and learns when that changes', () => {
    const foresight = new Foresight();
    expect(usually(foresight)).toBe(true);
    for (let report = 0; report < 50; report += 1) foresight.learn('inventory', false);
    const tries = Array.from({ length: 640 }, () => usually(foresight)).filter(Boolean).length;
    expect(tries).toBe(10);
    for (let report = 0; report < 50; report += 1) foresight.learn('inventory', true);
    expect(usually(foresight)).toBe(true);
    expect(foresight.worthwhile()).toContain('order');
  });
});

describe('messages that come together', () => {
  const FILES = {
    'mappings/orders/mapping.json': JSON.stringify({
      title: 'Orders',
      from: { system: 'shop', class: 'storefront', format: 'json' },
      to: { document: 'order' },
    }),
    'mappings/orders/mapping.jsonata':
      '{ "type": "order", "orderId": id, "occurredAt": at, "source": { "system": "shop" }, "lines": [{ "lineId": "1", "sku": sku, "quantity": quantity, "unit": "EA" }] }',
  };
  const COUNT = 60;
  const message = (n: number, version: number) =>
    JSON.stringify({
      id: `B-${n}`,
      at: `2026-03-02T09:${String(version).padStart(2, '0')}:00Z`,
      sku: `MUG-${n}`,
      quantity: n + version,
    });

  /** Everything that is stored of the orders, but for ids and times of ours. */
  async function told(deliver: (send: (text: string) => Promise<unknown>) => Promise<void>): Promise<unknown> {
    const harness = await openHarness({ files: FILES });
    try {
      const source = { source: 'shop', mapping: 'orders' };
      await deliver((text) => harness.sidecar.accept({ ...source, body: new TextEncoder().encode(text) }));
      await harness.sidecar.idle();
      const { connection } = harness.sidecar.database;
      const rows = connection.prepare('SELECT id FROM documents ORDER BY key').all() as { id: number }[];
      const views = rows.map(({ id }) => documentById(connection, id)?.view);
      const outcomes = connection
        .prepare('SELECT status, document_key, count(*) AS n FROM messages GROUP BY status, document_key ORDER BY 2, 1')
        .all();
      const history = connection
        .prepare(
          'SELECT d.key, h.outcome, count(*) AS n FROM history h JOIN documents d ON d.id = h.document_id GROUP BY 1, 2 ORDER BY 1, 2',
        )
        .all();
      return { views, outcomes, history };
    } finally {
      await harness.close();
    }
  }

  it('end as they do one by one: new ones, changes of new ones under way, and repeats', async () => {
    const texts = Array.from({ length: COUNT }, (_unused, n) => [message(n, 0), message(n, 1), message(n, 0)]).flat();
    const together = await told(async (send) => {
      await Promise.all(texts.map(send));
    });
    const oneByOne = await told(async (send) => {
      for (const text of texts) await send(text);
    });
    expect(together).toEqual(oneByOne);
  });
});
