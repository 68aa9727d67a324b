// One pass over JSON bytes that counts what JSON.parse does not tell: members, depth, numbers that may lose digits. Imports nothing.

/** What stands in the bytes, provided that JSON.parse accepts them; for bytes that it refuses the numbers mean nothing. */
export interface JsonScan {
  /** How many members all objects have together: one per colon outside strings. */
  readonly members: number;
  /** Start and end (exclusive) of each number that a double might not hold exactly, in pairs, rising. */
  readonly longNumbers: readonly number[];
  /** Offset of the first bracket that opens one level too many. */
  readonly tooDeepAt: number | undefined;
}

/** A double keeps every decimal number of up to 15 digits (IEEE 754 binary64; DBL_DIG in ISO C 5.2.4.2.2). */
const SAFE_DIGITS = 15;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Runs before JSON.parse, so that a bomb of brackets is refused before anything is built for it; takes about as long as JSON.parse.
 * Stops at the first bracket beyond `maxDepth`. Safe on any bytes.
 */
export function scanJson(bytes: Uint8Array, maxDepth: number): JsonScan {
  const longNumbers: number[] = [];
  const to = bytes.length;
  let members = 0;
  let depth = 0;
  let at = 0;
  while (at < to) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte <= 0x20 || byte === COMMA) {
      at++;
    } else if (byte === COLON) {
      members++;
      at++;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (++depth > maxDepth) return { members, longNumbers, tooDeepAt: at };
      at++;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth--;
      at++;
    } else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      const start = at;
      let digits = byte === MINUS ? 0 : 1;
      let hasExponent = false;
      for (at++; at < to; at++) {
        const next = bytes[at]!;
        if (next >= ZERO && next <= NINE) digits++;
        else if (isExponentPart(next)) hasExponent = true;
        else if (next !== POINT) break;
      }
      if (digits > SAFE_DIGITS || hasExponent) longNumbers.push(start, at);
    } else {
      at++;
    }
  }
  return { members, longNumbers, tooDeepAt: undefined };
}

/** The offset after the closing quote of the string that begins at `at`; at most the length of the bytes. */
export function endOfString(bytes: Uint8Array, at: number): number {
  const to = bytes.length;
  let next = at + 1;
  while (next < to) {
    const byte = bytes[next]!;
    if (byte === QUOTE) return next + 1;
    next += byte === BACKSLASH ? 2 : 1;
  }
  return to;
}

const isExponentPart = (byte: number): boolean => byte === 0x65 || byte === 0x45 || byte === 0x2b || byte === MINUS;
