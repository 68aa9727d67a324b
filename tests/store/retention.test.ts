// What is old goes, what is open stays, the sums hold; and a copy of everything can take the place of what is gone.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AccessBook } from '../../runtime/governance/access-book.ts';
import { backUp, restore } from '../../runtime/store/backup.ts';
import { layBallast } from '../../runtime/store/ballast.ts';
import { conservation } from '../../runtime/store/conservation.ts';
import { Database } from '../../runtime/store/database.ts';
import { addAttempt } from '../../runtime/store/delivery-attempts.ts';
import { findReceipt } from '../../runtime/store/receipts.ts';
import { crossdock } from '../support/cli.ts';
import { eventually, type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

const DAY_MS = 86_400_000;
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const OUTBOUND = {
  'mappings/to-wms/mapping.json': JSON.stringify({
    title: 'To the WMS',
    from: { document: 'order', gate: 'release' },
    to: { system: 'wms', format: 'json' },
  }),
  'mappings/to-wms/mapping.jsonata': '{ "order": orderId }\n',
};

let now = 0;
async function opened(retention: string): Promise<Harness> {
  now = Date.UTC(2026, 2, 1, 12);
  const harness = await openHarness({
    config: `retention: { ${retention} }\n`,
    files: OUTBOUND,
    clock: () => now,
  });
  cleanUp.push(() => harness.close());
  return harness;
}

const send = (harness: Harness, number: string, state = 'PAID') =>
  harness.post('/v1/messages/my-shop-order', shopOrder({ number, state }), { 'idempotency-key': `${number} ${state}` });

const rows = (harness: Harness, sql: string) =>
  harness.sidecar.database.connection.prepare(sql).all() as Record<string, unknown>[];

/** Sums without their days. */
const totals = (harness: Harness) => {
  const sums = conservation(harness.sidecar.database.connection);
  expect(sums.every((row) => row.receipts.balanced && row.messages.balanced)).toBe(true);
  return sums.map(({ receipts, messages }) => ({ receipts, messages }));
};

describe('retention', () => {
  it('removes receipts that are old and done, keeps what is held, and changes no sum', async () => {
    const harness = await opened('receiptDays: 30, archive: old');
    for (const number of ['A', 'C']) await send(harness, number);
    const first = await send(harness, 'B');
    await send(harness, 'A');
    await send(harness, 'A', 'PAID ');
    const held = await send(harness, 'H', 'PARKED');
    expect(held.json.status).toBe('held');
    const before = totals(harness);
    now += 29 * DAY_MS;
    expect(await harness.sidecar.upkeep.retain()).toBe(0);
    const young = await send(harness, 'Y');
    const later = totals(harness);
    expect(later.length).toBe(before.length + 1);
    now += 2 * DAY_MS;
    const removed = await harness.sidecar.upkeep.retain();
    expect(removed).toBeGreaterThanOrEqual(3);
    expect(totals(harness)).toEqual(later);
    const left = rows(harness, 'SELECT id FROM receipts').map((row) => row['id']);
    expect(left).toContain(held.json.receipt);
    expect(left).toContain(young.json.receipt);
    // The state is not what is old: the orders are there, and so is what was sent for them.
    expect((await harness.get('/v1/orders/A')).status).toBe(200);
    expect(rows(harness, 'SELECT count(*) AS n FROM deliveries')).toEqual([{ n: 4 }]);

    const [file] = readdirSync(join(harness.workspace, 'old'));
    const lines = readFileSync(join(harness.workspace, 'old', file as string), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(removed);
    // What is archived is as sealed as it was.
    expect(lines.join('')).not.toContain('MUG-01');
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      receipt: { id: expect.stringMatching(/^rcp_/) as unknown },
    });

    expect(rows(harness, "SELECT actor, action, detail FROM audit WHERE action LIKE 'receipts.%'")).toEqual([
      { actor: 'retention', action: 'receipts.archived', detail: JSON.stringify({ receipts: removed }) },
    ]);

    // Within the age a repeat is known, behind it no more.
    expect((await send(harness, 'Y')).json.receipt).toBe(young.json.receipt);
    expect((await send(harness, 'B')).json.receipt).not.toBe(first.json.receipt);
  });

  it('empties deliveries that were taken, and sends none of them again', async () => {
    const harness = await opened('deliveryDays: 10, historyDays: 10');
    await send(harness, 'A');
    await eventually(() => rows(harness, "SELECT 1 FROM deliveries WHERE status = 'delivered'").length === 1);
    const [{ id }] = rows(harness, 'SELECT id FROM deliveries') as [{ id: string }];
    const attempt = { at: 0, outcome: 'retry', reason: 'the destination answered 503', nextAt: 1 } as const;
    await harness.sidecar.database.write((connection) => addAttempt(connection, id, attempt));
    await send(harness, 'A', 'SENT');
    const history = rows(harness, 'SELECT seq FROM history').length;
    now += 11 * DAY_MS;
    await harness.sidecar.upkeep.retain();
    expect(rows(harness, 'SELECT length(body) AS n FROM deliveries')).toEqual([{ n: 0 }]);
    expect(rows(harness, 'SELECT 1 FROM delivery_attempts')).toEqual([]);
    expect(history).toBeGreaterThan(1);
    expect(rows(harness, 'SELECT seq FROM history')).toHaveLength(1);
    await send(harness, 'A', 'PAID');
    await harness.sidecar.idle();
    expect(rows(harness, 'SELECT id FROM deliveries')).toHaveLength(1);
  });

  it('empties deliveries behind one that was given up and discarded, and that one too, with all of their attempts', async () => {
    const harness = await opened('deliveryDays: 10');
    await send(harness, 'A');
    await send(harness, 'B');
    await eventually(() => rows(harness, "SELECT 1 FROM deliveries WHERE status = 'delivered'").length === 2);
    const [first, second] = rows(harness, 'SELECT id FROM deliveries ORDER BY seq') as [{ id: string }, { id: string }];
    const attempt = { at: 0, outcome: 'retry', reason: 'the destination answered 503', nextAt: null } as const;
    await harness.sidecar.database.write((connection) => {
      for (const { id } of [first, second]) addAttempt(connection, id, attempt);
      connection.prepare("UPDATE deliveries SET status = 'dead', delivered_at = NULL WHERE id = ?").run(first.id);
      connection
        .prepare(
          `INSERT INTO exceptions (id, subject, delivery_id, code, category, owner, severity, cause, message, detail, status, created_at)
           VALUES ('exc_1', 'delivery', ?, 'delivery.exhausted', 'delivery', 'warehouse', 'block', 'c', 'm', '{}', 'open', ?)`,
        )
        .run(first.id, now);
    });
    const isKept = () => rows(harness, 'SELECT 1 FROM delivery_attempts').length;
    now += 11 * DAY_MS;
    await harness.sidecar.upkeep.retain();
    // What may be sent again keeps its bytes, and what came behind it waits.
    expect(isKept()).toBe(2);
    await harness.app.request('/v1/exceptions/exc_1/discard', {
      method: 'POST',
      body: JSON.stringify({ by: 'Ada', reason: 'the partner has left' }),
    });
    expect((await harness.get(`/v1/deliveries/${first.id}`)).json['status']).toBe('discarded');
    await harness.sidecar.upkeep.retain();
    expect(isKept()).toBe(0);
    expect(rows(harness, 'SELECT length(body) AS n FROM deliveries')).toEqual([{ n: 0 }, { n: 0 }]);
  });

  it('keeps everything where it is told to', async () => {
    const harness = await opened('receiptDays: 0, deliveryDays: 0, exceptionDays: 0, historyDays: 0');
    await send(harness, 'A');
    now += 10_000 * DAY_MS;
    expect(await harness.sidecar.upkeep.retain()).toBe(0);
    expect(rows(harness, 'SELECT id FROM receipts')).toHaveLength(1);
  });
});

