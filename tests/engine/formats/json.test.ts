// JSON: each digit kept, repeated keys and bombs refused, places of faults, splitting, speed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrossdockError } from '../../../runtime/engine/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../runtime/engine/formats/format.ts';
import { findJsonFault } from '../../../runtime/engine/formats/json/find-fault.ts';
import { json } from '../../../runtime/engine/formats/json.ts';
import { formatContract } from '../../contracts/format.contract.ts';
import { codesOf, findingsOf, latin1, read, readOne, utf8, utf16, valuesOf } from './reading.ts';

formatContract(json, [
  {
    name: 'an order with a long id',
    content:
      '{\n  "id": 820982911946154508,\n  "total": 19.90,\n  "note": "Grüße 📦 \\u0041",\n  "lines": [{"sku": "007", "quantity": 2}, {}]\n}\n',
    messages: 1,
    roundTrip: 'one',
  },
  { name: 'a list', content: '[1, "two", null, true, [], {}]', messages: 1, roundTrip: 'one' },
  {
    name: 'a page of orders',
    content: '{"payload":{"Orders":[{"id":1},{"id":2},{"id":"é"}],"next":null}}',
    options: { split: '/payload/Orders' },
    messages: 3,
    roundTrip: { except: 'the elements of an array are written without what stood around the array' },
  },
  {
    name: 'UTF-16 with byte order mark',
    content: utf16('\ufeff{"név": "ő", "n": 12345678901234567890}'),
    messages: 1,
    roundTrip: 'one',
  },
]);

const errorOf = (text: string | Uint8Array) => readOne(json, text).error;

