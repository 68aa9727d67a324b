// The workspace over HTTP: nothing outside mappings/ and rulesets/ is read or written, and no edit is lost.
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, openHarness } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

const FILE = 'mappings/my-shop-order/mapping.jsonata';
const url = (path: string) => `/v1/workspace/files/${path}`;

const put = async (path: string, body: string, match?: string) => {
  const response = await harness.app.request(url(path), {
    method: 'PUT',
    body,
    headers: match === undefined ? {} : { 'if-match': match },
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

const get = async (path: string) => {
  const response = await harness.app.request(url(path));
  return { status: response.status, text: await response.text(), etag: response.headers.get('etag') ?? undefined };
};

describe('paths', () => {
  it.each([
    '../crossdock.yaml',
    'mappings/../crossdock.yaml',
    'mappings/%2e%2e/crossdock.yaml',
    'mappings%2f..%2fcrossdock.yaml',
    'mappings/..%2fcrossdock.yaml',
    'mappings/%2e%2e%2fcrossdock.yaml',
    'mappings/..%5ccrossdock.yaml',
    'mappings/a%00b',
    'mappings/.hidden/a',
    'mappings//a',
    'mappings/',
    'mappings/%',
    'mappings/%E0%A4%A',
    'mappings/%252e%252e/../../x',
    `mappings/${'x'.repeat(300)}`,
    'crossdock.yaml',
    '.crossdock/crossdock.sqlite',
    '/etc/passwd',
    '%2fetc%2fpasswd',
  ])('refuses %s', async (path) => {
    harness = await openHarness({ config: 'drainMs: 1000\n' });
    const { status, text } = await get(path);
    expect([400, 404]).toContain(status);
    expect(text).not.toContain('drainMs');
    expect([400, 404, 405]).toContain((await put(path, 'x', '*')).status);
    expect(await readFile(join(harness.workspace, 'crossdock.yaml'), 'utf8')).toBe('drainMs: 1000\n');
  });

  it('refuses a link that leaves the workspace, or leads to what stands beside its two folders', async () => {
    harness = await openHarness({ config: 'drainMs: 1000\n' });
    const folder = join(harness.workspace, 'mappings/my-shop-order');
    await symlink('/etc/hostname', join(folder, 'host.txt'));
    await symlink('/etc', join(folder, 'etc'));
    await symlink(join(harness.workspace, 'crossdock.yaml'), join(folder, 'config.txt'));
    await symlink(join(harness.workspace, '.crossdock'), join(folder, 'data'));
    for (const name of [
      'host.txt',
      'etc/hostname',
      'config.txt',
      'data/crossdock.sqlite',
      'etc/new.txt',
      'data/new.txt',
    ]) {
      expect((await get(`mappings/my-shop-order/${name}`)).status, name).toBe(400);
      expect((await put(`mappings/my-shop-order/${name}`, 'x', '*')).status, name).toBe(400);
    }
  });

  it('follows a link that stays inside', async () => {
    harness = await openHarness();
    const folder = join(harness.workspace, 'mappings/my-shop-order');
    await symlink(join(harness.workspace, FILE), join(folder, 'copy.jsonata'));
    expect((await get('mappings/my-shop-order/copy.jsonata')).text).toBe((await get(FILE)).text);
  });

  it('answers for folders, and for files where a folder would have to be', async () => {
    harness = await openHarness();
    await mkdir(join(harness.workspace, 'mappings/empty'), { recursive: true });
    expect((await get('mappings/my-shop-order')).status).toBe(404);
    expect((await get(`${FILE}/below`)).status).toBe(404);
    expect((await put('mappings/empty', 'x')).status).toBe(400);
    expect((await put(`${FILE}/below`, 'x')).status).toBe(400);
  });

  it('reads and writes names that are not ASCII', async () => {
    harness = await openHarness();
    expect((await put('mappings/tables/l%C3%A4nder.csv', 'code,name\nDE,Deutschland\n')).status).toBe(200);
    expect((await get('mappings/tables/l%C3%A4nder.csv')).text).toContain('Deutschland');
  });
});

describe('edits', () => {
  it('lets only one of two writers win that read the same text', async () => {
    harness = await openHarness();
    const { etag, text } = await get(FILE);
    const answers = await Promise.all(['one', 'two', 'three'].map((word) => put(FILE, `/* ${word} */ ${text}`, etag)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    const won = answers.findIndex((answer) => answer.status === 200);
    expect((await get(FILE)).text).toContain(['one', 'two', 'three'][won]);
  });

  it('does not bring back a file that was removed since it was read', async () => {
    harness = await openHarness();
    expect((await put('mappings/my-shop-order/gone.txt', 'x', '"0123"')).status).toBe(409);
    expect((await put('mappings/my-shop-order/new.txt', 'x')).status).toBe(200);
    expect((await put('mappings/my-shop-order/new.txt', 'y')).status).toBe(409);
  });

  it('is in force behind the reload, and one that breaks a ruleset never is', async () => {
    harness = await openHarness();
    const before = (await harness.get('/v1/workspace')).json['version'];
    await writeFile(join(harness.workspace, 'rulesets/order-intake/rules.json'), '[{]');
    const response = await harness.app.request('/v1/workspace/reload', { method: 'POST' });
    expect(response.status).toBe(500);
    expect((await harness.get('/v1/workspace')).json['version']).toBe(before);
  });
});
