// `crossdock bundle` beside a running sidecar: made, verified, in force within a second, refused, and back.
import { generateKeyPairSync } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossdock, starterWorkspace } from '../support/cli.ts';
import { jsonOf, type SidecarProcess, startSidecar } from '../support/process.ts';
import { eventually } from '../support/sidecar.ts';

let workspace: { path: string; remove: () => Promise<void> };
let sidecar: SidecarProcess;
let url: string;
const file = (name: string) => join(workspace.path, name);
const bundle = (...args: string[]) => crossdock(['bundle', ...args, '--workspace', workspace.path]);
const running = async () => String((await jsonOf(await fetch(`${url}/readyz?verbose`)))['version']);
const versionIn = (stdout: string) => /^version (\S+)$/m.exec(stdout)?.[1] as string;

beforeAll(async () => {
  workspace = await starterWorkspace();
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await writeFile(file('private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(file('public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  sidecar = startSidecar({ workspace: workspace.path });
  url = await sidecar.url;
});
afterAll(async () => {
  await sidecar.end('SIGTERM');
  await workspace.remove();
});

it('puts a version into force while the sidecar runs, and goes back in one command', async () => {
  const versions: string[] = [];
  for (const name of ['one', 'two']) {
    await writeFile(file('mappings/tables/note.csv'), `key,note\na,${name}\n`);
    const made = await bundle('create', file(`${name}.bundle`), '--sign', file('private.pem'));
    expect(made.code).toBe(0);
    versions.push(versionIn(made.stdout));
    expect((await bundle('activate', file(`${name}.bundle`))).code).toBe(0);
    await eventually(async () => (await running()) === versions.at(-1));
  }
  const verified = await bundle('verify', file('two.bundle'), '--key', file('public.pem'));
  expect([verified.code, versionIn(verified.stdout)]).toEqual([0, versions[1]]);
  expect((await bundle('list')).stdout).toBe(
    versions
      .map((version, index) => `${index === 1 ? '*' : ' '} ${version}\n`)
      .sort((a, b) => a.slice(2).localeCompare(b.slice(2)))
      .join(''),
  );
  expect((await bundle('rollback')).code).toBe(0);
  await eventually(async () => (await running()) === versions[0]);
});

it('leaves what is in force when a bundle is not sound', async () => {
  const before = await running();
  await appendFile(file('rulesets/order-intake/rules.json'), '[');
  const made = await bundle('create', file('broken.bundle'));
  expect([made.code, made.stderr]).toEqual([
    78,
    expect.stringMatching(/rulesets\/order-intake\/rules\.json:\d+:\d+: /),
  ]);
  const bytes = await readFile(file('one.bundle'));
  await writeFile(file('changed.bundle'), bytes.fill(0x20, bytes.length - 5));
  expect(await bundle('verify', file('changed.bundle'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^bundle\.invalid: /),
  });
  expect((await bundle('activate', file('changed.bundle'))).code).toBe(78);
  expect(await running()).toBe(before);
});
