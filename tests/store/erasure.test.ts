// Erasure of one customer: what was planted is in no file afterwards, what is left can be read, and the sums add up.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { crossdock } from '../support/cli.ts';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

const DAY = 86_400_000;
let now = Date.UTC(2026, 10, 26, 12);
let harness: Harness | undefined;
afterEach(async () => {
  await harness?.close();
  harness = undefined;
});

const ORDER = `{
  "type": "order", "orderId": $string(number), "source": { "system": "my-shop" }, "occurredAt": placed, "currency": "EUR",
  "status": $tables.my_shop_status = 1 ? "accepted" : status, "notes": remark,
  "customer": { "customerId": who.id, "name": who.name, "email": who.mail }, "shipTo": { "name": who.name, "city": who.city },
  "lines": [lines.{ "lineId": code, "sku": code, "quantity": $quantity(count), "unit": "EA" }]
}`;
const FILES = {
  'mappings/my-shop-order/mapping.jsonata': ORDER.replace('$tables.my_shop_status = 1 ? "accepted" : status', 'status'),
  'mappings/batch/mapping.json': JSON.stringify({
    title: 'Many',
    from: { system: 'my-shop', class: 'storefront', message: 'many', format: 'ndjson' },
    to: { document: 'order' },
  }),
  'mappings/batch/mapping.jsonata': ORDER.replace('$tables.my_shop_status = 1 ? "accepted" : status', 'status'),
  'mappings/out/mapping.json': JSON.stringify({
    title: 'out',
    from: { document: 'order' },
    to: { system: 'wms', class: 'wms', message: 'order', format: 'json' },
    owner: 'logistics',
  }),
  'mappings/out/mapping.jsonata': '{ "to": shipTo.name, "mail": customer.email }',
};
const CONFIG =
  'destinations: { wms: { type: file, directory: ../out, mappings: [out] } }\nretention: { receiptDays: 30, archive: archive }\n';

const ZOE = {
  id: 'cust-zoe-4711',
  name: 'Zoë Quastenflosser',
  mail: 'zoe@quastenflosser.example',
  city: 'Quastenhausen',
};
const BEN = { id: 'cust-ben-0815', name: 'Ben Unbehelligt', mail: 'ben@unbehelligt.example', city: 'Unbehausen' };
const PLANTED = Object.values(ZOE);

const open = async (): Promise<Harness> => {
  harness = await openHarness({ files: FILES, config: CONFIG, clock: () => now });
  return harness;
};
const order = (number: string, who: object, fields: object = {}): string =>
  shopOrder({ number, who, status: 'cancelled', ...fields });

/** Every file of the data directory as text, sealed columns opened: what is found here can be read by somebody. */
function everything({ sidecar, data }: Harness): string {
  const { connection, keyring } = sidecar.database;
  expect(keyring.list().length).toBeGreaterThan(0);
  const files = (readdirSync(data, { recursive: true }) as string[]).filter((name) =>
    statSync(join(data, name)).isFile(),
  );
  const raw = files.map((name) => readFileSync(join(data, name)).toString('utf8'));
  const tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  const rows = tables.map(({ name }) => JSON.stringify(connection.prepare(`SELECT * FROM ${name}`).all()));
  return [...raw, ...rows].join('\n');
}

/** The bytes of the store and its log. */
const bytesOf = ({ data }: Harness): Buffer =>
  Buffer.concat(['crossdock.sqlite', 'crossdock.sqlite-wal'].map((name) => readFileSync(join(data, name))));

/** A part of everything that is sealed of one customer's orders, as it stands in the file. */
function sealedSlices({ sidecar }: Harness): Buffer[] {
  const { connection } = sidecar.database;
  const values = [
    "SELECT body AS v FROM receipts WHERE id IN (SELECT receipt_id FROM messages WHERE document_key LIKE 'Z-%')",
    "SELECT evaluated AS v FROM messages WHERE document_key LIKE 'Z-%'",
    "SELECT result AS v FROM messages WHERE document_key LIKE 'Z-%'",
    "SELECT state AS v FROM documents WHERE key LIKE 'Z-%'",
    "SELECT view AS v FROM documents WHERE key LIKE 'Z-%'",
    "SELECT h.detail AS v FROM history h JOIN documents d ON d.id = h.document_id WHERE d.key LIKE 'Z-%'",
    "SELECT body AS v FROM deliveries WHERE document_key LIKE 'Z-%'",
  ].flatMap((sql) =>
    (connection.prepare(sql).all() as { v: string | Buffer }[]).map(({ v }) => Buffer.from(v as string)),
  );
  // What stands with something else has a mark of one letter in its own place.
  const sealed = values.filter((value) => value.length > 1);
  expect(sealed.length).toBeGreaterThan(9);
  return sealed.map((value) => value.subarray(20, 60));
}

