import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Harness, type HarnessOptions, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
const open = async (options?: HarnessOptions) => {
  harness = await openHarness(options);
  return harness;
};
afterEach(async () => harness.close());

const TABLE = 'mappings/tables/my-shop-status.csv';
const WITH_PARKED = 'state,status,paymentStatus\nNEW,received,pending\nPAID,accepted,paid\nPARKED,received,pending\n';

const heldBy = (answer: Answer): { id: string; code: string } =>
  answer.messages[0]?.exception as { id: string; code: string };

const act = async (path: string, body: Record<string, unknown>) => {
  const response = await harness.app.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

describe('the exception queue', () => {
  it('groups what is open by owner, category and cause', async () => {
    const { post, get } = await open();
    for (const number of ['A-1', 'A-2', 'A-3'])
      await post('/v1/messages/my-shop-order', shopOrder({ number, state: 'PARKED' }));
    await post('/v1/messages/my-shop-order', shopOrder({ number: 'A-4', lines: [] }));
    const { json } = await get('/v1/exceptions');
    expect(json['groups']).toMatchObject([
      { owner: 'ecommerce', category: 'data', code: 'mapping.unmapped', count: 3 },
      { owner: 'ecommerce', category: 'rule', code: 'rule.blocked', cause: 'order-intake/missing-lines', count: 1 },
    ]);
    const filtered = await get('/v1/exceptions?category=rule');
    expect(filtered.json['exceptions']).toMatchObject([
      { path: '/lines', message: 'Order A-4 has no lines', document: { type: 'order', key: 'A-4' } },
    ]);
  });

  it('releases every message of one cause at once when the missing table row was added', async () => {
    const { post, get, write } = await open();
    const held = [];
    for (const number of ['A-1', 'A-2', 'A-3'])
      held.push(await post('/v1/messages/my-shop-order', shopOrder({ number, state: 'PARKED' })));
    await write(TABLE, WITH_PARKED);
    const { status, json } = await act(`/v1/exceptions/${heldBy((held[0] as { json: Answer }).json).id}/replay`, {
      by: 'Ada',
      scope: 'cause',
    });
    expect(status).toBe(200);
    expect(json['exceptions']).toMatchObject([1, 2, 3].map(() => ({ status: 'resolved', messageStatus: 'processed' })));
    expect((await get('/v1/orders/A-3')).json['order']).toMatchObject({ status: 'received', paymentStatus: 'pending' });
    expect((await get('/v1/exceptions')).json['exceptions']).toEqual([]);
  });

  it('releases a message after its rule was corrected', async () => {
    const { post, write, workspace } = await open();
    const held = await post('/v1/messages/my-shop-order', shopOrder({ lines: [] }));
    const { readFile } = await import('node:fs/promises');
    const rules = await readFile(`${workspace}/rulesets/order-intake/rules.json`, 'utf8');
    await write('rulesets/order-intake/rules.json', rules.replace('"block"', '"warn"'));
    const { json } = await act(`/v1/exceptions/${heldBy(held.json).id}/replay`, { by: 'Ada' });
    expect(json['exceptions']).toMatchObject([{ status: 'resolved', messageStatus: 'processed' }]);
  });

  it('keeps the exception open, and the same, when a replay changes nothing', async () => {
    const { post, get } = await open();
    const held = await post('/v1/messages/my-shop-order', shopOrder({ state: 'PARKED' }));
    const { json } = await act(`/v1/exceptions/${heldBy(held.json).id}/replay`, { by: 'Ada' });
    expect(json['exceptions']).toMatchObject([{ id: heldBy(held.json).id, status: 'open', messageStatus: 'held' }]);
    expect(((await get('/v1/exceptions')).json['exceptions'] as unknown[]).length).toBe(1);
  });

  it('takes an edited payload and keeps it beside the original', async () => {
    const { post, get } = await open();
    const held = await post('/v1/messages/my-shop-order', shopOrder({ state: 'PARKED' }));
    const message = held.json.messages[0]?.id as string;
    const { json } = await act(`/v1/exceptions/${heldBy(held.json).id}/replay`, {
      by: 'Ada',
      payload: shopOrder({ state: 'NEW' }),
    });
    expect(json['exceptions']).toMatchObject([{ status: 'resolved', messageStatus: 'processed' }]);
    expect((await get(`/v1/messages/${message}`)).json['edited']).toMatchObject({
      by: 'Ada',
      body: shopOrder({ state: 'NEW' }),
    });
    expect((await get(`/v1/receipts/${held.json.receipt}`)).json['body']).toBe(shopOrder({ state: 'PARKED' }));
  });

  it('discards only for a named person with a reason, and counts the message as discarded', async () => {
    const { post, get } = await open();
    const held = await post('/v1/messages/my-shop-order', shopOrder({ state: 'PARKED' }));
    const path = `/v1/exceptions/${heldBy(held.json).id}/discard`;
    expect(await act(path, { by: 'Ada' })).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
    expect(await act(path, { reason: 'test order' })).toMatchObject({ status: 400 });
    expect((await act(path, { by: 'Ada', reason: 'test order' })).json['exceptions']).toMatchObject([
      { status: 'discarded', messageStatus: 'discarded' },
    ]);
    expect((await get('/v1/conservation')).json['rows']).toMatchObject([
      { receipts: { discarded: 1, balanced: true }, messages: { discarded: 1, balanced: true } },
    ]);
    expect(await act(path, { by: 'Ada', reason: 'again' })).toMatchObject({ status: 409 });
  });

  it('writes who replayed and who discarded into a chain of hashes that a changed row breaks', async () => {
    const { verifyAudit } = await import('../../runtime/store/audit.ts');
    const { post, sidecar } = await open();
    const held = await post('/v1/messages/my-shop-order', shopOrder({ state: 'PARKED' }));
    await act(`/v1/exceptions/${heldBy(held.json).id}/discard`, { by: 'Ada', reason: 'test order' });
    const { connection } = sidecar.database;
    expect(connection.prepare("SELECT actor, action FROM audit WHERE action = 'exception.discarded'").all()).toEqual([
      { actor: 'Ada', action: 'exception.discarded' },
    ]);
    expect(verifyAudit(connection).broken).toBeUndefined();
    connection.prepare("UPDATE audit SET actor = 'Eve' WHERE action = 'exception.discarded'").run();
    expect(verifyAudit(connection).broken).toBeGreaterThan(0);
  });
});
