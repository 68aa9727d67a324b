// Requests at the edge of HTTP: methods, bodies, waits, cursors; each gets one clear answer and harms nothing.
import { createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../runtime/http/app.ts';
import { type Listening, listen } from '../../runtime/http/server.ts';
import { eventually, type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
let listening: Listening | undefined;
afterEach(async () => {
  await listening?.close(0);
  listening = undefined;
  await harness.close();
});

const request = (path: string, init: RequestInit = {}) => Promise.resolve(harness.app.request(path, init));

const problem = async (path: string, init: RequestInit = {}) => {
  const response = await request(path, init);
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

const orders = '/v1/messages/my-shop-order';
const receiptCount = () =>
  (harness.sidecar.database.connection.prepare('SELECT count(*) AS n FROM receipts').get() as { n: number }).n;

describe('methods', () => {
  it('answers HEAD like GET, without a body', async () => {
    harness = await openHarness();
    const response = await request('/v1/messages', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('says which methods an address takes', async () => {
    harness = await openHarness();
    const options = await request(orders, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    const wrong = await request('/v1/messages/x/y', { method: 'GET' });
    expect(wrong.status).toBe(404);
    const deleted = await request('/v1/workspace/files/mappings/a/mapping.json', { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, OPTIONS']);
    expect(await deleted.json()).toMatchObject({ code: 'request.method', status: 405 });
  });
});

describe('waits and pages', () => {
  it.each(['abc', '-1', '1.5', '0x10', '1e3', ' 5', ''])('refuses ?wait=%s before anything is stored', async (wait) => {
    harness = await openHarness();
    const path = `${orders}?wait=${encodeURIComponent(wait)}`;
    expect(await problem(path, { method: 'POST', body: shopOrder() })).toMatchObject({
      status: 400,
      json: { code: 'request.invalid' },
    });
    expect(receiptCount()).toBe(0);
  });

  it('waits no longer than it may, whatever it is asked', async () => {
    harness = await openHarness({ config: 'http: { waitLimitMs: 50 }\nworkers: 1\n' });
    harness.sidecar.database.connection.exec(
      "CREATE TRIGGER slow BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    const response = await request(`${orders}?wait=9007199254740991`, { method: 'POST', body: shopOrder() });
    expect([200, 202]).toContain(response.status);
  });

  it.each(['x', '-1', '9007199254740993', '1;DROP', '%27'])('refuses the cursor %s', async (cursor) => {
    harness = await openHarness();
    for (const list of ['messages', 'exceptions', 'deliveries'])
      expect((await problem(`/v1/${list}?cursor=${encodeURIComponent(cursor)}`)).json['code']).toBe('request.invalid');
  });

  it('goes through all pages once, while new messages come', async () => {
    harness = await openHarness();
    for (let index = 0; index < 5; index += 1) await harness.post(orders, shopOrder({ number: `A-${index}` }));
    const seen: string[] = [];
    let path = '/v1/messages?limit=2';
    for (let cursor: unknown = ''; cursor !== null; ) {
      const { json } = await harness.get(path);
      seen.push(...(json['messages'] as { document: { key: string } }[]).map((message) => message.document.key));
      cursor = json['next'];
      path = `/v1/messages?limit=2&cursor=${cursor}`;
      if (seen.length === 2) await harness.post(orders, shopOrder({ number: 'A-9' }));
    }
    expect(seen).toEqual(['A-4', 'A-3', 'A-2', 'A-1', 'A-0']);
  });
});

describe('bodies', () => {
  it('refuses a body over the limit whose length nobody declared', async () => {
    harness = await openHarness({ config: 'http: { bodyLimitBytes: 1000 }\n' });
    const chunk = new TextEncoder().encode('x'.repeat(600));
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(chunk);
      },
    });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect(await problem(orders, init)).toMatchObject({ status: 413, json: { code: 'request.too-large' } });
    expect(pulled).toBeLessThan(6);
    for (const path of ['/v1/workspace/preview', '/v1/exceptions/x/replay'])
      expect((await problem(path, { method: 'POST', body: JSON.stringify({ x: 'y'.repeat(2000) }) })).status).toBe(413);
    const put = await problem('/v1/workspace/files/mappings/a/b.txt', { method: 'PUT', body: 'x'.repeat(1001) });
    expect(put.status).toBe(413);
  });

  it('stores nothing of a body that breaks off', async () => {
    harness = await openHarness();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"number":'));
        controller.error(new Error('gone'));
      },
    });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect(await problem(orders, init)).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
    expect(receiptCount()).toBe(0);
  });

  it('stores nothing of a sender that hangs up in the middle, and serves the next one', async () => {
    harness = await openHarness();
    const errors: unknown[] = [];
    listening = await listen(createApp(harness.sidecar, { onError: (thrown) => errors.push(thrown) }), {
      host: '127.0.0.1',
      port: 0,
    });
    const socket = createConnection(listening.port, '127.0.0.1');
    socket.write(`POST ${orders} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"number":`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    const response = await fetch(`${listening.url}${orders}?wait=10000`, { method: 'POST', body: shopOrder() });
    expect(response.status).toBe(200);
    await response.text();
    expect(receiptCount()).toBe(1);
    expect(errors).toEqual([]);
  });

  it.each(['', '[]', '"text"', 'null', '{', '\ufeff', '{"by":1}', '{"by":" "}'])(
    'answers %j, which is no body of a discard, with 400',
    async (body) => {
      harness = await openHarness();
      expect(await problem('/v1/exceptions/x/discard', { method: 'POST', body })).toMatchObject({ status: 400 });
    },
  );
});

describe('a shutdown', () => {
  it('answers who waits for a message that will not be settled any more, and cuts off who does not go', async () => {
    harness = await openHarness({ config: 'drainMs: 100\nlimits: { timeMs: 60000 }\n', files: ENDLESS });
    listening = await listen(createApp(harness.sidecar), { host: '127.0.0.1', port: 0 });
    const waiting = fetch(`${listening.url}/v1/messages/endless?wait=60000`, { method: 'POST', body: '{}' });
    const idle = createConnection(listening.port, '127.0.0.1');
    idle.on('error', () => undefined);
    idle.write('POST /v1/messages/endless HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
    await eventually(() => harness.sidecar.load.receipts === 1);
    const started = performance.now();
    await Promise.all([harness.sidecar.close(), listening.close(3_000)]);
    expect(performance.now() - started).toBeLessThan(6_000);
    expect((await waiting).status).toBe(202);
    listening = undefined;
    harness = { ...harness, close: async () => undefined };
  });

  it('refuses new messages while it drains, and asks to come again', async () => {
    harness = await openHarness();
    const closing = harness.sidecar.close();
    const response = await request(orders, { method: 'POST', body: shopOrder() });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await request('/readyz')).status).toBe(503);
    await closing;
    harness = { ...harness, close: async () => undefined };
  });
});

const ENDLESS = {
  'mappings/endless/mapping.json': JSON.stringify({
    title: 'Never ends',
    from: { system: 'endless', class: 'erp', format: 'json' },
    to: { document: 'order' },
  }),
  'mappings/endless/mapping.jsonata': `{ "type": "order", "orderId": $string($match($pad("", 2000000, "a"), /a+b/)), "source": { "system": "endless" } }\n`,
};
