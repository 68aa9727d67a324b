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

/** The part of ids that tells their time; many are made in one millisecond. */
let lastTime = { at: Number.NaN, text: '' };

function timeText(now: number): string {
  if (lastTime.at === now) return lastTime.text;
  let text = '';
  for (let rest = now, index = 0; index < 10; index += 1) {
    text = (ALPHABET[rest % 32] as string) + text;
    rest = Math.floor(rest / 32);
  }
  lastTime = { at: now, text };
  return text;
}

/** `rcp_01J…`: 48 bits of `now` (epoch milliseconds) and 80 random bits, 26 characters. */
export function newId(prefix: 'rcp' | 'msg' | 'exc' | 'dlv', now: number): string {
  let random = '';
  for (const byte of sixteenBytes()) random += ALPHABET[byte % 32] as string;
  return `${prefix}_${timeText(now)}${random}`;
}

/** The time that an id was made at, epoch milliseconds. */
export function timeOfId(id: string): number {
  const start = id.indexOf('_') + 1;
  let time = 0;
  for (let index = start; index < start + 10; index += 1) time = time * 32 + ALPHABET.indexOf(id[index] as string);
  return time;
}

const DAY_MS = 86_400_000;

/** The day that was asked for last: nearly always today. */
let lastDay = { number: Number.NaN, text: '' };

/** The UTC day of an instant: the unit of the conservation sum. */
export function dayOf(now: number): string {
  const number = Math.floor(now / DAY_MS);
  if (lastDay.number !== number) lastDay = { number, text: new Date(now).toISOString().slice(0, 10) };
  return lastDay.text;
}
