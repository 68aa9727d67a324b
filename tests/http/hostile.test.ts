// Input that was made to do harm: mutations of real messages for every format, and requests of every kind for every route.
// Nothing crashes, hangs, or answers with an error of ours; every refusal says why. `npm run chaos hostile` tries far more.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../runtime/engine/formats/index.ts';
import { ROUTES } from '../../runtime/http/app.ts';
import { seeded } from '../powerfail/replay.ts';
import { eventually, type Harness, openHarness, ROOT, shopOrder } from '../support/sidecar.ts';

const INPUTS = Number(process.env['CHAOS_INPUTS'] ?? 250);
const REQUESTS = Number(process.env['CHAOS_REQUESTS'] ?? Math.min(2_000, Math.ceil(INPUTS / 25)));
const SEED = Number(process.env['CHAOS_SEED'] ?? 3);
/** Without an answer for so long it hangs; a busy machine may take a few seconds to start a thread. */
const LONGEST_MS = 60_000;

/** Real messages by the ending of their files, from the examples of the sample workspace. */
function corpus(extensions: readonly string[]): Buffer[] {
  const mappings = join(ROOT, 'mappings');
  return readdirSync(mappings, { recursive: true })
    .map(String)
    .filter((path) => path.includes('examples') && !path.includes('.expected.'))
    .filter((path) => extensions.some((extension) => path.endsWith(`.${extension}`)))
    .map((path) => join(mappings, path))
    .filter((path) => statSync(path).size < 20_000)
    .map((path) => readFileSync(path));
}

/** Where the sample workspace has no message of a format. */
const OTHERS: Readonly<Record<string, string>> = {
  ndjson: '{"number":"A-1","lines":[{"code":"MUG-01"}]}\n{"number":"A-2"}\n{"number":9007199254740993}\n',
  xml: '<?xml version="1.0"?><orders xmlns:o="urn:o"><o:order id="1"><line sku="A">2</line><![CDATA[x]]></o:order></orders>',
};

/** What breaks parsers: deep nesting, endless names, entities, control characters, numbers without end, other encodings. */
const PIECES = [
  '['.repeat(2_000),
  '{"a":'.repeat(2_000),
  '<a>'.repeat(2_000),
  '"__proto__":{"polluted":1},',
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>&b;',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '9'.repeat(5_000),
  '1e400',
  '-0',
  '\u0000\u0001\ufeff\ud800',
  "'".repeat(500),
  '~'.repeat(500),
  '+:?*'.repeat(200),
  'ISA*00*',
  "UNA:+.? '",
  '"'.repeat(999),
  ',,,,\n'.repeat(300),
  '\r\n'.repeat(500),
  '=cmd|calc!A1',
].map((text) => Buffer.from(text, 'utf8'));

/** One to four changes of a real message. */
function mutated(original: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(original);
  const at = () => Math.floor(random() * (bytes.length + 1));
  for (let change = 1 + Math.floor(random() * 4); change > 0; change -= 1) {
    const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
    const kind = Math.floor(random() * 7);
    if (kind === 0) bytes = bytes.subarray(0, from);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)]);
    else if (kind === 3)
      bytes = Buffer.concat([
        bytes.subarray(0, from),
        PIECES[Math.floor(random() * PIECES.length)] as Buffer,
        bytes.subarray(from),
      ]);
    else if (kind === 4 && bytes.length > 0) bytes[Math.min(from, bytes.length - 1)] = Math.floor(random() * 256);
    else if (kind === 5) bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]);
    else bytes = Buffer.concat([bytes.subarray(from, to), bytes.subarray(0, from), bytes.subarray(to)]);
  }
  return bytes.length > 200_000 ? bytes.subarray(0, 200_000) : bytes;
}

describe('each format', () => {
  it.each(FORMATS.map((format) => format.name))(
    'reads %s that was made to do harm, or says what is wrong with it',
    (name) => {
      const format = FORMATS.find((one) => one.name === name);
      if (format === undefined) throw new Error(name);
      const own = OTHERS[name];
      const originals = own === undefined ? corpus(format.extensions) : [Buffer.from(own)];
      expect(originals.length).toBeGreaterThan(0);
      const random = seeded(SEED);
      let refused = 0;
      for (let input = 0; input < INPUTS; input += 1) {
        const original = originals[input % originals.length] as Buffer;
        const bytes =
          random() < 0.05
            ? Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)))
            : mutated(original, random);
        const started = performance.now();
        let decoded: ReturnType<typeof format.decode>;
        try {
          decoded = format.decode(bytes, { limits: { maxBytes: 100_000, maxDepth: 64, maxMessages: 1_000 } });
        } catch (thrown) {
          throw new Error(`${name} input ${input} of seed ${SEED} threw: ${bytes.toString('base64').slice(0, 2_000)}`, {
            cause: thrown,
          });
        }
        expect([input, performance.now() - started < LONGEST_MS]).toEqual([input, true]);
        expect(decoded.messages.length).toBeGreaterThan(0);
        for (const { error, value } of decoded.messages) {
          if (error === undefined) continue;
          refused += 1;
          expect(value).toBeUndefined();
          expect(error.code).toMatch(/^format\./);
          expect(error.message.length).toBeGreaterThan(10);
        }
      }
      expect(refused).toBeGreaterThan(INPUTS / 50);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
    120_000 + INPUTS * 20,
  );
});

