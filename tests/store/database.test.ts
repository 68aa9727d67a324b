import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeNumber } from '../../runtime/store/counters.ts';
import { Database } from '../../runtime/store/database.ts';

let directory: string;
const opened: Database[] = [];
const open = () => {
  const database = new Database(directory);
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

it('insists on a synced write-ahead log, on a fresh directory and on an old one', async () => {
  for (let round = 0; round < 2; round += 1) {
    const database = open();
    await database.write((connection) => takeNumber(connection, 'a'));
    expect(database.connection.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.connection.pragma('journal_mode', { simple: true })).toBe('wal');
    await (opened.pop() as Database).close();
  }
});

it('syncs once for writes that were queued together, and gives each its own result', async () => {
  const database = open();
  let commits = 0;
  const exec = database.connection.exec.bind(database.connection);
  database.connection.exec = (sql: string) => {
    if (sql === 'COMMIT') commits += 1;
    return exec(sql);
  };
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
