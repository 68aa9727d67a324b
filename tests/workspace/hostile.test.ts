// Workspaces, configuration and messages written to break out: nothing of them runs, nothing outside is read, nothing hangs,
// and each is refused with its place or stays without effect.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findingLine } from '../../runtime/commands/command.ts';
import { readConfig } from '../../runtime/config.ts';
import type { WorkspaceFiles } from '../../runtime/engine/workspace/definitions.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

const SECRET = 'TOP-SECRET-7781';
let outside: string;
let canary: string;
beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'crossdock-outside-'));
  canary = join(outside, 'canary');
  writeFileSync(join(outside, 'secret.json'), JSON.stringify({ note: SECRET }));
});
afterAll(() => rmSync(outside, { recursive: true, force: true }));

/** Nobody has run anything: no file was written, no prototype has new members. */
function expectUntouched(): void {
  expect(existsSync(canary)).toBe(false);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(([] as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
}
afterEach(expectUntouched);

const filesWith = (changes: Readonly<Record<string, string>>): WorkspaceFiles =>
  new Map(
    Object.entries({ ...STARTER_FILES, ...changes }).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );

/** What code would do, if any of it ran. */
const write = () => `process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(canary)}, 'x')`;

const RULES = 'rulesets/order-intake/rules.json';
const MAPPING = 'mappings/my-shop-order/mapping.jsonata';
const MANIFEST = 'mappings/my-shop-order/mapping.json';
const SCHEMA = 'mappings/my-shop-order/source.schema.json';

const rulesWith = (condition: object, params: object = {}): string =>
  JSON.stringify([
    {
      name: 'hostile',
      conditions: { all: [{ fact: 'order', operator: 'equal', value: 1, ...condition }] },
      event: { type: 'hostile', params: { severity: 'block', owner: 'x', path: '/', message: 'm', ...params } },
    },
  ]);
const manifestWith = (members: object): string =>
  JSON.stringify({ ...(JSON.parse(STARTER_FILES[MANIFEST] as string) as object), ...members });
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

interface Refused {
  readonly name: string;
  readonly files: () => Readonly<Record<string, string>>;
  /** The finding, as `crossdock check` prints it. */
  readonly line: RegExp;
}

const REFUSED: readonly Refused[] = [
  ...['$..[?(%)]', '$[?(%)]', '$..[(%)]', '$.lines[?(@.sku && %)]', '$[(%)].x'].map((path) => ({
    name: `a script in the path ${path}`,
    files: () => ({ [RULES]: rulesWith({ path: path.replace('%', write()) }) }),
    line: /^rulesets\/order-intake\/rules\.json:\d+:\d+: \S+: /,
  })),
  {
    name: 'a constructor reached through a filter',
    files: () => ({
      [RULES]: rulesWith({ path: `$..[?(@.constructor.constructor("${write().replaceAll('"', "'")}")())]` }),
    }),
    line: /^rulesets\/order-intake\/rules\.json:\d+:\d+: /,
  },
  {
    name: 'a path that is a list of steps',
    files: () => ({ [RULES]: rulesWith({ path: ['$', `?(${write()})`] }) }),
    line: /^rulesets\/order-intake\/rules\.json:\d+:\d+: /,
  },
  {
    name: 'an operator named like a member of every object',
    files: () => ({ [RULES]: rulesWith({ operator: 'constructor' }) }),
    line: /^rulesets\/order-intake\/rules\.json:\d+:\d+: /,
  },
  {
    name: 'an operator named __proto__',
    files: () => ({ [RULES]: rulesWith({ operator: '__proto__' }) }),
    line: /^rulesets\/order-intake\/rules\.json:\d+:\d+: /,
  },
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty'].map((fact) => ({
    name: `a fact named ${fact}`,
    files: () => ({ [RULES]: rulesWith({ fact }) }),
    line: /^rulesets\/order-intake\/rules\.json:\d+:\d+: /,
  })),
  {
    name: 'a regular expression in a rule that takes for ever',
    files: () => ({ [RULES]: rulesWith({ path: '$.orderId', operator: 'matches', value: '^(a+)+$' }) }),
    line: /^rulesets\/order-intake\/rules\.json:\d+:\d+: .*more than one way/,
  },
  {
    name: 'a schema fetched from elsewhere',
    files: () => ({ [SCHEMA]: JSON.stringify({ $ref: 'http://169.254.169.254/latest/meta-data' }) }),
    line: /^mappings\/my-shop-order\/source\.schema\.json:\d+:\d+: /,
  },
  {
    name: 'a schema read from a file outside',
    files: () => ({ [SCHEMA]: JSON.stringify({ $ref: `file://${join(outside, 'secret.json')}` }) }),
    line: /^mappings\/my-shop-order\/source\.schema\.json:\d+:\d+: /,
  },
  {
    name: 'a schema that is no schema',
    files: () => ({ [SCHEMA]: '{"type":{"__proto__":{"polluted":1}}}' }),
    line: /^mappings\/my-shop-order\/source\.schema\.json:\d+:\d+: /,
  },
  ...['../../../../etc/passwd', '/etc/passwd', '..\\..\\x', 'examples/../../../x.json'].map((schema) => ({
    name: `a source schema at ${schema}`,
    files: () => ({
      [MANIFEST]: manifestWith({
        from: { system: 'my-shop', class: 'storefront', message: 'order', format: 'json', schema },
      }),
    }),
    line: /^mappings\/my-shop-order\/mapping\.json:\d+:\d+: /,
  })),
  ...['../../secret', '__proto__', 'constructor'].map((table) => ({
    name: `a table named ${table}`,
    files: () => ({ [MANIFEST]: manifestWith({ tables: [table] }) }),
    line: /^mappings\/my-shop-order\/mapping\.json:\d+:\d+: /,
  })),
  ...([MANIFEST, RULES, SCHEMA, 'rulesets/order-intake/ruleset.json'] as const).map((path) => ({
    name: `${path} nested a hundred thousand deep`,
    files: () => ({ [path]: nested('[', ']', 100_000) }),
    line: new RegExp(`^${path.replaceAll('.', '\\.')}:\\d+:\\d+: `),
  })),
  {
    name: 'a mapping nested a hundred thousand deep',
    files: () => ({ [MAPPING]: nested('(', ')', 100_000) }),
    line: /^mappings\/my-shop-order\/mapping\.jsonata:\d+:\d+: /,
  },
  {
    name: 'rules that name the same rule twice through a prototype',
    files: () => ({ [RULES]: '[{"__proto__":{"name":"x"},"conditions":{"all":[]}}]' }),
    line: /^rulesets\/order-intake\/rules\.json:\d+:\d+: /,
  },
  {
    name: 'a manifest with a prototype of its own',
    files: () => ({ [MANIFEST]: (STARTER_FILES[MANIFEST] as string).replace('{', '{"__proto__":{"polluted":true},') }),
    line: /^mappings\/my-shop-order\/mapping\.json:\d+:\d+: /,
  },
];

