// XML: shape of values, refused declarations, faults with places, encodings, places of values, writing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrossdockError } from '../../../runtime/engine/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../runtime/engine/formats/format.ts';
import { xml } from '../../../runtime/engine/formats/xml.ts';
import { formatContract } from '../../contracts/format.contract.ts';
import { findingsOf, latin1, read, readOne, utf8, utf16 } from './reading.ts';

formatContract(xml, [
  {
    name: 'an order',
    content:
      '<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- note -->\n<o:Order xmlns:o="urn:o" id="007">\n  <o:Line unit="EA">\n    <Qty>010</Qty><Note><![CDATA[ 1 < 2 ]]></Note>\n  </o:Line>\n  <o:Line/>\n  <Name>Größe &amp; 📦&#10;x</Name>\n</o:Order>\n',
    messages: 1,
    roundTrip: 'one',
  },
  {
    name: 'one line that is an array by option',
    content: '<Order><Line>1</Line></Order>',
    options: { arrays: ['Line'] },
    messages: 1,
    roundTrip: 'one',
  },
  {
    name: 'UTF-16',
    content: utf16('\ufeff<?xml version="1.0" encoding="UTF-16"?><a név="ő">📦</a>', true),
    messages: 1,
    roundTrip: 'one',
  },
]);

const contentOf = (content: string | Uint8Array, options = {}): unknown => readOne(xml, content, options).value;
const errorOf = (content: string | Uint8Array) => readOne(xml, content).error;

describe('values', () => {
  it('are texts with leading zeros, attributes with @, repeated elements as arrays, empty elements as empty texts', () => {
    expect(
      contentOf('<Order id="01"><Sku>007</Sku><Line>1</Line><Line n="2">0.50</Line><Line/><Empty></Empty></Order>'),
    ).toEqual({
      Order: { '@id': '01', Sku: '007', Line: ['1', { '@n': '2', '#text': '0.50' }, ''], Empty: '' },
    });
  });

  it('have names without prefixes and no namespace declarations', () => {
    const text =
      '<ns:Order xmlns="urn:d" xmlns:ns="urn:n" xmlns:xsi="urn:x"><cac:Line xsi:type="T"><cbc:ID ns:schemeID="GTIN">1</cbc:ID></cac:Line></ns:Order>';
    expect(contentOf(text)).toEqual({ Order: { Line: { '@type': 'T', ID: { '@schemeID': 'GTIN', '#text': '1' } } } });
  });

  it('keep both of two attributes that differ in their prefix alone', () => {
    expect(contentOf('<a x:type="2" type="1" y:type="3"/>')).toEqual({
      a: { '@type': '1', '@x:type': '2', '@y:type': '3' },
    });
    expect(contentOf('<a x:n="1" y:n="2"/>')).toEqual({ a: { '@n': '1', '@y:n': '2' } });
  });

  it('have the text of mixed content beside the elements', () => {
    expect(contentOf('<p>one <b>two</b> three</p>')).toEqual({ p: { b: 'two', '#text': 'one  three' } });
  });

  it('are without layout at their ends, except in CDATA and for what is written as a reference', () => {
    expect(contentOf('<a>\n  <b>\n  x  y\t</b>\n <c>\n<![CDATA[ <z> ]]>\n</c><d> &#13;q</d></a>')).toEqual({
      a: { b: 'x  y', c: ' <z> ', d: '\rq' },
    });
  });

  it('pass over comments and processing instructions', () => {
    expect(contentOf('<?xml-stylesheet href="x"?><a><!-- <b/> -->1<?php x ?>2</a>')).toEqual({ a: '12' });
  });

  it('are arrays where the option says so', () => {
    const options = { arrays: ['Line'] };
    expect(contentOf('<Order><Line>1</Line></Order>', options)).toEqual({ Order: { Line: ['1'] } });
    expect(contentOf('<Order><x:Line>1</x:Line><y:Line/></Order>', options)).toEqual({ Order: { Line: ['1', ''] } });
  });

  it('have no prototype of the message', () => {
    const value = contentOf('<__proto__ constructor="1"><__proto__>2</__proto__><__proto__/></__proto__>');
    expect(JSON.stringify(value)).toBe('{"__proto__":{"@constructor":"1","__proto__":["2",""]}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('declarations', () => {
  it.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 1, 1],
    ['<?xml version="1.0"?>\n<!-- c -->\n <!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 3, 2],
    ['<!DOCTYPE a PUBLIC "-//x//EN" "http://example.com/x.dtd"><a/>', 1, 1],
    ['<!ENTITY x "y"><a/>', 1, 1],
    ['<a><!DOCTYPE b></a>', 1, 12],
    ['<a/><!DOCTYPE a>', 1, 13],
  ])('of document types and entities are refused with their place: %s', (text, line, column) => {
    expect(errorOf(text)).toMatchObject({ code: 'format.xml.entity', at: { line, column } });
  });

  it('that would expand a billionfold are refused at once', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
    expect(errorOf(`<!DOCTYPE a [<!ENTITY e0 "ha">${levels}]><a>&e30;</a>`)?.code).toBe('format.xml.entity');
  });

  it('of an HTML page are named as what they are', () => {
    expect(errorOf('\n<!doctype html><html><body>502 Bad Gateway<br></html>')).toMatchObject({
      code: 'format.xml.entity',
      actual: 'an HTML page',
      at: { line: 2, column: 1 },
    });
  });

  it('are needed for entities: others than the five are an error', () => {
    expect(contentOf('<a>&lt;&gt;&amp;&quot;&apos;&#x1F4E6;</a>')).toEqual({ a: '<>&"\'📦' });
    expect(errorOf('<a>&nbsp;</a>')).toMatchObject({ code: 'format.xml.syntax', at: { line: 1 } });
  });
});

