// Versions in force: switches under load with bad bundles among them, the way back, restarts, and approvals.
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../runtime/config.ts';
import type { Caller } from '../../runtime/governance/access.ts';
import { AccessBook } from '../../runtime/governance/access-book.ts';
import { decodeBundle, encodeBundle, keyOf } from '../../runtime/governance/bundle-file.ts';
import { Publishing } from '../../runtime/governance/publishing.ts';
import { createApp } from '../../runtime/http/app.ts';
import { Gate } from '../../runtime/http/gate.ts';
import type { Role } from '../../runtime/model/roles.ts';
import { Sidecar } from '../../runtime/pipeline/sidecar.ts';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';
import { starterWorkspace } from '../support/cli.ts';
import { shopOrder } from '../support/sidecar.ts';

/** Switches of the test under load; `npm run soak` asks for 1,000. */
const SWITCHES = Number(process.env['SOAK_SWITCHES'] ?? 21);

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const PUBLIC = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signer = keyOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'private');
const stranger = generateKeyPairSync('ed25519').privateKey;

const filesWith = (changes: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries({ ...STARTER_FILES, ...changes }).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );
const note = (text: string) => ({ 'mappings/tables/note.csv': `key,note\na,${text}\n` });
const good = (text: string) => encodeBundle(filesWith(note(text)), signer);

const cleanUp: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function start(workspace: string, before?: (publishing: Publishing) => Promise<void>) {
  const config = readConfig({ overrides: { workspace }, environment: {} });
  const publishing = new Publishing(config);
  await before?.(publishing);
  const sidecar = await Sidecar.open({ config, files: publishing.files });
  publishing.serve(sidecar);
  const book = new AccessBook(config.data);
  const gate = new Gate(sidecar, book);
  const as = (name: string, role: Role) => {
    const caller: Caller = { name, roles: [role], via: 'token' };
    const app = createApp(sidecar, { gate, publishing, authenticate: () => caller });
    return async (path: string, init: RequestInit = {}) => {
      const response = await app.request(path, init);
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    };
  };
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    book.close();
    await sidecar.close();
  };
  cleanUp.push(close);
  return { config, publishing, sidecar, as, close, app: createApp(sidecar, { gate, publishing }) };
}

async function workspace(config: string): Promise<string> {
  const made = await starterWorkspace({ 'crossdock.yaml': config });
  cleanUp.push(made.remove);
  return made.path;
}

const SIGNED = `workers: 1\nbundles:\n  trustedKeys:\n    - |\n${PUBLIC.replace(/^/gm, '      ')}\n`;