describe('numbers', () => {
  it('keep an id beyond 2^53 as its text and as a number for the source schema', () => {
    const message = readOne(json, '{"id":820982911946154508,"lines":[{"id":1}]}');
    expect(message.value).toEqual({ id: '820982911946154508', lines: [{ id: 1 }] });
    expect(message.schemaValue).toEqual({ id: 820982911946154500, lines: [{ id: 1 }] });
  });

  it.each([
    '19.90',
    '20',
    '0',
    '-0',
    '0.10',
    '1e3',
    '1E+2',
    '9007199254740991',
    '9007199254740992',
    '0.30000000000000004',
    '5e-324',
  ])('stay numbers when JavaScript says the same decimal: %s', (literal) => {
    const message = readOne(json, `[${literal}]`);
    expect(message.value).toEqual([Number(literal)]);
    expect(message).not.toHaveProperty('schemaValue');
  });

  it.each([
    '9007199254740993',
    '-9007199254740993',
    '0.1234567890123456789',
    '1e400',
    '-1e-400',
    '3.14159265358979323846',
    '100000000000000000001',
  ])('become their exact text otherwise: %s', (literal) => {
    expect(readOne(json, `{"n":${literal}}`).value).toEqual({ n: literal });
    expect(readOne(json, literal).value).toBe(literal);
  });

  it('keep their digits whatever they are', () => {
    const digits = fc.stringMatching(/^-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,24})?([eE][-+]?[0-9]{1,3})?$/);
    const property = fc.property(digits, (literal) => {
      const { value } = readOne(json, `[${literal}]`);
      const [read] = value as [string | number];
      expect(decimal(String(read))).toEqual(decimal(literal));
      if (typeof read === 'number') expect(read).toBe(Number(literal));
      else expect(read).toBe(literal);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('take no more than linear time when they are a million digits long', () => {
    // No clock: what is not linear does not end within the runner's own limit.
    const literal = `1${'0'.repeat(1_000_000)}1`;
    expect(readOne(json, literal).value).toBe(literal);
  });
});

describe('values', () => {
  it('are what JSON.parse gives, for any JSON', () => {
    const property = fc.property(
      fc.jsonValue({ maxDepth: 6 }),
      fc.constantFrom(undefined, 1, '\t'),
      (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(readOne(json, text).value).toEqual(JSON.parse(text));
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });

  it('have no prototype of the message: __proto__ and constructor are keys like any other', () => {
    const { value } = readOne(json, '{"__proto__":{"isAdmin":true},"constructor":1,"a":{"__proto__":null}}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor', 'a']);
    expect((value as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('repeated keys', () => {
  it('are refused with the place of the second one', () => {
    expect(errorOf('{\n "order": {"id": 1,\n  "id": 2}\n}')).toMatchObject({
      code: 'format.json.duplicate-key',
      at: { line: 3, column: 3, offset: 24, path: '/order/id' },
    });
  });

  it('are refused when they are spelled differently, when the first is an object, and when they are __proto__', () => {
    for (const text of [
      '{"a":1,"\\u0061":2}',
      '{"a":{"b":1,"c":{}},"a":{}}',
      '[{"__proto__":1,"__proto__":1}]',
      '{"1":0,"1":0}',
      '{"":1,"":2}',
    ]) {
      expect(errorOf(text)?.code).toBe('format.json.duplicate-key');
    }
  });

  it('are refused wherever they are put', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 5 }), { minLength: 1, maxLength: 6 });
    const property = fc.property(
      keys,
      fc.nat(),
      fc.nat(),
      fc.jsonValue({ maxDepth: 2 }),
      (names, which, where, value) => {
        const members = names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
        const fine = `[{"in":{${members.join(',')}}}]`;
        expect(readOne(json, fine).error).toBeUndefined();
        members.splice(where % (members.length + 1), 0, `${JSON.stringify(names[which % names.length])}:null`);
        expect(errorOf(`[{"in":{${members.join(',')}}}]`)?.code).toBe('format.json.duplicate-key');
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('are not seen in colons and braces inside strings, or in the same key of two objects', () => {
    const text = '{"a":"x:{\\"a\\":1}","b":{"a":1},"c":[{"a":1},{"a":2}],"d\\\\":":"}';
    expect(readOne(json, text).value).toEqual(JSON.parse(text));
  });
});

describe('nesting', () => {
  it('is allowed to the limit and refused one level on, with the place', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(errorOf(nested(64))).toBeUndefined();
    expect(errorOf(nested(65))).toMatchObject({ code: 'format.too-deep', at: { offset: 64 } });
  });

  it('of millions of levels is refused at once, whatever the limit of the caller', () => {
    const bomb = utf8('[{"a":'.repeat(2_000_000));
    expect(readOne(json, bomb).error?.code).toBe('format.too-deep');
    const limits = { ...DEFAULT_DECODE_LIMITS, maxDepth: 100_000 };
    const [message] = json.decode(utf8('['.repeat(90_000)), { limits }).messages;
    expect(message?.error?.code).toBe('format.json.syntax');
    const closed = json.decode(utf8('['.repeat(90_000) + ']'.repeat(90_000)), { limits });
    expect(closed.messages[0]?.error).toBeUndefined();
  });
});

describe('faults', () => {
  const cases: [string, string, string, number][] = [
    ['{"a":1} x', 'the end of the message', 'a bare word', 8],
    ['{"a":1}\n{"a":2}', 'the end of the message', "'{'", 8],
    ['{"a":NaN}', 'a value', 'NaN', 5],
    ['{"a":Infinity}', 'a value', 'Infinity', 5],
    ['{"a":-Infinity}', 'a digit', 'Infinity', 6],
    ['{"a":None}', 'a value', 'None', 5],
    ['{"a":secret}', 'a value', 'a bare word', 5],
    ["{'a':1}", "a key in double quotes or '}'", 'a single quote', 1],
    ['{a:1}', "a key in double quotes or '}'", 'a bare word', 1],
    ['{"a":1,}', 'a key in double quotes', "'}'", 7],
    ['[1,]', 'a value', "']'", 3],
    ['[,1]', "a value or ']'", "','", 1],
    ['{"a" 1}', "':' after the key", 'a number', 5],
    ['[1 2]', "',' or ']'", 'a number', 3],
    ['{"a":1 "b":2}', "',' or '}'", 'a string', 7],
    ['// note\n{}', 'a value', 'a comment', 0],
    ['{} /* note */', 'the end of the message', 'a comment', 3],
    ['"a\tb"', 'control characters to be escaped in a string', 'a control character (U+0009)', 2],
    ['"a\\x41"', 'an escape sequence of JSON after the backslash', 'a backslash with something else', 2],
    ['"\\u12g4"', 'an escape sequence of JSON after the backslash', 'a backslash with something else', 1],
    ['{"a":"b', 'the closing quote of a string', 'the end of the message', 7],
    ['{"a":"b\\', 'the closing quote of a string', 'the end of the message', 8],
    ['{"a":', 'a value', 'the end of the message', 5],
    ['[01]', 'a number without leading zeros', 'a number with leading zeros', 1],
    ['[1.]', 'a digit after the decimal point', "']'", 3],
    ['[.5]', "a value or ']'", "'.'", 1],
    ['[+1]', "a value or ']'", "'+'", 1],
    ['[1e]', 'a digit in the exponent', "']'", 3],
    ['{12345678901234567890:1}', "a key in double quotes or '}'", 'a number', 1],
    ['[truest]', "a value or ']'", 'a bare word', 1],
    ['\u00a0{}', 'a value', 'a character outside ASCII', 0],
    ['{}\ufeff', 'the end of the message', 'a byte order mark', 2],
  ];

  it.each(cases)('of %j say what was expected and what came', (text, expected, actual, offset) => {
    expect(errorOf(text)).toMatchObject({ code: 'format.json.syntax', expected, actual, at: { offset } });
  });

  it('count lines and columns in characters, offsets in bytes', () => {
    expect(errorOf('{\r\n "name": "Zoë 📦",\r\n "é": tru }')?.at).toEqual({
      line: 3,
      column: 7,
      offset: 33,
      path: '/é',
    });
  });

  it('never show a value of the message', () => {
    for (const text of [
      '{"email":anna@example.com}',
      '{"email":"anna@example.com" "x"}',
      '{"email":"anna@example.com\n"}',
    ]) {
      expect(JSON.stringify(errorOf(text))).not.toContain('anna');
    }
  });

  it('tell a sender of several values about ndjson', () => {
    expect(errorOf('{"a":1}\n{"a":2}\n')?.help).toContain('ndjson');
  });

  it('are found exactly where JSON.parse finds one, for any edit of a JSON text', () => {
    const piece = fc.constantFrom(...'{}[]",:\\-+.0123eEtrufalsn \n\u0001/'.split(''), '"a"', 'null', '\\u00e9', 'é');
    const property = fc.property(
      fc.jsonValue({ maxDepth: 3 }),
      fc.nat(),
      fc.nat(3),
      fc.array(piece, { maxLength: 3 }),
      (value, at, drop, put) => {
        const text = JSON.stringify(value);
        const edited =
          text.slice(0, at % (text.length + 1)) + put.join('') + text.slice((at % (text.length + 1)) + drop);
        const found = findJsonFault(utf8(edited), { passesRepeatedKeyAt: () => true });
        expect(found === undefined).toBe(isJson(edited));
      },
    );
    fc.assert(property, { numRuns: 5000 });
  });
});

describe('encodings', () => {
  it('refuse a byte that is not UTF-8, with its offset', () => {
    expect(errorOf(latin1('{"a":"\xe9"}'))).toMatchObject({ code: 'format.encoding', at: { offset: 6 } });
    expect(errorOf(latin1('{"a":"\xed\xa0\x80"}'))).toMatchObject({ code: 'format.encoding', at: { offset: 6 } });
    expect(errorOf(latin1('{"a":"\xf0\x9f'))).toMatchObject({ code: 'format.encoding', at: { offset: 6 } });
  });

  it('allow a byte order mark, with a finding', () => {
    const decoded = read(json, '\ufeff{"a":1}');
    expect(valuesOf(decoded)).toEqual([{ a: 1 }]);
    expect(findingsOf(decoded)).toEqual(['text.bom']);
    expect(errorOf('\ufeff[x]')?.at).toMatchObject({ offset: 4, column: 2 });
  });

  it('read UTF-16 of both orders, with a finding and offsets of the receipt', () => {
    for (const isBigEndian of [false, true]) {
      const decoded = read(json, utf16('\ufeff{"ő":"📦"}', isBigEndian));
      expect(valuesOf(decoded)).toEqual([{ ő: '📦' }]);
      expect(findingsOf(decoded)).toEqual(['text.bom', 'text.utf-16']);
      expect(valuesOf(read(json, utf16('{"ő":"📦"}', isBigEndian)))).toEqual([{ ő: '📦' }]);
      expect(errorOf(utf16('\ufeff["📦", x]', isBigEndian))?.at).toMatchObject({ offset: 16 });
      expect(errorOf(utf16('\ufeff["\ud800"]', isBigEndian))).toMatchObject({
        code: 'format.encoding',
        at: { offset: 6 },
      });
    }
    expect(errorOf(utf16('\ufeff{}').subarray(0, 5))?.code).toBe('format.encoding');
    expect(errorOf(latin1('\xff\xfe\0\0{\0\0\0'))?.code).toBe('format.encoding');
  });

  it('call a receipt of blanks empty', () => {
    for (const text of [' ', '\r\n\t', '\ufeff', '\ufeff \n']) expect(errorOf(text)?.code).toBe('format.empty');
  });
});

describe('splitting', () => {
  const page =
    '{"payload": {"Orders": [\n  {"id": 1},\n  {"id": 12345678901234567890},\n  {"id": 3, "id": 4},\n  [5]\n]}}';
  const split = { split: '/payload/Orders' };

  it('makes each element a message and holds only the one with the fault', () => {
    const decoded = read(json, page, split);
    expect(codesOf(decoded)).toEqual([undefined, undefined, 'format.json.duplicate-key', undefined]);
    expect(decoded.messages[1]).toMatchObject({
      value: { id: '12345678901234567890' },
      schemaValue: { id: 12345678901234567000 },
    });
    expect(decoded.messages[2]?.error?.at).toMatchObject({ line: 4, column: 13 });
    expect(decoded.messages.map((message) => page.slice(message.start, message.end))).toEqual([
      '{"id": 1}',
      '{"id": 12345678901234567890}',
      '{"id": 3, "id": 4}',
      '[5]',
    ]);
  });

  it('takes the empty pointer for an array at the top, and escapes in pointers', () => {
    expect(valuesOf(read(json, ' [1, "two" ,{"a":[1,"]"]}]', { split: '' }))).toEqual([1, 'two', { a: [1, ']'] }]);
    expect(valuesOf(read(json, '{"a/b":{"~":[[7],[8]]}}', { split: '/a~1b/~0/1' }))).toEqual([8]);
  });

  it('refuses the receipt when the array is missing, empty, or something around it is at fault', () => {
    expect(readOne(json, '{"payload":{}}', split).error).toMatchObject({
      code: 'format.json.split',
      actual: 'no value',
    });
    expect(readOne(json, '{"payload":{"Orders":{}}}', split).error).toMatchObject({
      code: 'format.json.split',
      actual: 'an object',
    });
    expect(readOne(json, '{"payload":{"Orders":[]}}', split).error?.code).toBe('format.empty');
    expect(readOne(json, '{"a":1,"a":2,"payload":{"Orders":[1]}}', split).error?.code).toBe(
      'format.json.duplicate-key',
    );
    expect(readOne(json, '{"payload":{"Orders":[1],"Orders":[2]}}', split).error?.code).toBe(
      'format.json.duplicate-key',
    );
    expect(readOne(json, '{"payload":{"Orders":[1,]}}', split).error?.code).toBe('format.json.syntax');
  });

  it('holds one element that is too deep and lets its neighbours go on', () => {
    const deep = '['.repeat(65) + ']'.repeat(65);
    expect(codesOf(read(json, `[1,${deep},2]`, { split: '' }))).toEqual([undefined, 'format.too-deep', undefined]);
    expect(readOne(json, '['.repeat(1_000_000), { split: '' }).error?.code).toBe('format.too-deep');
  });
});

describe('places', () => {
  it('of values are found by JSON Pointer', () => {
    const message = readOne(json, '{\n  "lines": [\n    {"sku": "A"},\n    {"sku": "B", "a/b": 1}\n  ]\n}');
    expect(message.locate?.('/lines/1/sku')).toEqual({ line: 4, column: 13, offset: 45, path: '/lines/1/sku' });
    expect(message.locate?.('/lines/1/a~1b')).toMatchObject({ line: 4, column: 25 });
    expect(message.locate?.('')).toMatchObject({ line: 1, column: 1 });
    for (const pointer of ['/lines/2', '/none', '/lines/x', 'lines', '/lines/0/sku/0'])
      expect(message.locate?.(pointer)).toBeUndefined();
  });
});

describe('options', () => {
  it('that the format does not have or cannot use are an error that names them', () => {
    expect(readOne(json, '{}', { splitt: '' }).error).toMatchObject({
      code: 'workspace.file',
      subject: 'option splitt of format json',
    });
    expect(readOne(json, '{}', { split: 'payload' }).error).toMatchObject({
      code: 'workspace.file',
      actual: 'a string',
    });
  });
});

describe('writing', () => {
  const write = (value: unknown): string => new TextDecoder().decode(json.encode(value));

  it('keeps the order of keys, ends with a line end, and leaves exact numbers texts', () => {
    expect(write({ b: 1, a: { d: '820982911946154508', c: undefined }, list: [null, 1.5] })).toBe(
      '{"b":1,"a":{"d":"820982911946154508"},"list":[null,1.5]}\n',
    );
  });

  it('refuses what JSON has no notation for, with the place', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const [value, path] of [
      [{ a: [1, Number.NaN] }, '/a/1'],
      [{ 'a/b': Number.POSITIVE_INFINITY }, '/a~1b'],
      [{ a: () => 1 }, '/a'],
      [[1n], '/0'],
      [undefined, undefined],
      [circle, undefined],
    ] as const) {
      const thrown = thrownBy(() => json.encode(value));
      expect(thrown.code).toBe('format.encode');
      expect(thrown.detail.at?.path).toBe(path);
    }
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Sign, digits without zeros at the ends, and exponent: equal for equal decimal values. Written another way than the code under test. */
function decimal(literal: string): { digits: bigint; exponent: number } {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let digits = BigInt(whole + fraction);
  let power = Number(exponent) - fraction.length;
  if (digits === 0n) return { digits, exponent: 0 };
  for (; digits % 10n === 0n; power++) digits /= 10n;
  return { digits, exponent: power || 0 };
}

function thrownBy(run: () => unknown): CrossdockError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return thrown;
    throw thrown;
  }
  throw new Error('expected an error');
}
