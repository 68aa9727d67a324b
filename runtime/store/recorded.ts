// What a data directory recorded, for reading by another process than the sidecar: never locks it, never writes.
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { CrossdockError } from '../engine/errors.ts';
import { Keyring } from './keyring.ts';
import { openReceiptBody } from './receipts.ts';
import { attachKeyring } from './sealing.ts';

/** One receipt, and the positions in it of the messages that one mapping took. */
export interface RecordedReceipt {
  readonly id: string;
  readonly mapping: string;
  readonly body: Uint8Array;
  readonly positions: readonly number[];
}

/**
 * Opens a store for reading beside the sidecar that writes it.
 *
 * @param masters  master keys, when they are not those of the data directory
 * @throws CrossdockError `store.unavailable` when there is none, `store.key`
 */
export function openRecorded(data: string, masters?: readonly string[]): SQLite.Database {
  let connection: SQLite.Database;
  try {
    connection = new SQLite(join(data, 'crossdock.sqlite'), { readonly: true, fileMustExist: true });
  } catch (cause) {
    throw new CrossdockError('store.unavailable', `cannot read what was recorded in ${data}`, { cause });
  }
  attachKeyring(connection, new Keyring(data, masters, { readOnly: true }));
  return connection;
}

/**
 * The receipts whose messages found a mapping, newest first, one at a time, so that their bytes need not fit into memory.
 *
 * @throws CrossdockError `store.unavailable` when there is no store in that directory
 */
export function* recordedReceipts(
  data: string,
  limit: number,
  masters?: readonly string[],
): Generator<RecordedReceipt> {
  const database = openRecorded(data, masters);
  try {
    const rows = database
      .prepare(
        `SELECT m.receipt_id AS id, m.mapping, group_concat(m.position) AS positions, r.body
         FROM messages m JOIN receipts r ON r.id = m.receipt_id
         WHERE m.mapping <> '' AND r.erased_at IS NULL GROUP BY m.receipt_id, m.mapping ORDER BY max(m.seq) DESC LIMIT ?`,
      )
      .iterate(limit) as IterableIterator<{ id: string; mapping: string; body: Buffer; positions: string }>;
    for (const { positions, ...row } of rows) {
      const body = openReceiptBody(database, row);
      // What was erased cannot be run again.
      if (body !== undefined) yield { ...row, body, positions: positions.split(',').map(Number) };
    }
  } finally {
    database.close();
  }
}
