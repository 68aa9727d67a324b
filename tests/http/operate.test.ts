// The routes that operators work with: from a word without a row to its fix, many exceptions at once, lists and charts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

const TABLE = 'mappings/tables/my-shop-status.csv';
const FILES = {
  'rulesets/order-release/ruleset.json': JSON.stringify({
    title: 'May an order be released?',
    gate: 'release',
    document: 'order',
    facts: ['arithmetic'],
    owner: 'warehouse',
  }),
  'rulesets/order-release/rules.json': JSON.stringify([
    {
      name: 'too-many',
      conditions: { all: [{ fact: 'arithmetic', path: '$.lineCount', operator: 'greaterThan', value: 1 }] },
      event: {
        type: 'too-many',
        params: {
          severity: 'block',
          owner: 'warehouse',
          path: '/lines',
          message: 'More than one line',
          help: 'Split it.',
        },
      },
    },
  ]),
};

let harness: Harness;
let now = Date.UTC(2026, 2, 2, 9, 0);

type Json = Record<string, unknown>;
const get = async (path: string): Promise<Json> => (await harness.get(path)).json;
async function post(path: string, body: unknown): Promise<{ status: number; json: Json }> {
  const response = await harness.app.request(path, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as Json };
}
const list = <Row = Json>(json: Json, name: string): Row[] => json[name] as Row[];

/** A replay starts threads of its own, which a busy machine takes its time for. */
const PATIENCE_MS = 90_000;

async function actAndWait(body: Json): Promise<Json> {
  const { json } = await post('/v1/exceptions/acts', body);
  let progress = json;
  await eventually(async () => {
    progress = await get(`/v1/exceptions/acts/${json['id'] as string}`);
    return progress['status'] !== 'running';
  }, PATIENCE_MS);
  return progress;
}

const LINE = { code: 'MUG-01', count: 1, price: '1.00' };

beforeAll(async () => {
  harness = await openHarness({ files: FILES, clock: () => now });
  const send = (fields: Json) => harness.post('/v1/messages/my-shop-order', shopOrder(fields));
  for (let index = 0; index < 12; index += 1) await send({ number: `P-${index}`, state: 'PARKED' });
  for (let index = 0; index < 3; index += 1) await send({ number: `Q-${index}`, state: 'QUEUED' });
  await send({ number: 'P-both', state: 'PARKED', lines: [] });
  now += 3_600_000;
  await send({ number: 'A-1' });
  await send({ number: 'B-1', lines: [LINE, LINE] });
  await harness.sidecar.idle();
});
afterAll(() => harness.close());

describe('the list of messages', () => {
  const keys = async (query: string) => list(await get(`/v1/messages?${query}`), 'messages').length;

  it('is filtered by code, status, mapping, source and time, alone and together', async () => {
    expect(await keys('code=mapping.unmapped')).toBe(16);
    expect(await keys('status=held&mapping=my-shop-order&source=my-shop')).toBe(16);
    expect(await keys('status=processed')).toBe(2);
    expect(await keys('from=2026-03-02T09:30:00Z')).toBe(2);
    expect(await keys('to=2026-03-02T09:30:00Z')).toBe(16);
    expect(await keys('from=2026-03-02T09:30:00Z&status=held')).toBe(0);
    expect(await keys('q=A-&document=order')).toBe(1);
    expect(await keys('q=B-&status=processed&source=my-shop')).toBe(1);
    expect(await keys('q=Z')).toBe(0);
  });

  it('pages through every row once, whatever the filter', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await get(`/v1/messages?limit=5&status=held${cursor}`);
      seen.push(...list<{ id: string }>(page, 'messages').map(({ id }) => id));
      if (page['next'] === null) break;
      cursor = `&cursor=${page['next'] as string}`;
    }
    expect(seen.length).toBe(16);
    expect(new Set(seen).size).toBe(16);
  });

  it('shows one message with its own bytes and its gates', async () => {
    const [first] = list<{ id: string }>(await get('/v1/messages?q=B-1'), 'messages');
    const message = await get(`/v1/messages/${first?.id}`);
    expect(JSON.parse(message['raw'] as string)).toMatchObject({ number: 'B-1' });
    expect(message['gates']).toMatchObject([{ gate: 'release', fit: false, document: { key: 'B-1' } }]);
    expect(message['format']).toBe('json');
  });
});

