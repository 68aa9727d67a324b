// `crossdock erase`: erases what is held of one customer or order while no sidecar runs; a running one takes POST /v1/erasures.
import { CrossdockError } from '../engine/errors.ts';
import { eraseAtRest } from '../governance/erasing-at-rest.ts';
import { EXIT, type Streams } from './command.ts';
import { configOf, type DataOptions, operatorName } from './token.ts';

const MIN_REASON = 8;

/** @throws CrossdockError `usage.invalid`, `store.locked` while a sidecar runs, `request.not-found`, `request.conflict` */
export async function eraseSubject(
  options: DataOptions & { customer?: string; order?: string; reason: string; evenOpen?: boolean },
  streams: Streams,
): Promise<number> {
  const { customer, order, reason, evenOpen = false } = options;
  if ((customer === undefined) === (order === undefined))
    throw new CrossdockError('usage.invalid', 'expected either --customer or --order');
  if (reason.trim().length < MIN_REASON)
    throw new CrossdockError('usage.invalid', `--reason: expected at least ${MIN_REASON} characters`);
  const subject = customer === undefined ? { order: order as string } : { customer };
  const request = { subject, by: operatorName(), reason, evenOpen };
  const { documents, messages, archived } = await eraseAtRest(configOf(options), request);
  streams.stdout.write(`Erased ${documents} documents, ${messages} messages and ${archived} archived receipts\n`);
  streams.stdout.write('Backups that were made before still hold it: erase it again behind a restore\n');
  return EXIT.ok;
}