describe('a workspace with', () => {
  it.each(REFUSED.map((one) => [one.name, one] as const))('%s is refused with its place', (_name, { files, line }) => {
    const began = performance.now();
    const { findings } = openWorkspace(filesWith(files()));
    expect(performance.now() - began).toBeLessThan(10_000);
    const errors = findings.filter((finding) => finding.severity === 'error').map(findingLine);
    expect(
      errors.some((text) => line.test(text)),
      errors.join('\n').slice(0, 2_000),
    ).toBe(true);
    expect(errors.join('\n')).not.toContain(SECRET);
  });

  it('a table whose columns and keys are members of every object takes them for plain words', () => {
    const text = 'state,__proto__,constructor\nPAID,x,y\n__proto__,a,b\n';
    const { workspace } = openWorkspace(filesWith({ 'mappings/tables/my-shop-status.csv': text }));
    const rows = workspace.tables.get('my-shop-status')?.rows ?? {};
    expect(Object.entries(rows).map(([key, row]) => [key, Object.entries(row)])).toEqual([
      [
        'PAID',
        [
          ['state', 'PAID'],
          ['__proto__', 'x'],
          ['constructor', 'y'],
        ],
      ],
      [
        '__proto__',
        [
          ['state', '__proto__'],
          ['__proto__', 'a'],
          ['constructor', 'b'],
        ],
      ],
    ]);
  });

  it('links that lead outside reads none of them', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'crossdock-links-'));
    try {
      for (const [path, text] of Object.entries(STARTER_FILES)) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), text);
      }
      await symlink(join(outside, 'secret.json'), join(directory, 'mappings/my-shop-order/linked.json'));
      await symlink(outside, join(directory, 'mappings/linked'));
      await symlink(outside, join(directory, 'rulesets/order-intake/linked'));
      await symlink('/dev/zero', join(directory, 'mappings/tables/zero.csv'));
      const files = await readWorkspaceFiles(directory);
      expect([...files.keys()].sort()).toEqual(Object.keys(STARTER_FILES).sort());
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