describe('exceptions', () => {
  it('are clustered by what one correction releases, with where it is made', async () => {
    const clusters = list(await get('/v1/exceptions/clusters'), 'clusters');
    expect(clusters[0]).toMatchObject({
      count: 13,
      owner: 'ecommerce',
      fix: { kind: 'table-row', table: 'my-shop-status', word: 'PARKED', file: TABLE },
    });
    expect(clusters.map(({ count }) => count)).toEqual([13, 3, 1]);
    expect(clusters[2]).toMatchObject({
      fix: { kind: 'rule', ruleset: 'order-release', rule: 'too-many' },
      gate: 'release',
    });
    expect(list(await get('/v1/exceptions/clusters?owner=warehouse'), 'clusters').length).toBe(1);
  });

  it('name the words that a table has no row for', async () => {
    const words = list(await get('/v1/exceptions/unmapped?table=my-shop-status'), 'words');
    expect(words.map(({ word, count }) => [word, count])).toEqual([
      ['PARKED', 13],
      ['QUEUED', 3],
    ]);
    expect(list(await get('/v1/exceptions/unmapped?table=other'), 'words')).toEqual([]);
  });

  const tableText = async () => (await harness.app.request(`/v1/workspace/files/${TABLE}`)).text();
  const causeOf = async (word: string) =>
    list<{ word: string; cause: string }>(await get('/v1/exceptions/unmapped'), 'words').find(
      (one) => one.word === word,
    )?.cause as string;

  it('are tried on a change of files that is not made', async () => {
    const text = `${await tableText()}PARKED,accepted,paid,\n`;
    const cause = await causeOf('PARKED');
    const { json } = await post('/v1/exceptions/preview', { cause, files: [{ path: TABLE, text }] });
    expect(json).toMatchObject({ total: 13, tried: 13, released: 12, held: 1, findings: [] });
    expect(json['still']).toMatchObject([{ code: 'rule.blocked', cause: 'order-intake/missing-lines', count: 1 }]);
    // Nothing has changed: neither the file, nor the exceptions, nor what is in force.
    expect(await tableText()).not.toContain('PARKED');
    expect((await get('/v1/exceptions/clusters'))['total']).toBe(17);
    const without = await post('/v1/exceptions/preview', { cause, files: [] });
    expect(without.json).toMatchObject({ released: 0, held: 13 });
  });

  it('are not tried on files that cannot run', async () => {
    const text = `${await tableText()}PARKED\n`;
    const { json } = await post('/v1/exceptions/preview', {
      cause: await causeOf('PARKED'),
      files: [{ path: TABLE, text }],
    });
    expect(json).toMatchObject({ tried: 0, findings: [{ code: 'table.row', at: { file: TABLE } }] });
  });

  it('are assigned and commented on, with a note and a line in the audit log for each', async () => {
    const cause = await causeOf('QUEUED');
    expect(await actAndWait({ act: 'assign', cause, to: 'Ada', by: 'Bob' })).toMatchObject({ status: 'done', done: 3 });
    expect(await actAndWait({ act: 'comment', cause, text: 'asked the shop', by: 'Bob' })).toMatchObject({ total: 3 });
    const [first] = list<{ id: string; assignee: string }>(await get('/v1/exceptions?assignee=Ada'), 'exceptions');
    expect(first?.assignee).toBe('Ada');
    const exception = await get(`/v1/exceptions/${first?.id}`);
    expect(exception['notes']).toMatchObject([
      { by: 'Bob', act: 'assigned', text: 'Ada' },
      { by: 'Bob', act: 'commented', text: 'asked the shop' },
    ]);
    const audit = harness.sidecar.database.connection
      .prepare(
        "SELECT action, count(*) AS n FROM audit WHERE action LIKE 'exception.%' GROUP BY action ORDER BY action",
      )
      .all();
    expect(audit).toEqual([
      { action: 'exception.assigned', n: 3 },
      { action: 'exception.commented', n: 3 },
    ]);
  });

  it('are released by the row and a replay of the cause, which says how far it is', async () => {
    const seen: string[] = [];
    const stop = harness.sidecar.onChange(({ kind, status }) => kind === 'act' && seen.push(status));
    const cause = await causeOf('PARKED');
    await harness.write(TABLE, `${await tableText()}PARKED,accepted,paid,\n`);
    const progress = await actAndWait({ act: 'replay', cause, by: 'Bob' });
    stop();
    expect(progress).toMatchObject({ status: 'done', total: 13, done: 13, closed: 13, failed: 0 });
    expect(seen.length).toBeGreaterThan(10);
    expect(list(await get('/v1/messages?status=held&q=P-'), 'messages').length).toBe(1);
    // What went on is not held by anything any more; what is held again is held by something else.
    expect(list(await get('/v1/messages?code=mapping.unmapped'), 'messages').length).toBe(3);
    expect(list(await get('/v1/messages?code=rule.blocked'), 'messages').length).toBe(1);
    const order = await get('/v1/orders/P-3');
    expect(order['order']).toMatchObject({ status: 'accepted' });
    expect(list(await get('/v1/exceptions/clusters'), 'clusters').map(({ count }) => count)).toEqual([3, 1, 1]);
  });

  it('are discarded together with a reason', async () => {
    const cause = await causeOf('QUEUED');
    expect((await post('/v1/exceptions/acts', { act: 'discard', cause, by: 'Bob' })).status).toBe(400);
    const progress = await actAndWait({ act: 'discard', cause, by: 'Bob', reason: 'tests of the shop' });
    expect(progress).toMatchObject({ closed: 3, failed: 0 });
    expect((await get('/v1/messages?status=discarded'))['messages']).toHaveLength(3);
    expect((await get('/v1/conservation'))['balanced']).toBe(true);
  });
});

