// Who may call what: every route by every role and by none, and what a hostile page or a foreign host name is told.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Access, type Caller, NOBODY } from '../../runtime/governance/access.ts';
import { createApp, ROUTES } from '../../runtime/http/app.ts';
import { type Listening, listen } from '../../runtime/http/server.ts';
import { ROLES, type Role } from '../../runtime/model/roles.ts';
import { type Harness, openHarness } from '../support/sidecar.ts';

/** What is promised of each route, written down a second time: whoever adds one has to say here what he means. */
const PROMISED: Readonly<Record<string, 'anyone' | readonly Role[]>> = (() => {
  const people = ['viewer', 'operator', 'analyst', 'approver', 'admin'] as const;
  const operate = ['operator', 'admin'] as const;
  const intake = ['sender', 'operator', 'admin'] as const;
  const tryOut = ['operator', 'analyst', 'approver', 'admin'] as const;
  const change = ['analyst', 'admin'] as const;
  return {
    'get /livez': 'anyone',
    'get /readyz': 'anyone',
    'get /openapi.json': 'anyone',
    'get /login': 'anyone',
    'post /login': 'anyone',
    'post /logout': 'anyone',
    'get /login/openid': 'anyone',
    'get /login/openid/callback': 'anyone',
    'get /metrics': [...people, 'monitor'],
    'get /v1/series/{kind}': [...people, 'monitor'],
    'post /v1/exceptions/preview': operate,
    'get /v1/exceptions/preview/{id}': operate,
    'delete /v1/exceptions/preview/{id}': operate,
    'post /v1/exceptions/acts': operate,
    'get /': 'anyone',
    'get /assets/{file}': 'anyone',
    'post /v1/messages/{mapping}': intake,
    'post /v1/sources/{source}': intake,
    // Exact bytes cannot be masked: only for whoever sees personal data anyway.
    'get /v1/receipts/{id}/body': ['admin'],
    'post /v1/receipts/{id}/reveal': operate,
    'post /v1/messages/{id}/reveal': operate,
    'post /v1/orders/{id}/reveal': operate,
    'get /v1/audit': ['approver', 'admin'],
    'post /v1/erasures': ['admin'],
    'post /v1/bundles': ['admin'],
    'post /v1/bundles/{version}/activate': ['admin'],
    'post /v1/bundles/rollback': ['admin'],
    'post /v1/approvals/{id}/approve': ['approver', 'admin'],
    'post /v1/approvals/{id}/reject': ['approver', 'admin'],
    'post /v1/exceptions/{id}/replay': operate,
    'post /v1/exceptions/{id}/discard': operate,
    'put /v1/workspace/files/{path}': change,
    'put /v1/workspace/folders/{path}': change,
    'put /v1/workspace/drafts/{path}': change,
    'delete /v1/workspace/drafts/{path}': change,
    'post /v1/workspace/reload': change,
    'post /v1/workspace/check': tryOut,
    'post /v1/workspace/test': tryOut,
    'post /v1/workspace/preview': tryOut,
  };
})();

/** Reading is for every person; anything else stands in the table. */
const promisedOf = (method: string, path: string): 'anyone' | readonly Role[] | undefined =>
  PROMISED[`${method} ${path}`] ??
  (method === 'get' && path.startsWith('/v1/') ? ['viewer', 'operator', 'analyst', 'approver', 'admin'] : undefined);

/** Answers that are no JSON, each looked at: they hold no value of a message, or are for whoever may see all of it. */
const NOT_MASKED = [
  'get /metrics text/plain',
  // Counts and ids.
  'get /v1/events text/event-stream',
  'get /v1/receipts/{id}/body application/octet-stream',
  'get /v1/workspace/files/{path} application/octet-stream',
];

const CONFIG = `
auth: { mode: required }
sources:
  my-shop: { system: my-shop, signature: { scheme: hmac-sha256, secrets: [s3cret] } }
  other-shop: { system: my-shop }
`;

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ config: CONFIG });
});
afterAll(() => harness.close());

const as = (caller: Caller | undefined) => createApp(harness.sidecar, { authenticate: () => caller });
const withRole = (role: Role): Caller => ({ name: role, roles: [role], via: 'token' });
const addressOf = (path: string) => path.replace('{path}', 'mappings/none/none.json').replace(/\{\w+\}/g, 'none');

/** The status that a guard answers with, or 0 when the request went through it. */
async function refusal(caller: Caller | undefined, method: string, path: string): Promise<number> {
  const response = await as(caller).request(addressOf(path), { method: method.toUpperCase() });
  const { code = '' } = response.headers.get('content-type')?.includes('problem+json')
    ? ((await response.json()) as { code?: string })
    : {};
  return code.startsWith('auth.') ? response.status : 0;
}

