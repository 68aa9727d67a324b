// The ASCII bytes that EDI envelopes are recognised by, and small questions about bytes. Imports nothing.

export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;

/** The byte of one ASCII character. */
export const byteOf = (char: string): number => char.charCodeAt(0);

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

export const isUpper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;

/** Letters and digits can be no delimiter. */
export function isAlphanumeric(byte: number): boolean {
  return isDigit(byte) || isUpper(byte) || (byte >= 0x61 && byte <= 0x7a);
}

/** Spaces, line ends, padding with NUL, the end-of-file mark of old systems: everything that may stand between two segments. */
export const isBlankByte = (byte: number): boolean => byte <= SPACE;

/** The first byte at or after `at` that is not blank; the length when there is none. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let next = at;
  while (next < bytes.length && isBlankByte(bytes[next]!)) next++;
  return next;
}

/** Space, tab and line ends: what is layout before a segment. Other control characters may be terminators. */
const isLayoutByte = (byte: number): boolean => byte === SPACE || byte === 0x09 || byte === LF || byte === CR;

/** The last byte before `at` and not before `floor` that is no layout; `floor - 1` when there is none. */
export function lastBeforeLayout(bytes: Uint8Array, at: number, floor: number): number {
  let last = at - 1;
  while (last >= floor && isLayoutByte(bytes[last]!)) last--;
  return last;
}

/** True for bytes that can be delimiters: no letter, digit, space, line end or NUL. */
export const canDelimit = (byte: number): boolean =>
  !isAlphanumeric(byte) && byte !== SPACE && byte !== LF && byte !== CR && byte !== 0;

/** True when the range holds anything but blanks. */
export function hasContent(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isBlankByte(bytes[at]!)) return true;
  return false;
}

/** True when the ASCII `word` stands at byte `at`. */
export function standsAt(bytes: Uint8Array, at: number, word: string): boolean {
  if (at < 0 || at + word.length > bytes.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}