/** Programs that are JSONata, and want more than one may have. Each message ends within its limit, held with a reason. */
const PROGRAMS: readonly (readonly [string, () => string, RegExp])[] = [
  ['the constructor of a function', () => '($f := $string.constructor; $f("return process")())', /^mapping\./],
  ['the constructor of a text', () => `"x".constructor.constructor(${JSON.stringify(write())})()`, /^mapping\./],
  ['a prototype through $lookup', () => '$lookup(number, "__proto__").polluted', /^mapping\./],
  [
    'the constructor through $lookup',
    () => `$lookup($lookup("x", "constructor"), "constructor")(${JSON.stringify(write())})`,
    /^mapping\./,
  ],
  [
    'a prototype through $merge',
    () => '($merge([{ "__proto__": { "polluted": 1 } }]); $merge([{"constructor": {"prototype": {"polluted": 1}}}]))',
    /^mapping\./,
  ],
  ['a prototype through a transform', () => '$ ~> | $ | { "__proto__": { "polluted": true } } |', /^mapping\./],
  ['code through $eval', () => `$eval(${JSON.stringify(write())})`, /^mapping\./],
  ['a regular expression that takes for ever', () => `$contains($join([1..60].("a")) & "!", /^(a+)+$/)`, /^mapping\./],
  ['a list of a thousand million', () => '$sum([1..1000000000])', /^mapping\./],
  [
    'a text that doubles for ever',
    () => '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f("x", 60))',
    /^mapping\./,
  ],
  ['recursion without an end', () => '($f := function($n) { 1 + $f($n + 1) }; $f(0))', /^mapping\./],
  ['a loop without an end', () => '($f := function($n) { $f($n + 1) }; $f(0))', /^mapping\./],
  ['an answer of very many documents', () => '[1..10000000].{ "type": "order", "orderId": $string($) }', /^mapping\./],
  [
    'a document whose type is a member of every object',
    () => '{ "type": "constructor", "orderId": "1" }',
    /^mapping\.|^document\./,
  ],
  [
    'a document with a prototype',
    () => '{ "type": "order", "orderId": "1", "__proto__": { "polluted": true } }',
    /^mapping\.|^document\./,
  ],
];

describe('a program that wants', () => {
  let harness: Harness;
  beforeAll(async () => {
    const files = Object.fromEntries(
      PROGRAMS.flatMap(([, program], index) => [
        [`mappings/hostile-${index}/mapping.jsonata`, program()],
        [
          `mappings/hostile-${index}/mapping.json`,
          JSON.stringify({
            title: 'hostile',
            from: { system: 'hostile', class: 'storefront', message: `m${index}`, format: 'json' },
            to: { document: 'order' },
            owner: 'x',
          }),
        ],
      ]),
    );
    harness = await openHarness({
      files,
      config: 'workers: 1\nlimits: { timeMs: 700, outputBytes: 200000, threadHeapMb: 128 }\n',
    });
  });
  afterAll(() => harness.close());

  it.each(PROGRAMS.map(([name, , code], index) => [name, index, code] as const))(
    '%s gets nothing, and the next message is taken as ever',
    async (_name, index, code) => {
      const broken = harness.sidecar.findings.find((finding) => finding.at?.file?.includes(`hostile-${index}/`));
      if (broken?.severity === 'error') {
        expect(findingLine(broken)).toMatch(new RegExp(`^mappings/hostile-${index}/mapping\\.jsonata:\\d+:\\d+: `));
        return;
      }
      const { json } = await harness.post(`/v1/messages/hostile-${index}`, shopOrder());
      const codes = json.messages.map((message) => String(message.exception?.['code'] ?? message.status));
      expect(codes.length).toBeGreaterThan(0);
      for (const found of codes) expect(found).toMatch(code);
      const after = await harness.post('/v1/messages/my-shop-order', shopOrder({ number: `after-${index}` }));
      expect(after.json.messages[0]?.status).toBe('processed');
    },
  );
});

