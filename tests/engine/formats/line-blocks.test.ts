// Blocks of lines hold the lines that the line splitter finds, each in its place, however the stream is cut.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineBlock, lineBlocks } from '../../../runtime/engine/formats/line-blocks.ts';
import { linesOf, splitLines } from '../../../runtime/engine/formats/line-splitter.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The text in chunks of the given lengths, one after the other until it is used up. */
async function* cut(text: string, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = bytesOf(text);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.slice(at, at + length);
    at += length;
  }
}

async function blocksOf(chunks: AsyncIterable<Uint8Array>, options: { blockBytes: number; maxLineBytes?: number }) {
  const blocks: LineBlock[] = [];
  for await (const block of lineBlocks(chunks, options)) blocks.push(block);
  return blocks;
}

interface Line {
  readonly number: number;
  readonly start: number;
  readonly text: string;
  readonly error: unknown;
}

const linesIn = (blocks: readonly LineBlock[]): Line[] =>
  blocks.flatMap(({ bytes, number, start, error }): Line[] =>
    error === undefined
      ? [...linesOf(bytes)].map((line) => ({
          number: number + line.number - 1,
          start: start + line.start,
          text: textOf(line.line),
          error: undefined,
        }))
      : [{ number, start, text: '', error }],
  );

async function linesOfStream(chunks: AsyncIterable<Uint8Array>, maxLineBytes: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const { line, number, start, error } of splitLines(chunks, { maxLineBytes })) {
    lines.push({ number, start, text: textOf(line), error });
  }
  return lines;
}

describe('blocks of lines', () => {
  it('hold every line in its place, and tell of those that are too long', async () => {
    const line = fc.oneof(
      fc.constantFrom('', ' ', '\t', '{}', 'é', 'x'.repeat(20), 'x'.repeat(21), 'x'.repeat(22), 'x'.repeat(50)),
      fc.string({ maxLength: 30 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
    );
    const text = fc
      .array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 12 })
      .chain((lines) => fc.constantFrom('', 'last').map((last) => lines.map((pair) => pair.join('')).join('') + last));
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        async (whole, lengths, blockBytes) => {
          const blocks = await blocksOf(cut(whole, lengths), { blockBytes, maxLineBytes: 20 });
          // A line with CR LF may be one byte longer; whoever cuts the block into lines takes it.
          const wanted = await linesOfStream(cut(whole, lengths), 20);
          const found = linesIn(blocks);
          expect(found.map(({ number, start }) => [number, start])).toEqual(
            wanted.map(({ number, start }) => [number, start]),
          );
          for (const [index, { text: expected, error }] of wanted.entries()) {
            if (error === undefined) expect(found[index]).toMatchObject({ text: expected, error: undefined });
            else if (found[index]?.error === undefined) expect(found[index]?.text).toHaveLength(21);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('hold no less than was asked for, the last one apart, and end with a line', async () => {
    const text = Array.from({ length: 100 }, (_unused, index) => `line ${index}\n`).join('');
    const blocks = await blocksOf(cut(text, [7]), { blockBytes: 100 });
    expect(blocks.length).toBeGreaterThan(5);
    for (const { bytes } of blocks.slice(0, -1)) expect(bytes.length).toBeGreaterThanOrEqual(100);
    for (const { bytes } of blocks) expect(textOf(bytes)).toMatch(/\n$/);
    expect(blocks.map(({ bytes }) => textOf(bytes)).join('')).toBe(text);
  });

  it('do not share memory with the stream, which may use it again', async () => {
    const chunk = bytesOf('one\ntwo');
    async function* stream() {
      yield chunk;
      chunk.fill(0x78);
      yield bytesOf('\n');
    }
    expect((await blocksOf(stream(), { blockBytes: 1_000 })).map(({ bytes }) => textOf(bytes))).toEqual(['one\ntwo\n']);
  });
});
