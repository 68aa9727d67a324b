// Reads XML text into plain objects. The only user of saxes. May import ../../errors.ts and ../text.
import { SaxesParser } from 'saxes';
import type { ErrorCode } from '../../errors.ts';
import { setMember } from '../text/own-member.ts';

export interface XmlValue {
  readonly kind: 'value';
  readonly value: Readonly<Record<string, unknown>>;
}

export interface XmlFault {
  readonly kind: 'fault';
  readonly code: ErrorCode;
  readonly expected: string;
  readonly actual: string;
  /** Index of the character in the text where reading stopped. */
  readonly index: number;
  readonly help?: string;
}

export interface ReadXmlOptions {
  readonly maxDepth: number;
  /** Names of elements that are arrays even when there is one. */
  readonly arrays: ReadonlySet<string>;
  /** Called at each start tag with the name less its prefix, the number of open elements around it, and the index of its `<` in the text. */
  readonly onStart?: (name: string, depth: number, index: number) => void;
}

/**
 * Reads one XML document: `{ "Root": { "@attribute": "…", "Child": … , "#text": "…" } }`.
 *
 * An element with text alone is that text, an empty one is `""`, repeated ones are an array. All leaves are texts, so leading zeros stay. Prefixes are
 * dropped from names and namespace declarations left out; an attribute that would then have the name of another keeps its prefix. Blanks at
 * the ends of an element's text count as layout, except those in CDATA. Comments and processing instructions are passed over.
 * A document type declaration is refused before anything behind it is read, so no entity is ever expanded.
 *
 * @see XML 1.0 (Fifth Edition); entity attacks: CWE-611, CWE-776
 */
export function readXml(text: string, options: ReadXmlOptions): XmlValue | XmlFault {
  const doctype = findDoctype(text);
  if (doctype) return doctype;
  const parser = new SaxesParser();
  const root: Record<string, unknown> = {};
  const open: Element[] = [];
  const stop = (fault: Omit<XmlFault, 'kind' | 'index'>): never => {
    throw new StopReading({ kind: 'fault', ...fault, index: Math.max(0, parser.position - 1) });
  };
  parser.on('error', (error) => {
    // After a bare '&' the parser looks for the ';' of an entity, if need be to the end of the message.
    const bare = /entity name|unclosed tag|unexpected end/.test(error.message) ? findBareAmpersand(text) : -1;
    if (bare >= 0) throw new StopReading({ kind: 'fault', ...BARE_AMPERSAND, index: bare });
    stop(wordError(error.message));
  });
  parser.on('doctype', () => stop(DOCTYPE_REFUSED));
  const { onStart } = options;
  if (onStart)
    parser.on('opentagstart', (tag) =>
      onStart(localName(tag.name), open.length, text.lastIndexOf('<', parser.position - 1)),
    );
  parser.on('opentag', (tag) => {
    if (open.length >= options.maxDepth) {
      stop({ code: 'format.too-deep', expected: `at most ${options.maxDepth} levels of nesting`, actual: 'one more' });
    }
    open.push(openElement(tag.name, tag.attributes));
  });
  parser.on('text', (piece) => {
    const element = open.at(-1);
    if (element) element.text += piece;
  });
  parser.on('cdata', (piece) => {
    const element = open.at(-1);
    if (element) addCdata(element, piece);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element) addChild(open.at(-1)?.members ?? root, element.name, elementValue(element), options.arrays);
  });
  try {
    parser.write(text).close();
  } catch (thrown) {
    if (thrown instanceof StopReading) return thrown.fault;
    throw thrown;
  }
  return { kind: 'value', value: root };
}

interface Element {
  readonly name: string;
  readonly members: Record<string, unknown>;
  text: string;
  /** Range of `text` from the first CDATA section to the last: not trimmed. */
  exactFrom: number;
  exactTo: number;
}

class StopReading extends Error {
  readonly fault: XmlFault;

  constructor(fault: XmlFault) {
    super('reading of XML stops');
    this.fault = fault;
  }
}

function openElement(name: string, attributes: Readonly<Record<string, string>>): Element {
  const members: Record<string, unknown> = {};
  const isPrefixed = (attribute: string): boolean => attribute.includes(':');
  const names = Object.keys(attributes).filter((attribute) => attribute !== 'xmlns' && !attribute.startsWith('xmlns:'));
  for (const attribute of [...names.filter((one) => !isPrefixed(one)), ...names.filter(isPrefixed)]) {
    const local = `@${localName(attribute)}`;
    setMember(members, Object.hasOwn(members, local) ? `@${attribute}` : local, attributes[attribute]);
  }
  return { name: localName(name), members, text: '', exactFrom: Number.POSITIVE_INFINITY, exactTo: 0 };
}

const localName = (name: string): string => name.slice(name.lastIndexOf(':') + 1) || name;

