// Laws of the EDI formats on random data: writing and reading agree, nothing is lost, nothing throws, time grows with size.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../runtime/engine/formats/edi/message.ts';
import { X12_GUIDES } from '../../../runtime/engine/formats/edi/x12-guides.ts';
import { edifact } from '../../../runtime/engine/formats/edifact.ts';
import type { DecodedMessage, EncodeEnvelope, Format } from '../../../runtime/engine/formats/format.ts';
import { x12 } from '../../../runtime/engine/formats/x12.ts';
import { bytesOf, edifactText, ISA_5010, messageOf, onlyMessage, setOf, x12Text } from './edi-samples.ts';

const envelope: EncodeEnvelope = {
  sender: 'HARBOUR',
  receiver: 'NORTHWIND',
  interchangeControl: '42',
  preparedAt: '2026-09-01T12:30:00Z',
};

/** Text without control characters; `\u007f` to `\u009f` are control characters too. */
const text = (without = '') =>
  fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((one) => [...one.replace(/\p{Cc}|\p{Cs}/gu, '')].filter((char) => !without.includes(char)).join(''));
const notLastEmpty = (list: readonly unknown[]) => list.at(-1) !== '';

const segment = (tags: readonly string[], element: fc.Arbitrary<unknown>) =>
  fc
    .tuple(fc.constantFrom(...tags), fc.array(element, { maxLength: 6 }).filter(notLastEmpty))
    .map(([tag, elements]) => [tag, ...elements]);

const segments = (...kinds: readonly fc.Arbitrary<unknown[]>[]) =>
  fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 12 });

const composite = (part: fc.Arbitrary<string>) => fc.array(part, { minLength: 2, maxLength: 4 }).filter(notLastEmpty);

const repeated = (part: fc.Arbitrary<string>) => {
  const one = fc.oneof(
    part.filter((value) => value !== '').map((value) => [value]),
    composite(part),
  );
  return fc.array(one, { minLength: 2, maxLength: 3 });
};

const x12Value = (version: string) => {
  const part = text('*~>^');
  const element =
    version < '004020' ? fc.oneof(part, composite(part)) : fc.oneof(part, composite(part), repeated(part));
  const simple = ['BEG', 'REF', 'N1', 'N3', 'PO1', 'PID', 'SCH', 'HL', 'LX', 'W01', 'CTT'];
  return fc.record({
    kind: fc.constantFrom('850', '856', '940', '997', '864'),
    version: fc.constant(version),
    segments: segments(segment(simple, part), segment(['YNQ', 'SVC', 'ZZZ'], element)),
  });
};

const edifactValue = () => {
  const part = text();
  const tags = ['BGM', 'DTM', 'NAD', 'CTA', 'LIN', 'QTY', 'FTX', 'CPS', 'PAC', 'UNS', 'XYZ'];
  return fc.record({
    kind: fc.constantFrom('ORDERS', 'DESADV', 'INVOIC', 'ABCDEF'),
    version: fc.constant('D:96A:UN'),
    segments: segments(segment(tags, fc.oneof(part, composite(part)))),
  });
};

const formats: readonly [string, Format, fc.Arbitrary<{ kind: string; segments: unknown[][] }>][] = [
  ['x12 004010', x12, x12Value('004010')],
  ['x12 005010', x12, x12Value('005010')],
  ['edifact', edifact, edifactValue()],
];

/** Every text in the tree except in the headers that stand around the message. */
function leavesOf({ value }: DecodedMessage): string[] {
  const { ISA: _isa, GS: _gs, UNB: _unb, UNG: _ung, ...own } = value as Record<string, unknown>;
  const leaves = (one: unknown): string[] => {
    if (typeof one === 'string') return one === '' ? [] : [one];
    return typeof one === 'object' && one !== null ? Object.values(one).flatMap(leaves) : [];
  };
  return leaves(own).sort();
}

const textsOf = (message: DecodedMessage): string[] =>
  segmentsOf(message).flatMap(([, ...elements]) => elements.flat(2).filter((one) => one !== ''));

