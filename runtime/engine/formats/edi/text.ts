// The bytes of an EDI receipt as text that is addressed by byte offset, so that places need no conversion. Imports nothing.

/** `text(start, end)` is the text of a byte range; ranges begin and end at delimiters, so no character is cut in two. */
export interface EdiText {
  readonly bytes: Uint8Array;
  /** Where the content begins: 3 behind a UTF-8 byte order mark, else 0. */
  readonly start: number;
  /** Offset of the first byte outside ASCII behind the byte order mark; -1 when there is none. */
  readonly firstNonAscii: number;
  /** False when the bytes are not UTF-8 and were read as `encoding`. */
  readonly isUtf8: boolean;
  readonly encoding: string;
  readonly text: (start: number, end: number) => string;
}

/** ISO 8859-1 as the Encoding Standard reads it: windows-1252, which fills the control characters 80 to 9F. */
export const LATIN_1 = 'windows-1252';

/**
 * Opens a receipt: UTF-8 when the bytes are UTF-8, otherwise `fallback`, a label of the Encoding Standard.
 *
 * The bytes are looked at once; only elements that hold something outside ASCII are decoded one by one.
 */
export function openText(bytes: Uint8Array, fallback: string = LATIN_1): EdiText {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const firstNonAscii = indexOfNonAscii(bytes, start);
  if (firstNonAscii < 0) {
    const ascii = new TextDecoder().decode(bytes.subarray(start));
    const text = (from: number, to: number): string => ascii.slice(from - start, to - start);
    return { bytes, start, firstNonAscii, isUtf8: true, encoding: 'utf-8', text };
  }
  const whole = textOfBytes(bytes);
  const fits = isUtf8(bytes);
  const encoding = fits ? 'utf-8' : fallback;
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const text = (from: number, to: number): string => {
    const slice = whole.slice(from, to);
    return hasHighCode(slice) ? decoder.decode(bytes.subarray(from, to)) : slice;
  };
  return { bytes, start, firstNonAscii, isUtf8: fits, encoding, text };
}

function indexOfNonAscii(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) if (bytes[at]! > 0x7f) return at;
  return -1;
}

/** One UTF-16 unit for each byte: offsets in the text are offsets in the bytes. */
function textOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** True when the bytes are well-formed UTF-8, which ASCII is too. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function hasHighCode(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return true;
  return false;
}
