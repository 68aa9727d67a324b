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

/** The last byte before `at` and not before `floor` that is not blank; `floor - 1` when there is none. */
export function lastBeforeBlanks(bytes: Uint8Array, at: number, floor: number): number {
  let last = at - 1;
  while (last >= floor && isBlankByte(bytes[last]!)) last--;
  return last;
}

/** True when the ASCII `word` stands at byte `at`. */
export function standsAt(bytes: Uint8Array, at: number, word: string): boolean {
  if (at < 0 || at + word.length > bytes.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}
