// Where removed receipts go when they are archived: one line of JSON for each, in a file of the day, on disk before the rows go.
import { existsSync, mkdirSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
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

interface ArchivedMessage {
  readonly id: string;
  readonly document_type: string | null;
  readonly document_key: string | null;
}

/**
 * Takes receipts out of the archive in which one of these messages or documents is: the line that is left says that it was
 * erased. Each file is written anew beside itself and renamed.
 *
 * @param of.keys  `type key` of documents
 * @returns how many receipts were erased
 */
export async function eraseInArchive(
  folder: string,
  of: { readonly keys: ReadonlySet<string>; readonly messages: ReadonlySet<string> },
): Promise<number> {
  if (!existsSync(folder)) return 0;
  const isMeant = ({ id, document_type: type, document_key: key }: ArchivedMessage): boolean =>
    of.messages.has(id) || of.keys.has(`${type} ${key}`);
  let erased = 0;
  for (const name of (await readdir(folder)).filter((one) => /^receipts-.*\.ndjson$/.test(one))) {
    const path = join(folder, name);
    const source = await open(path, 'r');
    const target = await open(`${path}.new`, 'w', 0o600);
    let changed = 0;
    try {
      for await (const line of source.readLines()) {
        const { receipt, messages } = JSON.parse(line) as {
          receipt: { id: string; day: string; source: string; erased?: true };
          messages: readonly ArchivedMessage[];
        };
        const goes = receipt.erased !== true && messages.some(isMeant);
        changed += goes ? 1 : 0;
        const { id, day, source: from } = receipt;
        const left = goes
          ? JSON.stringify({
              receipt: { id, day, source: from, erased: true },
              messages: messages.map((one) => ({ id: one.id })),
            })
          : line;
        await target.write(`${left}\n`);
      }
      await target.sync();
    } finally {
      await target.close();
    }
    if (changed > 0) await rename(`${path}.new`, path);
    else await rm(`${path}.new`);
    erased += changed;
  }
  return erased;
}
