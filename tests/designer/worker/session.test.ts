// What the page and its worker say to each other: a sample goes there once, of an evaluation comes back what has changed, and the
// page knows all the same what one evaluation of its own would say.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDelta, deltaBetween } from '../../../designer/worker/delta.ts';
import { evaluate } from '../../../designer/worker/evaluate.ts';
import type { EvaluateRequest, Evaluation } from '../../../designer/worker/protocol.ts';
import { createSession } from '../../../designer/worker/session.ts';
import { createTalk, NOTHING_TOLD, toldAfter } from '../../../designer/worker/told.ts';

const MANIFEST = JSON.stringify({
  title: 'Shop',
  from: { document: 'order' },
  to: { system: 'shop', format: 'json' },
});

const files = (program: string) => ({
  'mappings/shop/mapping.json': MANIFEST,
  'mappings/shop/mapping.jsonata': program,
});

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const SAMPLES = [bytesOf({ id: 'A', lines: [{ sku: 'M' }, { sku: 'C' }] }), bytesOf({ id: 'B', total: 12 })];

const values = fc.dictionary(fc.constantFrom('/a', '/b', '/c', '/d'), fc.nat(3));
const mapOf = (entries: Record<string, number>) => new Map(Object.entries(entries));

describe('a delta', () => {
  it('makes the newer map of the older, and leaves a map that did not change the same', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const [last, now] = [mapOf(before), mapOf(after)];
        const delta = deltaBetween(last, now, Object.is);
        const made = applyDelta(last, delta);
        expect(made).toEqual(now);
        for (const key of delta.put.keys()) expect(last.get(key)).not.toBe(now.get(key));
        expect(applyDelta(now, deltaBetween(now, new Map(now), Object.is))).toBe(now);
      }),
    );
  });
});

/** Programs of a few targets, some of which cannot be read or fail. */
const program = fc
  .array(
    fc.constantFrom(
      '"a": id',
      '"b": total + 1',
      '"c": lines.sku',
      '"d": [lines.{ "sku": sku }]',
      '"e": $error("no")',
      '"f" id',
    ),
    { maxLength: 5 },
  )
  .map((members) => `{\n  ${members.join(',\n  ')}\n}\n`);

describe('a session', () => {
  it('tells, answer by answer, what an evaluation of its own would say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(program, fc.nat(1)), { minLength: 1, maxLength: 6 }), async (acts) => {
        const session = createSession();
        let told = NOTHING_TOLD;
        let sent: Uint8Array | undefined;
        for (const [id, [text, which]] of acts.entries()) {
          const bytes = SAMPLES[which] as Uint8Array;
          const sample = { message: 0, ...(bytes === sent ? {} : { bytes }) };
          sent = bytes;
          const request: EvaluateRequest = {
            kind: 'evaluate',
            id,
            name: 'shop',
            files: files(text),
            spans: [],
            sample,
          };
          const answer = await session(request);
          told = toldAfter(told, answer);
          const alone = toldAfter(NOTHING_TOLD, await createSession()({ ...request, sample: { message: 0, bytes } }));
          expect(told).toEqual(alone);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('tells what the message holds once, and again when it is another', async () => {
    const session = createSession();
    const ask = (text: string, bytes?: Uint8Array) =>
      session({
        kind: 'evaluate',
        id: 1,
        name: 'shop',
        files: files(text),
        spans: [],
        sample: { message: 0, ...(bytes === undefined ? {} : { bytes }) },
      });
    const first = await ask('{ "a": id }', SAMPLES[0]);
    expect(first.sample?.source.get('/id')?.text).toBe('A');
    const second = await ask('{ "a": id, "b": 1 }');
    expect(second.sample).toBeUndefined();
    expect([...second.target.put.keys()]).toEqual(['/b']);
    expect([...second.spans.put.keys()]).toEqual(['/b']);
    const third = await ask('{ "a": id, "b": 1 }', SAMPLES[1]);
    expect(third.sample?.source.get('/id')?.text).toBe('B');
    expect(third.target.put.get('/a')?.text).toBe('B');
  });

  it('gives the values of targets, which the page does not ask for, as `evaluate` does for their spans', async () => {
    const text = '{ "a": id, "n": $count(lines) }';
    const { spans } = toldAfter(
      NOTHING_TOLD,
      await createSession()({
        kind: 'evaluate',
        id: 1,
        name: 'shop',
        files: files(text),
        spans: [],
        sample: { message: 0, bytes: SAMPLES[0] as Uint8Array },
      }),
    );
    const [at, end] = [text.indexOf('$count'), text.indexOf(' }')];
    const asked = await evaluate({
      name: 'shop',
      files: files(text),
      spans: [{ id: '/n', start: at, end }],
      sample: { message: 0, bytes: SAMPLES[0] as Uint8Array },
    });
    expect(spans.get('/n')).toEqual(asked.spans.get('/n'));
    expect(spans.get('/n')?.text).toBe('2');
  });
});

describe('the page', () => {
  it('sends a sample once, and again when it is another; what did not change is the same object', async () => {
    const [session, talk] = [createSession(), createTalk()];
    const sent: number[] = [];
    const evaluated = async (text: string, bytes: Uint8Array) => {
      const request = talk.requestOf({ name: 'shop', files: files(text), spans: [], sample: { bytes, message: 0 } });
      sent.push(request.sample?.bytes?.length ?? 0);
      return talk.wholeOf(await session({ ...request, id: sent.length }));
    };
    const targets = ({ target }: Evaluation) => [...target].map(([path, { text }]) => [path, text]);
    const [one, other] = SAMPLES as [Uint8Array, Uint8Array];
    const first = await evaluated('{ "a": id }', one);
    const second = await evaluated('{ "a": id, "b": 2 }', one);
    const third = await evaluated('{ "a": id }', other);
    expect(sent).toEqual([one.length, 0, other.length]);
    expect(second.source).toBe(first.source);
    expect(second.sampleFields).toBe(first.sampleFields);
    expect(targets(second)).toEqual([
      ['/a', 'A'],
      ['/b', '2'],
    ]);
    expect(targets(third)).toEqual([['/a', 'B']]);
    expect(targets(first)).toEqual([['/a', 'A']]);
  });
});
