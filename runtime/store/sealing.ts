// Seals what the store keeps of messages and documents, and opens it: AES-256-GCM with the key of the day. Whoever reads
// the file, a backup or a copy of it without the keyring reads nothing of them.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CrossdockError } from '../engine/errors.ts';
import { dayOf } from './ids.ts';
import type { KeyKind, Keyring } from './keyring.ts';

/*
 * What stands in a sealed column; a text column holds the same behind `cds1:` in base64:
 *
 *   | CDS1 | kind | day         | iv      | content, encrypted | tag      |
 *   | 4 B  | 1 B  | 4 B, since  | 12 B    | as long as it was  | 16 B     |
 *   |      |      | 1970-01-01  |         |                    |          |
 *
 * The tag also covers where it stands (`receipts.body:rcp_…`), so that nothing sealed can be put in another's place.
 */
const MAGIC = Buffer.from('CDS1');
const TEXT_MARK = 'cds1:';

/** Stands where something was that was erased by itself, before the day that it came on: magic, and the day of the erasure. */
const ERASED = Buffer.from('CDX1');
const ERASED_TEXT = 'cdx1:';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC.length + 1 + 4;
const KINDS: Readonly<Record<KeyKind, number>> = { payload: 0x70, state: 0x73 };
const DAY_MS = 86_400_000;

/** Bytes that sealing adds. */
export const SEAL_BYTES = HEAD_BYTES + IV_BYTES + TAG_BYTES;

/** A connection to the store, of which only its identity matters here. */
type Connection = object;

const keyrings = new WeakMap<Connection, Keyring>();

/** Says which keys seal what is written through a connection. */
export function attachKeyring(connection: Connection, keyring: Keyring): void {
  keyrings.set(connection, keyring);
}

function keyringOf(connection: Connection): Keyring {
  const keyring = keyrings.get(connection);
  if (keyring === undefined) throw new CrossdockError('store.key', 'the connection has no keyring');
  return keyring;
}

/** Random bytes are fetched by the thousand: each call for twelve of them would cost as much as the encryption. */
const IV_POOL = 1_000 * IV_BYTES;
let pool = Buffer.alloc(0);
let taken = 0;

function freshIv(): Buffer {
  if (taken >= pool.length) [pool, taken] = [randomBytes(IV_POOL), 0];
  taken += IV_BYTES;
  return pool.subarray(taken - IV_BYTES, taken);
}

/** What is sealed where: `column` and the row's own id. */
export interface Place {
  readonly kind: KeyKind;
  /** Table and column: `receipts.body`. */
  readonly column: string;
  /** What the row is known by, for ever. */
  readonly row: string;
}

const associated = (place: Place): Buffer => Buffer.from(`${place.column}:${place.row}`);

/** Seals bytes with the key of the day. @throws CrossdockError `store.key` */
export function seal(connection: Connection, content: Uint8Array | string, place: Place, now: number): Buffer {
  const key = keyringOf(connection).toSeal({ kind: place.kind, day: dayOf(now) });
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(associated(place));
  const body = typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content);
  // In this mode nothing is left to come.
  cipher.final();
  const sealed = Buffer.allocUnsafe(SEAL_BYTES + body.length);
  MAGIC.copy(sealed);
  sealed[MAGIC.length] = KINDS[place.kind];
  sealed.writeUInt32BE(Math.floor(now / DAY_MS), MAGIC.length + 1);
  iv.copy(sealed, HEAD_BYTES);
  body.copy(sealed, HEAD_BYTES + IV_BYTES);
  cipher.getAuthTag().copy(sealed, HEAD_BYTES + IV_BYTES + body.length);
  return sealed;
}

/** Seals text for a text column. */
export const sealText = (connection: Connection, content: string, place: Place, now: number): string =>
  TEXT_MARK + seal(connection, content, place, now).toString('base64');

/**
 * What was sealed.
 *
 * @throws CrossdockError `data.erased` once its key is destroyed, `store.corrupt` when it was changed or moved, `store.key`
 */
export function open(connection: Connection, sealed: Buffer, place: Place): Buffer {
  if (sealed.length === ERASED.length + 4 && sealed.subarray(0, ERASED.length).equals(ERASED))
    throw new CrossdockError('data.erased', `it was erased on ${dayOf(sealed.readUInt32BE(ERASED.length) * DAY_MS)}`);
  // Written before sealing was there.
  if (sealed.length < SEAL_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC)) return sealed;
  const day = dayOf(sealed.readUInt32BE(MAGIC.length + 1) * DAY_MS);
  const key = keyringOf(connection).toOpen({ kind: place.kind, day });
  if (key === undefined) throw new CrossdockError('data.erased', `what came on ${day} was erased`);
  const iv = sealed.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES);
  const end = sealed.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
      .setAAD(associated(place))
      .setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES + IV_BYTES, end)), decipher.final()]);
  } catch (cause) {
    throw new CrossdockError('store.corrupt', `${place.column} of ${place.row} was changed`, { cause });
  }
}

/** What stands in the place of bytes that are erased now: whoever opens it gets `data.erased`. */
export function erasedMark(now: number): Buffer {
  const mark = Buffer.alloc(ERASED.length + 4);
  ERASED.copy(mark);
  mark.writeUInt32BE(Math.floor(now / DAY_MS), ERASED.length);
  return mark;
}

/** The same for a text column. */
export const erasedText = (now: number): string => ERASED_TEXT + erasedMark(now).toString('base64');

/** Text that was sealed. @throws as `open` */
export function openText(connection: Connection, sealed: string, place: Place): string {
  if (sealed.startsWith(ERASED_TEXT))
    return open(connection, Buffer.from(sealed.slice(ERASED_TEXT.length), 'base64'), place).toString('utf8');
  if (!sealed.startsWith(TEXT_MARK)) return sealed;
  return open(connection, Buffer.from(sealed.slice(TEXT_MARK.length), 'base64'), place).toString('utf8');
}

/**
 * A row whose sealed columns are opened when somebody looks at them: most rows of a list are never looked into.
 *
 * @param columns  how to open each
 */
export function openedAtUse<Row extends object>(
  row: Row,
  columns: { readonly [Name in keyof Row]?: () => Row[Name] },
): Row {
  for (const [name, openOne] of Object.entries(columns) as [keyof Row, () => unknown][]) {
    let value: unknown;
    let isOpen = false;
    Object.defineProperty(row, name, {
      enumerable: true,
      configurable: true,
      get() {
        if (!isOpen) value = openOne();
        isOpen = true;
        return value;
      },
    });
  }
  return row;
}
