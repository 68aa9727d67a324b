// A disk that fails while it takes a new key: nothing may be sealed with a key that a loss of power takes away.
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Database } from '../../runtime/store/database.ts';
import { findReceipt, insertReceipt } from '../../runtime/store/receipts.ts';

const disk = vi.hoisted(() => ({ failing: undefined as string | undefined }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  return {
    ...real,
    fsyncSync(file: number): void {
      if (disk.failing !== undefined) throw Object.assign(new Error(`${disk.failing}: fsync`), { code: disk.failing });
      real.fsyncSync(file);
    },
  };
});

const AT = Date.UTC(2026, 2, 2);
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crossdock-keys-'));
});
afterEach(async () => {
  disk.failing = undefined;
  await rm(directory, { recursive: true, force: true });
});

const accept = (database: Database) =>
  database.write((connection) =>
    insertReceipt(connection, { source: 'shop', body: new TextEncoder().encode('{}') }, AT),
  );

it.each([
  ['EIO', 'store.unavailable'],
  ['ENOSPC', 'store.full'],
])(
  'a key whose file cannot be synced (%s) ends the store, is not kept, and another one is made by the next start',
  async (error, code) => {
    const database = new Database(directory);
    disk.failing = error;
    await expect(accept(database)).rejects.toMatchObject({ code });
    expect(database.failed?.code).toBe(code);
    disk.failing = undefined;
    await expect(accept(database)).rejects.toMatchObject({ code });
    expect(readdirSync(join(directory, 'keys')).filter((name) => name.startsWith('payload-'))).toEqual([]);
    await database.close();
    const next = new Database(directory);
    const { id } = await accept(next);
    expect(existsSync(join(directory, 'keys', 'payload-2026-03-02.json'))).toBe(true);
    expect(findReceipt(next.connection, id)?.body.toString()).toBe('{}');
    await next.close();
  },
);