describe('faults', () => {
  it.each([
    ['<a><b></a>', 'the closing tag of the innermost open element', 10],
    ['<a>\n<b>', 'a closing tag for each element', 7],
    ['<a/><b/>', 'one root element', 7],
    ['<a/>text', 'nothing but the root element', 8],
    ['{"a":1}', 'nothing but the root element', 7],
    ['<a b=1/>', 'attribute values in quotes', 6],
    ['<a b="1" b="2"/>', 'each attribute of an element once', 16],
    ['<a b c="1"/>', 'a value for each attribute', 5],
    ['<a><![CDATA[a & b]]>fish & chips</a>', "'&' only as the start of an entity", 25],
    ['<a>fish & chips; more</a>', "'&' only as the start of an entity", 8],
    ['<a>&;</a>', "'&' only as the start of an entity", 3],
    ['<a>1 < 2</a>', 'a well-formed tag', 7],
    ['<a>\u0001</a>', 'characters that XML allows', 4],
    ['<a>&#0;</a>', 'a reference to a character that XML allows', 7],
    ['<a>]]></a>', "no ']]>' in the text", 6],
    ['<?xml version="1.0"?>', 'a root element', 21],
    ['<!-- x -->', 'a root element', 10],
    ['<a/><?xml version="1.0"?>', 'the XML declaration at the start of the message', 9],
  ])('of %j say what was expected, near the place', (text, expected, offset) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ code: 'format.xml.syntax', expected });
    expect(Math.abs((error?.at?.offset ?? -99) - offset)).toBeLessThanOrEqual(2);
  });

  it('count lines and columns in characters', () => {
    expect(errorOf('<a>\r\n<é>📦</x></a>')?.at).toEqual({ line: 2, column: 8, offset: 16 });
  });

  it('never show text or names of the message', () => {
    for (const text of [
      '<a anna@example.com="1"/>',
      '<a>anna@example.com',
      '<a b="x" b="y">anna &anna; </a>',
      '<anna></otto>',
    ]) {
      expect(JSON.stringify(errorOf(text))).not.toMatch(/anna|otto/);
    }
  });

  it('of nesting come at the limit, also for a bomb', () => {
    const nested = (levels: number): string => '<a>'.repeat(levels) + '</a>'.repeat(levels);
    expect(errorOf(nested(64))).toBeUndefined();
    expect(errorOf(nested(65))?.code).toBe('format.too-deep');
    expect(errorOf('<a>'.repeat(500_000))?.code).toBe('format.too-deep');
    const limits = { ...DEFAULT_DECODE_LIMITS, maxDepth: 100_000 };
    expect(xml.decode(utf8(nested(50_000)), { limits }).messages[0]?.error).toBeUndefined();
  });

  it('do not come from an empty line before the declaration, which is a finding', () => {
    const decoded = read(xml, '\r\n <?xml version="1.0"?>\n<a>é</b>');
    expect(findingsOf(decoded)).toEqual(['xml.leading-blanks']);
    expect(decoded.messages[0]?.error?.at).toMatchObject({ line: 3, column: 8 });
    expect(contentOf('\n<?xml version="1.0" encoding="iso-8859-1"?><a/>')).toEqual({ a: '' });
  });

  it('of nothing but blanks are an empty receipt', () => {
    for (const text of [' \n', '\ufeff', '\ufeff\r\n']) expect(errorOf(text)?.code).toBe('format.empty');
  });
});