describe('bundles', () => {
  it(`switch ${SWITCHES} times under load, a third of them bad: no request fails, every message names one good version`, {
    timeout: 60_000 + SWITCHES * 10_000,
  }, async () => {
    const path = await workspace(SIGNED);
    const versions = ['one', 'two', 'three'].map(good);
    const names = versions.map((bytes) => decodeBundle(bytes).version);
    const bad = [
      Buffer.from(versions[0] as Uint8Array).fill(0x20, 2_000, 2_010),
      (versions[1] as Uint8Array).subarray(0, 5_000),
      encodeBundle(filesWith(note('unsigned'))),
      encodeBundle(filesWith(note('stranger')), stranger),
      encodeBundle(filesWith({ 'rulesets/order-intake/rules.json': '[{"name":' }), signer),
      encodeBundle(filesWith({ 'mappings/my-shop-order/mapping.jsonata': '{ "type": ' }), signer),
      encodeBundle(filesWith({ 'mappings/my-shop-order/examples/plain.expected.json': '{"documents":[]}' }), signer),
    ];
    const { publishing, sidecar, app } = await start(path, async (before) => {
      const { version } = await before.take(versions[0] as Uint8Array);
      before.store.activate({ version, at: 1, by: 'test' });
    });
    let [isOver, sent] = [false, 0];
    const failed: number[] = [];
    const sender = async (lane: number): Promise<void> => {
      // One that was refused says enough: whoever sends on without a rest would keep everything else waiting.
      while (!isOver && failed.length === 0) {
        sent += 1;
        const body = shopOrder({ number: `L${lane}-${sent}` });
        const response = await app.request('/v1/messages/my-shop-order?wait=30000', { method: 'POST', body });
        if (response.status !== 200) failed.push(response.status);
        await response.body?.cancel();
      }
    };
    const senders = [1, 2, 3, 4].map(sender);
    const outcomes = { switched: 0, refused: 0 };
    try {
      for (let count = 0; count < SWITCHES; count += 1) {
        if (count % 3 === 2) {
          const before = sidecar.engine.workspace.version;
          await expect(publishing.take(bad[Math.floor(count / 3) % bad.length] as Uint8Array)).rejects.toThrow(/./);
          expect(sidecar.engine.workspace.version).toBe(before);
          outcomes.refused += 1;
        } else {
          // The same few versions come again and again: they are tested once.
          const { version } = await publishing.take(versions[outcomes.switched % versions.length] as Uint8Array, {
            tests: outcomes.switched < 3,
          });
          await publishing.activate(version, 'test');
          expect(sidecar.engine.workspace.version).toBe(version);
          const body = shopOrder({ number: `S-${count}` });
          const response = await app.request('/v1/messages/my-shop-order?wait=30000', { method: 'POST', body });
          sent += 1;
          expect(response.status).toBe(200);
          await response.body?.cancel();
          outcomes.switched += 1;
        }
      }
    } finally {
      // Also when a switch fails: the senders would go on without an end.
      isOver = true;
    }
    await Promise.all(senders);
    expect(failed).toEqual([]);
    expect(outcomes.refused).toBe(Math.floor(SWITCHES / 3));
    const rows = sidecar.database.connection.prepare('SELECT status, versions FROM messages').all() as {
      status: string;
      versions: string;
    }[];
    expect(rows).toHaveLength(sent);
    const used = new Map<string, number>();
    for (const row of rows) {
      const { workspace: version } = JSON.parse(row.versions) as { workspace: string };
      used.set(version, (used.get(version) ?? 0) + 1);
      expect([row.status, names.includes(version)]).toEqual(['processed', true]);
    }
    expect(used.size).toBe(names.length);
    console.info(
      `soak: ${SWITCHES} switches, ${outcomes.refused} of them refused, under ${sent} requests: none failed, each names one version`,
    );
  });

  it('stay in force over a restart, whatever happens to the workspace directory, and go back in one step', async () => {
    const path = await workspace('workers: 1\n');
    const first = await start(path);
    const directory = first.sidecar.engine.workspace.version;
    const admin = first.as('ada', 'admin');
    const put = async (text: string) => {
      const body = Buffer.from(encodeBundle(filesWith(note(text))));
      const kept = await admin('/v1/bundles', { method: 'POST', body });
      expect(kept.status).toBe(201);
      return String(kept.json['version']);
    };
    const [one, two] = [await put('one'), await put('two')];
    expect(first.sidecar.engine.workspace.version).toBe(directory);
    for (const version of [one, two]) {
      const done = await admin(`/v1/bundles/${version}/activate`, { method: 'POST' });
      expect([done.status, done.json['version']]).toEqual([200, version]);
    }
    const ready = await admin('/readyz?verbose');
    expect(ready.json).toMatchObject({ version: two, inForceSince: expect.stringMatching(/^20/) });
    await first.close();
    const second = await start(path);
    expect(second.sidecar.engine.workspace.version).toBe(two);
    const again = second.as('ada', 'admin');
    expect((await again('/v1/bundles/rollback', { method: 'POST' })).json['version']).toBe(one);
    expect(await again('/v1/bundles/rollback', { method: 'POST' })).toMatchObject({ status: 409 });
    expect((await again('/v1/bundles')).json).toMatchObject({
      active: { version: one, by: 'ada' },
      versions: [one, two].sort(),
    });
    const actions = second.sidecar.database.connection
      .prepare("SELECT action, subject FROM audit WHERE action LIKE 'bundle.%' ORDER BY seq")
      .all() as { action: string; subject: string }[];
    expect(actions.map(({ action, subject }) => [action, subject])).toEqual([
      ['bundle.kept', one],
      ['bundle.kept', two],
      ['bundle.activated', one],
      ['bundle.activated', two],
      ['bundle.rolled-back', one],
    ]);
  });

  it('are followed when another process has put one into force', async () => {
    const path = await workspace('workers: 1\n');
    const { config, publishing, sidecar } = await start(path);
    expect(await publishing.follow()).toBe(false);
    const other = new Publishing(config);
    const { version } = await other.take(good('other'));
    other.store.activate({ version, at: 5, by: 'command-line' });
    expect(await publishing.follow()).toBe(true);
    expect(sidecar.engine.workspace.version).toBe(version);
  });

  it('are refused without harm when they were changed on disk', async () => {
    const path = await workspace('workers: 1\n');
    const { publishing, sidecar, as } = await start(path);
    const before = sidecar.engine.workspace.version;
    publishing.store.put('0123456789abcdef', new TextEncoder().encode('crossdock-bundle 1\n{}\n[]\n'));
    await expect(publishing.activate('0123456789abcdef', 'x')).rejects.toMatchObject({ code: 'bundle.invalid' });
    for (const version of ['..%2F..%2Fx', 'none-of-that-name'])
      expect(
        (await as('a', 'admin')(`/v1/bundles/${version}/activate`, { method: 'POST' })).status,
      ).toBeGreaterThanOrEqual(400);
    expect([sidecar.engine.workspace.version, publishing.store.active()]).toEqual([before, undefined]);
  });

  it('have to be there before a sidecar that trusts only keys starts', async () => {
    await expect(start(await workspace(SIGNED))).rejects.toMatchObject({ code: 'config.invalid' });
  });
});

