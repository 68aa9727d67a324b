// Copies a data directory while its sidecar goes on, and puts a copy in place of one that is gone.
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { CrossdockError } from '../engine/errors.ts';

const STORE = 'crossdock.sqlite';

export interface Copied {
  readonly receipts: number;
  readonly messages: number;
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a copy, has SQLite check all of it, and counts. @throws CrossdockError `store.corrupt` */
function checked(file: string): Copied {
  const connection = new SQLite(file, { readonly: true });
  try {
    const word = connection.pragma('integrity_check', { simple: true });
    if (word !== 'ok') throw new CrossdockError('store.corrupt', `${file}: ${String(word)}`);
    const count = (table: string) =>
      (connection.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
    return { receipts: count('receipts'), messages: count('messages') };
  } finally {
    connection.close();
  }
}

/** What stands beside the store and belongs to it: keys, and small databases; not what is temporary or can be made anew. */
const isBeside = (name: string): boolean =>
  !name.startsWith(STORE) && !/^(?:lock\.sqlite|ballast|probe\.tmp|outbox|crossdock\.tmp)|-(?:wal|shm)$/.test(name);

/** The keyring; see keyring.ts. */
const KEYS = 'keys';

/** Copies a database as it is at one moment, whoever writes to it. */
function copyDatabase(from: string, to: string): void {
  const connection = new SQLite(from, { readonly: true });
  try {
    connection.prepare('VACUUM INTO ?').run(to);
  } finally {
    connection.close();
  }
  sync(to);
}

function wrap(what: string, work: () => Copied): Copied {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof CrossdockError) throw thrown;
    throw new CrossdockError('store.unavailable', `${what}: ${(thrown as Error).message}`, { cause: thrown });
  }
}

/**
 * Copies the store as it is at one moment, whether a sidecar works on it or not, with everything beside it.
 *
 * @param options.keys  false leaves the keyring out: such a copy can be kept with less care, and read only with the keys
 * @throws CrossdockError `store.unavailable`, `store.corrupt`; `usage.invalid` when the target is there already
 */
export function backUp(data: string, target: string, options: { keys: boolean }): Copied {
  if (existsSync(target)) throw new CrossdockError('usage.invalid', `${target} is there already`);
  if (!existsSync(join(data, STORE))) throw new CrossdockError('store.unavailable', `there is no store in ${data}`);
  return wrap(`cannot back up ${data}`, () => {
    const temporary = `${target}.part`;
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true, mode: 0o700 });
    copyDatabase(join(data, STORE), join(temporary, STORE));
    // The keys of rows are made before the rows: those that are there now open all of the copy.
    for (const name of readdirSync(data).filter(isBeside)) {
      if (!options.keys && name === KEYS) continue;
      if (name.endsWith('.sqlite')) copyDatabase(join(data, name), join(temporary, name));
      else cpSync(join(data, name), join(temporary, name), { recursive: true });
    }
    sync(temporary);
    const copied = checked(join(temporary, STORE));
    renameSync(temporary, target);
    return copied;
  });
}

/**
 * Puts a backup into an empty or missing data directory.
 *
 * @throws CrossdockError `usage.invalid` when there is a store already, `store.unavailable`, `store.corrupt`
 */
export function restore(backup: string, data: string): Copied {
  if (!existsSync(join(backup, STORE))) throw new CrossdockError('usage.invalid', `there is no backup in ${backup}`);
  if (existsSync(join(data, STORE)))
    throw new CrossdockError('usage.invalid', `there is a store in ${data} already`, { help: 'Move it away first.' });
  return wrap(`cannot restore ${backup}`, () => {
    checked(join(backup, STORE));
    mkdirSync(data, { recursive: true, mode: 0o700 });
    // The store comes last: while it is not there, nothing takes the directory for whole.
    for (const name of readdirSync(backup).filter((one) => one !== STORE))
      cpSync(join(backup, name), join(data, name), { recursive: true });
    const temporary = join(data, 'crossdock.tmp');
    cpSync(join(backup, STORE), temporary);
    sync(temporary);
    renameSync(temporary, join(data, STORE));
    sync(data);
    return checked(join(data, STORE));
  });
}