describe('each route', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness({ config: 'http: { waitLimitMs: 100, bodyLimitBytes: 1000000 }\nworkers: 1\n' });
    await harness.post('/v1/messages/my-shop-order', shopOrder());
    await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'H', state: 'PARKED' }));
  });
  afterAll(() => harness.close());

  const word = fc.oneof(
    fc.constantFrom(
      '..',
      '../../../../etc/passwd',
      '%2e%2e%2f',
      '%00',
      "' OR 1=1 --",
      '__proto__',
      'constructor',
      '-1',
      '0',
      '99999999999999999999',
      '1e9',
      'NaN',
      '<script>',
      'a'.repeat(5_000),
      'my-shop-order',
      'A-1',
      'order',
      '\u202e\ud83d\ude00',
    ),
    fc.string({ maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const body = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom(...PIECES.map((piece) => piece.toString('utf8'))),
    fc.constant('{"by":"__proto__","scope":"cause","reason":{"toString":1}}'),
    fc.constant('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    fc.constant('null'),
    fc.json({ maxDepth: 4 }),
    fc
      .dictionary(
        fc.constantFrom(
          'by',
          'scope',
          'reason',
          'payload',
          'mapping',
          'files',
          'text',
          'name',
          'ruleset',
          'document',
          'context',
        ),
        fc.jsonValue(),
      )
      .map((value) => JSON.stringify(value)),
    fc.string({ maxLength: 200 }),
  );
  const names = [
    'wait',
    'limit',
    'cursor',
    'status',
    'document',
    'key',
    'sku',
    'location',
    'path',
    'day',
    'source',
    'format',
    'verbose',
    'actor',
  ];
  const query = fc.dictionary(fc.constantFrom(...names), word, { maxKeys: 4 });
  const header = fc.dictionary(
    fc.constantFrom(
      'content-type',
      'idempotency-key',
      'if-match',
      'x-crossdock-topic',
      'accept',
      'content-length',
      'x-forwarded-for',
      'cookie',
      'authorization',
      'origin',
    ),
    fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, '').trim()),
    { maxKeys: 3 },
  );

  it.each(ROUTES.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    '%s answers with what is wrong, and with no error of ours',
    async (_name, route) => {
      const methods = fc.constantFrom(route.method.toUpperCase(), route.method.toUpperCase(), 'POST', 'GET');
      await fc.assert(
        fc.asyncProperty(
          methods,
          fc.array(word, { minLength: 4, maxLength: 4 }),
          query,
          header,
          body,
          async (method, words, asked, headers, text) => {
            let next = 0;
            const path = route.path.replace(/\{\w+\}/g, () =>
              encodeURIComponent(safe(words[next++ % words.length] as string)),
            );
            const search = Object.entries(asked)
              .map(([name, value]) => `${name}=${encodeURIComponent(safe(value))}`)
              .join('&');
            const started = performance.now();
            const response = await harness.app.request(`${path}?${search}`, {
              method,
              headers,
              ...(text === undefined || method === 'GET' ? {} : { body: text }),
            });
            const answered = performance.now() - started;
            expect(answered).toBeLessThan(LONGEST_MS);
            if (response.status >= 500)
              expect([503, await response.clone().text()]).toEqual([response.status, expect.anything()]);
            if (response.status >= 400 && response.headers.get('content-type')?.includes('json')) {
              const problem = (await response.json()) as Record<string, unknown>;
              expect(problem).toMatchObject({
                code: expect.any(String) as unknown,
                detail: expect.any(String) as unknown,
              });
            } else await response.body?.cancel();
          },
        ),
        // Running the examples starts a thread each time: a few requests of that kind say as much as many.
        { numRuns: route.path.endsWith('/test') ? Math.min(REQUESTS, 5) : REQUESTS, seed: SEED, endOnFailure: true },
      );
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
    60_000 + REQUESTS * 500,
  );

  it('has harmed nothing: messages go on', async () => {
    const { status, json } = await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'after' }));
    expect([200, 202]).toContain(status);
    await eventually(async () => {
      const receipt = (await harness.get(`/v1/receipts/${json.receipt}`)).json as { messages?: { status: string }[] };
      return receipt.messages?.[0]?.status === 'processed';
    }, 60_000);
  });
});

/** Half of a pair of surrogates cannot be written into an address. */
const safe = (text: string): string =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '');