describe('approvals', () => {
  const APPROVED = 'workers: 1\nauth: { mode: required }\ngovernance: { approval: required }\n';
  const write = (text: string) => ({
    method: 'PUT',
    body: note(text)['mappings/tables/note.csv'] ?? '',
    headers: { 'if-match': '*' },
  });
  const FILE = '/v1/workspace/files/mappings/tables/note.csv';
  const POST = { method: 'POST' };

  it('keep who changes apart from who approves', async () => {
    const { sidecar, as } = await start(await workspace(APPROVED));
    const before = sidecar.engine.workspace.version;
    const [ada, grace, eve] = [as('ada', 'analyst'), as('grace', 'approver'), as('eve', 'admin')];
    expect((await eve(FILE, write('by eve'))).status).toBe(200);
    expect((await ada(FILE, write('by ada'))).status).toBe(200);
    const asked = await ada('/v1/workspace/reload', POST);
    expect([asked.status, asked.json['changed']]).toEqual([202, false]);
    const { id, version, authors } = asked.json['approval'] as { id: string; version: string; authors: string[] };
    expect([authors, sidecar.engine.workspace.version]).toEqual([['ada', 'eve'], before]);
    // Neither by the way around the approval, nor by a replay or a restart that would read the directory.
    expect((await eve(`/v1/bundles/${version}/activate`, POST)).status).toBe(403);
    expect(await sidecar.reload()).toBe(false);
    expect((await ada(`/v1/approvals/${id}/approve`, POST)).json['code']).toBe('auth.forbidden');
    expect((await eve(`/v1/approvals/${id}/approve`, POST)).json['code']).toBe('auth.forbidden');
    expect(sidecar.engine.workspace.version).toBe(before);
    expect(await grace(`/v1/approvals/${id}/approve`, POST)).toMatchObject({
      status: 200,
      json: { status: 'approved', decidedBy: 'grace' },
    });
    expect(sidecar.engine.workspace.version).toBe(version);
    expect((await grace(`/v1/approvals/${id}/approve`, POST)).status).toBe(409);
  });

  it('are overtaken by what is asked for later, and can be refused with a reason', async () => {
    const { sidecar, as } = await start(await workspace(APPROVED));
    const before = sidecar.engine.workspace.version;
    const [ada, grace] = [as('ada', 'analyst'), as('grace', 'approver')];
    const ask = async (text: string) => {
      await ada(FILE, write(text));
      return ((await ada('/v1/workspace/reload', POST)).json['approval'] as { id: string }).id;
    };
    const [first, second] = [await ask('one'), await ask('two')];
    expect((await grace(`/v1/approvals/${first}/approve`, POST)).status).toBe(409);
    expect((await grace(`/v1/approvals/${second}/reject`, POST)).status).toBe(400);
    const body = JSON.stringify({ reason: 'the table is wrong' });
    expect((await grace(`/v1/approvals/${second}/reject`, { ...POST, body })).json).toMatchObject({
      status: 'rejected',
    });
    expect(sidecar.engine.workspace.version).toBe(before);
    expect((await grace('/v1/approvals')).json).toMatchObject({
      required: true,
      approvals: expect.arrayContaining([expect.objectContaining({ id: first, status: 'overtaken' })]),
    });
  });

  it('are asked for nothing that is broken', async () => {
    const { as } = await start(await workspace(APPROVED));
    const ada = as('ada', 'analyst');
    await ada('/v1/workspace/files/rulesets/order-intake/rules.json', {
      method: 'PUT',
      body: '[',
      headers: { 'if-match': '*' },
    });
    expect(await ada('/v1/workspace/reload', POST)).toMatchObject({ status: 422, json: { code: 'bundle.broken' } });
  });

  it('need logins, and are not mixed with signatures', () => {
    const configured = (environment: Record<string, string>) => () =>
      readConfig({ overrides: { workspace: '/nowhere' }, environment });
    expect(configured({ CROSSDOCK_GOVERNANCE_APPROVAL: 'required' })).toThrow(/auth\.mode/);
  });
});
