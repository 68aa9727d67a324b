// Lines and columns of a byte offset in UTF-8 text. Imports nothing.

const LF = 0x0a;
const CR = 0x0d;

/** The line of byte `offset`, from 1. Lines end with LF, CRLF or a CR alone. */
export function lineAt(bytes: Uint8Array, offset: number): number {
  return 1 + countLineEnds(bytes, 0, offset);
}

/** How many lines end in `[from, to)`; the CR of a CRLF that `to` cuts in two does not count. */
export function countLineEnds(bytes: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) lines++;
  }
  return lines;
}

/** The column of byte `offset` in its line, from 1, in characters (code points). */
export function columnAt(bytes: Uint8Array, offset: number): number {
  let column = 1;
  for (let at = Math.min(offset, bytes.length) - 1; at >= 0; at--) {
    const byte = bytes[at]!;
    if (byte === LF || byte === CR) break;
    if ((byte & 0xc0) !== 0x80) column++;
  }
  return column;
}
