// Sealing: what is at rest cannot be read without its key, cannot be changed or moved, and is gone once its key is.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, Database } from '../../runtime/store/database.ts';
import { Keyring } from '../../runtime/store/keyring.ts';
import { findReceipt, insertReceipt } from '../../runtime/store/receipts.ts';
import { open, openText, type Place, SEAL_BYTES, seal, sealText } from '../../runtime/store/sealing.ts';
import { openHarness, shopOrder } from '../support/sidecar.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 26, 12);
const PLACE: Place = { kind: 'payload', column: 'receipts.body', row: 'rcp_1' };

let directory: string;
let database: Database;
let connection: Connection;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'crossdock-sealing-'));
  database = new Database(directory);
  ({ connection } = database);
});
afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true, force: true });
});

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
  return 'no error';
};

describe('sealing', () => {
  it('gives back exactly what was sealed, bytes and text, of any content and day', () => {
    const days = fc.integer({ min: 0, max: 3_000 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' }), days, (bytes, text, day) => {
        const at = NOW + day * DAY;
        const sealed = seal(connection, bytes, PLACE, at);
        expect(sealed.length).toBe(bytes.length + SEAL_BYTES);
        expect(open(connection, sealed, PLACE)).toEqual(Buffer.from(bytes));
        const utf8 = Buffer.from(text, 'utf8').toString('utf8');
        expect(openText(connection, sealText(connection, text, PLACE, at), PLACE)).toBe(utf8);
      }),
      { numRuns: 60 },
    );
  });

  it('takes no sealed content from another row or column, and none that was changed by one bit', () => {
    const sealed = seal(connection, 'four mugs', PLACE, NOW);
    expect(codeOf(() => open(connection, sealed, { ...PLACE, row: 'rcp_2' }))).toBe('store.corrupt');
    expect(codeOf(() => open(connection, sealed, { ...PLACE, column: 'deliveries.body' }))).toBe('store.corrupt');
    for (let index = 9; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] as number) ^ 1;
      expect(codeOf(() => open(connection, changed, PLACE))).toBe('store.corrupt');
    }
  });

  it('never seals twice alike', () => {
    const all = new Set(Array.from({ length: 3_000 }, () => seal(connection, 'x', PLACE, NOW).toString('hex')));
    expect(all.size).toBe(3_000);
  });

  it('takes a body that looks sealed for what it is', () => {
    const body = Buffer.concat([Buffer.from('CDS1'), Buffer.alloc(60)]);
    connection.exec('BEGIN');
    const { id } = insertReceipt(connection, { source: 'a', body }, NOW);
    connection.exec('COMMIT');
    expect(findReceipt(connection, id)?.body).toEqual(body);
  });
});

describe('the keyring', () => {
  const sealed = () => seal(connection, 'four mugs', PLACE, NOW);

  it('keeps its files from everybody else', () => {
    sealed();
    expect(statSync(join(directory, 'keys')).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(join(directory, 'keys')))
      expect(statSync(join(directory, 'keys', name)).mode & 0o777).toBe(0o600);
  });

  it('makes one key a day and kind', () => {
    for (const at of [NOW, NOW + 1, NOW + DAY]) seal(connection, 'x', PLACE, at);
    seal(connection, 'x', { ...PLACE, kind: 'state' }, NOW);
    expect(database.keyring.list().map(({ kind, day }) => `${kind} ${day}`)).toEqual([
      'payload 2026-11-26',
      'payload 2026-11-27',
      'state 2026-11-26',
    ]);
  });

  it('makes what it sealed unreadable by destroying the key, for a copy of the store too', () => {
    const [today, tomorrow] = [sealed(), seal(connection, 'tea', PLACE, NOW + DAY)];
    expect(database.keyring.destroy({ kind: 'payload', day: '2026-11-26' }, NOW + DAY)).toBe(true);
    expect(database.keyring.destroy({ kind: 'payload', day: '2026-11-26' }, NOW + DAY)).toBe(false);
    expect(codeOf(() => open(connection, today, PLACE))).toBe('data.erased');
    expect(open(connection, tomorrow, PLACE).toString()).toBe('tea');
    expect(codeOf(() => seal(connection, 'late', PLACE, NOW))).toBe('data.erased');
    expect(readFileSync(join(directory, 'keys', 'payload-2026-11-26.json'), 'utf8')).toBe(
      '{"destroyedAt":"2026-11-27T12:00:00.000Z"}\n',
    );
  });

  it('reads everything after a rotation, and nothing by the master key of before', () => {
    const [a, b] = [sealed(), seal(connection, 'tea', { ...PLACE, kind: 'state' }, NOW)];
    const before = readFileSync(join(directory, 'keys', 'master.key'), 'utf8').trim();
    expect(new Keyring(directory).rotate()).toBe(2);
    expect(new Keyring(directory).rotate()).toBe(2);
    expect(readFileSync(join(directory, 'keys', 'master.key'), 'utf8').trim()).not.toBe(before);
    // The process that was running all the time goes on, with what it knows and with what it has to read again.
    expect(open(connection, a, PLACE).toString()).toBe('four mugs');
    const later = seal(connection, 'later', PLACE, NOW + DAY);
    const again = new Keyring(directory);
    for (const day of ['2026-11-26', '2026-11-27']) expect(again.toOpen({ kind: 'payload', day })).toHaveLength(32);
    expect([b, later].map((one) => one.length)).toEqual([SEAL_BYTES + 3, SEAL_BYTES + 5]);
    expect(codeOf(() => new Keyring(directory, [before]).toOpen({ kind: 'payload', day: '2026-11-26' }))).toBe(
      'store.key',
    );
  });

  it('ends a rotation that was interrupted', () => {
    sealed();
    const file = join(directory, 'keys', 'master.key');
    writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64')}\n${readFileSync(file, 'utf8')}`);
    expect(new Keyring(directory).rotate()).toBe(1);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(new Keyring(directory).toOpen({ kind: 'payload', day: '2026-11-26' })).toHaveLength(32);
  });

  it('takes master keys from outside, the new one first', () => {
    const [old, fresh] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')];
    const other = mkdtempSync(join(directory, 'other-'));
    const day = '2026-11-26';
    const key = new Keyring(other, [old]).toSeal({ kind: 'payload', day });
    expect(readdirSync(join(other, 'keys'))).toEqual(['payload-2026-11-26.json']);
    expect(new Keyring(other, [fresh, old]).rotate()).toBe(1);
    expect(new Keyring(other, [fresh]).toOpen({ kind: 'payload', day })).toEqual(key);
    expect(codeOf(() => new Keyring(other, [old]).toOpen({ kind: 'payload', day }))).toBe('store.key');
    expect(codeOf(() => new Keyring(other, ['short']))).toBe('store.key');
  });
});