describe('encodings', () => {
  it.each(['ISO-8859-1', 'windows-1252', 'latin1'])('are taken from the declaration: %s', (encoding) => {
    expect(contentOf(latin1(`<?xml version='1.0' encoding='${encoding}'?><a b="\xe9">\x80</a>`))).toEqual({
      a: { '@b': 'é', '#text': '€' },
    });
  });

  it('beyond these are read when the platform knows them, and refused otherwise', () => {
    expect(contentOf(latin1('<?xml version="1.0" encoding="ISO-8859-15"?><a>\xa4</a>'))).toEqual({ a: '€' });
    expect(errorOf('<?xml version="1.0" encoding="x-none"?><a/>')?.code).toBe('format.encoding');
  });

  it('of UTF-16 are known by mark or zero bytes; UTF-8 that says UTF-16 is read with a warning', () => {
    for (const isBigEndian of [true, false]) {
      expect(contentOf(utf16('\ufeff<a>ő</a>', isBigEndian))).toEqual({ a: 'ő' });
      expect(contentOf(utf16('<?xml version="1.0" encoding="UTF-16"?><a>ő</a>', isBigEndian))).toEqual({ a: 'ő' });
    }
    const decoded = read(xml, '<?xml version="1.0" encoding="utf-16"?><a>ő</a>');
    expect(decoded.messages[0]?.value).toEqual({ a: 'ő' });
    expect(findingsOf(decoded)).toEqual(['text.declared-encoding']);
  });

  it('that the bytes do not keep are refused with the offset', () => {
    expect(errorOf(latin1('<a>\n\xe9</a>'))).toMatchObject({ code: 'format.encoding', at: { line: 2, offset: 4 } });
    expect(errorOf(latin1('<?xml version="1.0" encoding="UTF-8"?><a>\xe9</a>'))?.code).toBe('format.encoding');
  });
});

describe('places', () => {
  it('of elements are found by JSON Pointer into the value', () => {
    const text =
      '<?xml version="1.0"?>\n<x:Order>\n <Line><Sku>A</Sku></Line>\n <Other><Sku/></Other>\n <Line n="2">\n  <Sku>B</Sku></Line>\n</x:Order>';
    const message = readOne(xml, text);
    expect(message.locate?.('/Order/Line/1/Sku')).toEqual({
      line: 6,
      column: 3,
      offset: text.indexOf('<Sku>B'),
      path: '/Order/Line/1/Sku',
    });
    expect(message.locate?.('/Order/Line/1/@n')).toMatchObject({ line: 5, column: 2 });
    expect(message.locate?.('/Order/Other/Sku')).toMatchObject({ line: 4, column: 9 });
    expect(message.locate?.('/Order')).toMatchObject({ line: 2, column: 1 });
    for (const pointer of ['/Order/Line/2', '/Order/None', '/Order/Line/0/None', '', '/Order/Line/0/Sku/Deep']) {
      expect(message.locate?.(pointer)).toBeUndefined();
    }
  });

  it('count the blanks before a declaration', () => {
    expect(readOne(xml, '\n\n<?xml version="1.0"?>\n<a>\n<b/></a>').locate?.('/a/b')).toMatchObject({
      line: 5,
      column: 1,
      offset: 28,
    });
  });
});

