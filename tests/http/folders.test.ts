// Mappings and rulesets as folders over HTTP: read broken or not, saved all or nothing, never over somebody else's edit; and drafts.
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../runtime/governance/access.ts';
import { createApp } from '../../runtime/http/app.ts';
import { type Harness, openHarness } from '../support/sidecar.ts';

let harness: Harness;
afterEach(async () => harness.close());

const FOLDER = '/v1/workspace/folders/mappings/my-shop-order';

interface FileEntry {
  readonly path: string;
  readonly etag?: string;
  readonly text?: string;
  readonly sizeBytes: number;
}

const files = async (url = FOLDER): Promise<Map<string, FileEntry>> => {
  const { json } = await harness.get(url);
  return new Map((json['files'] as FileEntry[]).map((file) => [file.path, file]));
};

const put = async (changes: readonly object[], url = FOLDER) => {
  const body = JSON.stringify({ files: changes });
  const response = await harness.app.request(url, { method: 'PUT', body });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

const onDisk = (path: string) => readFile(join(harness.workspace, 'mappings/my-shop-order', path), 'utf8');

describe('folders', () => {
  it('are listed with their manifests, also those that cannot run', async () => {
    harness = await openHarness({
      files: { 'mappings/broken/mapping.json': '{', 'mappings/broken/mapping.jsonata': '{ "a": ' },
    });
    const { json } = await harness.get('/v1/workspace/folders');
    const list = json['folders'] as { path: string; manifest: { title?: string }; findings: { code: string }[] }[];
    const byPath = new Map(list.map((folder) => [folder.path, folder]));
    expect(byPath.get('mappings/my-shop-order')?.manifest.title).toBeTruthy();
    expect(byPath.get('mappings/broken')?.findings.map((finding) => finding.code)).toContain('mapping.syntax');
    expect([...byPath.keys()].filter((path) => /tables|lifecycles/.test(path))).toEqual([]);
    expect(list.some((folder) => folder.path.startsWith('rulesets/'))).toBe(true);
  });

  it('come with the text and tag of each file, and only the names of examples', async () => {
    harness = await openHarness();
    const found = await files();
    expect(found.get('mapping.jsonata')?.text).toBe(await onDisk('mapping.jsonata'));
    expect(found.get('mapping.jsonata')?.etag).toMatch(/^"[0-9a-f]{32}"$/);
    const examples = [...found.values()].filter((file) => file.path.startsWith('examples/'));
    expect(examples.length).toBeGreaterThan(1);
    expect(examples.every((file) => file.text === undefined && file.sizeBytes > 0)).toBe(true);
  });

  it('are saved as one: new, changed and removed files together, each in the record', async () => {
    harness = await openHarness();
    const before = await files();
    const { status, json } = await put([
      { path: 'mapping.jsonata', text: '{ "type": "order" }\n', match: before.get('mapping.jsonata')?.etag },
      { path: 'examples/new.json', text: '{}' },
      { path: 'layout.json', text: '{"nodes":{}}\n' },
    ]);
    expect(status).toBe(200);
    expect(await onDisk('mapping.jsonata')).toBe('{ "type": "order" }\n');
    expect(await onDisk('examples/new.json')).toBe('{}');
    const tags = json['files'] as { path: string; etag: string }[];
    expect((await files()).get('layout.json')?.etag).toBe(tags.find((file) => file.path === 'layout.json')?.etag);
    const gone = await put([{ path: 'examples/new.json', text: null, match: '*' }]);
    expect(gone.status).toBe(200);
    await expect(onDisk('examples/new.json')).rejects.toThrow();
    const actions = harness.sidecar.database.connection
      .prepare('SELECT action, subject FROM audit ORDER BY rowid')
      .all();
    expect(actions.slice(-4)).toEqual([
      { action: 'workspace.file-written', subject: 'mappings/my-shop-order/mapping.jsonata' },
      { action: 'workspace.file-written', subject: 'mappings/my-shop-order/examples/new.json' },
      { action: 'workspace.file-written', subject: 'mappings/my-shop-order/layout.json' },
      { action: 'workspace.file-removed', subject: 'mappings/my-shop-order/examples/new.json' },
    ]);
  });

  it('keep what is there, all of it, when one file was changed by somebody else', async () => {
    harness = await openHarness();
    const before = await files();
    await writeFile(join(harness.workspace, 'mappings/my-shop-order/mapping.jsonata'), '"theirs"');
    const manifest = before.get('mapping.json');
    const { status, json } = await put([
      { path: 'mapping.json', text: '{}', match: manifest?.etag },
      { path: 'mapping.jsonata', text: '"mine"', match: before.get('mapping.jsonata')?.etag },
    ]);
    expect([status, json['code'], json['subject']]).toEqual([409, 'request.conflict', 'mapping.jsonata']);
    expect(await onDisk('mapping.json')).toBe(manifest?.text);
    expect(await onDisk('mapping.jsonata')).toBe('"theirs"');
    expect((await put([{ path: 'mapping.json', text: '{}' }])).status).toBe(409);
  });

  it('let one of two savers through, and tell the other', async () => {
    harness = await openHarness();
    const match = (await files()).get('mapping.jsonata')?.etag;
    const answers = await Promise.all(
      ['"a"', '"b"', '"c"'].map((text) => put([{ path: 'mapping.jsonata', text, match }])),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
  });

  it.each([
    '/v1/workspace/folders/mappings/tables',
    '/v1/workspace/folders/mappings/..',
    '/v1/workspace/folders/mappings/Upper',
    '/v1/workspace/folders/mappings/a/b',
    '/v1/workspace/folders/elsewhere/a',
    '/v1/workspace/folders/mappings/-a',
  ])('are not %s', async (url) => {
    harness = await openHarness();
    expect([400, 404]).toContain((await harness.app.request(url)).status);
    expect([400, 404, 405]).toContain((await put([{ path: 'mapping.json', text: '{}' }], url)).status);
  });

  it.each(['../other/mapping.json', '/etc/passwd', '.hidden', 'examples/../../../x', 'a\\b', 'out/x.json'])(
    'write nothing at %s',
    async (path) => {
      harness = await openHarness();
      await symlink('/tmp', join(harness.workspace, 'mappings/my-shop-order/out'));
      const before = await readdir(join(harness.workspace, 'mappings'));
      const answer = await put([
        { path: 'layout.json', text: '{}' },
        { path, text: 'x', match: '*' },
      ]);
      expect(answer.status).toBe(400);
      await expect(onDisk('layout.json')).rejects.toThrow();
      expect(await readdir(join(harness.workspace, 'mappings'))).toEqual(before);
    },
  );

  it.each([{}, { files: [] }, { files: [{}] }, { files: [{ path: 'a', text: 1 }] }, { files: 'x' }])(
    'refuse %j as a change',
    async (body) => {
      harness = await openHarness();
      const response = await harness.app.request(FOLDER, { method: 'PUT', body: JSON.stringify(body) });
      expect(response.status).toBe(400);
    },
  );
});

describe('drafts', () => {
  const draft = (path: string, init?: RequestInit, app = harness.app) =>
    Promise.resolve(app.request(`/v1/workspace/drafts/${path}`, init));
  const keep = (path: string, value: object, app = harness.app) =>
    draft(path, { method: 'PUT', body: JSON.stringify(value) }, app);

  it('outlive the sidecar, and are gone once thrown away', async () => {
    harness = await openHarness();
    expect((await keep('mappings/my-shop-order', { program: '{ "a": 1 }' })).status).toBe(200);
    await keep('mappings/my-shop-order', { program: '{ "a": 2 }' });
    harness = await harness.reopen();
    expect(await (await draft('mappings/my-shop-order')).json()).toEqual({ program: '{ "a": 2 }' });
    expect((await harness.get('/v1/workspace/drafts')).json['drafts']).toMatchObject([
      { path: 'mappings/my-shop-order' },
    ]);
    expect((await draft('mappings/my-shop-order', { method: 'DELETE' })).status).toBe(200);
    expect((await draft('mappings/my-shop-order')).status).toBe(404);
    expect((await harness.get('/v1/workspace/drafts')).json['drafts']).toEqual([]);
  });

  it('belong to one person each', async () => {
    harness = await openHarness();
    const as = (name: string) => {
      const caller: Caller = { name, roles: ['analyst'], via: 'token' };
      return createApp(harness.sidecar, { authenticate: () => caller });
    };
    await keep('mappings/a', { of: 'Ada' }, as('Ada'));
    await keep('mappings/a', { of: 'Grace' }, as('Grace'));
    expect(await (await draft('mappings/a', {}, as('Ada'))).json()).toEqual({ of: 'Ada' });
    expect((await draft('mappings/a', {}, as('../Ada'))).status).toBe(404);
  });

  it('never touch the workspace, and leave no half-written file', async () => {
    harness = await openHarness();
    await mkdir(join(harness.workspace, 'mappings/my-shop-order'), { recursive: true });
    const before = await onDisk('mapping.jsonata');
    await Promise.all(Array.from({ length: 8 }, (_one, index) => keep('mappings/my-shop-order', { index })));
    expect(await onDisk('mapping.jsonata')).toBe(before);
    const [folder] = await readdir(join(harness.data, 'drafts'));
    expect(await readdir(join(harness.data, 'drafts', folder as string))).toEqual(['mappings~my-shop-order.json']);
  });

  it.each(['..', '%2e%2e/x', 'a//b', 'a/b/c/d/e', '.hidden', 'a%00', 'a~b/c'])(
    'have no path such as %s',
    async (path) => {
      harness = await openHarness();
      expect([400, 404, 405]).toContain((await keep(path, {})).status);
    },
  );
});