describe('a store that is only read', () => {
  it('makes no keys, and says which are missing', () => {
    const other = mkdtempSync(join(directory, 'read-'));
    expect(
      codeOf(() => new Keyring(other, undefined, { readOnly: true }).toOpen({ kind: 'payload', day: '2026-11-26' })),
    ).toBe('no error');
    expect(readdirSync(other)).toEqual([]);
  });
});

describe('a sidecar at rest', () => {
  const PLANTED = ['Zaphodia Beeblebroxsen', 'zaphodia@example.org', '+49 30 5550199'];
  const MAPPING = {
    'mappings/my-shop-order/mapping.jsonata': `{
      "type": "order", "orderId": $string(number), "source": { "system": "my-shop" }, "occurredAt": placed, "currency": "EUR",
      "status": "accepted", "customer": { "name": who.name, "email": who.mail }, "shipTo": { "name": who.name, "phone": who.phone },
      "lines": [lines.{ "lineId": code, "sku": code, "quantity": $quantity(count), "unit": "EA" }]
    }`,
    'mappings/orders-out/mapping.json': JSON.stringify({
      title: 'out',
      from: { document: 'order' },
      to: { system: 'wms', class: 'wms', message: 'order', format: 'json' },
      owner: 'logistics',
    }),
    'mappings/orders-out/mapping.jsonata': '{ "to": shipTo.name, "mail": customer.email }',
  };
  const CONFIG = 'destinations: { wms: { type: file, directory: out, mappings: [orders-out] } }\n';

  it('holds no planted personal value in any of its files, and shows them to whoever may see them', async () => {
    const harness = await openHarness({ files: MAPPING, config: CONFIG });
    try {
      const [name, mail, phone] = PLANTED;
      const { json } = await harness.post('/v1/messages/my-shop-order', shopOrder({ who: { name, mail, phone } }));
      expect(json.messages[0]?.status).toBe('processed');
      await harness.post(
        '/v1/messages/my-shop-order',
        shopOrder({ number: 'B', placed: name, who: { name, mail, phone } }),
      );
      await harness.sidecar.idle();
      expect(JSON.stringify((await harness.get('/v1/orders/A-1')).json)).toContain(name);
      const files = (readdirSync(harness.data, { recursive: true }) as string[]).filter(
        (file) => statSync(join(harness.data, file)).isFile() && !file.startsWith('out'),
      );
      expect(files.some((file) => file.includes('crossdock.sqlite'))).toBe(true);
      for (const file of files) {
        const content = readFileSync(join(harness.data, file)).toString('latin1');
        for (const planted of PLANTED) expect(content.includes(planted), `${planted} in ${file}`).toBe(false);
      }
    } finally {
      await harness.close();
    }
  });

  it('answers for what was erased, and goes on', async () => {
    let now = NOW;
    const harness = await openHarness({ clock: () => now });
    try {
      const { json } = await harness.post('/v1/messages/my-shop-order', shopOrder());
      now += 2 * DAY;
      await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2' }));
      harness.sidecar.database.keyring.destroy({ kind: 'payload', day: '2026-11-26' }, now);
      for (const path of [`/v1/receipts/${json.receipt}/body`, `/v1/messages/${json.messages[0]?.id}`])
        expect(await harness.get(path)).toMatchObject({ status: 410, json: { code: 'data.erased' } });
      const list = (await harness.get('/v1/messages')).json['messages'] as unknown[];
      expect(list).toHaveLength(2);
      expect((await harness.get('/v1/conservation')).json['balanced']).toBe(true);
      expect((await harness.get('/v1/orders/A-2')).status).toBe(200);
      // News of an order whose state was erased is held for somebody to decide, and stops nobody else.
      harness.sidecar.database.keyring.destroy({ kind: 'state', day: '2026-11-26' }, now);
      expect(await harness.get('/v1/orders/A-1')).toMatchObject({ status: 410 });
      const late = await harness.post('/v1/messages/my-shop-order', shopOrder({ placed: '2026-11-28T00:00:00Z' }));
      expect(late.json.messages[0]).toMatchObject({ status: 'held', exception: { code: 'data.erased' } });
      const next = await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-3' }));
      expect(next.json.messages[0]?.status).toBe('processed');
    } finally {
      await harness.close();
    }
  });
});
