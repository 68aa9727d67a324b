import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { webhookSignature } from '../../runtime/connectors/http.ts';
import { backoffMs } from '../../runtime/pipeline/backoff.ts';
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
  `destinations:\n  wms:\n    type: http\n    url: ${url}\n    secret: whsec_MfKQ9r8GKYqTwjUPD8ILPZIo2LaLaSw\n    mappings: [to-wms]\n    owner: warehouse\n    retry: { ${retry} }\n`;

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
});
