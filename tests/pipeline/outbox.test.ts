// What goes out, in which order, how often, and what becomes of what does not.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../runtime/connectors/http.ts';
import { Breaker } from '../../runtime/pipeline/breaker.ts';
import { eventually, type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness | undefined;
const servers: Server[] = [];
afterEach(async () => {
  await harness?.close();
  harness = undefined;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

type Answer = number | 'never' | { status: number; headers: Record<string, string>; body?: string };

/** A destination that is asked for each body what it answers, and remembers the order of what it took. */
async function destination(answer: (body: string, count: number) => Answer): Promise<{ url: string; taken: string[] }> {
  const taken: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const said = answer(body, taken.length);
    taken.push(body);
    if (said === 'never') return;
    const { status, headers = {}, body: text = '' } = typeof said === 'number' ? { status: said } : said;
    response.writeHead(status, headers).end(text);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`, taken };
}

const outbound = (from: object = {}, program = '{ "order": orderId, "status": status }') => ({
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release', ...from },
    to: { system: 'wms', format: 'json' },
    owner: 'warehouse',
  }),
  'mappings/to-wms/mapping.jsonata': `${program}\n`,
});

const config = (url: string, more = '') =>
  `drainMs: 300\ndestinations:\n  wms:\n    type: http\n    url: ${url}\n    addresses: [127.0.0.1]\n    mappings: [to-wms]\n    retry: { attempts: 1000, baseMs: 1, maxMs: 5 }\n${more}`;

const send = (fields: Record<string, unknown> = {}) =>
  (harness as Harness).post('/v1/messages/my-shop-order', shopOrder(fields));

const rows = () =>
  harness?.sidecar.database.connection
    .prepare('SELECT status, attempts, document_key AS key FROM deliveries ORDER BY seq')
    .all() as { status: string; attempts: number; key: string }[];

const exceptions = async () =>
  ((await harness?.get('/v1/exceptions'))?.json['exceptions'] ?? []) as Record<string, unknown>[];

const replay = async (id: unknown) =>
  (await harness?.app.request(`/v1/exceptions/${id}/replay`, { method: 'POST', body: '{"by":"Ada"}' }))?.status;

describe('the order of deliveries', () => {
  it('keeps a later state of a document back while an earlier one is still to be sent', async () => {
    let down = true;
    const { url, taken } = await destination((body) => (down && body.includes('accepted') ? 503 : 200));
    harness = await openHarness({ config: config(url), files: outbound({ repeat: 'change' }) });
    await send();
    await eventually(() => taken.length >= 2);
    await send({ state: 'SENT' });
    await send({ number: 'A-2', state: 'SENT' });
    await eventually(() => taken.some((body) => body.includes('A-2')));
    expect(taken.some((body) => body.includes('A-1') && body.includes('shipped'))).toBe(false);
    down = false;
    await eventually(() => rows().every((row) => row.status === 'delivered'));
    const statuses = taken.filter((body) => body.includes('A-1')).map((body) => JSON.parse(body).status as string);
    expect(statuses.indexOf('shipped')).toBe(statuses.length - 1);
  });

  it('does not send a dead delivery again when a later one has been queued', async () => {
    const { url, taken } = await destination((body) => (body.includes('accepted') ? 400 : 200));
    harness = await openHarness({ config: config(url), files: outbound({ repeat: 'change' }) });
    await send();
    await eventually(() => rows()[0]?.status === 'dead');
    await send({ state: 'SENT' });
    await eventually(() => rows()[1]?.status === 'delivered');
    const [exception] = await exceptions();
    expect(await replay(exception?.['id'])).toBe(200);
    expect(await exceptions()).toEqual([]);
    await send({ number: 'A-2', state: 'SENT' });
    await eventually(() => rows()[2]?.status === 'delivered');
    expect(taken).toHaveLength(3);
    expect(rows()[0]).toMatchObject({ status: 'replaced', attempts: 1 });
  });

  it('fills its places again as each attempt ends, instead of waiting for the slowest', async () => {
    const { url, taken } = await destination((body) => (body.includes('"A-1"') ? 'never' : 200));
    harness = await openHarness({ config: config(url, '    concurrency: 2\n'), files: outbound() });
    await send();
    await eventually(() => taken.length === 1);
    for (let index = 2; index <= 6; index += 1) await send({ number: `A-${index}` });
    await eventually(() => rows().filter((row) => row.status === 'delivered').length === 5, 5_000);
    expect(rows()[0]).toMatchObject({ key: 'A-1', status: 'pending' });
  });
});

describe('a destination in trouble', () => {
  it('is left alone after failures in a row, so that no delivery uses up its attempts', async () => {
    const { url, taken } = await destination(() => 503);
    harness = await openHarness({
      config: config(url).replace('attempts: 1000, baseMs: 1, maxMs: 5', 'attempts: 3, baseMs: 60000, maxMs: 60000'),
      files: outbound(),
    });
    for (let index = 1; index <= 20; index += 1) await send({ number: `A-${index}` });
    await eventually(() => taken.length >= 5);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(taken.length).toBeLessThan(10);
    expect(rows().filter((row) => row.attempts === 0).length).toBeGreaterThan(10);
  });

  it('gets nothing at all before the time it asked for', async () => {
    let now = Date.UTC(2026, 2, 1);
    const { url, taken } = await destination((_body, count) =>
      count === 0 ? { status: 429, headers: { 'retry-after': '60' } } : 200,
    );
    harness = await openHarness({ config: config(url), files: outbound(), clock: () => now, random: () => 0 });
    await send();
    await eventually(() => rows()[0]?.attempts === 1);
    await send({ number: 'A-2' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(taken).toHaveLength(1);
    now += 60_000;
    harness.sidecar.wakeCouriers();
    await eventually(() => rows().every((row) => row.status === 'delivered'));
  });

  it('cannot put a delivery off for longer than a day, whatever it asks for', () => {
    const now = Date.UTC(2026, 2, 1);
    expect(retryAfterMs('9'.repeat(400), now)).toBe(86_400_000);
    expect(retryAfterMs('Fri, 31 Dec 9999 23:59:59 GMT', now)).toBe(86_400_000);
    expect(retryAfterMs('Sun, 01 Mar 2026 00:00:30 GMT', now)).toBe(30_000);
    expect(retryAfterMs('-5', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
  });

  it('may answer with a body without end', async () => {
    const { url } = await destination(() => ({ status: 200, headers: {}, body: 'x'.repeat(2_000_000) }));
    harness = await openHarness({ config: config(url), files: outbound() });
    await send();
    await eventually(() => rows()[0]?.status === 'delivered');
  });

  it('opens the breaker at the fifth failure in a row, ever longer, and closes it with any answer', () => {
    const breaker = new Breaker({ baseMs: 1_000, maxMs: 3_600_000 });
    for (let count = 1; count <= 4; count += 1) breaker.failed(0, { random: 0.5 });
    expect([breaker.isOpen, breaker.until]).toEqual([false, 0]);
    breaker.failed(0, { random: 0.5 });
    expect([breaker.isOpen, breaker.until]).toEqual([true, 1_000]);
    breaker.failed(1_000, { random: 0.5 });
    expect(breaker.until).toBe(3_000);
    for (let count = 0; count < 40; count += 1) breaker.failed(3_000, { random: 0.5 });
    expect(breaker.until).toBe(303_000);
    breaker.answered();
    expect([breaker.isOpen, breaker.until]).toEqual([false, 0]);
    breaker.failed(5_000, { random: 0.5, afterMs: 10_000 });
    expect([breaker.isOpen, breaker.until]).toEqual([false, 15_000]);
  });
});

describe('a delivery that cannot be made', () => {
  const FAILING = '{ "order": orderId, "status": status = "accepted" ? $error("no") : status }';

  it('is one exception of the mapping’s owner, which closes by itself once it can be made', async () => {
    harness = await openHarness({ files: outbound({}, FAILING) });
    await send();
    await send({ note: 'again' });
    expect(await exceptions()).toMatchObject([{ subject: 'delivery', mapping: 'to-wms', owner: 'warehouse' }]);
    await send({ state: 'SENT' });
    expect(await exceptions()).toEqual([]);
    expect(rows()).toHaveLength(1);
  });

  it('is made when its exception is replayed after the mapping was corrected', async () => {
    harness = await openHarness({ files: outbound({}, FAILING) });
    await send();
    const [exception] = await exceptions();
    await harness.write('mappings/to-wms/mapping.jsonata', '{ "order": orderId }\n');
    expect(await replay(exception?.['id'])).toBe(200);
    expect(await exceptions()).toEqual([]);
    expect(rows()).toHaveLength(1);
  });

  it('is not looked for again once the document’s message was sent', async () => {
    harness = await openHarness({
      files: outbound({}, '{ "order": orderId, "status": status = "shipped" ? $error("no") : status }'),
    });
    await send();
    await send({ state: 'SENT' });
    expect(rows()).toHaveLength(1);
    expect(await exceptions()).toEqual([]);
  });
});

describe('a shutdown', () => {
  it('does not count an attempt that it cuts off, and does not wait for it longer than it may', async () => {
    const { url, taken } = await destination(() => 'never');
    harness = await openHarness({ config: config(url), files: outbound() });
    await send();
    await eventually(() => taken.length === 1);
    const started = performance.now();
    harness = await harness.reopen();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(rows()).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });
});
