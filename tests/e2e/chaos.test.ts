// A sidecar that is killed, stopped, given a torn log and a wrong clock, and never loses what it acknowledged. A short run
// here; `npm run chaos` makes it a long one.
import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { conservation } from '../../runtime/store/conservation.ts';
import { Database } from '../../runtime/store/database.ts';
import { findReceipt, insertReceipt } from '../../runtime/store/receipts.ts';
import { seeded } from '../powerfail/replay.ts';
import { starterWorkspace, temporaryDirectory } from '../support/cli.ts';
import { jsonOf, startSidecar } from '../support/process.ts';
import { eventually, openHarness, shopOrder } from '../support/sidecar.ts';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? 20);
const TAILS = Number(process.env['CHAOS_TAILS'] ?? 24);
const STOP_MS = Number(process.env['CHAOS_STOP_MS'] ?? 1_500);
const SEED = Number(process.env['CHAOS_SEED'] ?? 11);

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

async function workspace(): Promise<string> {
  const made = await starterWorkspace(OUTBOUND);
  cleanUp.push(made.remove);
  return made.path;
}

function launch(options: Parameters<typeof startSidecar>[0]): ReturnType<typeof startSidecar> {
  const sidecar = startSidecar(options);
  cleanUp.push(() => sidecar.end('SIGKILL'));
  return sidecar;
}

const post = (url: string, key: string, body: string): Promise<Response> =>
  fetch(`${url}/v1/messages/my-shop-order`, { method: 'POST', body, headers: { 'idempotency-key': key } });

async function settled(url: string): Promise<void> {
  await eventually(async () => {
    const { rows } = (await jsonOf(await fetch(`${url}/v1/conservation`))) as unknown as {
      rows: { messages: { inFlight: number }; receipts: { inFlight: number } }[];
    };
    return rows.every((row) => row.messages.inFlight === 0 && row.receipts.inFlight === 0);
  }, 100_000);
}

describe('kills under load', () => {
  it(
    'deliver every acknowledged message, invent none, keep each payload, and go on afterwards',
    async () => {
      const path = await workspace();
      const data = join(path, 'store');
      const outbox = join(data, 'outbox');
      const random = seeded(SEED);
      /** Bodies by key; what was acknowledged, and how often each key was sent. */
      const bodies = new Map<string, string>();
      const acknowledged = new Map<string, string>();
      const attempts = new Map<string, number>();
      let next = 0;
      let repeated = 0;
      const send = async (url: string, key: string): Promise<void> => {
        const body = bodies.get(key) ?? shopOrder({ number: key, padding: 'x'.repeat(Math.floor(random() * 3_000)) });
        bodies.set(key, body);
        attempts.set(key, (attempts.get(key) ?? 0) + 1);
        const response = await post(url, key, body);
        expect([200, 202]).toContain(response.status);
        const { receipt, status } = await jsonOf(response);
        if (status === 'duplicate') repeated += 1;
        const before = acknowledged.get(key);
        if (before !== undefined) expect(receipt).toBe(before);
        acknowledged.set(key, receipt as string);
      };
      for (let cycle = 0; cycle < KILLS; cycle += 1) {
        const sidecar = launch({ workspace: path, data });
        const url = await sidecar.url;
        const unanswered = [...bodies.keys()].filter((key) => !acknowledged.has(key));
        const again = [...acknowledged.keys()].filter(() => random() < 0.02);
        const repeats = [...unanswered, ...again];
        const sender = async (): Promise<void> => {
          for (;;) {
            next += 1;
            await send(url, repeats.pop() ?? `C-${next}`);
          }
        };
        const senders = Promise.allSettled(Array.from({ length: 8 }, sender));
        const reload = setInterval(() => sidecar.child.kill('SIGHUP'), 150);
        await new Promise((resolve) => setTimeout(resolve, 200 + Math.floor(random() * 600)));
        clearInterval(reload);
        await sidecar.end('SIGKILL');
        for (const end of await senders)
          expect(String((end as PromiseRejectedResult).reason)).toMatch(/fetch failed|terminated|other side closed/);
      }
      const sidecar = launch({ workspace: path, data });
      const url = await sidecar.url;
      // A fresh message gets through behind all of it.
      await send(url, 'fresh');
      for (const key of bodies.keys()) if (!acknowledged.has(key)) await send(url, key);
      await settled(url);
      await eventually(async () => {
        const { deliveries } = (await jsonOf(
          await fetch(`${url}/v1/deliveries?status=pending`).catch(() => new Response('{}')),
        )) as { deliveries?: unknown[] };
        return deliveries === undefined || deliveries.length === 0;
      }, 30_000);
      expect(await sidecar.end('SIGTERM')).toEqual({ code: 0, signal: null });

      const database = new Database(data);
      try {
        const { connection } = database;
        const rows = connection.prepare('SELECT id, dedupe_key FROM receipts').all() as {
          id: string;
          dedupe_key: string;
        }[];
        const byKey = new Map(rows.map((row) => [row.dedupe_key.replace(/^.*key:/, ''), row.id]));
        // Nothing is lost, nothing invented, and each id is the one that was acknowledged.
        expect([...acknowledged].filter(([key, id]) => byKey.get(key) !== id)).toEqual([]);
        expect([...byKey.keys()].filter((key) => !bodies.has(key))).toEqual([]);
        expect(rows).toHaveLength(bodies.size);
        for (const [key, id] of byKey) expect(findReceipt(connection, id)?.body.toString()).toBe(bodies.get(key));
        expect(conservation(connection).every((row) => row.receipts.balanced && row.messages.balanced)).toBe(true);
        expect(
          connection.prepare("SELECT count(*) AS n FROM messages WHERE status NOT IN ('processed')").get(),
        ).toEqual({ n: 0 });
        // Each order went out, under one id.
        const deliveries = connection.prepare('SELECT id, document_key, status FROM deliveries').all() as Record<
          string,
          string
        >[];
        expect(deliveries).toHaveLength(bodies.size);
        const files = new Set(readdirSync(outbox).map((name) => /dlv_[0-9A-Z]{26}/.exec(name)?.[0]));
        expect(deliveries.filter((one) => one['status'] === 'delivered' && !files.has(one['id'] as string))).toEqual(
          [],
        );
        const known = new Set(deliveries.map((one) => one['id']));
        expect([...files].filter((id) => id !== undefined && !known.has(id))).toEqual([]);
      } finally {
        await database.close();
      }
      // The run has to have been there when it mattered.
      expect(acknowledged.size).toBeGreaterThan(KILLS * 5);
      expect([...attempts.values()].filter((count) => count > 1).length).toBeGreaterThan(0);
      expect(repeated).toBeGreaterThan(0);
      console.info(
        `soak: ${KILLS} kills: ${bodies.size} messages, ${repeated} known again when repeated, none lost or invented`,
      );
    },
    60_000 + KILLS * 15_000,
  );
});