async function readable(one: Harness): Promise<string> {
  const texts: string[] = [];
  const get = async (path: string) => {
    const response = await one.app.request(path);
    texts.push(await response.text());
    return texts.at(-1) as string;
  };
  const list = async (path: string, member: string) =>
    ((JSON.parse(await get(path)) as Record<string, { id: string }[]>)[member] ?? []).map(({ id }) => id);
  for (const id of await list('/v1/messages?limit=500', 'messages')) {
    const message = JSON.parse(await get(`/v1/messages/${id}`)) as { receipt?: string; receiptId?: string };
    const receipt = message.receiptId ?? message.receipt;
    if (receipt !== undefined) await get(`/v1/receipts/${receipt}`);
  }
  const receipts = one.sidecar.database.connection.prepare('SELECT id FROM receipts').all() as { id: string }[];
  for (const { id } of receipts) await get(`/v1/receipts/${id}/body`);
  for (const id of ['Z-1', 'Z-2', 'B-1']) for (const tail of ['', '/timeline']) await get(`/v1/orders/${id}${tail}`);
  for (const id of await list('/v1/deliveries?limit=500', 'deliveries')) texts.push(id);
  await list('/v1/exceptions?limit=500', 'exceptions');
  await get('/v1/audit?limit=500');
  return texts.join('\n');
}

