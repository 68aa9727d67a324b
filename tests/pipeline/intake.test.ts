import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, type HarnessOptions, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
const open = async (options?: HarnessOptions) => {
  harness = await openHarness(options);
  return harness;
};
afterEach(async () => harness.close());

describe('intake', () => {
  it('answers 202 with the receipt before the message is settled, and settles it behind that', async () => {
    const { app, sidecar, get } = await open();
    const response = await app.request('/v1/messages/my-shop-order', { method: 'POST', body: shopOrder() });
    expect(response.status).toBe(202);
    const { receipt, status } = (await response.json()) as { receipt: string; status: string };
    expect(status).toBe('accepted');
    expect(await sidecar.settled(receipt, 10_000)).toBe(true);
    const { json } = await get(`/v1/receipts/${receipt}`);
    expect(json['body']).toBe(shopOrder());
    expect(json['messages']).toMatchObject([{ status: 'processed', document: { type: 'order', key: 'A-1' } }]);
  });

  it('answers 200 with documents and decisions when it is asked to wait', async () => {
    const { post } = await open();
    const { status, json } = await post('/v1/messages/my-shop-order', shopOrder());
    expect(status).toBe(200);
    expect(json).toMatchObject({
      status: 'processed',
      messages: [{ status: 'processed', documents: [{ type: 'order', orderId: 'A-1' }], decisions: [] }],
    });
  });

  it('keeps the bytes exactly as they came', async () => {
    const { post, app } = await open();
    const bytes = new TextEncoder().encode(`\ufeff${shopOrder()} \r\n`);
    const { json } = await post('/v1/messages/my-shop-order', bytes);
    const response = await app.request(`/v1/receipts/${json.receipt}/body`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  it('returns the first receipt when the same key is sent ten times, and changes nothing', async () => {
    const { post, get } = await open();
    const headers = { 'idempotency-key': 'delivery-1' };
    const first = await post('/v1/messages/my-shop-order', shopOrder(), headers);
    const order = (await get('/v1/orders/A-1')).json;
    for (let repeat = 0; repeat < 9; repeat += 1) {
      const again = await post('/v1/messages/my-shop-order', shopOrder(), headers);
      expect(again).toMatchObject({ status: 200, json: { receipt: first.json.receipt, status: 'duplicate' } });
    }
    expect((await get('/v1/orders/A-1')).json).toEqual(order);
    const { json } = await get('/v1/conservation');
    expect(json['rows']).toMatchObject([
      {
        source: 'my-shop',
        receipts: { received: 10, processed: 1, duplicate: 9, balanced: true },
        messages: { received: 1, processed: 1 },
      },
    ]);
  });

  it('refuses a used key with another body, because one of the two would be lost', async () => {
    const { post } = await open();
    const headers = { 'idempotency-key': 'delivery-1' };
    await post('/v1/messages/my-shop-order', shopOrder(), headers);
    const { status, json } = await post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2' }), headers);
    expect(status).toBe(409);
    expect(json).toMatchObject({ code: 'request.conflict' });
  });

  it('counts the same content without a key as a duplicate message that changes nothing', async () => {
    const { post, get } = await open();
    await post('/v1/messages/my-shop-order', shopOrder());
    const { json } = await post('/v1/messages/my-shop-order', shopOrder());
    expect(json.messages[0]?.status).toBe('duplicate');
    expect((await get('/v1/conservation')).json['rows']).toMatchObject([
      { messages: { received: 2, processed: 1, duplicate: 1, balanced: true } },
    ]);
  });

  it('names the mapping it does not know and those it does', async () => {
    const { post } = await open();
    const { status, json } = await post('/v1/messages/nobody', shopOrder());
    expect(status).toBe(404);
    expect(json).toMatchObject({ code: 'mapping.unknown', expected: 'my-shop-order' });
  });

  it('refuses an empty body and one over the limit, each with its own code', async () => {
    const { post } = await open({ config: 'http: { bodyLimitBytes: 100 }\n' });
    expect(await post('/v1/messages/my-shop-order', '')).toMatchObject({ status: 422, json: { code: 'format.empty' } });
    expect(await post('/v1/messages/my-shop-order', 'x'.repeat(101))).toMatchObject({
      status: 413,
      json: { code: 'request.too-large' },
    });
  });

  it('names file, line and column when the mapping that is asked for has a syntax error, and takes messages for others', async () => {
    const { post } = await open({
      files: {
        'mappings/broken/mapping.json': JSON.stringify({
          title: 'Broken',
          from: { system: 'x', class: 'erp', format: 'json' },
          to: { document: 'order' },
        }),
        'mappings/broken/mapping.jsonata': '{\n  "type": "order",\n  "orderId": (\n}\n',
      },
    });
    const { json } = await post('/v1/messages/broken', '{}');
    expect(json).toMatchObject({ code: 'mapping.syntax', at: { file: 'mappings/broken/mapping.jsonata', line: 4 } });
    expect((await post('/v1/messages/my-shop-order', shopOrder())).json.status).toBe('processed');
  });

  it('holds a message whose bytes are malformed, with the place, and keeps it for a replay', async () => {
    const { post } = await open();
    const { json } = await post('/v1/messages/my-shop-order', '{"number": "A-1",}');
    expect(json.messages[0]).toMatchObject({
      status: 'held',
      exception: { code: 'format.json.syntax', owner: 'ecommerce', detail: { at: { line: 1 } } },
    });
  });

  it('finds the mapping of a source by its topic, and refuses sources nobody declared', async () => {
    const { post } = await open();
    const { json } = await post('/v1/sources/my-shop', shopOrder(), { 'x-crossdock-topic': 'order' });
    expect(json.status).toBe('processed');
    expect(await post('/v1/sources/stranger', shopOrder())).toMatchObject({
      status: 404,
      json: { code: 'source.unknown' },
    });
  });

  it('holds a message of a source that no mapping takes, naming the topic', async () => {
    const { post } = await open();
    const { json } = await post('/v1/sources/my-shop', shopOrder(), { 'x-crossdock-topic': 'refund' });
    expect(json.messages[0]).toMatchObject({
      status: 'held',
      exception: { code: 'mapping.no-match', detail: { actual: 'refund' } },
    });
  });

  it('lets only signed bytes of a source in when it has a signature', async () => {
    const { createHmac } = await import('node:crypto');
    const config =
      'sources:\n  my-shop:\n    system: my-shop\n    signature: { scheme: shopify, secrets: [old-secret, new-secret] }\n';
    const { post } = await open({ config });
    const sign = (secret: string) => createHmac('sha256', secret).update(shopOrder()).digest('base64');
    const send = (signature: Record<string, string>, body = shopOrder()) =>
      post('/v1/sources/my-shop', body, { ...signature, 'x-shopify-topic': 'order' });
    expect((await send({ 'x-shopify-hmac-sha256': sign('old-secret') })).json.status).toBe('processed');
    expect((await send({ 'x-shopify-hmac-sha256': sign('new-secret') })).status).toBe(200);
    expect(await send({ 'x-shopify-hmac-sha256': sign('other') })).toMatchObject({
      status: 401,
      json: { code: 'source.signature' },
    });
    expect(await send({ 'x-shopify-hmac-sha256': sign('old-secret') }, `${shopOrder()} `)).toMatchObject({
      status: 401,
    });
    expect(await send({})).toMatchObject({ status: 401 });
  });
});