describe('a log that was torn or garbled behind its last commit', () => {
  it(
    'is read up to its last whole commit, wherever it was torn',
    async () => {
      const made = await temporaryDirectory();
      cleanUp.push(made.remove);
      const source = join(made.path, 'source');
      const database = new Database(source);
      cleanUp.push(() => database.close());
      const wal = join(source, 'crossdock.sqlite-wal');
      /** Size of the log behind each commit. */
      const ends: number[] = [];
      for (let row = 0; row < 8; row += 1) {
        await database.write((connection) =>
          insertReceipt(connection, { source: 's', body: Buffer.alloc(700, row) }, row),
        );
        ends.push(statSync(wal).size);
      }
      const random = seeded(SEED);
      const last = ends.at(-1) as number;
      const before = ends.at(-4) as number;
      for (let round = 0; round < TAILS; round += 1) {
        const target = join(made.path, `torn-${round}`);
        mkdirSync(target);
        copyFileSync(join(source, 'crossdock.sqlite'), join(target, 'crossdock.sqlite'));
        copyFileSync(wal, join(target, 'crossdock.sqlite-wal'));
        // Every byte of the last frames in turn over the rounds of a long run, others at random.
        const at =
          round < TAILS / 2
            ? last - 1 - Math.floor((round * 2 * (last - before)) / TAILS)
            : before + Math.floor(random() * (last - before));
        const file = openSync(join(target, 'crossdock.sqlite-wal'), 'r+');
        if (round % 2 === 0) ftruncateSync(file, at);
        else writeSync(file, Buffer.from([readFileSync(wal)[at] ?? 0, 1, 2, 3].map((byte) => byte ^ 0xff)), 0, 4, at);
        closeSync(file);
        const whole = ends.filter((end) => end <= at).length;
        const again = new SQLite(join(target, 'crossdock.sqlite'));
        const { n } = again.prepare('SELECT count(*) AS n FROM receipts').get() as { n: number };
        expect([round, at, n]).toEqual([round, at, whole]);
        expect(again.pragma('integrity_check', { simple: true })).toBe('ok');
        again.close();
        const opened = new Database(target);
        await opened.write((connection) => insertReceipt(connection, { source: 's', body: Buffer.from('more') }, 9));
        await opened.close();
      }
    },
    60_000 + TAILS * 1_000,
  );
});

describe('a process that is stopped and goes on', () => {
  it('has lost nothing, and answers again', async () => {
    const path = await workspace();
    const data = join(path, 'store');
    const sidecar = launch({ workspace: path, data });
    const url = await sidecar.url;
    const sent = Array.from({ length: 40 }, (_unused, index) => `S-${index}`);
    const answers = sent.map((key) => post(url, key, shopOrder({ number: key })));
    sidecar.child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, STOP_MS));
    sidecar.child.kill('SIGCONT');
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(202);
    await settled(url);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const { rows } = (await jsonOf(await fetch(`${url}/v1/conservation`))) as unknown as {
      rows: { messages: Record<string, number> }[];
    };
    expect(rows[0]?.messages).toMatchObject({ received: 40, processed: 40 });
    expect(await sidecar.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

describe('a clock that jumps', () => {
  it.each([3_600_000, -3_600_000])('by %i ms stops nothing, and repeats nothing', async (jump) => {
    let now = Date.UTC(2026, 2, 1, 12);
    const harness = await openHarness({ files: OUTBOUND, clock: () => now });
    cleanUp.push(() => harness.close());
    const send = (number: string) =>
      harness.post('/v1/messages/my-shop-order', shopOrder({ number }), { 'idempotency-key': number });
    expect((await send('A')).json.status).toBe('processed');
    now += jump;
    expect((await send('B')).json.status).toBe('processed');
    expect((await send('A')).json.status).toBe('duplicate');
    now -= jump;
    expect((await send('C')).json.status).toBe('processed');
    const delivered = () =>
      harness.sidecar.database.connection
        .prepare("SELECT count(*) AS n FROM deliveries WHERE status = 'delivered'")
        .get();
    harness.sidecar.wakeCouriers();
    // What was queued before the clock went back is due an hour later by that clock, or as soon as it is right again.
    now += Math.abs(jump);
    harness.sidecar.wakeCouriers();
    await eventually(() => (delivered() as { n: number }).n === 3);
    const sums = conservation(harness.sidecar.database.connection);
    expect(sums.every((row) => row.receipts.balanced && row.messages.balanced)).toBe(true);
  });
});
