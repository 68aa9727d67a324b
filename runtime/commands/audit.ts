// `crossdock audit verify|list`: reads the audit log beside a running sidecar.
import { readFileSync } from 'node:fs';
import { CrossdockError } from '../engine/errors.ts';
import { verifyLog } from '../governance/audit-heads.ts';
import { type AuditFilter, listAudit } from '../store/audit.ts';
import type { Connection } from '../store/database.ts';
import { openRecorded } from '../store/recorded.ts';
import { EXIT, type Streams } from './command.ts';
import { configOf, type DataOptions } from './token.ts';

function withStore<Result>(options: DataOptions, work: (connection: Connection, data: string) => Result): Result {
  const { data, encryption } = configOf(options);
  const connection = openRecorded(data, encryption.keys);
  try {
    return work(connection, data);
  } finally {
    connection.close();
  }
}

/** @returns 1 when something does not fit; the first such row is named on stderr */
export function verify(options: DataOptions & { publicKey?: string; head?: string }, streams: Streams): number {
  const { publicKey, head } = options;
  const { rows, heads, fault } = withStore(options, (connection, data) =>
    verifyLog(data, connection, {
      ...(publicKey === undefined ? {} : { publicKey: readFileSync(publicKey, 'utf8') }),
      ...(head === undefined ? {} : { anchor: head }),
    }),
  );
  if (fault === undefined) {
    streams.stdout.write(`${rows} rows and ${heads} signed heads fit together\n`);
    return EXIT.ok;
  }
  streams.stderr.write(`${fault}\n`);
  return EXIT.findings;
}

/** @throws CrossdockError `usage.invalid` */
function filterOf(options: {
  actor?: string;
  action?: string;
  subject?: string;
  since?: string;
  limit: string;
}): AuditFilter {
  const { actor, action, subject, since } = options;
  const limit = Number(options.limit);
  const from = since === undefined ? undefined : Date.parse(since);
  if (!Number.isInteger(limit) || limit < 1)
    throw new CrossdockError('usage.invalid', '--limit: expected a whole number');
  if (from !== undefined && Number.isNaN(from)) throw new CrossdockError('usage.invalid', '--since: expected a date');
  return {
    limit,
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(subject === undefined ? {} : { subject }),
    ...(from === undefined ? {} : { since: from }),
  };
}

/** One JSON line a row, newest first. */
export function list(
  options: DataOptions & { actor?: string; action?: string; subject?: string; since?: string; limit: string },
  streams: Streams,
): number {
  const filter = filterOf(options);
  for (const { detail, at, ...row } of withStore(options, (connection) => listAudit(connection, filter)))
    streams.stdout.write(
      `${JSON.stringify({ ...row, at: new Date(at).toISOString(), detail: JSON.parse(detail) as unknown })}\n`,
    );
  return EXIT.ok;
}
