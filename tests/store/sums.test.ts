// Sums over whole tables: worked out beside the writer, which goes on meanwhile, and the same as when it had worked them out itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeNumber } from '../../runtime/store/counters.ts';
import { Database } from '../../runtime/store/database.ts';
import { closeException, insertException } from '../../runtime/store/exceptions.ts';
import { SumReader } from '../../runtime/store/sum-reader.ts';
import { type SumName, type SumOptions, sumOf } from '../../runtime/store/sums.ts';

let directory: string;
let database: Database;
let sums: SumReader;

function open(fewRows = 0): void {
  database = new Database(directory, { anyVolume: true, logLimitBytes: 8 * 1024 * 1024 });
  sums = new SumReader(database, { fewRows });
}
async function close(): Promise<void> {
  await sums.close();
  await database.close();
}
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crossdock-sums-'));
  open();
});
afterEach(async () => {
  await close();
  await rm(directory, { recursive: true, force: true });
});

/** So many messages of one source, each with a receipt. */
function fill(count: number): void {
  const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
  database.connection.exec(`
    ${numbers} INSERT INTO receipts (id, source, body, body_hash, received_at, day, status, message_count)
      SELECT 'rcp_' || i, 'shop', x'00', '', i, '2026-03-02', 'decoded', 1 FROM n;
    INSERT INTO intakes (source, day, received) VALUES ('shop', '2026-03-02', ${count});
    ${numbers} INSERT INTO messages (id, receipt_id, position, source, mapping, status, evaluated, versions, created_at, day)
      SELECT 'msg_' || i, 'rcp_' || i, 0, 'shop', 'order', CASE i % 9 WHEN 0 THEN 'held' ELSE 'processed' END, '{}', '{}', i, '2026-03-02' FROM n;`);
}

it('lets writes and the event loop go on while a large store is added up', async () => {
  fill(150_000);
  const order: string[] = [];
  const sum = sums.ask('overview', {}).then((value) => {
    order.push('sum');
    return value;
  });
  const turns = new Promise<void>((resolve) => {
    let left = 20;
    const turn = () => {
      left -= 1;
      if (left > 0) return setImmediate(turn);
      order.push('turns');
      return resolve();
    };
    setImmediate(turn);
  });
  const write = database.write((connection) => takeNumber(connection, 'a')).then(() => order.push('write'));
  await Promise.all([sum, turns, write]);
  expect(order.at(-1)).toBe('sum');
  expect((await sum).totals).toMatchObject({ received: 150_000, processed: 133_334, held: 16_666 });
  expect((await sum).balanced).toBe(true);
});

it('keeps the log under its cap although sums are read all the time', async () => {
  fill(30_000);
  let isOver = false;
  const reading = (async () => {
    while (!isOver) await sums.ask('conservation', { day: `2026-03-${Math.random()}` });
  })();
  const body = 'x'.repeat(20_000);
  for (let index = 0; index < 2_000; index += 1)
    await database.write((connection) => {
      connection
        .prepare('INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1')
        .run(`${index % 50} ${body}`);
    });
  isOver = true;
  await reading;
  // 40 MB went through it.
  expect(database.figures.logBytes).toBeLessThan(16 * 1024 * 1024);
});

it('answers those who still wait when the store is closed, one way or the other', async () => {
  fill(50_000);
  const asked = [sums.ask('overview', {}), sums.ask('conservation', {}), sums.ask('groups', {})];
  const settled = Promise.allSettled(asked);
  await sums.close();
  expect((await settled).map(({ status }) => status)).toContain('rejected');
  await expect(sums.ask('overview', {})).rejects.toMatchObject({ code: 'store.unavailable' });
});

it('is worked out at once, as things are now, while the store is small', async () => {
  await sums.close();
  sums = new SumReader(database, { fewRows: 100 });
  for (let count = 1; count <= 3; count += 1) {
    await database.write((connection) => insertException(connection, exception(1), count));
    expect((await sums.ask('groups', {}))[0]?.count).toBe(count);
  }
});

const exception = (cause: number) =>
  ({
    subject: 'message',
    code: 'mapping.unmapped',
    category: 'mapping',
    owner: `team-${cause % 3}`,
    severity: cause % 4 === 0 ? 'warn' : 'block',
    cause: `cause ${cause}`,
    message: 'held',
  }) as const;

const ALL: readonly [SumName, SumOptions<SumName>][] = [
  ['overview', {}],
  ['conservation', {}],
  ['clusters', { limit: 5, sort: 'due' }],
  ['clusters', { limit: 300, owner: 'team-1' }],
  ['groups', {}],
  ['overdue', { now: 40 * 3_600_000 }],
  ['destinations', {}],
  ['orders by status', {}],
  ['orders blocked', {}],
  ['rows', { sql: 'SELECT count(*) AS n FROM exceptions' }],
];

it('gives what the writer itself would have worked out, after any history and over restarts', async () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ act: fc.constant('held' as const), cause: fc.nat(12) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('closed' as const), cause: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('restart' as const), cause: fc.constant(0) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const ids: string[] = [];
      for (const [index, { act, cause }] of steps.entries()) {
        if (act === 'held')
          ids.push(await database.write((connection) => insertException(connection, exception(cause), index * 1e7)));
        const id = ids[cause % Math.max(1, ids.length)];
        if (act === 'closed' && id !== undefined)
          await database.write((connection) =>
            closeException(connection, id, { status: 'resolved', by: 'Ada' }, index * 1e7),
          );
        if (act === 'restart') {
          await close();
          open();
        }
      }
      // Sums that were asked for before may be kept for a moment: a reader of its own has none.
      const fresh = new SumReader(database, { fewRows: 0 });
      for (const [name, options] of ALL)
        expect(await fresh.ask(name, options), name).toEqual(sumOf(database.connection, name, options));
      await fresh.close();
    }),
    { numRuns: 12 },
  );
});
