import type { lookup } from 'node:dns';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../runtime/config.ts';
import { webhookSignature } from '../../runtime/connectors/http.ts';
import { guardedLookup, mayConnect } from '../../runtime/connectors/outbound.ts';
import { backoffMs } from '../../runtime/pipeline/backoff.ts';
import { insertDelivery } from '../../runtime/store/deliveries.ts';
import { eventually, type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness | undefined;
let server: Server | undefined;
afterEach(async () => {
  await harness?.close();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  harness = server = undefined;
});

interface Taken {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A destination whose answers are given one by one, the last one for ever. */
async function destination(
  answers: readonly { status: number; headers?: Record<string, string> }[],
): Promise<{ url: string; taken: Taken[] }> {
  const taken: Taken[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = answers[Math.min(taken.length, answers.length - 1)];
    taken.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(answer?.status ?? 200, answer?.headers).end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${((server as Server).address() as AddressInfo).port}/in`, taken };
}

const OUTBOUND = {
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId, "lines": [lines.{ "sku": sku, "quantity": quantity }] }\n',
};

const config = (url: string, retry = 'attempts: 4, baseMs: 1, maxMs: 5') =>
  `destinations:\n  wms:\n    type: http\n    url: ${url}\n    addresses: [127.0.0.1]\n    secret: whsec_MfKQ9r8GKYqTwjUPD8ILPZIo2LaLaSw\n    mappings: [to-wms]\n    owner: warehouse\n    retry: { ${retry} }\n`;

/** A configuration of this text. */
function configOf(text: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-config-'));
  try {
    writeFileSync(join(folder, 'crossdock.yaml'), text);
    return readConfig({ overrides: { workspace: folder }, environment: {} });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const statuses = (of: Harness) =>
  of.sidecar.database.connection.prepare('SELECT status, attempts FROM deliveries ORDER BY seq').all();

describe('deliveries', () => {
  it('posts what a gate set free, once, with a stable id and a signature of the Standard Webhooks scheme', async () => {
    const { url, taken } = await destination([{ status: 200 }]);
    harness = await openHarness({ config: config(url), files: OUTBOUND });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(() => taken.length === 1);
    const { headers, body } = taken[0] as Taken;
    expect(JSON.parse(body.toString())).toEqual({ order: 'A-1', lines: [{ sku: 'MUG-01', quantity: 2 }] });
    expect(headers['idempotency-key']).toBe(headers['webhook-id']);
    const timestamp = Number(headers['webhook-timestamp']);
    expect(headers['webhook-signature']).toBe(
      webhookSignature('whsec_MfKQ9r8GKYqTwjUPD8ILPZIo2LaLaSw', {
        id: headers['webhook-id'] as string,
        timestamp,
        body,
      }),
    );
    await harness.post('/v1/messages/my-shop-order', shopOrder({ state: 'SENT' }));
    await harness.sidecar.idle();
    expect(statuses(harness)).toEqual([{ status: 'delivered', attempts: 1 }]);
  });

  it('tries again with the same id and the same bytes until the destination takes it', async () => {
    const { url, taken } = await destination([
      { status: 503 },
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 200 },
    ]);
    harness = await openHarness({ config: config(url), files: OUTBOUND });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(() => (statuses(harness as Harness)[0] as { status: string }).status === 'delivered');
    expect(taken.length).toBe(3);
    expect(new Set(taken.map((one) => one.headers['webhook-id'])).size).toBe(1);
    expect(new Set(taken.map((one) => one.body.toString('hex'))).size).toBe(1);
  });

  it('waits as long as Retry-After asks', async () => {
    const { url, taken } = await destination([{ status: 503, headers: { 'retry-after': '120' } }, { status: 200 }]);
    let now = Date.UTC(2026, 2, 1);
    harness = await openHarness({ config: config(url), files: OUTBOUND, clock: () => now, random: () => 0 });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(() => (statuses(harness as Harness)[0] as { attempts: number }).attempts === 1);
    const row = harness.sidecar.database.connection.prepare('SELECT next_at FROM deliveries').get() as {
      next_at: number;
    };
    expect(row.next_at).toBe(now + 120_000);
    now += 119_000;
    harness.sidecar.wakeCouriers();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken.length).toBe(1);
    now += 1_000;
    harness.sidecar.wakeCouriers();
    await eventually(() => taken.length === 2);
  });

  it('makes the last failure an exception of the destination’s owner, and sends again on replay', async () => {
    const answers = [{ status: 500 }];
    const { url, taken } = await destination(answers);
    harness = await openHarness({ config: config(url, 'attempts: 2, baseMs: 1, maxMs: 2'), files: OUTBOUND });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(
      async () => (((await harness?.get('/v1/exceptions'))?.json['exceptions'] as unknown[]) ?? []).length === 1,
    );
    const { json } = await harness.get('/v1/exceptions');
    const [exception] = json['exceptions'] as [{ id: string }];
    expect(exception).toMatchObject({
      subject: 'delivery',
      code: 'delivery.exhausted',
      owner: 'warehouse',
      category: 'delivery',
    });
    expect(taken.length).toBe(2);
    answers[0] = { status: 200 };
    await harness.app.request(`/v1/exceptions/${exception.id}/replay`, {
      method: 'POST',
      body: JSON.stringify({ by: 'Ada' }),
    });
    await eventually(() => (statuses(harness as Harness)[0] as { status: string }).status === 'delivered');
    expect(new Set(taken.map((one) => one.headers['webhook-id'])).size).toBe(1);
  });

  it('does not repeat what the destination refuses for good', async () => {
    const { url, taken } = await destination([{ status: 400 }]);
    harness = await openHarness({ config: config(url), files: OUTBOUND });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(() => (statuses(harness as Harness)[0] as { status: string }).status === 'dead');
    expect(taken.length).toBe(1);
    expect((await harness.get('/v1/exceptions')).json['exceptions']).toMatchObject([{ code: 'delivery.rejected' }]);
  });

  it('goes on after a restart with what was not sent', async () => {
    const { url, taken } = await destination([{ status: 503 }, { status: 200 }]);
    harness = await openHarness({ config: config(url, 'attempts: 4, baseMs: 200, maxMs: 400'), files: OUTBOUND });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(() => taken.length === 1);
    harness = await harness.reopen();
    await eventually(() => (statuses(harness as Harness)[0] as { status: string }).status === 'delivered');
    expect(taken[1]?.headers['webhook-id']).toBe(taken[0]?.headers['webhook-id']);
  });

  it('writes files under a temporary name and renames them; without a configured destination they go to the outbox', async () => {
    harness = await openHarness({ files: OUTBOUND });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    const folder = join(harness.data, 'outbox');
    await eventually(() => (statuses(harness as Harness)[0] as { status: string }).status === 'delivered');
    const names = await readdir(folder);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^to-wms-A-1-dlv_[0-9A-Z]{26}\.json$/);
    expect(JSON.parse(await readFile(join(folder, names[0] as string), 'utf8'))).toMatchObject({ order: 'A-1' });
  });

  it('retries while the folder cannot be written', async () => {
    harness = await openHarness({
      config:
        'destinations:\n  files:\n    type: file\n    directory: PLACE\n    mappings: [to-wms]\n    retry: { attempts: 2, baseMs: 1, maxMs: 2 }\n'.replace(
          'PLACE',
          '/dev/null/nowhere',
        ),
      files: OUTBOUND,
    });
    await writeFile(join(harness.workspace, 'unused'), '');
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(() => (statuses(harness as Harness)[0] as { status: string }).status === 'dead');
    expect((await harness.get('/v1/exceptions')).json['exceptions']).toMatchObject([{ code: 'delivery.exhausted' }]);
  });

  it('spreads retries by at most a fifth around doubling, and never earlier than Retry-After', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        fc.option(fc.integer({ min: 0, max: 600_000 }), { nil: undefined }),
        (attempt, random, afterMs) => {
          const settings = { baseMs: 1_000, maxMs: 3_600_000 };
          const plain = Math.min(settings.maxMs, settings.baseMs * 2 ** (attempt - 1));
          const wait = backoffMs(settings, attempt, { random, ...(afterMs === undefined ? {} : { afterMs }) });
          expect(wait).toBeGreaterThanOrEqual(Math.max(Math.floor(plain * 0.8), afterMs ?? 0));
          expect(wait).toBeLessThanOrEqual(Math.max(Math.ceil(plain * 1.2), Math.ceil((afterMs ?? 0) * 1.2)));
        },
      ),
    );
  });

  it('sends nothing before what it stands on is on disk', async () => {
    const { url, taken } = await destination([{ status: 200 }]);
    harness = await openHarness({ config: config(url), files: OUTBOUND });
    let release = () => {};
    const synced = new Promise<void>((resolve) => {
      release = resolve;
    });
    harness.sidecar.database.synced = () => synced;
    await harness.app.request('/v1/messages/my-shop-order', { method: 'POST', body: shopOrder() });
    await eventually(() => statuses(harness as Harness).length === 1);
    harness.sidecar.wakeCouriers();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken.length).toBe(0);
    release();
    await eventually(() => taken.length === 1);
  });

  it('follows no redirect, wherever it leads', async () => {
    const { url, taken } = await destination([{ status: 302, headers: { location: 'http://169.254.169.254/' } }]);
    harness = await openHarness({ config: config(url), files: OUTBOUND });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(() => (statuses(harness as Harness)[0] as { status: string }).status === 'dead');
    expect(taken.length).toBe(1);
  });

  it('sends no more in a second than the destination takes', async () => {
    const { url, taken } = await destination([{ status: 200 }]);
    let now = Date.UTC(2026, 2, 1);
    harness = await openHarness({
      config: config(url).replace('    owner', '    perSecond: 2\n    owner'),
      files: OUTBOUND,
      clock: () => now,
    });
    for (const number of ['A', 'B', 'C', 'D', 'E'])
      await harness.post('/v1/messages/my-shop-order', shopOrder({ number }));
    await eventually(() => taken.length === 2);
    harness.sidecar.wakeCouriers();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken.length).toBe(2);
    now += 500;
    harness.sidecar.wakeCouriers();
    await eventually(() => taken.length === 3);
    now += 1_000;
    harness.sidecar.wakeCouriers();
    await eventually(() => taken.length === 5);
  });

  it.each(['document', 'key', 'destination'])('keeps the order that the destination asks for: %s', async (order) => {
    const { url, taken } = await destination([{ status: 503 }, { status: 200 }]);
    harness = await openHarness({
      config: config(url, 'attempts: 9, baseMs: 60000, maxMs: 60000').replace(
        '    owner',
        `    order: ${order}\n    owner`,
      ),
      files: OUTBOUND,
    });
    const { connection } = harness.sidecar.database;
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await eventually(() => taken.length === 1);
    // Another document of the same key, and one of another, behind the one that waits for its second try.
    await harness.sidecar.database.write((writer) => {
      for (const key of ['A-1', 'A-2'])
        insertDelivery(
          writer,
          {
            destination: 'wms',
            mapping: 'to-wms',
            documentKey: key,
            onceKey: `more ${key}`,
            body: Buffer.from(key),
            contentType: 'text/plain',
          },
          Date.now(),
        );
    });
    harness.sidecar.wakeCouriers();
    const expected = { document: ['A-1', 'A-2'], key: ['A-2'], destination: [] }[order] ?? [];
    await eventually(() => taken.length === 1 + expected.length);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(
      taken
        .slice(1)
        .map(({ body }) => body.toString())
        .sort(),
    ).toEqual(expected);
    // Once the first is out of the way, all go.
    connection.prepare("UPDATE deliveries SET status = 'dead' WHERE once_key NOT LIKE 'more%'").run();
    harness.sidecar.wakeCouriers();
    await eventually(() => taken.length === 3);
  });
});

describe('addresses of destinations', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.5.4',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '224.0.0.1',
  ])('are refused where nobody outside could reach them: %s', (address) => {
    expect(mayConnect(address, [])).toBe(false);
    const literal = address.includes(':') ? `[${address}]` : address;
    const written = `destinations:\n  wms: { type: http, url: 'http://${literal}/', mappings: [x] }\n`;
    expect(() => configOf(written)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });

  it('are taken in the public net, and in the networks that the configuration names', () => {
    expect(mayConnect('93.184.216.34', [])).toBe(true);
    expect(mayConnect('2606:2800:220:1::1', [])).toBe(true);
    expect(mayConnect('10.1.2.3', ['10.1.0.0/16'])).toBe(true);
    expect(mayConnect('10.2.2.3', ['10.1.0.0/16'])).toBe(false);
    expect(mayConnect('::1', ['10.1.0.0/16', '::1'])).toBe(true);
    const written =
      "destinations:\n  wms: { type: http, url: 'http://10.1.2.3/', addresses: [10.1.0.0/16], mappings: [x] }\n";
    expect(() => configOf(written)).not.toThrow();
    expect(() => configOf(written.replace('10.1.0.0/16', 'ten'))).toThrow(/expected addresses or networks/);
  });

  it('are those that the name had when it was looked up, of which only the allowed ones are connected to', async () => {
    const resolve = ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(null, [
        { address: '10.0.0.1', family: 4 },
        { address: '93.184.216.34', family: 4 },
      ])) as unknown as typeof lookup;
    const ask = (networks: readonly string[], all: boolean, by = resolve) =>
      new Promise((done) =>
        guardedLookup(networks, by)('shop.example', { all }, (error, address) => done(error?.code ?? address)),
      );
    expect(await ask([], true)).toEqual([{ address: '93.184.216.34', family: 4 }]);
    expect(await ask([], false)).toBe('93.184.216.34');
    expect(await ask(['10.0.0.0/8'], false)).toBe('10.0.0.1');
    const inside = ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])) as unknown as typeof lookup;
    expect(await ask([], false, inside)).toBe('address');
  });

  it('by a name of this machine are not sent to; the delivery waits and says why', async () => {
    const { url, taken } = await destination([{ status: 200 }]);
    const named = config(url.replace('127.0.0.1', 'localhost')).replace('    addresses: [127.0.0.1]\n', '');
    harness = await openHarness({ config: named, files: OUTBOUND });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    const row = () =>
      harness?.sidecar.database.connection.prepare('SELECT attempts, last_error FROM deliveries').get() as {
        attempts: number;
        last_error: string;
      };
    await eventually(() => row().attempts > 0);
    expect(row().last_error).toContain('no address of the public net');
    expect(taken.length).toBe(0);
  });
});
