// Erases what is held of one customer or order in a data directory that no sidecar works on.
import type { Config } from '../config.ts';
import { CrossdockError } from '../engine/errors.ts';
import { type Erased, type ErasureRequest, erase } from '../pipeline/erasing.ts';
import { Lanes } from '../pipeline/lanes.ts';
import { Database } from '../store/database.ts';

/** Opens the directory as a sidecar would, so that nobody else works on it. @throws CrossdockError `store.locked`, and what `erase` throws */
export async function eraseAtRest(config: Config, request: ErasureRequest): Promise<Erased> {
  const { data, encryption, store, retention } = config;
  let database: Database;
  try {
    database = new Database(data, { masters: encryption.keys, ...store });
  } catch (thrown) {
    if ((thrown as CrossdockError).code !== 'store.locked') throw thrown;
    throw new CrossdockError('store.locked', 'a sidecar works on the data directory', {
      cause: thrown,
      help: 'Ask it with POST /v1/erasures, or stop it first.',
    });
  }
  try {
    const archive = retention.archive === undefined ? {} : { archive: retention.archive };
    return await erase(request, { database, lanes: new Lanes(), clock: Date.now, ...archive });
  } finally {
    await database.close();
  }
}
