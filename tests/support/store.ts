// A store in a folder of its own for each test of a file, without a sidecar around it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { Database } from '../../runtime/store/database.ts';

/** To be called where the tests are declared. @returns gives the store of the test that runs */
export function storeOfEach(): () => Database {
  let directory: string;
  let database: Database;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'crossdock-store-'));
    database = new Database(directory);
  });
  afterEach(async () => {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });
  return () => database;
}