describe('orders', () => {
  const ids = async (query: string) =>
    list<{ orderId: string }>(await get(`/v1/orders?${query}`), 'orders').map(({ orderId }) => orderId);

  it('are listed by state, by gate and by the beginning of an id', async () => {
    expect(await ids('q=P-')).toHaveLength(12);
    expect(await ids('blocked=release')).toEqual(['B-1']);
    expect(await ids('status=accepted&q=A-')).toEqual(['A-1']);
    expect(await ids('status=shipped')).toEqual([]);
  });

  it('are counted by state and by gate as the store has them', async () => {
    const json = await get('/v1/orders?limit=1');
    expect(json['states']).toEqual([{ status: 'accepted', count: 14 }]);
    expect(json['blocked']).toEqual([{ gate: 'release', count: 1 }]);
    expect(list(json, 'orders')).toHaveLength(1);
    expect(json['next']).not.toBe(null);
  });
});

describe('charts', () => {
  it('count the same as the store does', async () => {
    const range = 'from=2026-03-02T08:00:00Z&to=2026-03-02T11:00:00Z';
    const total = (json: Json, name: string) =>
      list<{ name: string; values: number[] }>(json, 'series')
        .find((one) => one.name === name)
        ?.values.reduce((sum, value) => sum + value, 0);
    expect(total(await get(`/v1/series/received?${range}`), 'my-shop')).toBe(18);
    const settled = await get(`/v1/series/settled?by=last&${range}`);
    // Sixteen were held at first and two went through; the replay ended twelve more and held one again.
    expect([total(settled, 'held'), total(settled, 'processed')]).toEqual([17, 14]);
    expect(total(await get(`/v1/series/held?${range}`), 'mapping.unmapped')).toBe(16);
    expect(list(settled, 'at').length).toBeLessThanOrEqual(302);
    expect(list<{ name: string }>(await get(`/v1/series/latency?${range}`), 'series').map(({ name }) => name)).toEqual([
      'p50',
      'p95',
      'p99',
    ]);
  });
});

