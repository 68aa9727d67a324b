// Writes plain objects as XML. May import ../../errors.ts, ../fault.ts and ../text.
import { CrossdockError } from '../../errors.ts';
import { kindOf } from '../fault.ts';

/** Levels of nesting that are written; deeper values are taken for circles. */
const MOST_LEVELS = 200;

/**
 * The reverse of reading: `@name` members are attributes, `#text` the text, arrays repeated elements, `""` an empty element; null and undefined are left out.
 *
 * No layout is added, so that no text changes. Text with blanks at its ends is written as CDATA, which keeps them.
 *
 * @param root  name of the root element around `value`; without it `value` has exactly one member, the root
 * @throws CrossdockError `format.encode` with the JSON Pointer of what has no XML form: names, characters, kinds of values
 */
export function writeXml(value: unknown, root: string | undefined): string {
  const [name, content] = root === undefined ? rootOf(value) : [root, value];
  if (Array.isArray(content)) throw refusal('one root element', kindOf(content), '');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(name, content ?? '', `/${name}`, 1)}\n`;
}

function rootOf(value: unknown): [string, unknown] {
  const members = isObject(value) ? Object.entries(value) : [];
  if (members.length !== 1) throw refusal('an object with one member, the root, or the option root', kindOf(value), '');
  return members[0]!;
}

function writeElement(name: string, value: unknown, path: string, level: number): string {
  checkName(name, path);
  if (level > MOST_LEVELS) throw refusal(`at most ${MOST_LEVELS} levels of nesting`, 'more', path);
  if (!isObject(value)) return tag(name, '', escapeText(textOf(value, path), path));
  let attributes = '';
  let content = '';
  for (const [key, child] of Object.entries(value)) {
    const childPath = `${path}/${key}`;
    if (child === undefined || child === null) continue;
    if (key.startsWith('@')) {
      checkName(key.slice(1), childPath);
      attributes += ` ${key.slice(1)}="${escapeAttribute(textOf(child, childPath), childPath)}"`;
    } else if (key === '#text') {
      content += escapeText(textOf(child, childPath), childPath);
    } else if (Array.isArray(child)) {
      content += child.map((one, index) => writeElement(key, one ?? '', `${childPath}/${index}`, level + 1)).join('');
    } else {
      content += writeElement(key, child, childPath, level + 1);
    }
  }
  return tag(name, attributes, content);
}

const tag = (name: string, attributes: string, content: string): string =>
  content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textOf(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  throw refusal('a text, a number, true or false', kindOf(value), path);
}

/** XML 1.0, 2.3, production 5. */
const NAME_START =
  ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const NAME = new RegExp(`^[${NAME_START}][${NAME_START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]*$`, 'u');

/** What is not a Char of XML 1.0, 2.2. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

function checkName(name: string, path: string): void {
  if (!NAME.test(name)) throw refusal('a name that XML allows', 'another name', path);
}

function checkCharacters(text: string, path: string): void {
  if (FORBIDDEN.test(text)) throw refusal('characters that XML allows', 'another character', path);
}

function escapeText(text: string, path: string): string {
  checkCharacters(text, path);
  if (/^[ \t\n]|[ \t\n]$/.test(text))
    return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('\r', ']]>&#13;<![CDATA[')}]]>`;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

function escapeAttribute(text: string, path: string): string {
  checkCharacters(text, path);
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`);
}

function refusal(expected: string, actual: string, path: string): CrossdockError {
  const message = `The mapped value cannot be written as XML: expected ${expected}, got ${actual}${path && ` at ${path}`}`;
  return new CrossdockError('format.encode', message, { expected, actual, ...(path && { at: { path } }) });
}
