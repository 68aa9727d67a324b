// Signed heads of the audit log: what its last row was, from time to time, so that cutting rows off its end shows too.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../engine/errors.ts';
import { verifyAudit } from '../store/audit.ts';
import type { Connection } from '../store/database.ts';

/*
 * One head a line, in `audit-heads.jsonl` of the data directory:
 *
 *   {"row":120,"hash":"…","at":"2026-11-26T12:00:00.000Z","previous":"<SHA-256 of the line before>","signature":"…"}
 *
 * The signature covers the line without it. Whoever can write the store but has not the key can neither make a head nor
 * change one. Cutting off heads together with rows shows where a head was kept elsewhere: each one is logged.
 */
export interface AuditHead {
  readonly row: number;
  readonly hash: string;
  readonly at: string;
  readonly previous: string;
  readonly signature: string;
}

export interface AuditReport {
  readonly rows: number;
  readonly heads: number;
  /** The first thing that does not fit; undefined when all does. */
  readonly fault?: string;
}

const FILE = 'audit-heads.jsonl';
const PRIVATE = 'audit.key';
const PUBLIC = 'audit.pub';

const bodyOf = ({ row, hash, at, previous }: Omit<AuditHead, 'signature'>): Buffer =>
  Buffer.from(JSON.stringify({ row, hash, at, previous }));

const lineHash = (line: string | undefined): string =>
  line === undefined ? '' : createHash('sha256').update(line).digest('hex');

const linesOf = (data: string): string[] => {
  const path = join(data, FILE);
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
};

/** The key that signs heads; made at the first use. */
function signingKey(data: string): KeyObject {
  const directory = join(data, 'keys');
  const path = join(directory, PRIVATE);
  if (!existsSync(path)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(join(directory, PUBLIC), publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o600 });
  }
  return createPrivateKey(readFileSync(path));
}

/** Signs the last row of the log, unless the last head says the same. @returns the new head */
export function signHead(data: string, connection: Connection, now: number): AuditHead | undefined {
  const last = connection.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() as
    | { seq: number; hash: string }
    | undefined;
  const line = linesOf(data).at(-1);
  const known = line === undefined ? undefined : (JSON.parse(line) as AuditHead);
  if (last === undefined || known?.hash === last.hash) return undefined;
  const body = { row: last.seq, hash: last.hash, at: new Date(now).toISOString(), previous: lineHash(line) };
  const head = { ...body, signature: sign(null, bodyOf(body), signingKey(data)).toString('base64') };
  const file = openSync(join(data, FILE), 'a', 0o600);
  try {
    writeSync(file, `${JSON.stringify(head)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return head;
}

/** @throws CrossdockError `config.invalid` when there is no key to verify by */
function verifyingKey(data: string, pem: string | undefined): KeyObject {
  try {
    return createPublicKey(pem ?? readFileSync(join(data, 'keys', PUBLIC)));
  } catch (cause) {
    throw new CrossdockError('config.invalid', 'cannot read the public key of the audit log', { cause });
  }
}

function headFault(
  line: string,
  before: string | undefined,
  options: { key: KeyObject; number: number },
): string | undefined {
  let head: AuditHead;
  try {
    head = JSON.parse(line) as AuditHead;
  } catch {
    return `head ${options.number} cannot be read`;
  }
  if (!verify(null, bodyOf(head), options.key, Buffer.from(String(head.signature), 'base64')))
    return `head ${options.number}: its signature does not fit`;
  return head.previous === lineHash(before)
    ? undefined
    : `head ${options.number}: the one before it is missing or changed`;
}

/** What a row says, for whoever has to look at it. */
function described(connection: Connection, row: number): string {
  const found = connection.prepare('SELECT at, actor, action FROM audit WHERE seq = ?').get(row) as
    | { at: number; actor: string; action: string }
    | undefined;
  return found === undefined
    ? `row ${row}`
    : `row ${row} (${new Date(found.at).toISOString()}, ${found.actor}, ${found.action})`;
}

/**
 * Checks the whole log: each row against the one before, each head's signature, and that every row a head names is there.
 *
 * @param options.publicKey  PEM; that of the data directory without it, which whoever has all of it could replace
 * @param options.anchor     hash of a head that was kept elsewhere, which must be in the log
 */
export function verifyLog(
  data: string,
  connection: Connection,
  options: { publicKey?: string; anchor?: string } = {},
): AuditReport {
  const lines = linesOf(data);
  const { rows, broken } = verifyAudit(connection);
  const report = { rows, heads: lines.length };
  if (broken !== undefined)
    return {
      ...report,
      fault: `${described(connection, broken)}: it, or the row before it, was changed, removed or moved`,
    };
  const hashOf = connection.prepare('SELECT hash FROM audit WHERE seq = ?');
  const key = lines.length === 0 ? undefined : verifyingKey(data, options.publicKey);
  for (const [index, line] of lines.entries()) {
    const fault = headFault(line, lines[index - 1], { key: key as KeyObject, number: index + 1 });
    if (fault !== undefined) return { ...report, fault };
    const { row, hash, at } = JSON.parse(line) as AuditHead;
    const found = hashOf.get(row) as { hash: string } | undefined;
    if (found === undefined)
      return { ...report, fault: `row ${row} is missing: the head that was signed at ${at} names it` };
    if (found.hash !== hash)
      return { ...report, fault: `${described(connection, row)}: the head of ${at} names another` };
  }
  const { anchor } = options;
  if (anchor !== undefined && connection.prepare('SELECT 1 FROM audit WHERE hash = ?').get(anchor) === undefined)
    return { ...report, fault: `no row has the hash ${anchor} that was kept elsewhere` };
  return report;
}
