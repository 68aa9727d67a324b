// `crossdock backup DIR` and `crossdock restore DIR`: a copy of the data directory, and the way back.
import { resolve } from 'node:path';
import { backUp, type Copied, restore } from '../store/backup.ts';
import { EXIT, type Streams } from './command.ts';
import { configOf, type DataOptions } from './token.ts';

const counts = ({ receipts, messages }: Copied): string => `${receipts} receipts and ${messages} messages`;

/** @throws CrossdockError `usage.invalid`, `store.unavailable`, `store.corrupt` */
export function backup(target: string, options: DataOptions & { withoutKeys?: boolean }, streams: Streams): number {
  const { data } = configOf(options);
  const keys = options.withoutKeys !== true;
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