describe('the authorisation matrix', () => {
  it.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', async (name, route) => {
    // A route written without types, or in a hurry, must not slip through either.
    const declared = route.access as Access | undefined;
    expect(declared, `${name} declares no access`).toBeDefined();
    const promised = promisedOf(route.method, route.path);
    expect(promised, `${name} is not in the table of this test`).toBeDefined();
    const expected = ROLES.map((role) => [role, promised === 'anyone' || promised?.includes(role) ? 0 : 403]);
    const found = [];
    for (const role of ROLES) found.push([role, await refusal(withRole(role), route.method, route.path)]);
    expect(found).toEqual(expected);
    expect(await refusal(undefined, route.method, route.path)).toBe(promised === 'anyone' ? 0 : 401);
    expect(await refusal(NOBODY, route.method, route.path)).toBe(promised === 'anyone' ? 0 : 401);
    expect(await refusal({ ...NOBODY, via: 'token' }, route.method, route.path)).toBe(promised === 'anyone' ? 0 : 403);
  });

  it('knows every answer that is no JSON, because those are not masked', () => {
    const others = ROUTES.filter((route) => route.access.anyone !== true).flatMap((route) =>
      Object.values(route.responses)
        .filter(({ contentType = 'application/json' }) => contentType !== 'application/json')
        .map(({ contentType }) => `${route.method} ${route.path} ${contentType}`),
    );
    expect(others.sort()).toEqual(NOT_MASKED.sort());
  });

  it('says how to become known', async () => {
    const response = await as(undefined).request('/v1/messages');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="crossdock"']);
  });

  it('lets a source whose requests are signed in without a token, and only there', async () => {
    const post = (path: string) => as(undefined).request(path, { method: 'POST', body: '{}' });
    expect(await (await post('/v1/sources/my-shop')).json()).toMatchObject({ code: 'source.signature' });
    expect((await post('/v1/sources/other-shop')).status).toBe(401);
    expect((await post('/v1/messages/my-shop-order')).status).toBe(401);
  });

  it('keeps a token to its sources', async () => {
    const sender: Caller = { ...withRole('sender'), sources: ['other-shop'] };
    const post = (path: string) => as(sender).request(path, { method: 'POST', body: '{}' });
    expect((await post('/v1/sources/other-shop')).status).toBe(202);
    expect((await post('/v1/sources/my-shop')).status).toBe(403);
    expect((await post('/v1/messages/my-shop-order')).status).toBe(403);
    expect((await as({ ...withRole('admin'), sources: ['other-shop'] }).request('/v1/messages')).status).toBe(403);
  });
});

describe('a sidecar without a login', () => {
  let local: Harness;
  let listening: Listening;
  beforeAll(async () => {
    local = await openHarness({ config: 'auth: { hosts: [crossdock.test] }\n' });
    listening = await listen(local.app, { host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await listening.close(0);
    await local.close();
  });

  const reload = (headers: Record<string, string>) =>
    Promise.resolve(local.app.request('/v1/workspace/reload', { method: 'POST', headers }));
  const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code ?? response.status;

  it('serves this machine over a socket as its administrator', async () => {
    const response = await fetch(`${listening.url}/v1/workspace/reload`, { method: 'POST' });
    expect([response.status, await response.json()]).toMatchObject([200, { changed: false }]);
  });

  it.each(['localhost:7070', '127.0.0.1', '127.0.0.1:80', '[::1]:7070', 'app.localhost', 'crossdock.test:7070'])(
    'answers to the host name %s',
    async (host) => expect((await reload({ host })).status).toBe(200),
  );

  it.each([
    'evil.example',
    'evil.example:7070',
    'localhost.evil.example',
    '10.0.0.1',
    '127.0.0.1.evil.example',
    '0.0.0.0',
  ])('refuses the host name %s, as a page rebound to this machine sends it', async (host) => {
    const response = await reload({ host });
    expect([response.status, await codeOf(response)]).toEqual([421, 'auth.host']);
    expect(await codeOf(await Promise.resolve(local.app.request('/v1/messages', { headers: { host } })))).toBe(
      'auth.host',
    );
  });

  it.each([
    [
      'a form of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
    ['a page on another port', { 'sec-fetch-site': 'same-site' }],
    ['an older browser', { host: 'localhost:7070', origin: 'https://evil.example' }],
    ['a page on another port of an older browser', { host: 'localhost:7070', origin: 'http://localhost:3000' }],
    ['a sandboxed frame', { host: 'localhost:7070', origin: 'null' }],
  ])('refuses what %s sends', async (_what, headers) => {
    const response = await reload(headers);
    expect([response.status, await codeOf(response)]).toEqual([403, 'auth.cross-site']);
  });

  it.each([
    ['its own page', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:7070', host: 'localhost:7070' }],
    ['its own page in an older browser', { origin: 'http://localhost:7070', host: 'localhost:7070' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['a command line', {}],
  ])('takes what %s sends', async (_what, headers) => expect((await reload(headers)).status).toBe(200));

  it('lets a link of elsewhere be followed, and nothing of it be embedded elsewhere', async () => {
    const get = (headers: Record<string, string>) => Promise.resolve(local.app.request('/v1/overview', { headers }));
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await get(link)).status).toBe(200);
    expect((await get({ ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
    expect(
      (await get({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).status,
    ).toBe(403);
    expect((await get({ origin: 'https://evil.example' })).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('takes nobody for local who came through a proxy, or from another machine', async () => {
    expect((await reload({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
    expect((await reload({ forwarded: 'for=203.0.113.9' })).status).toBe(401);
    const from = (remoteAddress: string) =>
      Promise.resolve(local.app.request('/v1/messages', {}, { incoming: { socket: { remoteAddress } } }));
    expect((await from('10.1.2.3')).status).toBe(401);
    expect((await from('::ffff:127.0.0.1')).status).toBe(200);
  });
});

describe('names in the record', () => {
  let harness: Harness;
  afterEach(() => harness.close());
  const actors = () =>
    harness.sidecar.database.connection
      .prepare("SELECT actor FROM audit WHERE action = 'workspace.file-written'")
      .all();
  const put = (app: Harness['app'], text: string) =>
    app.request('/v1/workspace/files/mappings/notes/a.txt', {
      method: 'PUT',
      body: text,
      headers: { 'x-crossdock-user': 'Ada', 'if-match': '*' },
    });

  it('are given by the request while no login is required, and by the login once somebody has', async () => {
    harness = await openHarness();
    await put(harness.app, 'one');
    await put(createApp(harness.sidecar, { authenticate: () => ({ ...withRole('analyst'), name: 'Grace' }) }), 'two');
    expect(actors()).toEqual([{ actor: 'Ada' }, { actor: 'Grace' }]);
  });
});
