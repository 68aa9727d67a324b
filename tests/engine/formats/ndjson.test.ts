// NDJSON: lines on their own, byte ranges, encodings, and the splitter of streams.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DECODE_LIMITS } from '../../../runtime/engine/formats/format.ts';
import { type SplitLine, splitLines } from '../../../runtime/engine/formats/line-splitter.ts';
import { decodeLine, ndjson } from '../../../runtime/engine/formats/ndjson.ts';
import { formatContract } from '../../contracts/format.contract.ts';
import { codesOf, findingsOf, latin1, read, readOne, utf8, utf16, valuesOf } from './reading.ts';

formatContract(ndjson, [
  {
    name: 'three orders with blank lines between',
    content: '{"id":820982911946154508,"note":"é📦"}\r\n\r\n  \n{"id":2}\n[1,{"a":"\\n"}]',
    messages: 3,
    roundTrip: 'all',
  },
  { name: 'one line without end', content: '{"sku":"007"}', messages: 1, roundTrip: 'all' },
  { name: 'UTF-16', content: utf16('\ufeff{"a":"ő"}\n{"a":"📦"}\n'), messages: 2, roundTrip: 'all' },
]);

describe('lines', () => {
  it('are one message each, with the byte range of the line', () => {
    const text = '{"a":"é"}\n\n{"a":2}\r\n {"a":3} ';
    const bytes = utf8(text);
    const decoded = read(ndjson, bytes);
    expect(valuesOf(decoded)).toEqual([{ a: 'é' }, { a: 2 }, { a: 3 }]);
    const cut = decoded.messages.map((message) => new TextDecoder().decode(bytes.subarray(message.start, message.end)));
    expect(cut).toEqual(['{"a":"é"}', '{"a":2}', ' {"a":3} ']);
  });

  it('that are bad are held alone, with their line, column and offset', () => {
    const decoded = read(ndjson, '{"a":1}\n{"a":}\n\n{"a":1,"a":2}\n{"a":4}\n');
    expect(codesOf(decoded)).toEqual([undefined, 'format.json.syntax', 'format.json.duplicate-key', undefined]);
    expect(decoded.messages[1]?.error?.at).toEqual({ line: 2, column: 6, offset: 13, path: '/a' });
    expect(decoded.messages[2]?.error?.at).toMatchObject({ line: 4, column: 8, offset: 23 });
  });

  it('with a byte that is not UTF-8 are held alone', () => {
    const decoded = read(ndjson, latin1('{"a":1}\n{"a":"\xe9"}\n{"a":3}\n'));
    expect(codesOf(decoded)).toEqual([undefined, 'format.encoding', undefined]);
    expect(decoded.messages[1]?.error?.at).toMatchObject({ line: 2, offset: 14 });
  });

  it('keep every digit and locate their values', () => {
    const decoded = read(ndjson, '1\n{"id":\n{"id":9007199254740993}');
    expect(decoded.messages[2]).toMatchObject({
      value: { id: '9007199254740993' },
      schemaValue: { id: 9007199254740992 },
    });
    expect(decoded.messages[2]?.locate?.('/id')).toEqual({ line: 3, column: 7, offset: 15, path: '/id' });
  });

  it('may begin with a byte order mark, with a finding', () => {
    const decoded = read(ndjson, '\ufeff{"a":1}\n{"a":2}');
    expect(valuesOf(decoded)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(findingsOf(decoded)).toEqual(['text.bom']);
    expect(decoded.messages[0]).toMatchObject({ start: 3, end: 10 });
  });

  it('in UTF-16 have ranges and places in bytes of the receipt', () => {
    const decoded = read(ndjson, utf16('\ufeff["📦"]\n[x]', true));
    expect(decoded.messages.map(({ start, end }) => [start, end])).toEqual([
      [2, 14],
      [16, 22],
    ]);
    expect(decoded.messages[1]?.error?.at).toMatchObject({ line: 2, column: 2, offset: 18 });
  });

  it('that are all blank make an empty receipt', () => {
    expect(readOne(ndjson, '\n \r\n').error?.code).toBe('format.empty');
    expect(readOne(ndjson, '\ufeff\n').error?.code).toBe('format.empty');
  });

  it('take no options', () => {
    expect(readOne(ndjson, '{}', { split: '' }).error?.code).toBe('workspace.file');
  });
});

describe('writing', () => {
  it('gives a line for each element, or one line for what is no array', () => {
    expect(new TextDecoder().decode(ndjson.encode([{ a: 1 }, 'x\ny']))).toBe('{"a":1}\n"x\\ny"\n');
    expect(new TextDecoder().decode(ndjson.encode({ a: [1] }))).toBe('{"a":[1]}\n');
  });
});

describe('the splitter of streams', () => {
  it('gives the lines of the whole text however the stream is cut', async () => {
    const line = fc.oneof(fc.constant(''), fc.constant(' '), fc.string({ unit: 'grapheme', maxLength: 12 }));
    const cuts = fc.array(fc.nat(20), { maxLength: 20 });
    const property = fc.asyncProperty(
      fc.array(line, { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      cuts,
      async (lines, lineEnd, sizes) => {
        const bytes = utf8(lines.join(lineEnd));
        const whole = await collect([bytes]);
        expect(await collect(cut(bytes, sizes))).toEqual(whole);
        for (const { text, start, end, number } of whole) {
          expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end))).toBe(text);
          expect(new TextDecoder().decode(bytes.subarray(0, start)).split('\n')).toHaveLength(number);
        }
        const messages = ndjson.decode(bytes).messages.filter((message) => message.error?.code !== 'format.empty');
        expect(whole.map(({ start, end }) => [start, end])).toEqual(messages.map(({ start, end }) => [start, end]));
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it('numbers lines from 1 and passes over blank ones', async () => {
    const lines = await collect(cut(utf8('\ufeff{"a":1}\r\n\r\n{"a":2}\n\n'), [1, 1, 5, 4]));
    expect(lines).toEqual([
      { text: '{"a":1}', start: 3, end: 10, number: 1, code: undefined },
      { text: '{"a":2}', start: 14, end: 21, number: 3, code: undefined },
    ]);
  });

  it('lets go of a line over the limit, says so, and reads on', async () => {
    const bytes = utf8(`[1]\n[${'2,'.repeat(50)}2]\n[3]\n${'4'.repeat(11)}`);
    for (const sizes of [[], [7], [4, 3, 30], Array(200).fill(1)]) {
      const lines = await collect(cut(bytes, sizes), 10);
      expect(lines.map(({ text, number, code }) => [text, number, code])).toEqual([
        ['[1]', 1, undefined],
        ['', 2, 'format.too-large'],
        ['[3]', 3, undefined],
        ['', 4, 'format.too-large'],
      ]);
    }
  });

  it('takes a line of exactly the limit with CRLF behind it', async () => {
    expect(await collect([utf8('12345\r\n12345')], 5)).toHaveLength(2);
    expect((await collect([utf8('123456\n')], 5))[0]?.code).toBe('format.too-large');
  });

  it('gives lines that survive the sender using its memory again', async () => {
    const memory = new Uint8Array(4);
    async function* chunks() {
      for (const part of ['{"a"', ':1}\n']) {
        memory.set(utf8(part));
        yield memory;
      }
    }
    const seen: unknown[] = [];
    for await (const line of splitLines(chunks())) seen.push(decodeLine(line, seen.length).value);
    expect(seen).toEqual([{ a: 1 }]);
  });

  it('and the reader of one line together answer as the format does', async () => {
    const bytes = utf8('{"a":1}\n{"a":x}\n\n{"b":9007199254740993}');
    const messages: unknown[] = [];
    for await (const line of splitLines(stream(cut(bytes, [5, 5, 5]))))
      messages.push(decodeLine(line, messages.length, DEFAULT_DECODE_LIMITS));
    const withoutFunctions = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    expect(withoutFunctions(messages)).toEqual(withoutFunctions(ndjson.decode(bytes).messages));
  });
});

async function* stream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield chunk;
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return [...chunks, bytes.slice(at)];
}

async function collect(chunks: readonly Uint8Array[], maxLineBytes?: number) {
  const lines: { text: string; start: number; end: number; number: number; code: string | undefined }[] = [];
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const take = ({ line, start, end, number, error }: SplitLine) =>
    lines.push({ text: decoder.decode(line), start, end, number, code: error?.code });
  for await (const line of splitLines(stream(chunks), maxLineBytes === undefined ? {} : { maxLineBytes })) take(line);
  return lines;
}
