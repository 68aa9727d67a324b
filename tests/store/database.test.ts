import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { insist } from '../../runtime/store/connection.ts';
import { takeNumber } from '../../runtime/store/counters.ts';
import { Database, type DatabaseOptions, type SyncMode } from '../../runtime/store/database.ts';
import { probeSync, requireSafeVolume, warningOf } from '../../runtime/store/volume.ts';

let directory: string;
const opened: Database[] = [];
const open = (options: DatabaseOptions = {}) => {
  const database = new Database(directory, options);
  opened.push(database);
  return database;
};
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crossdock-store-'));
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  await rm(directory, { recursive: true, force: true });
});

it.each<[SyncMode, number]>([
  ['commit', 2],
  ['thread', 1],
])('insists on a synced write-ahead log, on a fresh directory and on an old one: %s', async (sync, synchronous) => {
  for (let round = 0; round < 2; round += 1) {
    const database = open({ sync });
    await database.write((connection) => takeNumber(connection, 'a'));
    expect(database.connection.pragma('synchronous', { simple: true })).toBe(synchronous);
    expect(database.connection.pragma('wal_autocheckpoint', { simple: true })).toBe(0);
    expect(database.connection.pragma('journal_mode', { simple: true })).toBe('wal');
    await (opened.pop() as Database).close();
  }
});

it('syncs once for writes that were queued together, and gives each its own result', async () => {
  const database = open();
  let commits = 0;
  const prepare = database.connection.prepare.bind(database.connection);
  database.connection.prepare = ((sql: string) => {
    if (sql === 'COMMIT') commits += 1;
    return prepare(sql);
  }) as typeof prepare;
  const numbers = await Promise.all(
    Array.from({ length: 100 }, () => database.write((connection) => takeNumber(connection, 'a'))),
  );
  expect(numbers).toEqual(Array.from({ length: 100 }, (_unused, index) => index + 1));
  expect(commits).toBe(1);
});