describe('connections', () => {
  it('say when a source was last heard of and how a destination does', async () => {
    const json = await get('/v1/connections');
    expect(json['sources']).toMatchObject([
      {
        name: 'my-shop',
        class: 'storefront',
        received: 18,
        lastAt: '2026-03-02T10:00:00.000Z',
        cadence: { status: 'learning' },
      },
    ]);
    expect(json['destinations']).toMatchObject([{ name: 'outbox', type: 'file', circuit: 'closed', dead: 0 }]);
  });
});

describe('a source that falls silent', () => {
  it('is told apart from one that is as usual', async () => {
    const { connection } = harness.sidecar.database;
    const hour = 3_600_000;
    const add = connection.prepare("INSERT INTO activity (kind, minute, name, count) VALUES ('received', ?, ?, 40)");
    for (const [name, quietHours] of [
      ['3pl', 3],
      ['wms', 0],
    ] as const) {
      const last = now - quietHours * hour;
      for (let back = 0; back < 7 * 24; back += 1) add.run(Math.floor((last - back * hour) / 60_000), name);
      connection
        .prepare('INSERT INTO intakes (source, day, received, last_at) VALUES (?, ?, 6720, ?)')
        .run(name, '2026-02-23', last);
    }
    const sources = list<{ name: string; cadence: Json }>(await get('/v1/connections'), 'sources');
    const cadence = (name: string) => sources.find((one) => one.name === name)?.cadence;
    expect(cadence('wms')).toMatchObject({ status: 'usual' });
    expect(cadence('3pl')).toMatchObject({ status: 'silent', silentMs: 3 * hour });
    expect(cadence('3pl')?.['usualPerHour']).toBeCloseTo(40, 0);
  });
});

describe('events', () => {
  it('come as a stream that names what changed', async () => {
    const response = await harness.app.request('/v1/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2' }));
    let text = '';
    await eventually(async () => {
      text += new TextDecoder().decode((await reader.read()).value);
      return text.includes('"kind":"message"');
    });
    expect(text).toMatch(/^retry: \d+\n\nid: \S+\nevent: changes\ndata: \{"counts":/);
    await reader.cancel();
  });
});

describe('changes of the workspace', () => {
  it('name who wrote which file', async () => {
    await harness.app.request('/v1/workspace/files/mappings/tables/new.csv', {
      method: 'PUT',
      body: 'a,b\n',
      headers: { 'x-crossdock-user': 'Ada' },
    });
    expect((await get('/v1/workspace/changes'))['changes']).toMatchObject([
      { by: 'Ada', action: 'workspace.file-written', subject: 'mappings/tables/new.csv' },
    ]);
  });
});

describe('the way of a message', () => {
  interface Way {
    readonly stages: readonly {
      readonly name: string;
      readonly status: string;
      readonly tookMs?: number;
      readonly outcomes?: readonly { readonly key: string; readonly changes: readonly Json[] }[];
    }[];
  }
  const wayOf = async (number: string, state: string): Promise<Way['stages']> => {
    const sent = await harness.post('/v1/messages/my-shop-order', shopOrder({ number, state }));
    return ((await get(`/v1/messages/${sent.json.messages[0]?.id}`)) as unknown as Way).stages;
  };
  const timed = (stages: Way['stages']) => stages.flatMap(({ name, tookMs }) => (tookMs === undefined ? [] : [name]));

  it('has the time of every step that was reached, and of no other', async () => {
    const stages = await wayOf('WAY-1', 'PAID');
    expect(timed(stages)).toEqual(['decode', 'contract', 'map', 'check', 'apply']);
    expect(stages.every(({ tookMs = 0 }) => tookMs >= 0)).toBe(true);
    expect(timed(await wayOf('WAY-2', 'A WORD WITHOUT A ROW'))).toEqual(['decode', 'contract', 'map']);
  });

  it('says what the message changed: all of a new document, then only what is new of it', async () => {
    const [first, second] = [await wayOf('WAY-3', 'PAID'), await wayOf('WAY-3', 'SENT')];
    const changes = (stages: Way['stages']) => stages.at(-1)?.outcomes?.[0]?.changes ?? [];
    expect(changes(first).map(({ path }) => path)).toEqual(['']);
    expect(changes(second)).toContainEqual({ path: '/status', from: 'accepted', to: expect.any(String) as unknown });
  });
});
