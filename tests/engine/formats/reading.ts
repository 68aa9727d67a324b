// Short ways to read text and bytes with a format in tests.
import type { Decoded, DecodedMessage, Format, FormatOptions } from '../../../runtime/engine/formats/format.ts';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function utf16(text: string, isBigEndian = false): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), !isBigEndian);
  return bytes;
}

/** One byte per character. */
export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

export function read(format: Format, content: string | Uint8Array, options: FormatOptions = {}): Decoded {
  return format.decode(typeof content === 'string' ? utf8(content) : content, { options });
}

export function readOne(format: Format, content: string | Uint8Array, options: FormatOptions = {}): DecodedMessage {
  const { messages } = read(format, content, options);
  if (messages.length !== 1) throw new Error(`expected one message, got ${messages.length}`);
  return messages[0]!;
}

export const valuesOf = (decoded: Decoded): unknown[] => decoded.messages.map((message) => message.value);

export const codesOf = (decoded: Decoded): (string | undefined)[] =>
  decoded.messages.map((message) => message.error?.code);

export const findingsOf = (decoded: Decoded): string[] =>
  [...decoded.findings, ...decoded.messages.flatMap((message) => message.findings)].map((finding) => finding.code);