it('undoes only the work that throws, not the others of its commit', async () => {
  const database = open();
  const outcomes = await Promise.allSettled([
    database.write((connection) => takeNumber(connection, 'a')),
    database.write((connection) => {
      takeNumber(connection, 'a');
      throw new Error('no');
    }),
    database.write((connection) => takeNumber(connection, 'a')),
  ]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(outcomes[2]).toMatchObject({ value: 2 });
});

it.each<[string, SyncMode, string]>([
  ['no sync in the commit', 'commit', 'synchronous = NORMAL'],
  ['no sync at all', 'thread', 'synchronous = OFF'],
  ['no write-ahead log', 'commit', 'journal_mode = DELETE'],
])('refuses to go on over a file that has %s, whatever it was told', (_what, sync, pragma) => {
  const connection = new SQLite(join(directory, 'other.sqlite'));
  try {
    connection.pragma('journal_mode = WAL');
    connection.pragma(`synchronous = ${sync === 'commit' ? 'FULL' : 'NORMAL'}`);
    expect(() => insist(connection, sync)).not.toThrow();
    connection.pragma(pragma);
    expect(() => insist(connection, sync)).toThrow(expect.objectContaining({ code: 'store.unavailable' }));
  } finally {
    connection.close();
  }
});

it('runs each work once as long as none throws, and behind one that does each of the others counts once', async () => {
  const database = open();
  let runs = 0;
  const counted = () =>
    database.write((connection) => {
      runs += 1;
      return takeNumber(connection, 'a');
    });
  expect(await Promise.all([counted(), counted()])).toEqual([1, 2]);
  expect(runs).toBe(2);
  const outcomes = await Promise.allSettled([
    counted(),
    database.write((connection) => {
      takeNumber(connection, 'a');
      throw new Error('no');
    }),
    counted(),
  ]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(outcomes[2]).toMatchObject({ value: 4 });
});

it('refuses a directory that another one holds, and takes it once that one is closed', async () => {
  const first = open();
  expect(() => new Database(directory)).toThrow(expect.objectContaining({ code: 'store.locked' }));
  opened.pop();
  await first.close();
  expect(open().failed).toBeUndefined();
});

it('acknowledges nothing from the write that found the disk full on, and keeps what it had acknowledged', async () => {
  const database = open();
  await database.write((connection) => takeNumber(connection, 'kept'));
  const pages = database.connection.pragma('page_count', { simple: true }) as number;
  database.connection.pragma(`max_page_count = ${pages + 2}`);
  const body = Buffer.alloc(64 * 1024);
  const insert = (connection: SQLite.Database) =>
    connection
      .prepare(
        "INSERT INTO receipts (id, source, body, body_hash, received_at, day, status) VALUES (?, 's', ?, '', 0, '', 'pending')",
      )
      .run('r', body);
  await expect(database.write(insert)).rejects.toMatchObject({ code: 'store.full' });
  expect(database.failed?.code).toBe('store.full');
  await expect(database.write((connection) => takeNumber(connection, 'kept'))).rejects.toMatchObject({
    code: 'store.full',
  });
  opened.pop();
  await database.close();
  const again = open();
  expect(await again.write((connection) => takeNumber(connection, 'kept'))).toBe(2);
  expect(again.connection.prepare('SELECT count(*) AS n FROM receipts').get()).toEqual({ n: 0 });
});

it('says so when the file is no database, and when a newer version wrote it', async () => {
  await writeFile(
    join(directory, 'crossdock.sqlite'),
    'this is no database, whatever its name says, and it is long enough to be read as one',
  );
  expect(() => new Database(directory)).toThrow(expect.objectContaining({ code: 'store.corrupt' }));
  await rm(join(directory, 'crossdock.sqlite'));
  const newer = new SQLite(join(directory, 'crossdock.sqlite'));
  newer.pragma('user_version = 999');
  newer.close();
  expect(() => new Database(directory)).toThrow(
    expect.objectContaining({ code: 'store.corrupt', message: expect.stringContaining('999') }),
  );
});

it('keeps the log under its cap while commits follow one another, and loses nothing in the file', async () => {
  const database = open({ logLimitBytes: 8 * 1024 * 1024 });
  const body = Buffer.alloc(64 * 1024, 7);
  let largest = 0;
  for (let row = 0; row < 1_200; row += 1) {
    await database.write((connection) =>
      connection
        .prepare(
          "INSERT INTO receipts (id, source, body, body_hash, received_at, day, status) VALUES (?, 's', ?, '', 0, '', 'pending')",
        )
        .run(`r${row}`, body),
    );
    largest = Math.max(largest, database.figures.logBytes);
  }
  expect(database.figures.checkpoints).toBeGreaterThan(0);
  // 75 MB were written; a checkpoint begins at a quarter of the cap, and commits go on beside it.
  expect(largest).toBeLessThan(48 * 1024 * 1024);
  await (opened.pop() as Database).close();
  const again = open();
  expect(again.connection.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(again.connection.prepare('SELECT count(*) AS n FROM receipts').get()).toEqual({ n: 1_200 });
});

it('goes on writing while somebody else reads for long, and folds the log once he has ended', async () => {
  const logLimitBytes = 8 * 1024 * 1024;
  const database = open({ logLimitBytes });
  const body = Buffer.alloc(64 * 1024, 7);
  let row = 0;
  const write = async (count: number) => {
    for (const until = row + count; row < until; row += 1) {
      const id = `r${row}`;
      await database.write((connection) =>
        connection
          .prepare(
            "INSERT INTO receipts (id, source, body, body_hash, received_at, day, status) VALUES (?, 's', ?, '', 0, '', 'pending')",
          )
          .run(id, body),
      );
    }
  };
  await write(10);
  const reader = new SQLite(database.file, { readonly: true });
  reader.exec('BEGIN');
  const counted = () => (reader.prepare('SELECT count(*) AS n FROM receipts').get() as { n: number }).n;
  expect(counted()).toBe(10);
  // Nothing that he may still look at can be folded: the log outgrows its cap, and whoever writes does not wait for him.
  await write(400);
  expect(database.figures.logBytes).toBeGreaterThan(2 * logLimitBytes);
  expect(counted()).toBe(10);
  reader.exec('COMMIT');
  reader.close();
  const before = database.figures.checkpoints;
  // What the next commits find is a log that starts over, and is cut to its cap by that.
  for (const end = performance.now() + 20_000; database.figures.logBytes > logLimitBytes; ) {
    expect(performance.now()).toBeLessThan(end);
    await write(5);
  }
  expect(database.figures.checkpoints).toBeGreaterThan(before);
  expect(database.connection.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(database.connection.prepare('SELECT count(*) AS n FROM receipts').get()).toEqual({ n: row });
});

it('says when what can be read is on disk, and not before', async () => {
  const database = open();
  const order: string[] = [];
  const write = database.write((connection) => takeNumber(connection, 'a')).then(() => order.push('written'));
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  await database.synced().then(() => order.push('synced'));
  await write;
  expect(order).toEqual(['written', 'synced']);
});

it('refuses file systems on which a write-ahead log is not safe, unless it is told to take any', () => {
  for (const [type, name] of [
    [0x6969, 'NFS'],
    [0xff534d42, 'CIFS'],
    [0xfe534d42 | 0, 'SMB 2'],
    [0x65735546, 'FUSE'],
    [0x01021997, '9P'],
  ] as const)
    expect(() => requireSafeVolume('/data', type)).toThrow(
      expect.objectContaining({ code: 'store.unavailable', message: expect.stringContaining(`is on ${name}`) }),
    );
  // ext4, XFS, Btrfs, tmpfs, overlay, and a system that does not say.
  for (const type of [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0])
    expect(() => requireSafeVolume('/data', type)).not.toThrow();
});

it('times synced writes, and warns of disks that are too slow, or too fast to be true', async () => {
  const { p50, p99 } = await probeSync(directory, 8);
  expect(p50).toBeGreaterThan(0);
  expect(p99).toBeGreaterThanOrEqual(p50);
  expect(warningOf(0.001).warning).toContain('may lose');
  expect(warningOf(25).warning).toContain('25.0 ms');
  expect(warningOf(1)).toEqual({});
});

it('answers a write that lingers at its commit, and others only once they are on disk', async () => {
  const database = open();
  const order: string[] = [];
  const important = database.write((connection) => takeNumber(connection, 'a')).then(() => order.push('on disk'));
  const lingering = database
    .write((connection) => takeNumber(connection, 'b'), { lingers: true })
    .then(() => order.push('committed'));
  await Promise.all([important, lingering]);
  expect(order).toEqual(['committed', 'on disk']);
  await database.synced();
  expect(database.waiting).toBe(0);
});

it('commits writes that nobody waits for together while more of them come, and no later for being alone', async () => {
  const database = open();
  await database.write((connection) => takeNumber(connection, 'a'));
  let commits = 0;
  const prepare = database.connection.prepare.bind(database.connection);
  database.connection.prepare = ((sql: string) => {
    if (sql === 'COMMIT') commits += 1;
    return prepare(sql);
  }) as typeof prepare;
  const lingering = () => database.write((connection) => takeNumber(connection, 'a'), { lingers: true });
  expect(await lingering()).toBe(2);
  expect(commits).toBe(1);
  const numbers = await Promise.all(Array.from({ length: 32 }, lingering));
  expect(numbers.at(-1)).toBe(34);
  expect(commits).toBe(2);
});
