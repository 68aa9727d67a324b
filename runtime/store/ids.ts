// Identifiers: a prefix that names the kind, then a ULID, so that ids sort by time.
import { randomBytes } from 'node:crypto';

/** Crockford's base 32, as the ULID specification uses it. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random bytes are asked for in bulk: one by one they cost more than the row that is written. */
const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);

function sixteenBytes(): Uint8Array {
  if (pool.length < 16) pool = randomBytes(POOL_BYTES);
  const taken = pool.subarray(0, 16);
  pool = pool.subarray(16);
  return taken;
}

/** `rcp_01J…`: 48 bits of `now` (epoch milliseconds) and 80 random bits, 26 characters. */
export function newId(prefix: 'rcp' | 'msg' | 'exc' | 'dlv', now: number): string {
  let time = '';
  for (let rest = now, index = 0; index < 10; index += 1) {
    time = (ALPHABET[rest % 32] as string) + time;
    rest = Math.floor(rest / 32);
  }
  const random = Array.from(sixteenBytes(), (byte) => ALPHABET[byte % 32] as string).join('');
  return `${prefix}_${time}${random}`;
}

/** The time that an id was made at, epoch milliseconds. */
export function timeOfId(id: string): number {
  const digits = id.slice(id.indexOf('_') + 1, id.indexOf('_') + 11);
  return [...digits].reduce((time, digit) => time * 32 + ALPHABET.indexOf(digit), 0);
}

/** The UTC day of an instant: the unit of the conservation sum. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
