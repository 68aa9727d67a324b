// `crossdock verify` on workspaces of its own: proofs that let compiled code run, that go stale, and that find differences.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { crossdock, type Files, starterWorkspace, writeFiles } from '../support/cli.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanUp.splice(0)) await remove();
});

async function workspace(files: Files = {}): Promise<string> {
  const made = await starterWorkspace(files);
  cleanUp.push(made.remove);
  return made.path;
}

const proofOf = async (path: string, subject: string) =>
  JSON.parse(await readFile(join(path, subject, 'proof.json'), 'utf8')) as Record<string, unknown>;

const proofLines = (stdout: string): string[] => stdout.split('\n').filter((line) => line.includes(': proof.'));

/** Never twice the same, and not to be seen by its text: what a fault of the compiler would look like. */
const DIFFERING =
  '{ "type": "order", "orderId": $string($eval("$ran" & "dom()")), "source": { "system": "my-shop" } }\n';

describe('crossdock verify', () => {
  it('writes a proof beside each file, with which check is content', async () => {
    const path = await workspace();
    const { code, stdout } = await crossdock(['verify', '--all', '--workspace', path, '--cases', '300']);
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/^my-shop-order: 300 cases, \d+ of them errors on both sides, 0 differences: native, /m);
    expect(await proofOf(path, 'mappings/my-shop-order')).toMatchObject({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      versions: { jsonata: '2.2.2', 'json-rules-engine': '7.3.1' },
      tier: 'native',
      fallbackReasons: [],
      cases: 300,
      differences: 0,
    });
    expect(await proofOf(path, 'rulesets/order-intake')).toMatchObject({ tier: 'native', cases: 300, differences: 0 });
    expect(await crossdock(['check', '--workspace', path])).toMatchObject({ code: 0, stdout: '' });
    expect(await crossdock(['fmt', '--check', '--workspace', path])).toMatchObject({ code: 0, stdout: '' });
    expect(await crossdock(['test', '--workspace', path])).toMatchObject({ code: 0 });
  });

  it('makes a proof that no longer applies when the program changes, and still does when a table changes', async () => {
    const path = await workspace();
    await crossdock(['verify', 'my-shop-order', '--workspace', path, '--cases', '50']);
    const table = 'mappings/tables/my-shop-status.csv';
    await writeFiles(path, { [table]: `${await readFile(join(path, table), 'utf8')}LATE,received,pending\n` });
    const about = async () => proofLines((await crossdock(['check', '--workspace', path])).stdout);
    expect((await about()).filter((line) => line.startsWith('mappings/'))).toEqual([]);
    const program = 'mappings/my-shop-order/mapping.jsonata';
    await writeFiles(path, { [program]: `${await readFile(join(path, program), 'utf8')}/* touched */\n` });
    expect((await about())[0]).toMatch(/^mappings\/my-shop-order\/mapping\.jsonata:1:1: proof\.stale: /);
  });

  it('finds where compiled code differs, says in which case, and leaves the file to the reference', async () => {
    const path = await workspace({
      'mappings/my-shop-order/mapping.jsonata': DIFFERING,
      'mappings/my-shop-order/examples/paid.json': '{"extras":[{"code":"a","n":1}]}',
    });
    const { code, stdout } = await crossdock(['verify', 'my-shop-order', '--workspace', path, '--cases', '200']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/[1-9]\d* differences: reference/);
    expect(stdout).toContain('paid.json 0: compiled code gives another value');
    expect(await proofOf(path, 'mappings/my-shop-order')).toMatchObject({ tier: 'reference' });
  });

  it('cannot compare a program whose result is never twice the same', async () => {
    const path = await workspace({
      'mappings/my-shop-order/mapping.jsonata':
        '{ "type": "order", "orderId": "A", "source": { "system": "my-shop" }, "occurredAt": $now() }\n',
    });
    const { code, stdout } = await crossdock(['verify', 'my-shop-order', '--workspace', path]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'my-shop-order: 0 cases, 0 of them errors on both sides, 0 differences: reference (not-repeatable)\n',
    });
  });

  it('wants to know what to verify', async () => {
    const path = await workspace();
    expect(await crossdock(['verify', '--workspace', path])).toMatchObject({ code: 64 });
    expect(await crossdock(['verify', 'nobody', '--workspace', path])).toMatchObject({ code: 64 });
  });
});
