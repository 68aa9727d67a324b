// `crossdock init`: a new workspace that every other command is content with, through the compiled command line.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { crossdock, type Files, temporaryDirectory } from '../support/cli.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanUp.splice(0)) await remove();
});

async function directory(files: Files = {}): Promise<string> {
  const made = await temporaryDirectory(files);
  cleanUp.push(made.remove);
  return made.path;
}

describe('crossdock init', () => {
  it('makes a workspace that passes check, test and fmt --check as it is', async () => {
    const path = join(await directory(), 'new/workspace');
    const { code, stdout } = await crossdock(['init', path]);
    expect(code).toBe(0);
    expect(stdout).toContain('mappings/my-shop-order/mapping.jsonata\n');
    const checked = await crossdock(['check', '--workspace', path]);
    expect(checked.code).toBe(0);
    // It runs on the reference until it is verified, which check says.
    expect(checked.stdout.replace(/^\S+: proof\.missing: .*\n/gm, '')).toBe('');
    expect(await crossdock(['fmt', '--check', '--workspace', path])).toMatchObject({ code: 0, stdout: '' });
    expect(await crossdock(['test', '--workspace', path])).toMatchObject({ code: 0, stdout: '4 passed, 0 failed\n' });
  });

  it('makes examples that make every rule fire and pass', async () => {
    const path = await directory();
    await crossdock(['init', path]);
    const { stdout } = await crossdock(['test', '--coverage', '--workspace', path]);
    expect(stdout).toContain('ruleset order-intake: 1 of 1 rules fired\n');
  });

  it('makes a mapping that takes a message from stdin', async () => {
    const path = await directory();
    await crossdock(['init', path]);
    const input = await readFile(join(path, 'mappings/my-shop-order/examples/plain.json'));
    const { code, stdout } = await crossdock(['run', 'my-shop-order', '--workspace', path], { input });
    expect(JSON.parse(stdout)).toMatchObject({ documents: [{ type: 'order', orderId: 'A-1001' }], decisions: [] });
    expect(code).toBe(0);
  });

  it('leaves a workspace that is there alone, and exits 64', async () => {
    const path = await directory({ 'mappings/mine/mapping.jsonata': 'mine' });
    const { code, stderr } = await crossdock(['init', path]);
    expect(code).toBe(64);
    expect(stderr).toContain('expected a directory without mappings');
    expect(await readFile(join(path, 'mappings/mine/mapping.jsonata'), 'utf8')).toBe('mine');
  });

  it('keeps other files of the directory, and exits 64 when it is none', async () => {
    const path = await directory({ 'README.md': 'mine' });
    expect((await crossdock(['init', path])).code).toBe(0);
    expect(await readFile(join(path, 'README.md'), 'utf8')).toBe('mine');
    const { code, stderr } = await crossdock(['init', join(path, 'README.md')]);
    expect(code).toBe(64);
    expect(stderr).toContain('expected a directory, found');
  });
});
