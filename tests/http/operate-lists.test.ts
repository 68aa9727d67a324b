// What operators look up and sort: exceptions by due time, deliveries with their attempts, stock page by page.
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumOf } from '../../runtime/store/sums.ts';
import { eventually, type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 2, 2, 9, 0);
let now = START;
let harness: Harness;
/** Takes connections and ends them: a destination that is down. */
let down: Server;

const source = { system: 'wms' };
const FILES = {
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release', repeat: 'change' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId, "status": status }\n',
  'mappings/stock/mapping.json': JSON.stringify({
    title: 'Stock',
    from: { system: 'wms', class: 'wms', format: 'json' },
    to: { document: ['inventory'] },
  }),
  'mappings/stock/mapping.jsonata': '$\n',
};

const config = (levels: string) => `
destinations:
  wms:
    type: http
    url: http://127.0.0.1:${(down.address() as AddressInfo).port}/
    addresses: [127.0.0.1]
    mappings: [to-wms]
    owner: warehouse
    retry: { attempts: 3, baseMs: 1, maxMs: 1 }
${levels}
`;
const LEVELS = 'serviceLevels: { owners: { ecommerce: { hours: 0.5, priority: urgent } } }';

type Json = Record<string, unknown>;
const get = async (path: string): Promise<Json> => {
  const { status, json } = await harness.get(path);
  expect(status, path).toBe(200);
  return json;
};
const list = <Row = Json>(json: Json, name: string): Row[] => json[name] as Row[];

/** Every row of a list, page by page. */
async function all<Row = Json>(path: string, name: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ''; ; ) {
    const page = await get(`${path}${cursor}`);
    rows.push(...list<Row>(page, name));
    if (page['next'] === null) return rows;
    cursor = `&cursor=${encodeURIComponent(page['next'] as string)}`;
  }
}

beforeAll(async () => {
  down = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => down.listen(0, '127.0.0.1', resolve));
  harness = await openHarness({ files: FILES, config: config(LEVELS), clock: () => now });
  const send = (fields: Json) => harness.post('/v1/messages/my-shop-order', shopOrder(fields));
  for (let index = 0; index < 6; index += 1) await send({ number: `P-${index}`, state: 'PARKED' });
  now += HOUR_MS;
  for (let index = 0; index < 4; index += 1) await send({ number: `A-${index}` });
  await eventually(async () => {
    // The couriers look at the clock that stands: it is moved on for their next attempt.
    now += 60_000;
    harness.sidecar.wakeCouriers();
    return list(await get('/v1/deliveries?status=dead'), 'deliveries').length === 4;
  }, 60_000);
});
afterAll(async () => {
  await harness.close();
  await new Promise((resolve) => down.close(resolve));
});

interface Exception {
  readonly id: string;
  readonly category: string;
  readonly priority: string;
  readonly createdAt: string;
  readonly dueAt: string;
}

describe('exceptions', () => {
  const hoursOf = ({ createdAt, dueAt }: Exception) => (Date.parse(dueAt) - Date.parse(createdAt)) / HOUR_MS;

  it('fall due by the level of their owner, else of their category', async () => {
    const rows = await all<Exception>('/v1/exceptions?limit=3', 'exceptions');
    const levels = new Set(rows.map((row) => `${row.category} ${row.priority} ${hoursOf(row)}`));
    expect([...levels].sort()).toEqual(['data urgent 0.5', 'delivery high 2']);
  });

  it('are listed by due time, page by page, and those that are overdue alone', async () => {
    const rows = await all<Exception>('/v1/exceptions?limit=3&sort=due', 'exceptions');
    expect(rows.length).toBe(10);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(10);
    expect(rows.map(({ dueAt }) => dueAt)).toEqual(rows.map(({ dueAt }) => dueAt).sort());
    expect((await all<Exception>('/v1/exceptions?limit=4&overdue=true', 'exceptions')).length).toBe(6);
    expect((await harness.get('/v1/exceptions?sort=due&cursor=12')).status).toBe(400);
    expect((await harness.get('/v1/exceptions?sort=other')).status).toBe(400);
  });

  it('are clustered with the first due time, sorted by it, and counted when overdue', async () => {
    const clusters = await get('/v1/exceptions/clusters?sort=due');
    expect(list<Json>(clusters, 'clusters').map(({ priority, count }) => [priority, count])).toEqual([
      ['urgent', 6],
      ['high', 4],
    ]);
    expect(clusters['overdue']).toBe(6);
    expect((await get('/v1/overview'))['overdue']).toEqual({
      count: 6,
      since: new Date(START + HOUR_MS / 2).toISOString(),
    });
    const metrics = await (await harness.app.request('/metrics')).text();
    expect(metrics).toContain('crossdock_exceptions_overdue{owner="ecommerce",category="data"} 6');
  });
});

interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly exception: string | null;
  readonly attempts: number;
}

describe('deliveries', () => {
  it('are listed by destination, status, document, attempts and time, and every row once', async () => {
    const count = async (query: string) => (await all(`/v1/deliveries?limit=2&${query}`, 'deliveries')).length;
    expect(await count('destination=wms')).toBe(4);
    expect(await count('destination=wms&status=dead&mapping=to-wms&attempts=3')).toBe(4);
    expect(await count('attempts=4')).toBe(0);
    expect(await count('status=delivered')).toBe(0);
    expect(await count('key=A-2')).toBe(1);
    expect(await count('document=order&key=A-2&sort=oldest')).toBe(1);
    expect(await count('document=shipment&key=A-2')).toBe(0);
    expect(await count(`from=${new Date(START).toISOString()}`)).toBe(4);
    expect(await count(`to=${new Date(START).toISOString()}`)).toBe(0);
    const oldest = await all<Delivery>('/v1/deliveries?limit=3&sort=oldest', 'deliveries');
    const newest = await all<Delivery>('/v1/deliveries?limit=3', 'deliveries');
    expect(oldest.map(({ id }) => id)).toEqual(newest.map(({ id }) => id).reverse());
  });

  it('show every attempt, the bytes, the exception that says who acts, and the message behind', async () => {
    const [first] = list<Delivery>(await get('/v1/deliveries?key=A-2'), 'deliveries');
    const one = await get(`/v1/deliveries/${first?.id}`);
    const tries = list<{ outcome: string; reason: string; nextAt: string | null }>(one, 'tries');
    expect(tries.map(({ outcome, nextAt }) => [outcome, nextAt === null])).toEqual([
      ['retry', false],
      ['retry', false],
      ['retry', true],
    ]);
    expect(tries[0]?.reason).toMatch(/cannot be reached/);
    expect(one).toMatchObject({
      owner: 'warehouse',
      body: expect.stringContaining('{"order":"A-2","status":"accepted"}') as unknown,
      exceptions: [{ id: first?.exception, status: 'open', owner: 'warehouse', deliveryId: first?.id }],
      messages: [{ source: 'my-shop' }],
    });
    expect((await harness.get('/v1/deliveries/dlv_none')).status).toBe(404);
  });

  it('are sent again together, by destination', async () => {
    const response = await harness.app.request('/v1/exceptions/acts', {
      method: 'POST',
      body: JSON.stringify({ act: 'replay', destination: 'wms' }),
    });
    const { id, total } = (await response.json()) as { id: string; total: number };
    expect(total).toBe(4);
    await eventually(async () => (await get(`/v1/exceptions/acts/${id}`))['status'] === 'done', 60_000);
    const none = await harness.app.request('/v1/exceptions/acts', {
      method: 'POST',
      body: JSON.stringify({ act: 'replay', destination: 'nowhere' }),
    });
    expect(none.status).toBe(404);
    await eventually(async () => {
      now += 60_000;
      harness.sidecar.wakeCouriers();
      return list(await get('/v1/deliveries?status=dead'), 'deliveries').length === 4;
    }, 60_000);
    // The destination is still down: each has a new exception, and all of its attempts.
    const [first] = list<Delivery>(await get('/v1/deliveries?key=A-2'), 'deliveries');
    const one = await get(`/v1/deliveries/${first?.id}`);
    expect(list(one, 'tries').length).toBe(6);
    expect(list<Json>(one, 'exceptions').map(({ status }) => status)).toEqual(['open', 'resolved']);
  });
});

