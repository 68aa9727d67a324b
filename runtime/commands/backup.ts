// `crossdock backup DIR` and `crossdock restore DIR`: a copy of the data directory, and the way back.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AccessBook } from '../governance/access-book.ts';
import { backUp, type Copied, restore } from '../store/backup.ts';
import { EXIT, type Streams } from './command.ts';
import { configOf, type DataOptions, operatorName } from './token.ts';

/** A copy is an export of everything: who made it stands in the record before it is made. */
function note(data: string, target: string, keys: boolean): void {
  // Without a store there is nothing to copy, which is said there.
  if (!existsSync(join(data, 'crossdock.sqlite'))) return;
  const book = new AccessBook(data);
  try {
    book.note({ actor: operatorName(), action: 'backup.made', subject: target, detail: { keys } }, Date.now());
  } finally {
    book.close();
  }
}

const counts = ({ receipts, messages }: Copied): string => `${receipts} receipts and ${messages} messages`;

/** @throws CrossdockError `usage.invalid`, `store.unavailable`, `store.corrupt` */
export function backup(target: string, options: DataOptions & { withoutKeys?: boolean }, streams: Streams): number {
  const { data } = configOf(options);
  const keys = options.withoutKeys !== true;
  note(data, resolve(target), keys);
  const copied = backUp(data, resolve(target), { keys });
  streams.stdout.write(`Backed up ${counts(copied)} to ${resolve(target)}; checked by SQLite\n`);
  streams.stdout.write(
    keys
      ? 'It holds the keys: whoever has it can read it, and a day that is erased later is still in it\n'
      : 'It holds no keys: keep a copy of the keyring elsewhere, or it cannot be read\n',
  );
  return EXIT.ok;
}

/** @throws CrossdockError `usage.invalid`, `store.unavailable`, `store.corrupt` */
export function restoreFrom(source: string, options: DataOptions, streams: Streams): number {
  const { data } = configOf(options);
  const copied = restore(resolve(source), data);
  streams.stdout.write(`Restored ${counts(copied)} to ${data}; start the sidecar to go on from there\n`);
  return EXIT.ok;
}