/** Each definition asks for the next one twice: 2^26 checks of one value. */
const BOMB = {
  $defs: Object.fromEntries(
    Array.from({ length: 26 }, (_, index) => [
      `d${index}`,
      index === 25
        ? { type: 'object' }
        : { allOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
    ]),
  ),
  $ref: '#/$defs/d0',
};

describe('a source schema that', () => {
  let harness: Harness | undefined;
  afterEach(() => harness?.close());

  it.each([
    ['asks for the same thing over and over', BOMB],
    ['asks for itself', { $ref: '#' }],
    ['has a regular expression that takes for ever', { properties: { number: { pattern: '^(a+)+$' } } }],
  ])('%s holds its message at most, and no other', async (_what, schema) => {
    harness = await openHarness({
      files: { [SCHEMA]: JSON.stringify(schema) },
      config: 'workers: 1\nlimits: { timeMs: 700 }\n',
    });
    const broken = harness.sidecar.findings.find((finding) => finding.at?.file === SCHEMA);
    if (broken?.severity === 'error') return;
    const began = performance.now();
    const { json } = await harness.post('/v1/messages/my-shop-order', shopOrder({ number: `${'a'.repeat(40)}!` }));
    expect(performance.now() - began).toBeLessThan(15_000);
    const [message] = json.messages;
    expect(String(message?.exception?.['code'] ?? message?.status)).toMatch(
      /^(?:contract|schema|mapping)\.|^processed$/,
    );
    expect((await harness.get('/readyz')).status).toBe(200);
  });
});

describe('a configuration with', () => {
  const refusal = (text: string): string => {
    const file = join(outside, 'crossdock.yaml');
    writeFileSync(file, text);
    try {
      readConfig({ file, overrides: { workspace: outside }, environment: {} });
    } catch (thrown) {
      return `${(thrown as { code?: string }).code}: ${(thrown as Error).message}`;
    }
    return 'taken';
  };
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`)
    .join('\n')}\n`;

  it.each([
    ['aliases that multiply', bomb],
    ['a prototype', '__proto__: { polluted: true }\n'],
    ['a prototype further in', 'http: { __proto__: { polluted: true } }\n'],
    ['a constructor', 'constructor: { prototype: { polluted: true } }\n'],
    ['a tag that makes something', 'http: !!js/function "function(){}"\n'],
    ['nothing but depth', nested('[', ']', 20_000)],
    ['two documents', 'http: {}\n---\nhttp: {}\n'],
  ])('%s is refused with its file', (_what, text) =>
    expect(refusal(text)).toMatch(/^config\.invalid: .*crossdock\.yaml/s),
  );
});

describe('a message with', () => {
  let harness: Harness;
  beforeAll(async () => {
    const xml = {
      'mappings/xml-in/mapping.json': JSON.stringify({
        title: 'xml',
        from: { system: 'x', class: 'storefront', message: 'x', format: 'xml' },
        to: { document: 'order' },
        owner: 'x',
      }),
      'mappings/xml-in/mapping.jsonata': '{ "type": "order", "orderId": $string($) }',
    };
    harness = await openHarness({ files: xml, config: 'workers: 1\n' });
  });
  afterAll(() => harness.close());

  it.each([
    [
      'an entity that reads a file',
      () => `<!DOCTYPE o [<!ENTITY x SYSTEM "file://${join(outside, 'secret.json')}">]><o>&x;</o>`,
    ],
    [
      'entities that multiply',
      () =>
        `<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa">${'bcdefgh'
          .split('')
          .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefg'[index]};`.repeat(10)}">`)
          .join('')}]><o>&h;</o>`,
    ],
    ['a document type from elsewhere', () => '<!DOCTYPE o SYSTEM "http://169.254.169.254/x"><o/>'],
    ['a parameter entity', () => '<!DOCTYPE o [<!ENTITY % p SYSTEM "http://169.254.169.254/x"> %p;]><o/>'],
  ])('%s is held, and says nothing of what it asked for', async (_what, xml) => {
    const { json } = await harness.post('/v1/messages/xml-in', xml());
    expect(json.messages[0]?.exception?.['code']).toBe('format.xml.entity');
    expect(JSON.stringify(json)).not.toContain(SECRET);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('a member named %s changes nothing but itself', async (name) => {
    const body = `{"number":"p-${name}","${name}":{"polluted":true,"prototype":{"polluted":true}},"state":"PAID","placed":"2026-03-02T09:15:00+01:00","lines":[{"code":"A","count":1,"price":"1.00","${name}":{"polluted":true}}]}`;
    const { json } = await harness.post('/v1/messages/my-shop-order', body);
    expect(['processed', 'held']).toContain(json.messages[0]?.status);
    expectUntouched();
  });
});
