// `crossdock diff`: changes are named by what they mean, layout is none, git revisions and directories alike, through the compiled command line.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AccessBook } from '../../runtime/governance/access-book.ts';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';
import { crossdock, type Files, starterWorkspace, temporaryDirectory, writeFiles } from '../support/cli.ts';
import { openHarness, shopOrder } from '../support/sidecar.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanUp.splice(0)) await remove();
});

async function workspaceWith(files: Files): Promise<string> {
  const workspace = await starterWorkspace(files);
  cleanUp.push(workspace.remove);
  return workspace.path;
}

async function diff(files: Files, ...args: string[]) {
  const [base, head] = [await workspaceWith({}), await workspaceWith(files)];
  return crossdock(['diff', base, head, ...args]);
}

const PROGRAM = 'mappings/my-shop-order/mapping.jsonata';
const MANIFEST = 'mappings/my-shop-order/mapping.json';
const RULES = 'rulesets/order-intake/rules.json';
const TABLE = 'mappings/tables/my-shop-status.csv';

const starter = (path: string): string => STARTER_FILES[path] as string;

/** A file of the starter workspace with one text in it replaced. */
const edited = (path: string, from: string, to: string): Files => {
  expect(starter(path)).toContain(from);
  return { [path]: starter(path).replace(from, to) };
};

