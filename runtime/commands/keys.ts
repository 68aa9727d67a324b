// `crossdock keys list|rotate|destroy`: the keys that payloads and documents are sealed with.
import { CrossdockError } from '../engine/errors.ts';
import { AccessBook } from '../governance/access-book.ts';
import { type KeyKind, Keyring } from '../store/keyring.ts';
import { EXIT, type Streams } from './command.ts';
import { configOf, type DataOptions, operatorName } from './token.ts';

function note(data: string, act: { action: string; subject: string; detail?: object }): void {
  const book = new AccessBook(data);
  try {
    book.note({ actor: operatorName(), ...act }, Date.now());
  } finally {
    book.close();
  }
}

function keyringOf(options: DataOptions): { keyring: Keyring; data: string } {
  const { data, encryption } = configOf(options);
  return { data, keyring: new Keyring(data, encryption.keys) };
}

/** One line a key: kind, day, and the master key that wraps it or when it was destroyed. */
export function list(options: DataOptions, streams: Streams): number {
  for (const { kind, day, master, destroyedAt } of keyringOf(options).keyring.list())
    streams.stdout.write(
      `${kind.padEnd(7)}  ${day}  ${destroyedAt === undefined ? master : `destroyed ${destroyedAt}`}\n`,
    );
  return EXIT.ok;
}

/** @throws CrossdockError `store.key` when a key was wrapped by a master key that is not here */
export function rotate(options: DataOptions, streams: Streams): number {
  const { keyring, data } = keyringOf(options);
  const wrapped = keyring.rotate();
  note(data, { action: 'keys.rotated', subject: 'master', detail: { wrapped } });
  streams.stdout.write(`${wrapped} keys are wrapped by the new master key; nothing that is sealed was rewritten\n`);
  return EXIT.ok;
}

/** Erases whole days for good. @throws CrossdockError `usage.invalid` */
export function destroy(
  options: DataOptions & { kind: string; before: string; reason: string },
  streams: Streams,
): number {
  const { kind, before, reason } = options;
  if (kind !== 'payload' && kind !== 'state')
    throw new CrossdockError('usage.invalid', '--kind: expected payload or state');
  const today = new Date().toISOString().slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(before) || before > today)
    throw new CrossdockError('usage.invalid', '--before: expected a UTC day, YYYY-MM-DD, not in the future');
  const { keyring, data } = keyringOf(options);
  const days = keyring
    .list()
    .filter((entry) => entry.kind === kind && entry.day < before && entry.destroyedAt === undefined)
    .map((entry) => entry.day);
  for (const day of days) {
    // Written down first: what is destroyed cannot be asked any more what it was.
    note(data, { action: 'keys.destroyed', subject: `${kind} ${day}`, detail: { reason } });
    keyring.destroy({ kind: kind as KeyKind, day }, Date.now());
  }
  streams.stdout.write(`${days.length} days erased${days.length === 0 ? '' : `: ${days.join(', ')}`}\n`);
  return EXIT.ok;
}
