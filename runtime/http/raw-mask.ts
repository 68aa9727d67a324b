// Masks a raw message so that its form can still be read: keys, segments, elements and tags stay, values go. Pure.
import { MASK, maskAll } from '../model/masking.ts';

/** Letters and digits of a value, told apart: `Main St. 12` reads `xxxx xx. 00`. */
const blank = (text: string): string => text.replace(/\p{L}|\p{M}/gu, 'x').replace(/\p{N}/gu, '0');

function maskJson(text: string): string | undefined {
  try {
    return JSON.stringify(maskAll(JSON.parse(text)), undefined, text.includes('\n') ? 2 : undefined);
  } catch {
    return undefined;
  }
}

/** One JSON value, or one a line. */
function maskJsonLines(text: string): string | undefined {
  const whole = maskJson(text);
  if (whole !== undefined) return whole;
  const lines = text.split('\n').map((line) => (line.trim() === '' ? line : maskJson(line)));
  return lines.includes(undefined) ? undefined : lines.join('\n');
}

/** Segment tags stay: two or three letters and digits where a segment begins. */
const maskSegments = (text: string, terminator: string): string =>
  text
    .split(terminator)
    .map((segment) => {
      const tag = /^\s*[A-Z][A-Z0-9]{1,2}(?![A-Za-z0-9])/.exec(segment)?.[0] ?? '';
      return tag + blank(segment.slice(tag.length));
    })
    .join(terminator);

/** Names of elements and attributes stay; text, attribute values, comments and CDATA go. */
const maskXml = (text: string): string =>
  text.replace(/<!(?:--[\s\S]*?-->|\[CDATA\[[\s\S]*?\]\]>)|<[^>]*>|[^<]+/g, (part) => {
    if (part.startsWith('<!') || !part.startsWith('<')) return blank(part);
    return part.replace(/"[^"]*"|'[^']*'/g, blank);
  });

/** ISA is 106 characters long, and the last of them ends every segment. */
const X12_TERMINATOR = 105;

/** What may be shown of a raw message to somebody who may not see personal data. */
export function maskRaw(text: string): string {
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (/^[[{"\d]/.test(start)) return maskJsonLines(start) ?? blank(text);
  if (start.startsWith('ISA')) return maskSegments(start, start[X12_TERMINATOR] ?? '~');
  if (/^UN[AB]/.test(start)) return maskSegments(start, "'");
  if (start.startsWith('<')) return maskXml(start);
  return start === '' ? MASK : blank(text);
}