describe('crossdock diff', () => {
  it('says that nothing changed, and exits 0, when only layout, comments, positions or examples did', async () => {
    const { code, stdout } = await diff({
      [PROGRAM]: `/* new */\n${starter(PROGRAM).replaceAll('\n', '\n\n   ')}`,
      [MANIFEST]: JSON.stringify(JSON.parse(starter(MANIFEST))),
      [RULES]: JSON.stringify(JSON.parse(starter(RULES))),
      'mappings/my-shop-order/layout.json': '{}',
      'mappings/my-shop-order/examples/more.json': '{}',
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'no change in meaning\n' });
  });

  it('names every field, rule and row that changed, one a line, and exits 1', async () => {
    const { code, stdout } = await diff({
      ...edited(PROGRAM, '"currency": "EUR"', '"tags": tags,\n    "currency": "USD"'),
      ...edited(RULES, '"value": 0', '"value": 1'),
      ...edited(TABLE, 'SENT,shipped', 'SENT,delivered'),
    });
    expect(stdout.split('\n')).toEqual([
      'added mapping my-shop-order: field /tags',
      '  + tags',
      'changed mapping my-shop-order: field /currency',
      '  - "EUR"',
      '  + "USD"',
      'changed ruleset order-intake: rule missing-lines',
      '  changed condition all of: arithmetic.lineCount equal: 0 -> 1',
      'changed table my-shop-status: row SENT',
      '  changed column status: "shipped" -> "delivered"',
      '',
    ]);
    expect(code).toBe(1);
  });

  it('prints Markdown and JSON, and exits 64 for another format', async () => {
    const files = edited(TABLE, 'SENT,shipped', 'SENT,delivered');
    expect((await diff(files, '--format', 'markdown')).stdout).toContain(
      '| changed | table my-shop-status | row SENT |',
    );
    const { changes } = JSON.parse((await diff(files, '--format', 'json')).stdout) as { changes: unknown };
    expect(changes).toEqual([
      {
        kind: 'changed',
        subject: 'table my-shop-status',
        what: 'row SENT',
        details: [{ kind: 'changed', what: 'column status', before: '"shipped"', after: '"delivered"' }],
      },
    ]);
    expect((await diff(files, '--format', 'html')).code).toBe(64);
  });

  it('compares git revisions, also of a workspace that is a folder of its repository', async () => {
    const repository = await temporaryDirectory();
    cleanUp.push(repository.remove);
    const git = (...args: string[]) => {
      const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
      const { status, stderr } = spawnSync('git', ['-C', repository.path, ...identity, ...args], { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    };
    const workspace = join(repository.path, 'deep/workspace');
    git('init', '--quiet');
    await writeFiles(workspace, STARTER_FILES);
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');
    git('tag', 'first');
    await writeFiles(workspace, edited(PROGRAM, '"EUR"', '"CHF"'));
    git('commit', '--quiet', '--all', '--message', 'second');
    await writeFiles(workspace, edited(PROGRAM, '"EUR"', '"SEK"'));
    const compare = (...names: string[]) => crossdock(['diff', ...names, '--workspace', workspace]);
    const changed = { code: 1, stdout: 'changed mapping my-shop-order: field /currency\n  - "EUR"\n  + "CHF"\n' };
    expect(await compare('first', 'HEAD')).toMatchObject(changed);
    expect(await compare('HEAD', workspace)).toMatchObject({
      ...changed,
      stdout: changed.stdout.replace('CHF', 'SEK').replace('EUR', 'CHF'),
    });
    expect(await compare('HEAD', 'HEAD')).toMatchObject({ code: 0, stdout: 'no change in meaning\n' });
    const { code, stderr } = await compare('first', 'second');
    expect(code).toBe(64);
    expect(stderr).toContain('expected a directory or a git revision, found "second"');
  });

  it('counts with --impact the examples that come out differently', async () => {
    const { stdout, stderr } = await diff(edited(PROGRAM, '"currency": "EUR"', '"currency": "USD"'), '--impact');
    expect(stdout).toContain('my-shop-order: 1 of 2 messages change\n');
    expect(stdout).toContain(
      'mappings/my-shop-order/examples/plain.json: /documents/0/currency: expected "EUR", found "USD"\n',
    );
    expect(stderr).toContain('replayed the examples of the head');
  });

  it('replays with --impact what a sidecar recorded, and exits 74 when it cannot', async () => {
    const harness = await openHarness();
    cleanUp.push(() => harness.close());
    await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-1', state: 'NEW' }));
    await harness.post('/v1/messages/my-shop-order', shopOrder({ number: 'A-2', state: 'PAID' }));
    await harness.post('/v1/sources/my-shop', shopOrder({ number: 'A-3', state: 'PAID' }), {
      'x-crossdock-topic': 'order',
    });
    const head = await workspaceWith(edited(TABLE, 'PAID,accepted', 'PAID,received'));
    const { code, stdout, stderr } = await crossdock([
      'diff',
      harness.workspace,
      head,
      '--impact',
      '--data',
      harness.data,
    ]);
    expect(stdout).toContain('my-shop-order: 2 of 3 messages change\n');
    expect(stdout).toContain('/documents/0/status: expected "accepted", found "received"\n');
    expect(stderr).toContain(`replayed the messages recorded in ${harness.data}`);
    expect(code).toBe(1);
    expect((await crossdock(['diff', harness.workspace, head, '--impact', '--data', '/nowhere'])).code).toBe(74);
  });

  it('says with --impact that personal values change, and nothing of what they are, and that somebody looked', async () => {
    const harness = await openHarness({
      files: { [PROGRAM]: starter(PROGRAM).replace('"currency":', '"notes": who, "currency":') },
    });
    cleanUp.push(() => harness.close());
    await harness.post('/v1/messages/my-shop-order', shopOrder({ who: 'Zaphodia Beeblebroxsen' }));
    const head = await workspaceWith(edited(PROGRAM, '"currency":', '"notes": who & "!", "currency":'));
    const { stdout } = await crossdock(['diff', harness.workspace, head, '--impact', '--data', harness.data]);
    expect(stdout).toMatch(/\/documents\/0\/notes: expected "\*\*\* 1", found "\*\*\* 3"\n/);
    expect(stdout).not.toContain('Zaphodia');
    const book = new AccessBook(harness.data);
    expect(book.acts().map(({ entry }) => entry.action)).toEqual(['recordings.compared']);
    book.close();
  });

  it('names on stderr what cannot be read on either side', async () => {
    const { stdout, stderr } = await diff({ [PROGRAM]: '{ "type": (\n' });
    expect(stdout).toBe('removed mapping my-shop-order\n');
    expect(stderr).toMatch(/^head: mappings\/my-shop-order\/mapping\.jsonata:\d+:\d+: mapping\.syntax: /);
  });
});