describe.each(formats)('%s', (name, format, values) => {
  const decode = (bytes: Uint8Array) => onlyMessage(format.decode(bytes));

  it('reads back the segments that were written', () => {
    fc.assert(
      fc.property(values, fc.boolean(), (value, newline) => {
        const message = decode(format.encode(value, { envelope, options: { newline } }));
        expect(message.error).toBeUndefined();
        expect(segmentsOf(message)).toEqual(value.segments);
        expect(message.envelope).toMatchObject({ kind: value.kind, sender: 'HARBOUR', receiver: 'NORTHWIND' });
      }),
      { numRuns: 100 },
    );
  });

  it('writes what it read to the same bytes', () => {
    fc.assert(
      fc.property(values, (value) => {
        const first = format.encode(value, { envelope });
        const again = format.encode({ ...value, segments: segmentsOf(decode(first)) }, { envelope });
        expect(again).toEqual(first);
      }),
      { numRuns: 50 },
    );
  });

  it('loses no text between segments and tree', () => {
    fc.assert(
      fc.property(values, (value) => {
        const message = decode(format.encode(value, { envelope }));
        const frame = name === 'edifact' ? 5 + 2 : 2 + 2;
        const own = textsOf(message);
        const leaves = leavesOf(message);
        expect(leaves).toHaveLength(own.length + frame);
        for (const one of own) if (!/,/.test(one)) expect(leaves).toContain(one);
      }),
      { numRuns: 80 },
    );
  });

  it('finds the place of every text of the tree', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = format.encode(value, { envelope });
        const message = decode(bytes);
        for (const pointer of pointersOf(message.value)) {
          const place = message.locate?.(pointer);
          expect(place?.element, pointer).toBe(
            pointer
              .split('/')
              .filter((token) => /\d\d/.test(token) && !/^\d+$/.test(token))
              .at(-1),
          );
          expect(place?.offset).toBeLessThan(bytes.length);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** Pointers of all texts that are no members of a repetition. */
function pointersOf(value: unknown, pointer = ''): string[] {
  if (typeof value === 'string') return [pointer];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value) && typeof value[0] === 'string') return [pointer];
  return Object.entries(value).flatMap(([key, inner]) => pointersOf(inner, `${pointer}/${key}`));
}

describe('damaged data', () => {
  const samples = [
    x12Text({
      sets: [
        setOf('850', ['BEG*00*SA*1**20260901', 'PO1*1*1*EA', 'CTT*1']),
        setOf('855', ['BAK*00*AD*1*20260901'], '0002'),
      ],
    }),
    x12Text({ isa: ISA_5010, end: '\r\n' }),
    edifactText({
      messages: [messageOf('ORDERS', ['BGM+220+1+9', 'LIN+1', 'QTY+21:1'])],
      ung: 'UNG+ORDERS+A+B+260901:1200+G5',
      une: 'UNE+1+G5',
    }),
    edifactText({ una: '', end: "'\n" }),
  ].map(bytesOf);

  it.each([
    ['x12', x12],
    ['edifact', edifact],
  ] as const)('%s neither throws nor answers nothing, whatever is cut out, doubled or overwritten', (_, format) => {
    const damage = fc.record({ at: fc.nat(), length: fc.nat({ max: 40 }), by: fc.uint8Array({ maxLength: 6 }) });
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(damage, { minLength: 1, maxLength: 4 }), (sample, damages) => {
        let bytes = sample;
        for (const { at, length, by } of damages) {
          const from = at % (bytes.length + 1);
          bytes = Uint8Array.from([...bytes.subarray(0, from), ...by, ...bytes.subarray(from + length)]);
        }
        const decoded = format.decode(bytes);
        expect(decoded.messages.length).toBeGreaterThan(0);
        for (const message of decoded.messages)
          expect((message.error === undefined) !== (message.value === undefined)).toBe(true);
        expect(() =>
          format.acknowledge?.(bytes, decoded, { preparedAt: '2026-09-01T12:30:00Z', control: '1' }),
        ).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe('the time to read', () => {
  const order = (lines: number) => {
    const body = Array.from({ length: lines }, (_, i) => [
      `PO1*${i + 1}*12*EA*9.25**UP*012345678905*VN*AB${i}`,
      'PID*F****LAMP',
    ]);
    return bytesOf(x12Text({ sets: [setOf('850', ['BEG*00*SA*1**20260901', ...body.flat(), `CTT*${lines}`])] }));
  };
  const ordersMessage = (lines: number) => {
    const body = Array.from({ length: lines }, (_, i) => [
      `LIN+${i + 1}++4000862141404:SRV`,
      'QTY+21:48:PCE',
      "FTX+AAI+++it?'s",
    ]);
    return bytesOf(edifactText({ messages: [messageOf('ORDERS', ['BGM+220+1+9', ...body.flat(), 'UNS+S'])] }));
  };
  // No clock: what is not linear does not end within the runner's own limit.
  it.each([
    ['x12', x12, order],
    ['edifact', edifact, ordersMessage],
  ] as const)('of an order of %s with 200,000 lines is no more than the runner allows', (_, format, make) => {
    expect(format.decode(make(200_000)).messages.map((message) => message.error)).toEqual([undefined]);
  });

  it('of 50,000 small sets is no more than the runner allows', () => {
    const sets = Array.from({ length: 50_000 }, (_, i) => setOf('997', ['AK1*PO*1', 'AK9*A*1*1*1'], String(i + 1000)));
    const bytes = bytesOf(x12Text({ sets, gs: 'GS*FA*A*B*20260901*1200*4*X*004010' }));
    expect(x12.decode(bytes).messages).toHaveLength(50_000);
  });
});

it('every guide takes the first segments of its set and its own trailer', () => {
  for (const [kind, { loops }] of Object.entries(X12_GUIDES)) {
    expect([kind, loops.takes.has('ST'), loops.takes.has('SE')]).toEqual([kind, true, true]);
  }
});