describe('options', () => {
  it('that the format does not have or cannot use are an error', () => {
    for (const options of [{ array: ['a'] }, { arrays: 'a' }, { arrays: [1] }, { root: '' }]) {
      expect(readOne(xml, '<a/>', options).error?.code).toBe('workspace.file');
    }
  });
});

describe('writing', () => {
  const write = (value: unknown, options = {}): string => new TextDecoder().decode(xml.encode(value, { options }));
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

  it('gives attributes, text, repeated and empty elements, and leaves out null and undefined', () => {
    expect(
      write({
        Order: { '@id': 7, '#text': 'a<b&c', Line: [{ Sku: '007' }, '', null], No: null, Yes: true, not: undefined },
      }),
    ).toBe(`${head}<Order id="7">a&lt;b&amp;c<Line><Sku>007</Sku></Line><Line/><Line/><Yes>true</Yes></Order>\n`);
  });

  it('puts the root of the option around the value', () => {
    expect(write({ '@xmlns': 'urn:x', a: 1 }, { root: 'o:Order' })).toBe(
      `${head}<o:Order xmlns="urn:x"><a>1</a></o:Order>\n`,
    );
    expect(write('x', { root: 'a' })).toBe(`${head}<a>x</a>\n`);
  });

  it('refuses what has no form in XML, with the place', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const cases: [unknown, Record<string, unknown>, string | undefined][] = [
      [{ a: 1, b: 2 }, {}, undefined],
      ['x', {}, undefined],
      [[1], { root: 'a' }, undefined],
      [{ a: { 'b c': 1 } }, {}, '/a/b c'],
      [{ a: { '@1': 1 } }, {}, '/a/@1'],
      [{ a: { b: '\u0000' } }, {}, '/a/b'],
      [{ a: { b: '\ud800' } }, {}, '/a/b'],
      [{ a: { '@b': {} } }, {}, '/a/@b'],
      [{ a: { b: [['x']] } }, {}, '/a/b/0'],
      [{ a: Number.NaN }, {}, '/a'],
      [{ circle }, {}, undefined],
    ];
    for (const [value, options, path] of cases) {
      let thrown: unknown;
      try {
        xml.encode(value, { options });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(CrossdockError);
      expect((thrown as CrossdockError).code).toBe('format.encode');
      if (path) expect((thrown as CrossdockError).detail.at?.path).toBe(path);
    }
  });

  it('gives back any value when it is read again', () => {
    const name = fc.stringMatching(/^[A-Za-z_é][A-Za-z0-9_.-]{0,5}$/);
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 10 }), fc.stringMatching(/^[ \t\r\n<>&"'\]]{0,6}$/));
    const { element } = fc.letrec<{ element: unknown }>((tie) => ({
      element: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        text,
        fc
          .tuple(
            fc.dictionary(name, text, { maxKeys: 2 }),
            fc.dictionary(name, fc.oneof(tie('element'), fc.array(tie('element'), { minLength: 2, maxLength: 3 })), {
              maxKeys: 3,
            }),
          )
          .map(([attributes, children]) => withMembers(attributes, children)),
      ),
    }));
    const property = fc.property(name, element, (root, value) => {
      fc.pre(isWritable(value));
      expect(contentOf(xml.encode({ [root]: value }))).toEqual({ [root]: value });
    });
    fc.assert(property, { numRuns: 500 });
  });
});

function withMembers(attributes: Record<string, string>, children: Record<string, unknown>): unknown {
  const entries = [
    ...Object.entries(attributes).map(([key, text]) => [`@${key}`, text] as const),
    ...Object.entries(children),
  ];
  return entries.length === 0 ? '' : Object.fromEntries(entries);
}

/** Attributes named xmlns are declarations; characters outside XML cannot be written. */
function isWritable(value: unknown): boolean {
  const text = JSON.stringify(value);
  return !text.includes('"@xmlns') && !/\\u(00[01]|d[89a-f])|\\[bf]|[\ufffe\uffff]/.test(text);
}
