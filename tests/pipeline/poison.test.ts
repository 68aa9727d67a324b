// Receipts and messages that break what handles them: each ends as held, none is lost, none keeps the others back.
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, type HarnessOptions, openHarness, shopOrder } from '../support/sidecar.ts';

let harness: Harness;
const open = async (options?: HarnessOptions) => {
  harness = await openHarness(options);
  return harness;
};
afterEach(async () => harness.close());

const run = (sql: string) => harness.sidecar.database.connection.exec(sql);

const replay = async (id: string, body: object = {}) => {
  const response = await harness.app.request(`/v1/exceptions/${id}/replay`, {
    method: 'POST',
    body: JSON.stringify({ by: 'Ada', ...body }),
  });
  return { status: response.status, json: (await response.json()) as { exceptions: Record<string, unknown>[] } };
};

const balanced = async () => {
  const { json } = await harness.get('/v1/conservation');
  return { balanced: json['balanced'], rows: json['rows'] as { messages: object; receipts: object }[] };
};

describe('a receipt that cannot be evaluated at all', () => {
  it('is held as one message when decoding it ends the thread, and those behind it go on', async () => {
    const { post } = await open({ config: 'limits: { threadHeapMb: 48 }\n' });
    const many = JSON.stringify({ number: 'A-1', state: 'PAID', lines: Array.from({ length: 700_000 }, () => ({})) });
    const [poison, good] = await Promise.all([
      post('/v1/messages/my-shop-order', many),
      post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2' })),
    ]);
    expect(poison.json.messages).toMatchObject([{ status: 'held', exception: { code: 'mapping.worker-ended' } }]);
    expect(good.json.status).toBe('processed');
    expect(await balanced()).toMatchObject({ balanced: true, rows: [{ messages: { processed: 1, held: 1 } }] });
  });

  it('is held when its mapping has gone since it was accepted, and is processed on replay once it is back', async () => {
    const { sidecar, get } = await open();
    const body = new TextEncoder().encode(shopOrder());
    const { id } = await sidecar.accept({ source: 'my-shop', mapping: 'gone', body });
    expect(await sidecar.settled(id, 10_000)).toBe(true);
    const { json } = await get('/v1/exceptions');
    expect(json['exceptions']).toMatchObject([{ code: 'mapping.unknown', receiptId: id }]);
    run("UPDATE receipts SET mapping = 'my-shop-order'");
    const [exception] = json['exceptions'] as [{ id: string }];
    expect((await replay(exception.id)).json.exceptions).toMatchObject([{ messageStatus: 'processed' }]);
  });

  it('is held from the message on that the store refuses, and goes on with the others', async () => {
    const { post, sidecar } = await open();
    run(
      "CREATE TRIGGER refuse BEFORE INSERT ON messages WHEN NEW.document_key = 'A-1' BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    const { json } = await post('/v1/messages/my-shop-order', shopOrder());
    expect(json.messages).toMatchObject([{ status: 'held', exception: { code: 'internal' } }]);
    expect((await post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2' }))).json.status).toBe('processed');
    run('DROP TRIGGER refuse');
    const exception = json.messages[0]?.exception as { id: string };
    expect((await replay(exception.id)).json.exceptions).toMatchObject([{ messageStatus: 'processed' }]);
    expect(sidecar.load).toMatchObject({ receipts: 0, messages: 0 });
  });
});

describe('a message whose settlement fails for a reason that lies with us', () => {
  it('is held, frees its lane, and is processed on replay', async () => {
    const { post, get } = await open();
    run("CREATE TRIGGER refuse BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'no'); END");
    const { json } = await post('/v1/messages/my-shop-order', shopOrder());
    expect(json.messages).toMatchObject([{ status: 'held', exception: { code: 'internal', owner: 'ecommerce' } }]);
    expect((await get('/v1/orders/A-1')).status).toBe(404);
    run('DROP TRIGGER refuse');
    const exception = json.messages[0]?.exception as { id: string };
    expect((await replay(exception.id)).json.exceptions).toMatchObject([{ messageStatus: 'processed' }]);
    expect((await post('/v1/messages/my-shop-order', shopOrder({ state: 'SENT' }))).json.status).toBe('processed');
  });
});

describe('a file that nobody could read', () => {
  const SPLIT = (path: string) => ({
    'mappings/batch/mapping.json': JSON.stringify({
      title: 'Orders in one file',
      from: { system: 'batch', class: 'storefront', format: 'json', options: { split: path } },
      to: { document: 'order' },
    }),
  });
  const PROGRAM = {
    'mappings/batch/mapping.jsonata': `{ "type": "order", "orderId": $string(id), "source": { "system": "batch" }, "lines": [{ "lineId": "1", "quantity": 1, "name": $string(id) }] }\n`,
  };
  const FILE = JSON.stringify({ orders: [{ id: 'B-1' }, { id: 'B-2' }, { id: 'B-3' }] });

  it('gives all its messages when it is replayed after the mapping was corrected', async () => {
    const { post, write, get } = await open({ files: { ...SPLIT('/order'), ...PROGRAM } });
    const { json } = await post('/v1/messages/batch', FILE);
    expect(json.messages).toMatchObject([{ status: 'held', exception: { code: 'format.json.split' } }]);
    await write('mappings/batch/mapping.json', SPLIT('/orders')['mappings/batch/mapping.json']);
    const exception = json.messages[0]?.exception as { id: string };
    expect((await replay(exception.id)).json.exceptions).toMatchObject([{ messageStatus: 'processed' }]);
    const { json: receipt } = await get(`/v1/receipts/${json.receipt}`);
    expect(receipt['messages']).toMatchObject(
      [1, 2, 3].map((n) => ({ status: 'processed', document: { key: `B-${n}` } })),
    );
    expect(await balanced()).toMatchObject({ balanced: true, rows: [{ messages: { received: 3, processed: 3 } }] });
  });

  it('refuses an edited payload that holds more than the one message', async () => {
    const { post } = await open({ files: { ...SPLIT('/order'), ...PROGRAM } });
    const { json } = await post('/v1/messages/batch', FILE);
    const exception = json.messages[0]?.exception as { id: string };
    const edited = JSON.stringify({ order: [{ id: 'B-1' }, { id: 'B-2' }] });
    expect(await replay(exception.id, { payload: edited })).toMatchObject({
      status: 400,
      json: { code: 'request.invalid', detail: 'expected the payload to hold one message, found 2' },
    });
  });

  it('does not guess which message is meant when the receipt now splits otherwise', async () => {
    const { post, write } = await open({ files: { ...SPLIT('/orders'), ...PROGRAM } });
    const file = JSON.stringify({ orders: [{ id: 'B-1' }, {}], order: [{ id: 'C-1' }, { id: 'C-2' }, { id: 'C-3' }] });
    const { json } = await post('/v1/messages/batch', file);
    expect(json.messages.map((message) => message.status)).toEqual(['processed', 'held']);
    await write('mappings/batch/mapping.json', SPLIT('/order')['mappings/batch/mapping.json']);
    const exception = json.messages[1]?.exception as { id: string };
    expect(await replay(exception.id)).toMatchObject({ status: 409, json: { code: 'request.conflict' } });
  });
});

describe('replays', () => {
  const PARKED = 'state,status,paymentStatus\nNEW,received,pending\nPAID,accepted,paid\nPARKED,received,pending\n';

  it('lets only one of two at once take the message up', async () => {
    const { post, write, sidecar } = await open();
    const { json } = await post('/v1/messages/my-shop-order', shopOrder({ state: 'PARKED' }));
    await write('mappings/tables/my-shop-status.csv', PARKED);
    const exception = json.messages[0]?.exception as { id: string };
    const answers = await Promise.all([replay(exception.id), replay(exception.id), replay(exception.id)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    const row = sidecar.database.connection.prepare('SELECT status, attempts FROM messages').get();
    expect(row).toEqual({ status: 'processed', attempts: 2 });
  });

  it('says of each message of a cause what became of it, also when one cannot be replayed', async () => {
    const { post, write } = await open();
    const held = [];
    for (const number of ['A-1', 'A-2', 'A-3'])
      held.push((await post('/v1/messages/my-shop-order', shopOrder({ number, state: 'PARKED' }))).json);
    await write('mappings/tables/my-shop-status.csv', PARKED);
    run(`UPDATE receipts SET message_count = 7 WHERE id = '${held[1]?.receipt}'`);
    const [first] = held.map((answer) => answer.messages[0]?.exception as { id: string });
    const { status, json } = await replay(first?.id as string, { scope: 'cause' });
    expect(status).toBe(200);
    expect(json.exceptions).toMatchObject([
      { messageStatus: 'processed' },
      { messageStatus: 'held', error: { code: 'request.conflict' } },
      { messageStatus: 'processed' },
    ]);
  });
});
