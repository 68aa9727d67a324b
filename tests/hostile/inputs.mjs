// Input that was made to do harm, from a seed: mutations of real messages, and requests of every kind. Plain JavaScript
// that imports nothing of ours, so that the tests and the long run (tests/hostile/run.mjs) share it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const among = (list, random) => list[Math.floor(random() * list.length)];

/** Messages of formats that the sample workspace has none of. */
const OTHERS = {
  ndjson: '{"number":"A-1","lines":[{"code":"MUG-01"}]}\n{"number":"A-2"}\n{"number":9007199254740993}\n',
  xml: '<?xml version="1.0"?><orders xmlns:o="urn:o"><o:order id="1"><line sku="A">2</line><![CDATA[x]]></o:order></orders>',
};

/** Larger ones say no more, and take longer. */
const LARGEST_BYTES = 20_000;

/** Real messages of a format: the examples of the sample workspace below `root`, by the ending of their files. */
export function corpus(root, format) {
  const own = OTHERS[format.name];
  if (own !== undefined) return [Buffer.from(own)];
  const mappings = join(root, 'mappings');
  return readdirSync(mappings, { recursive: true })
    .map(String)
    .filter((path) => path.includes('examples') && !path.includes('.expected.'))
    .filter((path) => format.extensions.some((extension) => path.endsWith(`.${extension}`)))
    .map((path) => join(mappings, path))
    .filter((path) => statSync(path).size < LARGEST_BYTES)
    .map((path) => readFileSync(path));
}

/** What breaks parsers: deep nesting, endless names, entities, control characters, numbers without end, other encodings. */
export const PIECES = [
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

const LONGEST_BYTES = 200_000;

/** One to four changes of a real message; now and then nothing but noise. */
export function mutated(original, random) {
  if (random() < 0.05) return Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));
  let bytes = Buffer.from(original);
  const at = () => Math.floor(random() * (bytes.length + 1));
  for (let change = 1 + Math.floor(random() * 4); change > 0; change -= 1) {
    const [from, to] = [at(), at()].sort((a, b) => a - b);
    const kind = Math.floor(random() * 7);
    if (kind === 0) bytes = bytes.subarray(0, from);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)]);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, from), among(PIECES, random), bytes.subarray(from)]);
    else if (kind === 4 && bytes.length > 0) bytes[Math.min(from, bytes.length - 1)] = Math.floor(random() * 256);
    else if (kind === 5) bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]);
    else bytes = Buffer.concat([bytes.subarray(from, to), bytes.subarray(0, from), bytes.subarray(to)]);
  }
  return bytes.length > LONGEST_BYTES ? bytes.subarray(0, LONGEST_BYTES) : bytes;
}

const WORDS = [
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
  'mappings/tables/../../x.csv',
  '2026-02-30T99:00:00Z',
  '\u202e\ud83d\ude00',
];
const PARAMETERS =
  'wait limit cursor status document key sku location path day source format verbose actor from to by every kind'.split(
    ' ',
  );
const HEADERS = [
  'content-type',
  'idempotency-key',
  'if-match',
  'x-crossdock-topic',
  'accept',
  'x-forwarded-for',
  'cookie',
  'authorization',
  'origin',
  'content-encoding',
  'range',
  'x-crossdock-user',
];
const HEADER_VALUES = [
  '',
  '*',
  '"',
  'text/html',
  'application/json; charset=utf-16',
  'Bearer x',
  'gzip',
  'bytes=0-',
  '=;,',
];
const MEMBERS =
  'by scope reason payload mapping files text name ruleset document context base edits path value to'.split(' ');
const VALUES = [
  null,
  true,
  -1,
  1e308,
  '',
  'x',
  [],
  {},
  [[]],
  ['__proto__'],
  { toString: 1 },
  { constructor: {} },
  'a'.repeat(2_000),
];
const BODIES = [
  '{"by":"__proto__","scope":"cause","reason":{"toString":1}}',
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  '{"by":"Ada","reason":"because a test says so","scope":"cause"}',
  '{"by":"Ada","reason":"because a test says so","scope":"one","payload":"{}"}',
  'null',
  '[]',
  '"',
  '',
];

/** Half of a pair of surrogates cannot be written into an address. */
export const safe = (text) =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '');

function noise(random, most) {
  let text = '';
  for (let left = Math.floor(random() * most); left > 0; left -= 1)
    text += String.fromCharCode(random() < 0.8 ? 32 + Math.floor(random() * 95) : Math.floor(random() * 65_536));
  return text;
}

const word = (random) => (random() < 0.6 ? among(WORDS, random) : noise(random, 30));

function value(random, depth = 0) {
  if (depth < 3 && random() < 0.25)
    return Object.fromEntries(Array.from({ length: 3 }, () => [among(MEMBERS, random), value(random, depth + 1)]));
  return random() < 0.7 ? among(VALUES, random) : noise(random, 20);
}

function body(random) {
  const kind = random();
  if (kind < 0.15) return undefined;
  if (kind < 0.3) return among(PIECES, random).toString('utf8');
  if (kind < 0.45) return among(BODIES, random);
  if (kind < 0.85)
    return JSON.stringify(
      Object.fromEntries(
        Array.from({ length: Math.floor(random() * 5) }, () => [among(MEMBERS, random), value(random)]),
      ),
    );
  return noise(random, 200);
}

/**
 * A request to a route: `{ method, address, headers, body }`. What is no address or header at all is left out: no server
 * would see it.
 *
 * @param known  by the name of a parameter: values that something is there under
 */
export function request(route, random, known = {}) {
  const method = random() < 0.8 ? route.method.toUpperCase() : among(['POST', 'GET', 'PUT', 'DELETE'], random);
  const path = route.path.replace(/\{(\w+)\}/g, (_whole, name) => {
    const real = known[name];
    // Behind something that is there lies code that nobody gets to otherwise. A path may have slashes.
    if (real !== undefined && random() < 0.5) return among(real, random);
    return encodeURIComponent(safe(word(random)));
  });
  const search = Array.from(
    { length: Math.floor(random() * 4) },
    () => `${among(PARAMETERS, random)}=${encodeURIComponent(safe(word(random)))}`,
  ).join('&');
  const headers = Object.fromEntries(
    Array.from({ length: Math.floor(random() * 3) }, () => [
      among(HEADERS, random),
      (random() < 0.6 ? among(HEADER_VALUES, random) : noise(random, 40)).replace(/[^\x20-\x7e]/g, '').trim(),
    ]),
  );
  const text = body(random);
  return {
    method,
    address: search === '' ? path : `${path}?${search}`,
    headers,
    ...(text === undefined || method === 'GET' ? {} : { body: text }),
  };
}