describe('stock', () => {
  const SKUS = ['A', 'B%1', 'B@2', 'C#3', 'D'];
  const LOCATIONS = ['dock 1', 'dock 2', 'Ω'];
  beforeAll(async () => {
    for (const sku of SKUS)
      for (const location of LOCATIONS)
        await harness.post(
          '/v1/messages/stock',
          JSON.stringify({ type: 'inventory', sku, location, source, quantities: { available: 5 } }),
        );
    await harness.sidecar.idle();
  });

  const keys = async (query: string) =>
    (await all<{ sku: string; location: string }>(`/v1/inventory?limit=2${query}`, 'positions')).map(
      ({ sku, location }) => `${sku} ${location}`,
    );

  it('is paged through every position once, by SKU, by its beginning and by location', async () => {
    const everything = SKUS.flatMap((sku) => LOCATIONS.map((location) => `${sku} ${location}`)).sort();
    expect((await keys('')).sort()).toEqual(everything);
    expect((await keys('&q=B')).length).toBe(6);
    expect((await keys('&q=B%2525')).length).toBe(0);
    expect((await keys('&q=B%25')).sort()).toEqual(LOCATIONS.map((location) => `B%1 ${location}`).sort());
    expect((await keys('&location=dock%201')).sort()).toEqual(SKUS.map((sku) => `${sku} dock 1`).sort());
    expect(await keys('&location=dock%202&sku=C%233')).toEqual(['C#3 dock 2']);
    expect(await keys('&location=nowhere')).toEqual([]);
    expect((await get('/v1/inventory?limit=1'))['locations']).toEqual(LOCATIONS);
    expect((await harness.get('/v1/inventory?cursor=*')).status).toBe(400);
  });

  it('reads a page by an index, whatever it is filtered by', () => {
    const { connection } = harness.sidecar.database;
    const plan = (index: string, where: string) =>
      (
        connection
          .prepare(
            `EXPLAIN QUERY PLAN SELECT * FROM documents INDEXED BY ${index} WHERE type = 'inventory' ${where}
             AND key >= '' AND key < 'x' AND key > 'a' ORDER BY key LIMIT 50`,
          )
          .all() as { detail: string }[]
      ).map(({ detail }) => detail);
    expect(plan('documents_key', '').join()).not.toMatch(/SCAN|TEMP B-TREE/);
    expect(plan('documents_location', "AND json_extract(view, '$.location') = 'x'").join()).not.toMatch(
      /SCAN|TEMP B-TREE/,
    );
  });
});

it('due times follow the configuration: another level is that of all that is open from the next start on', async () => {
  await harness.write('crossdock.yaml', config('serviceLevels: { block: { hours: 1, priority: low } }'));
  harness = await harness.reopen();
  const rows = await all<Exception>('/v1/exceptions?limit=100', 'exceptions');
  const levels = new Set(
    rows.map(
      (row) => `${row.category} ${row.priority} ${(Date.parse(row.dueAt) - Date.parse(row.createdAt)) / HOUR_MS}`,
    ),
  );
  expect([...levels].sort()).toEqual(['data low 1', 'delivery high 2']);
  const { connection } = harness.sidecar.database;
  expect(await harness.sidecar.sums.ask('groups', {})).toEqual(sumOf(connection, 'groups', {}));
});
