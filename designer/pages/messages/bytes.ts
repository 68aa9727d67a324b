// Raw messages for the eye: text with line ends where they help, bytes in hexadecimal. Pure; imports nothing.

/** JSON on one line is broken behind brackets and commas; nothing is parsed, so every digit stays. Anything else is as it came. */
export function laidOut(raw: string, format: string | null): string {
  if (format !== 'json' || raw.includes('\n')) return raw;
  return raw.replace(/([{,[])(?=["{[])/g, '$1\n');
}

const PER_LINE = 16;

/** `00000010  48 65 6c …  Hel…`: sixteen bytes a line, the offset in the receipt before them. */
export function hexLines(bytes: Uint8Array, from = 0): string[] {
  return Array.from({ length: Math.ceil(bytes.length / PER_LINE) }, (_one, line) => {
    const part = [...bytes.subarray(line * PER_LINE, (line + 1) * PER_LINE)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    return `${(from + line * PER_LINE).toString(16).padStart(8, '0')}  ${hex.padEnd(PER_LINE * 3 - 1)}  ${text}`;
  });
}

/** Bytes as the text that a person edits; null when they are none. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
