// `crossdock fmt`: it changes layout and nothing else, through the compiled command line. The laws of the layout are in tests/engine/syntax.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { crossdock, type Files, starterWorkspace } from '../support/cli.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanUp.splice(0)) await remove();
});

async function open(files: Files = {}) {
  const workspace = await starterWorkspace(files);
  cleanUp.push(workspace.remove);
  return {
    fmt: (...args: string[]) => crossdock(['fmt', ...args, '--workspace', workspace.path]),
    read: (path: string) => readFile(join(workspace.path, path), 'utf8'),
    bytes: async (path: string) => new Uint8Array(await readFile(join(workspace.path, path))),
  };
}

const PROGRAM = 'mappings/my-shop-order/mapping.jsonata';
const RULES = 'rulesets/order-intake/rules.json';

const UNTIDY = `{ /* first */
"type": "order",
      "orderId":   $string(number), /* "quoted" */



  "source": {
"system": "my-shop"   },
/* a comment over
     two lines */
"lines": [lines.{ "sku": $replace(code, /[/ "]+/, "two
lines") }]
}`;

const TIDY = `{ /* first */
  "type": "order",
  "orderId":   $string(number), /* "quoted" */

  "source": {
    "system": "my-shop"   },
  /* a comment over
     two lines */
  "lines": [lines.{ "sku": $replace(code, /[/ "]+/, "two
lines") }]
}
`;

describe('crossdock fmt', () => {
  it('lays programs out, keeps every comment and string byte for byte, and is done after one time', async () => {
    const { fmt, read } = await open({ [PROGRAM]: UNTIDY });
    expect(await fmt()).toEqual({ code: 0, stdout: `${PROGRAM}\n`, stderr: '1 files changed\n' });
    expect(await read(PROGRAM)).toBe(TIDY);
    expect(await fmt()).toEqual({ code: 0, stdout: '', stderr: '0 files changed\n' });
  });

  it('puts the keys of rules into their order and keeps the order of the rules', async () => {
    const rules = `[{"event":{"params":{"help":"h","path":"/lines","message":"m","owner":"o","severity":"warn"},"type":"b"},"conditions":{"all":[{"value":0,"operator":"equal","fact":"order"}]},"name":"b","priority":2},
      {"name":"a","conditions":{"all":[]},"event":{"type":"a","params":{"severity":"warn","owner":"o","message":"m","path":""}}}]`;
    const { fmt, read } = await open({ [RULES]: rules });
    await fmt();
    const written = await read(RULES);
    expect(JSON.parse(written)).toEqual(JSON.parse(rules));
    const [first] = JSON.parse(written) as [Record<string, Record<string, object>>];
    expect(Object.keys(first)).toEqual(['name', 'priority', 'conditions', 'event']);
    expect(Object.keys(first['event'] ?? {})).toEqual(['type', 'params']);
    expect(written.indexOf('"b"')).toBeLessThan(written.indexOf('"a"'));
    expect((await fmt('--check')).code).toBe(0);
  });

  it('changes nothing with --check, names what it would change, and exits 1', async () => {
    const { fmt, read } = await open({ [PROGRAM]: UNTIDY });
    expect(await fmt('--check')).toEqual({ code: 1, stdout: `${PROGRAM}\n`, stderr: '1 files would change\n' });
    expect(await read(PROGRAM)).toBe(UNTIDY);
  });

  it.each([
    ['a program that does not parse', PROGRAM, '{  "type": (\n'],
    ['a program that is not UTF-8', PROGRAM, new Uint8Array([0x22, 0xe9, 0x22, 0x20, 0x20])],
    ['a JSON file that does not parse', RULES, '[{]'],
    ['a JSON file with a key that is there twice', RULES, '[{"name":"a",   "name":"b"}]'],
  ])('leaves %s as it is, says so and exits 1', async (_what, path, content) => {
    const { fmt, bytes } = await open({ [path]: content });
    const { code, stdout } = await fmt();
    expect(stdout).toContain(`${path}: cannot be read, left as it is`);
    expect(code).toBe(1);
    expect(await bytes(path)).toEqual(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  });

  it('leaves examples, tables and positions alone', async () => {
    const files = {
      'mappings/my-shop-order/layout.json': '{"nodes":   []}',
      'mappings/my-shop-order/examples/untidy.json': '{"number":   1}',
      'mappings/tables/other.csv': 'a,  b\n1,  2\n',
    };
    const { fmt, read } = await open(files);
    await fmt();
    for (const [path, text] of Object.entries(files)) expect(await read(path)).toBe(text);
  });
});