function addCdata(element: Element, piece: string): void {
  element.exactFrom = Math.min(element.exactFrom, element.text.length);
  element.text += piece;
  element.exactTo = element.text.length;
}

function addChild(parent: Record<string, unknown>, name: string, value: unknown, arrays: ReadonlySet<string>): void {
  const before = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (Array.isArray(before)) before.push(value);
  else if (before !== undefined) setMember(parent, name, [before, value]);
  else setMember(parent, name, arrays.has(name) ? [value] : value);
}

function elementValue(element: Element): unknown {
  const text = trimLayout(element);
  if (Object.keys(element.members).length === 0) return text;
  if (text !== '') element.members['#text'] = text;
  return element.members;
}

/** A carriage return is kept: line ends were made LF on reading, so it was written as a reference on purpose. */
function trimLayout({ text, exactFrom, exactTo }: Element): string {
  let start = 0;
  while (start < text.length && start < exactFrom && isLayout(text.charCodeAt(start))) start++;
  let end = text.length;
  while (end > start && end > exactTo && isLayout(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isLayout = (unit: number): boolean => unit === 0x20 || unit === 0x0a || unit === 0x09;

const DOCTYPE_REFUSED = {
  code: 'format.xml.entity',
  expected: 'a document without DOCTYPE and entity declarations',
  actual: 'a document type declaration',
} as const;

/** Looks only at what stands before the root element: blanks, comments, processing instructions. */
function findDoctype(text: string): XmlFault | undefined {
  const index = endOfProlog(text);
  const found = /^<!(?:DOCTYPE|ENTITY)\s*(html)?/i.exec(text.slice(index, index + 40));
  if (!found) return undefined;
  const page = { actual: 'an HTML page', help: 'Look at what the sender got instead of its message' };
  return { kind: 'fault', ...DOCTYPE_REFUSED, index, ...(found[1] ? page : {}) };
}

function endOfProlog(text: string): number {
  let at = 0;
  for (;;) {
    while (at < text.length && (isLayout(text.charCodeAt(at)) || text[at] === '\r')) at++;
    const close = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : undefined;
    const end = close === undefined ? -1 : text.indexOf(close, at + 2);
    if (close === undefined || end < 0) return at;
    at = end + close.length;
  }
}

const BARE_AMPERSAND = {
  code: 'format.xml.syntax',
  expected: "'&' only as the start of an entity",
  actual: "'&' in the text",
} as const;

/** Index of the first '&' outside CDATA and comments that begins no entity, or -1. */
function findBareAmpersand(text: string): number {
  const marked = text.replace(/<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->/g, (section) => ' '.repeat(section.length));
  return marked.search(/&(?![A-Za-z_:#][^\s&;<]{0,60};)/);
}

/** What the parser says, in our words and without names or text of the message. */
const ERROR_WORDS: readonly (readonly [RegExp, string, string])[] = [
  [/unclosed tag|unexpected end/, 'a closing tag for each element', 'the end of the message'],
  [/must contain a root element/, 'a root element', 'the end of the message'],
  [
    /unmatched closing tag|unexpected close tag|empty close tag/,
    'the closing tag of the innermost open element',
    'another one',
  ],
  [/only one root/, 'one root element', 'a second one'],
  [/outside of root/, 'nothing but the root element', 'text outside of it'],
  [/undefined entity/, 'one of the five entities of XML or a character reference', 'another entity'],
  [/character entity/, 'a reference to a character that XML allows', 'another reference'],
  [/duplicate attribute/, 'each attribute of an element once', 'a repeated attribute'],
  [/attribute without value/, 'a value for each attribute', 'an attribute without value'],
  [/unquoted attribute/, 'attribute values in quotes', 'a value without quotes'],
  [/whitespace between attributes/, 'blanks between attributes', 'none'],
  [/closing tag/, "'>' after the name of a closing tag", 'another character'],
  [
    /tag name|attribute name|forward-slash/,
    'a well-formed tag',
    "a character that cannot be there, or '<' in the text",
  ],
  [/]]>/, "no ']]>' in the text", "']]>'"],
  [/malformed comment/, "a comment without '--' in it", "'--'"],
  [/XML declaration must (be|appear)/, 'the XML declaration at the start of the message', 'one behind it'],
  [/processing instruction/, 'a well-formed processing instruction', 'another character'],
  [/disallowed character/, 'characters that XML allows', 'another character'],
  [
    /declaration|value|version|encoding|standalone|whitespace required/,
    'a well-formed XML declaration',
    'something else',
  ],
];

function wordError(message: string): Omit<XmlFault, 'kind' | 'index'> {
  if (/located doctype/.test(message)) return DOCTYPE_REFUSED;
  const words = ERROR_WORDS.find(([pattern]) => pattern.test(message));
  return {
    code: 'format.xml.syntax',
    expected: words?.[1] ?? 'well-formed XML',
    actual: words?.[2] ?? 'something else',
  };
}
