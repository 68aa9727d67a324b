// Where removed receipts go when they are archived: one line of JSON for each, in a file of the day, on disk before the rows go.
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { OldReceipt } from './retention.ts';

/** Bytes as base64, so that what is sealed stays what it is. */
const plain = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) =>
      Buffer.isBuffer(value) ? [name, { base64: value.toString('base64') }] : [name, value],
    ),
  );

/**
 * Appends receipts to `receipts-<day>.ndjson` of a folder. Resolves when they are on disk.
 *
 * One that could not be removed behind this is archived again: readers go by its id.
 */
export async function archiveReceipts(folder: string, receipts: readonly OldReceipt[], day: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const lines = receipts.map(
    ({ receipt, messages }) => `${JSON.stringify({ receipt: plain(receipt), messages: messages.map(plain) })}\n`,
  );
  const handle = await open(join(folder, `receipts-${day}.ndjson`), 'a', 0o600);
  try {
    await handle.appendFile(lines.join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
