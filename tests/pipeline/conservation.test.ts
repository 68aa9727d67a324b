// Law 2: the counts add up, and when something is lost they say so.
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

interface Row {
  readonly source: string;
  readonly day: string;
  readonly receipts: Record<string, number | boolean>;
  readonly messages: Record<string, number | boolean>;
}

const sums = async (query = '') => {
  const { json } = await harness.get(`/v1/conservation${query}`);
  return { balanced: json['balanced'] as boolean, rows: json['rows'] as Row[] };
};

const NDJSON = {
  'mappings/lines/mapping.json': JSON.stringify({
    title: 'Orders, one a line',
    from: { system: 'lines', class: 'storefront', format: 'ndjson' },
    to: { document: 'order' },
  }),
  'mappings/lines/mapping.jsonata':
    '{ "type": "order", "orderId": $string(id), "source": { "system": "lines" }, "lines": [{ "lineId": "1", "quantity": 1, "name": $string(id) }] }\n',
};

const sendAll = async () => {
  harness = await openHarness({ files: NDJSON });
  await harness.post('/v1/messages/my-shop-order', shopOrder(), { 'idempotency-key': 'one' });
  await harness.post('/v1/messages/my-shop-order', shopOrder(), { 'idempotency-key': 'one' });
  await harness.post('/v1/messages/my-shop-order', shopOrder());
  await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2', state: 'PARKED' }));
  await harness.post('/v1/messages/lines', '{"id":1}\n{"id":2}\n{}\n');
};

const run = (sql: string) => harness.sidecar.database.connection.exec(sql);

describe('the conservation sum', () => {
  it('counts every intake and every message once', async () => {
    await sendAll();
    expect(await sums()).toMatchObject({
      balanced: true,
      rows: [
        {
          source: 'lines',
          receipts: { received: 1, processed: 0, held: 1 },
          messages: { received: 3, processed: 2, held: 1, inFlight: 0 },
        },
        {
          source: 'my-shop',
          receipts: { received: 4, processed: 2, held: 1, duplicate: 1, discarded: 0, inFlight: 0 },
          messages: { received: 3, processed: 1, held: 1, duplicate: 1 },
        },
      ],
    });
    expect((await sums('?source=lines')).rows).toHaveLength(1);
    expect((await sums('?day=2001-01-01')).rows).toEqual([]);
  });

  it.each([
    ['a message', "DELETE FROM messages WHERE id = (SELECT id FROM messages WHERE source = 'lines' LIMIT 1)"],
    ['a held message', "DELETE FROM messages WHERE source = 'lines' AND status = 'held'"],
    ['a receipt', "DELETE FROM receipts WHERE source = 'my-shop' AND seq = 1"],
    [
      'a receipt with all its messages',
      "DELETE FROM messages WHERE source = 'lines'; DELETE FROM receipts WHERE source = 'lines'",
    ],
    ['a repeat', 'DELETE FROM duplicates'],
    ['the status of a message', "UPDATE messages SET status = 'lost' WHERE source = 'lines' AND position = 0"],
  ])('does not add up when %s is lost', async (_what, sql) => {
    await sendAll();
    expect((await sums()).balanced).toBe(true);
    run(sql);
    expect((await sums()).balanced).toBe(false);
    expect((await harness.get('/v1/overview')).json).toMatchObject({ balanced: false });
  });

  it('counts a message for the day its receipt came, also when it is decoded, settled or replayed on another', async () => {
    let now = Date.parse('2026-03-01T23:59:59.999Z');
    harness = await openHarness({ clock: () => now });
    const body = new TextEncoder().encode(shopOrder({ state: 'PARKED' }));
    const accepting = harness.sidecar.accept({ source: 'my-shop', mapping: 'my-shop-order', body });
    const { id } = await accepting;
    now += 60_000;
    expect(await harness.sidecar.settled(id, 10_000)).toBe(true);
    await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2' }));
    const { balanced, rows } = await sums();
    expect(balanced).toBe(true);
    expect(rows.map(({ day, receipts, messages }) => [day, receipts['received'], messages['received']])).toEqual([
      ['2026-03-02', 1, 1],
      ['2026-03-01', 1, 1],
    ]);
    expect(rows[1]?.messages).toMatchObject({ held: 1 });
  });

  it('counts what is under way as in flight', async () => {
    await sendAll();
    run("UPDATE receipts SET status = 'pending', message_count = NULL WHERE source = 'lines'");
    run("UPDATE messages SET status = 'accepted' WHERE source = 'my-shop' AND status = 'processed'");
    expect(await sums()).toMatchObject({
      balanced: true,
      rows: [
        { source: 'lines', receipts: { inFlight: 1, held: 0 }, messages: { received: 3, processed: 2, held: 1 } },
        { source: 'my-shop', receipts: { inFlight: 1, processed: 1 }, messages: { inFlight: 1, duplicate: 1 } },
      ],
    });
  });
});
