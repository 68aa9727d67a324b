// XML: one receipt is one message. May import ../errors.ts, fault.ts, format.ts, xml/ and text/.
import type { ErrorJson, Finding, Place } from '../errors.ts';
import { emptyFault, fault, type OptionCheck, optionFault, refused, sizeFault } from './fault.ts';
import { DEFAULT_DECODE_LIMITS, type Format } from './format.ts';
import { isBlank, placeIn, type ReceiptText, readText } from './text/receipt-text.ts';
import { locateXml } from './xml/locate.ts';
import { readXml, type XmlFault } from './xml/read.ts';
import { writeXml } from './xml/write.ts';

/** Options of the format. */
export const XML_OPTIONS: Readonly<Record<string, OptionCheck>> = {
  /** Read: names of elements that are always arrays, so that one line item looks like many. */
  arrays: {
    expected: 'a list of element names',
    accepts: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  },
  /** Write: name of the root element around the value. */
  root: { expected: 'the name of an element', accepts: (value) => typeof value === 'string' && value !== '' },
};

export const xml: Format = {
  name: 'xml',
  extensions: ['xml'],
  contentType: 'application/xml',
  summary: 'XML as objects: attributes as @name, text as it stands, prefixes dropped, no document types and entities',
  source: 'XML 1.0 (Fifth Edition) and 1.1; Namespaces in XML 1.0',

  decode(bytes, { limits = DEFAULT_DECODE_LIMITS, options = {} } = {}) {
    const early = optionFault('xml', options, XML_OPTIONS) ?? sizeFault(bytes, limits);
    if (early) return refused(bytes, early);
    const declared = declaredEncoding(bytes);
    const text = readText(bytes, declared === undefined ? {} : { declared });
    if (text.kind === 'refused') return refused(bytes, text.error);
    if (isBlank(text.bytes)) return refused(bytes, emptyFault('only blanks'), text.findings);
    const blanks = blanksBeforeDeclaration(text.text);
    const findings = blanks > 0 ? [...text.findings, leadingBlanksFinding()] : text.findings;
    const arrays = new Set((options['arrays'] ?? []) as readonly string[]);
    const read = readXml(text.text.slice(blanks), { maxDepth: limits.maxDepth, arrays });
    if (read.kind === 'fault') return refused(bytes, xmlError(text, blanks, read), findings);
    const locate = (pointer: string): Place | undefined => {
      const index = locateXml(text.text.slice(blanks), pointer, limits.maxDepth);
      return index === undefined ? undefined : { ...placeAtIndex(text, blanks + index), path: pointer };
    };
    return { messages: [{ index: 0, value: read.value, findings: [], start: 0, end: bytes.length, locate }], findings };
  },

  encode(value, { options = {} } = {}) {
    return new TextEncoder().encode(writeXml(value, options['root'] as string | undefined));
  },
};

/** The encoding that the XML declaration names; only asked where no byte order mark says more (XML 1.0, appendix F). */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 400));
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/.exec(start)?.[1];
}

/** Many senders put an empty line before the declaration, which XML forbids. */
const blanksBeforeDeclaration = (text: string): number => /^\s+(?=<\?xml\s)/.exec(text)?.[0].length ?? 0;

function xmlError(text: ReceiptText, blanks: number, found: XmlFault): ErrorJson {
  const { code, expected, actual, index, help } = found;
  return fault(code, {
    expected,
    actual,
    at: placeAtIndex(text, blanks + index),
    ...(help === undefined ? {} : { help }),
  });
}

function placeAtIndex(text: ReceiptText, index: number): Place {
  return placeIn(text, new TextEncoder().encode(text.text.slice(0, index)).length);
}

function leadingBlanksFinding(): Finding {
  return {
    code: 'xml.leading-blanks',
    severity: 'warning',
    message: 'There are blanks before the XML declaration, which were passed over',
    expected: 'the XML declaration at the start of the message',
    actual: 'blanks before it',
    at: { line: 1, offset: 0 },
  };
}