describe('room', () => {
  it('that runs short ends the intake before the disk is full, and opens it again', async () => {
    const harness = await opened('receiptDays: 0');
    Object.defineProperty(harness.sidecar.config, 'store', {
      value: { ...harness.sidecar.config.store, minFreeBytes: 2 ** 60 },
    });
    await harness.sidecar.upkeep.lookForRoom();
    // Two hundredths of the volume are asked for at most: this machine has them, so nothing is short.
    expect(harness.sidecar.upkeep.isShort).toBe(false);
    Object.defineProperty(harness.sidecar.upkeep, 'isShort', { value: true });
    const refused = await send(harness, 'A');
    expect([refused.status, refused.json['code']]).toEqual([503, 'store.full']);
    expect((await harness.get('/readyz?verbose')).json).toMatchObject({ conditions: { disk: false } });
  });

  it('is kept by a ballast, once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-ballast-'));
    cleanUp.push(() => rmSync(folder, { recursive: true }));
    expect(await layBallast(folder, 0)).toBe(false);
    expect(await layBallast(folder, 2 * 1024 * 1024)).toBe(true);
    expect(readFileSync(join(folder, 'ballast')).length).toBe(2 * 1024 * 1024);
    expect(await layBallast(folder, 2 * 1024 * 1024)).toBe(true);
    expect(readdirSync(folder)).toEqual(['ballast']);
  });
});

