// `crossdock token` beside a running sidecar that asks everybody who he is.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossdock, starterWorkspace } from '../support/cli.ts';
import { type SidecarProcess, startSidecar } from '../support/process.ts';
import { eventually, shopOrder } from '../support/sidecar.ts';

let workspace: { path: string; remove: () => Promise<void> };
let sidecar: SidecarProcess;
let url: string;
beforeAll(async () => {
  workspace = await starterWorkspace({ 'crossdock.yaml': 'auth: { mode: required }\n' });
  sidecar = startSidecar({ workspace: workspace.path });
  url = await sidecar.url;
});
afterAll(async () => {
  await sidecar.end('SIGTERM');
  await workspace.remove();
});

const token = (...args: string[]) => crossdock(['token', ...args, '--workspace', workspace.path]);
const status = async (path: string, bearer?: string, init: RequestInit = {}) =>
  (
    await fetch(`${url}${path}`, {
      ...init,
      headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
    })
  ).status;

it('prints a link for the first login, and serves nobody else but health', async () => {
  await eventually(() =>
    /Log in as administrator.*http:\/\/127\.0\.0\.1:\d+\/login\?once=[\w-]{43}\n/.test(sidecar.output.stdout),
  );
  expect([
    await status('/livez'),
    await status('/readyz'),
    await status('/v1/messages'),
    await status('/metrics'),
  ]).toEqual([200, 200, 401, 401]);
});

it('makes tokens that are good at once, lists them without their secrets, and revokes them within a second', async () => {
  const made = await token('create', '--name', 'shop', '--role', 'sender', '--source', 'my-shop');
  expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^cdk_[0-9a-f]{12}_[\w-]{43}\n$/)]);
  const secret = made.stdout.trim();
  const init = { method: 'POST', body: shopOrder() };
  expect(await status('/v1/messages/my-shop-order', secret, init)).toBe(202);
  expect(await status('/v1/messages', secret)).toBe(403);
  const listed = await token('list');
  const id = secret.split('_')[1] as string;
  expect(listed.stdout).toMatch(new RegExp(`^${id}  valid +sender  my-shop .* shop$`, 'm'));
  expect(listed.stdout).not.toContain(secret.split('_')[2]);
  expect((await token('revoke', id)).code).toBe(0);
  await eventually(async () => (await status('/v1/messages/my-shop-order', secret, init)) === 401, 3_000);
  expect((await token('revoke', id)).code).toBe(64);
});

it.each([
  [['create', '--name', 'x', '--role', 'root'], /roles of viewer/],
  [['create', '--name', 'x', '--role', 'admin', '--source', 'a'], /role sender alone/],
  [['create', '--name', 'x', '--role', 'admin', '--days', '0'], /--days/],
  [['create', '--role', 'admin'], /--name/],
])('refuses token %j with 64', async (args, message) => {
  const ended = await token(...args);
  expect([ended.code, ended.stderr]).toEqual([64, expect.stringMatching(message)]);
});