const erase = async (one: Harness, body: object) => {
  const response = await one.app.request('/v1/erasures', { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

describe('the erasure of a customer', () => {
  it('leaves nothing of what was planted in any file, and everything else as it was', async () => {
    const one = await open();
    const { sidecar, post, get } = one;
    await post('/v1/messages/my-shop-order', order('Z-1', ZOE, { status: 'accepted', placed: '2026-03-01T08:00:00Z' }));
    await post('/v1/messages/my-shop-order', order('Z-1', ZOE, { remark: 'for Zoë Quastenflosser only' }));
    await post('/v1/messages/my-shop-order', order('B-1', BEN));
    // One receipt with messages of both.
    await post('/v1/messages/batch', `${order('B-2', BEN)}\n${order('Z-2', ZOE)}\n`);
    await sidecar.idle();
    sidecar.wakeCouriers();
    while (
      (
        sidecar.database.connection.prepare("SELECT count(*) AS n FROM deliveries WHERE status = 'pending'").get() as {
          n: number;
        }
      ).n > 0
    )
      await new Promise((resolve) => setTimeout(resolve, 10));
    for (const planted of PLANTED) expect((await readable(one)).includes(planted), planted).toBe(true);
    const before = (await get('/v1/conservation')).json;
    const sealed = sealedSlices(one);
    expect(sealed.every((slice) => bytesOf(one).includes(slice))).toBe(true);

    const began = performance.now();
    const { status, json } = await erase(one, { customer: ZOE.id, reason: 'she asked us to', by: 'Ada' });
    expect([status, json]).toEqual([200, { documents: 2, messages: 3, archived: 0 }]);
    expect(performance.now() - began).toBeLessThan(30_000);

    const [found, shown] = [everything(one), await readable(one)];
    for (const planted of PLANTED) {
      expect(found.includes(planted), `${planted} in a file`).toBe(false);
      expect(shown.includes(planted), `${planted} in an answer`).toBe(false);
    }
    // Not even as it stood sealed: the log was emptied, and what was freed in the file was overwritten.
    expect(sealed.filter((slice) => bytesOf(one).includes(slice))).toEqual([]);
    // What is left is whole: the order without whose it was, the other customer with everything.
    const left = (await get('/v1/orders/Z-1')).json['order'] as Record<string, unknown>;
    expect(left).toMatchObject({ orderId: 'Z-1', status: 'cancelled', lines: [{ sku: 'MUG-01' }] });
    expect(left).not.toHaveProperty('customer');
    expect(JSON.stringify((await get('/v1/orders/B-1')).json)).toContain(BEN.name);
    expect(shown).toContain(BEN.mail);
    expect((await get('/v1/conservation')).json).toEqual(before);
    expect((await get('/v1/orders/Z-1/timeline')).status).toBe(200);
    const acts = (await get('/v1/audit?limit=50')).json['rows'] as { action: string; subject: string; actor: string }[];
    const erasures = acts.filter((act) => act.action.startsWith('erasure.'));
    expect(erasures.map((act) => [act.action, act.actor])).toEqual([
      ['erasure.made', 'Ada'],
      ['erasure.begun', 'Ada'],
    ]);
    expect(erasures[0]?.subject).toMatch(/^customer [0-9a-f]{16}$/);
    // News of the order goes on from what is left, and an old message does not bring back what went.
    const late = await post(
      '/v1/messages/my-shop-order',
      order('Z-1', { id: 'x' }, { placed: '2026-03-01T09:00:00Z' }),
    );
    expect(late.json.messages[0]?.status).toBe('processed');
    expect((await erase(one, { customer: ZOE.id, reason: 'she asked us twice' })).status).toBe(404);
  });

  it('takes what stands in the archive with it', async () => {
    const one = await open();
    await one.post('/v1/messages/my-shop-order', order('Z-1', ZOE));
    await one.post('/v1/messages/my-shop-order', order('B-1', BEN));
    await one.sidecar.idle();
    one.sidecar.database.connection.exec("UPDATE deliveries SET status = 'delivered'");
    now += 60 * DAY;
    expect(await one.sidecar.upkeep.retain()).toBe(2);
    const archive = one.sidecar.config.retention.archive as string;
    const text = () =>
      readdirSync(archive)
        .map((name) => readFileSync(join(archive, name), 'utf8'))
        .join('');
    expect(text()).toContain('"document_key":"Z-1"');
    const { json } = await erase(one, { customer: ZOE.id, reason: 'she asked us to' });
    expect(json).toEqual({ documents: 1, messages: 0, archived: 1 });
    expect(text()).not.toContain('Z-1');
    expect(text()).toContain('"document_key":"B-1"');
    expect(text().trim().split('\n')).toHaveLength(2);
  });

  it('waits for what is still to happen: orders that go on, messages that are held', async () => {
    const one = await open();
    await one.post('/v1/messages/my-shop-order', order('Z-1', ZOE, { status: 'accepted' }));
    await one.sidecar.idle();
    one.sidecar.database.connection.exec("UPDATE deliveries SET status = 'delivered'");
    const asked = { customer: ZOE.id, reason: 'she asked us to' };
    expect(await erase(one, asked)).toMatchObject({ status: 409, json: { detail: 'orders that have not ended: Z-1' } });
    await one.post('/v1/messages/my-shop-order', order('Z-9', ZOE, { lines: [{ code: {}, count: 'x' }] }));
    const refused = await erase(one, { ...asked, evenOpen: true });
    expect(refused).toMatchObject({
      status: 409,
      json: { detail: expect.stringMatching(/^still under way.*msg_/) as unknown },
    });
    one.sidecar.database.connection.exec("UPDATE messages SET status = 'discarded' WHERE status = 'held'");
    expect((await erase(one, { ...asked, evenOpen: true })).status).toBe(200);
    for (const planted of PLANTED) expect(everything(one).includes(planted), planted).toBe(false);
  });

  it('is asked with a reason and for one subject, by an administrator', async () => {
    const one = await open();
    expect((await erase(one, { customer: 'x' })).status).toBe(400);
    expect((await erase(one, { customer: 'x', order: 'y', reason: 'because of a test' })).status).toBe(400);
    expect((await erase(one, { customer: 'x', reason: 'because of a test' })).status).toBe(404);
  });

  it('works from the command line while no sidecar runs, and says whom to ask while one does', async () => {
    const one = await open();
    await one.post('/v1/messages/my-shop-order', order('Z-1', ZOE));
    await one.sidecar.idle();
    one.sidecar.database.connection.exec("UPDATE deliveries SET status = 'delivered'");
    const args = ['erase', '--workspace', one.workspace, '--order', 'Z-1', '--reason', 'she asked us to'];
    expect(await crossdock(args)).toMatchObject({
      code: 74,
      stderr: expect.stringContaining('/v1/erasures') as unknown,
    });
    await one.sidecar.close();
    expect(await crossdock(args)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Erased 1 documents, 1 messages/) as unknown,
    });
    rmSync(one.workspace, { recursive: true });
    harness = undefined;
  });
});
