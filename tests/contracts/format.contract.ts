// The laws that every format keeps, as one suite that each format runs with samples of its own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../runtime/engine/errors.ts';
import {
  DEFAULT_DECODE_LIMITS,
  type Decoded,
  type EncodeOptions,
  type Format,
  type FormatOptions,
} from '../../runtime/engine/formats/format.ts';

export interface FormatSample {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly options?: FormatOptions;
  /** How many messages it holds. */
  readonly messages: number;
  /**
   * `one`: encoding the only value and decoding it again gives it back; `all`: the same for the list of all values;
   * `except`: why the format does not claim that for this sample.
   */
  readonly roundTrip: 'one' | 'all' | { readonly except: string };
  readonly encodeOptions?: EncodeOptions;
}

/**
 * Declares the suite for one format.
 *
 * @param samples  good receipts, small: each is cut at every byte
 */
export function formatContract(format: Format, samples: readonly FormatSample[]): void {
  const decode = (bytes: Uint8Array, options: FormatOptions = {}): Decoded => format.decode(bytes, { options });

  describe(`the format ${format.name} keeps the contract`, () => {
    it('says what it is', () => {
      expect(format.extensions.length).toBeGreaterThan(0);
      for (const text of [format.contentType, format.summary, format.source]) expect(text).not.toBe('');
    });

    it('never throws on random bytes and always gives a message', () => {
      const check = (bytes: Uint8Array): void => assertLawful(decode(bytes), bytes);
      fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 300 });
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => check(bytesOf(text))),
        { numRuns: 300 },
      );
    });

    it('answers an empty receipt with format.empty', () => {
      const decoded = decode(new Uint8Array());
      expect(decoded.messages.map((message) => message.error?.code)).toEqual(['format.empty']);
      assertLawful(decoded, new Uint8Array());
    });

    for (const sample of samples) describe(`with ${sample.name}`, () => sampleLaws(format, sample));
  });
}

function sampleLaws(format: Format, sample: FormatSample): void {
  const bytes = bytesOf(sample.content);
  const options = sample.options ?? {};
  const decode = (part: Uint8Array): Decoded => format.decode(part, { options });

  it('reads all messages without an error', () => {
    const decoded = decode(bytes);
    assertLawful(decoded, bytes);
    expect(decoded.messages.map((message) => message.error)).toEqual(Array(sample.messages).fill(undefined));
    expect(decoded.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
  });

  it('reads the same bytes the same way each time', () => {
    expect(plain(decode(bytes))).toEqual(plain(decode(bytes)));
    expect(plain(decode(Uint8Array.from(bytes)))).toEqual(plain(decode(bytes)));
  });

  it('leaves the bytes as they are', () => {
    const before = Uint8Array.from(bytes);
    decode(bytes);
    expect(bytes).toEqual(before);
  });

  it('never throws when it is cut off at any byte', () => {
    for (let length = 0; length < bytes.length; length++)
      assertLawful(decode(bytes.subarray(0, length)), bytes.subarray(0, length));
  });

  it('never throws when bytes of it are changed, lost or doubled', () => {
    const edit = fc.record({ at: fc.nat(bytes.length), drop: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const changed = edits.reduce((all, { at, drop, put }) => spliced(all, at, drop, put), bytes);
      assertLawful(decode(changed), changed);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('answers a receipt over the limit of bytes with format.too-large', () => {
    const limits = { ...DEFAULT_DECODE_LIMITS, maxBytes: bytes.length - 1 };
    const decoded = format.decode(bytes, { limits, options });
    expect(decoded.messages.map((message) => message.error?.code)).toEqual(['format.too-large']);
    assertLawful(decoded, bytes);
  });

  it('answers more messages than the limit with format.too-many', () => {
    const limits = { ...DEFAULT_DECODE_LIMITS, maxMessages: sample.messages - 1 };
    if (sample.messages < 2) return;
    const decoded = format.decode(bytes, { limits, options });
    expect(decoded.messages.some((message) => message.error?.code === 'format.too-many')).toBe(true);
    assertLawful(decoded, bytes);
  });

  const { roundTrip } = sample;
  if (typeof roundTrip === 'object') {
    it(`is not written back as it was read: ${roundTrip.except}`, ({ annotate }) =>
      annotate(roundTrip.except, 'exception'));
    return;
  }
  it('gives the same values when written and read again', () => {
    const values = decode(bytes).messages.map((message) => message.value);
    const encoded = format.encode(roundTrip === 'one' ? values[0] : values, sample.encodeOptions);
    const again = decode(encoded);
    expect(again.messages.map((message) => message.error)).toEqual(values.map(() => undefined));
    expect(again.messages.map((message) => message.value)).toEqual(values);
    expect(format.encode(roundTrip === 'one' ? values[0] : values, sample.encodeOptions)).toEqual(encoded);
  });
}

/** What holds for the answer to any bytes at all. */
function assertLawful(decoded: Decoded, bytes: Uint8Array): void {
  expect(decoded.messages.length).toBeGreaterThan(0);
  let last = 0;
  for (const [index, message] of decoded.messages.entries()) {
    const { start, end, error } = message;
    if (message.index !== index) throw new Error(`message ${index} says it is number ${message.index}`);
    if (!(start >= last && end >= start && end <= bytes.length)) {
      throw new Error(`message ${index} spans ${start} to ${end} of ${bytes.length} bytes, behind ${last}`);
    }
    last = end;
    if ('value' in message === (error !== undefined))
      throw new Error(`message ${index} has both or neither of value and error`);
    if (error && !Object.hasOwn(ERROR_CODES, error.code)) throw new Error(`unknown code ${error.code}`);
    const offset = error?.at?.offset;
    if (offset !== undefined && !(offset >= 0 && offset <= bytes.length))
      throw new Error(`error at byte ${offset} of ${bytes.length}`);
  }
}

/** The answer without its functions. */
const plain = (decoded: Decoded): unknown => JSON.parse(JSON.stringify(decoded));

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

function spliced(bytes: Uint8Array, at: number, drop: number, put: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + drop)]);
}