describe('a backup', () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'crossdock-backup-'));
    cleanUp.push(() => rmSync(path, { recursive: true, force: true }));
    return path;
  };

  it('is made while the sidecar goes on, and takes its place when it is gone', async () => {
    const harness = await opened('receiptDays: 0');
    const sent = new Map<string, string>();
    const one = async (number: string) =>
      sent.set((await send(harness, number)).json.receipt, shopOrder({ number, state: 'PAID' }));
    await Promise.all(Array.from({ length: 20 }, (_unused, index) => one(`A-${index}`)));
    const place = folder();
    const goesOn = Promise.all(Array.from({ length: 20 }, (_unused, index) => one(`B-${index}`)));
    const before = [...sent.keys()];
    const made = await crossdock(['backup', join(place, 'copy'), '--workspace', harness.workspace]);
    await goesOn;
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^Backed up \d+ receipts and \d+ messages/);
    // An export of everything: who made it is written down.
    const book = new AccessBook(harness.data);
    expect(book.acts().map(({ entry }) => entry)).toMatchObject([
      { action: 'backup.made', subject: join(place, 'copy'), detail: { keys: true } },
    ]);
    book.close();

    const again = await crossdock(['restore', join(place, 'copy'), '--data', join(place, 'data')]);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    const database = new Database(join(place, 'data'));
    try {
      for (const id of before) expect(findReceipt(database.connection, id)?.body.toString()).toBe(sent.get(id));
      expect(conservation(database.connection).every((row) => row.receipts.balanced && row.messages.balanced)).toBe(
        true,
      );
      expect(database.connection.pragma('integrity_check', { simple: true })).toBe('ok');
    } finally {
      await database.close();
    }
    const occupied = await crossdock(['restore', join(place, 'copy'), '--data', join(place, 'data')]);
    expect([occupied.code, occupied.stderr]).toEqual([64, expect.stringContaining('there is a store in')]);
  });

  it('without the keys holds nothing that can be read', async () => {
    const harness = await opened('receiptDays: 0');
    const { json } = await send(harness, 'A');
    const place = folder();
    backUp(harness.data, join(place, 'copy'), { keys: false });
    expect(existsSync(join(place, 'copy', 'keys'))).toBe(false);
    restore(join(place, 'copy'), join(place, 'data'));
    const database = new Database(join(place, 'data'));
    try {
      const receipt = findReceipt(database.connection, json.receipt);
      expect(receipt?.id).toBe(json.receipt);
      expect(() => receipt?.body).toThrow();
    } finally {
      await database.close();
    }
  });

  it('that was damaged is not put in place', async () => {
    const harness = await opened('receiptDays: 0');
    await send(harness, 'A');
    const place = folder();
    backUp(harness.data, join(place, 'copy'), { keys: true });
    const file = join(place, 'copy', 'crossdock.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0x55, 8_192, 40_000);
    writeFileSync(file, bytes);
    expect(() => restore(join(place, 'copy'), join(place, 'data'))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^store\./) as unknown }),
    );
    expect(existsSync(join(place, 'data', 'crossdock.sqlite'))).toBe(false);
    expect(() => backUp(harness.data, join(place, 'copy'), { keys: true })).toThrow(
      expect.objectContaining({ code: 'usage.invalid' }),
    );
    expect(() => restore(join(place, 'nowhere'), join(place, 'data'))).toThrow(
      expect.objectContaining({ code: 'usage.invalid' }),
    );
  });
});
