// Logging in: one-time links, tokens, sessions and their renewal, a login provider, and what is refused on each way.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AccessBook } from '../../runtime/governance/access-book.ts';
import { takeOverActs } from '../../runtime/governance/acts.ts';
import { createLink } from '../../runtime/governance/sessions.ts';
import { createToken, revokeToken } from '../../runtime/governance/tokens.ts';
import { createApp } from '../../runtime/http/app.ts';
import { Gate } from '../../runtime/http/gate.ts';
import type { Role } from '../../runtime/model/roles.ts';
import { type Provider, startProvider } from '../support/provider.ts';
import { type Harness, openHarness } from '../support/sidecar.ts';

const MINUTE = 60_000;
const OWN = { 'sec-fetch-site': 'same-origin' };

let now = Date.UTC(2026, 10, 26, 12);
let harness: Harness;
let book: AccessBook;
let app: ReturnType<typeof createApp>;

async function open(config = 'auth: { mode: required }\n'): Promise<void> {
  harness = await openHarness({ config, clock: () => now });
  book = new AccessBook(harness.data);
  app = createApp(harness.sidecar, { gate: new Gate(harness.sidecar, book) });
}
afterEach(async () => {
  book.close();
  await harness.close();
});

const request = (path: string, init: RequestInit = {}, env?: object): Promise<Response> =>
  Promise.resolve(app.request(path, init, env));
const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const withCookie = (cookie: string, headers: Record<string, string> = {}) => ({ headers: { cookie, ...headers } });
const post = (path: string, form: Record<string, string>, headers: Record<string, string> = OWN, env?: object) =>
  request(path, { method: 'POST', body: new URLSearchParams(form), headers }, env);
const cookieOf = (response: Response): string => (response.headers.get('set-cookie') ?? '').split(';')[0] as string;
const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code: string }).code;
const token = (roles: Role[], more: { lifeMs?: number; sources?: string[] } = {}) =>
  createToken(book, { name: roles.join('-'), roles, by: 'test', lifeMs: 10 * MINUTE, ...more }, now);

describe('tokens', () => {
  it('give their roles until they expire or are revoked, and are kept as hashes only', async () => {
    await open();
    const viewer = token(['viewer']);
    const revoked = token(['viewer']);
    expect(await (await request('/v1/me', withToken(viewer.token))).json()).toEqual({
      name: 'viewer',
      roles: ['viewer'],
      via: 'token',
    });
    expect((await request('/v1/workspace/reload', { method: 'POST', ...withToken(viewer.token) })).status).toBe(403);
    expect((await request('/v1/me', withToken(revoked.token))).status).toBe(200);
    expect(revokeToken(book, revoked.id, 'test', now)).toBe(true);
    expect(revokeToken(book, revoked.id, 'test', now)).toBe(false);
    now += 1_001;
    expect((await request('/v1/me', withToken(revoked.token))).status).toBe(401);
    now += 10 * MINUTE;
    expect(await codeOf(await request('/v1/me', withToken(viewer.token)))).toBe('auth.required');
    const stored = JSON.stringify(book.connection.prepare('SELECT * FROM tokens').all());
    expect(stored).not.toContain(viewer.token.split('_')[2]);
  });

  it.each(['', 'x', 'Basic YTpi', 'Bearer', 'Bearer cdk_000000000000_x', `Bearer cdk_000000000000_${'a'.repeat(43)}`])(
    'are not %j, even where this machine may do everything',
    async (authorization) => {
      await open('');
      expect((await request('/v1/me', { headers: { authorization } })).status).toBe(401);
      expect((await request('/v1/me')).status).toBe(200);
    },
  );

  it('cannot be made from another one by changing its end', async () => {
    await open();
    const { token: good } = token(['admin']);
    const end = good.at(-10) === 'A' ? 'B' : 'A';
    expect((await request('/v1/me', withToken(`${good.slice(0, -10)}${end}${good.slice(-9)}`))).status).toBe(401);
  });

  it('are guessed slowly: an address that fails too often has to wait, others do not', async () => {
    await open();
    const { token: good } = token(['viewer']);
    const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
    const guess = (address: string) => request('/v1/me', withToken('cdk_wrong'), from(address));
    const statuses = [];
    for (let count = 0; count < 12; count += 1) statuses.push((await guess('203.0.113.1')).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    const limited = await guess('203.0.113.1');
    expect([await codeOf(limited), limited.headers.get('retry-after')]).toEqual(['auth.limited', '60']);
    expect((await guess('203.0.113.2')).status).toBe(401);
    expect((await request('/v1/me', withToken(good), from('203.0.113.1'))).status).toBe(200);
    now += MINUTE;
    expect((await guess('203.0.113.1')).status).toBe(401);
  });
});

describe('a one-time link', () => {
  const link = () => createLink(book, { roles: ['admin'], lifeMs: 10 * MINUTE }, now);

  it('logs one person in under a name of his own, once, and not by being looked at', async () => {
    await open();
    const once = link();
    for (let look = 0; look < 2; look += 1) expect((await request(`/login?once=${once}`)).status).toBe(200);
    expect((await post('/login', { once })).status).toBe(400);
    const response = await post('/login', { once, name: ' Ada Lovelace ' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(response.headers.get('set-cookie')).toMatch(
      /^crossdock_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const me = await request('/v1/me', withCookie(cookieOf(response)));
    expect(await me.json()).toEqual({ name: 'Ada Lovelace', roles: ['admin'], via: 'session' });
    expect((await post('/login', { once, name: 'Eve' })).status).toBe(401);
  });

  it('has its time, and cannot be used from a page of another site', async () => {
    await open();
    const once = link();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', host: 'localhost' },
      {},
    ])
      expect(await codeOf(await post('/login', { once, name: 'Eve' }, headers))).toBe('auth.cross-site');
    now += 11 * MINUTE;
    expect((await post('/login', { once, name: 'Ada' })).status).toBe(401);
  });

  it('takes no name that would confuse the record', async () => {
    await open();
    for (const name of [' ', 'a\u202eb', 'a\nb', 'x'.repeat(81)])
      expect((await post('/login', { once: link(), name })).status).toBe(400);
  });
});

describe('a session', () => {
  const begin = async (roles: Role[] = ['analyst']) => cookieOf(await post('/login', { token: token(roles).token }));

  it('changes nothing for a request that another page sent, or that does not say where it is from', async () => {
    await open();
    const cookie = await begin();
    const reload = (headers: Record<string, string>) =>
      request('/v1/workspace/reload', { method: 'POST', ...withCookie(cookie, headers) });
    expect((await reload(OWN)).status).toBe(200);
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://evil.example' },
      {},
    ])
      expect(await codeOf(await reload(headers))).toBe('auth.cross-site');
  });

  it('gets a new secret from time to time, with a short grace for the old one', async () => {
    await open();
    const first = await begin();
    const me = (cookie: string) => request('/v1/me', withCookie(cookie));
    now += 16 * MINUTE;
    const renewed = await me(first);
    const second = cookieOf(renewed);
    expect([renewed.status, second === first, second !== '']).toEqual([200, false, true]);
    expect([(await me(first)).status, (await me(second)).status]).toEqual([200, 200]);
    expect((await me(first)).headers.get('set-cookie')).toBeNull();
    now += 31_000;
    expect([(await me(first)).status, (await me(second)).status]).toEqual([401, 200]);
  });

  it('ends unused, ends however much it is used, and ends by logging out', async () => {
    await open('auth: { mode: required, sessionIdleMs: 600000, sessionMs: 3600000 }\n');
    let cookie = await begin();
    now += 10 * MINUTE;
    expect((await request('/v1/me', withCookie(cookie))).status).toBe(401);
    cookie = await begin();
    const until = now + 60 * MINUTE;
    for (; now < until; now += 5 * MINUTE) {
      const response = await request('/v1/me', withCookie(cookie));
      expect(response.status).toBe(200);
      if (cookieOf(response) !== '') cookie = cookieOf(response);
    }
    expect((await request('/v1/me', withCookie(cookie))).status).toBe(401);
    cookie = await begin();
    const out = await request('/logout', { method: 'POST', ...withCookie(cookie, OWN) });
    expect([out.status, out.headers.get('set-cookie')]).toMatchObject([303, expect.stringContaining('Max-Age=0')]);
    expect((await request('/v1/me', withCookie(cookie))).status).toBe(401);
  });

  it('is not had by a token that is kept to some sources', async () => {
    await open();
    expect((await post('/login', { token: token(['sender'], { sources: ['a'] }).token })).status).toBe(401);
  });

  it('is for https and this host only where people come by https', async () => {
    await open('auth: { mode: required, url: "https://dock.example" }\n');
    const response = await post('/login', { token: token(['viewer']).token });
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-crossdock_session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await request('/v1/me', withCookie(cookieOf(response)))).status).toBe(200);
    expect((await request('/v1/me', withCookie(cookieOf(response).replace('__Host-', '')))).status).toBe(401);
  });
});

describe('a login provider', () => {
  let provider: Provider;
  beforeAll(async () => {
    provider = await startProvider({ id: 'crossdock', secret: 's3cret' });
  });
  afterAll(() => provider.close());

  const CONFIG = () =>
    `auth:\n  mode: required\n  url: http://localhost:7070\n  openid:\n    issuer: ${provider.issuer}\n    clientId: crossdock\n    clientSecret: s3cret\n    roles: { mappers: analyst, leads: approver }\n`;

  /** Goes to the provider and comes back, as a browser does. */
  async function logIn(change: (back: URL, cookie: string) => string = (_back, cookie) => cookie): Promise<Response> {
    const away = await request('/login/openid');
    const cookie = cookieOf(away);
    const sent = await fetch(away.headers.get('location') as string, { redirect: 'manual' });
    const back = new URL(sent.headers.get('location') as string);
    const headers = { cookie: change(back, cookie) };
    return request(`${back.pathname}${back.search}`, { headers });
  }

  it('gives whoever logs in there the roles of his groups', async () => {
    await open(CONFIG());
    provider.claims = { email: 'grace@example.org', groups: ['mappers', 'leads', 'others', 'constructor'] };
    const response = await logIn();
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    const cookie = response.headers
      .getSetCookie()
      .find((one) => one.startsWith('crossdock_session='))
      ?.split(';')[0];
    const me = await request('/v1/me', withCookie(cookie ?? ''));
    expect(await me.json()).toEqual({ name: 'grace@example.org', roles: ['analyst', 'approver'], via: 'session' });
    expect(await (await request('/login')).text()).toContain('href="/login/openid"');
  });

  it('gives nobody anything who has no group here', async () => {
    await open(CONFIG());
    provider.claims = { email: 'eve@example.org', groups: ['others'] };
    expect(await codeOf(await logIn())).toBe('auth.forbidden');
    provider.claims = { email: 'eve@example.org' };
    expect(await codeOf(await logIn())).toBe('auth.forbidden');
  });

  it.each(['signature', 'nonce', 'audience', 'issuer', 'expired'] as const)(
    'is not believed when the %s is not right',
    async (cheat) => {
      await open(CONFIG());
      provider.claims = { email: 'eve@example.org', groups: ['mappers'] };
      provider.cheat = cheat;
      const response = await logIn();
      provider.cheat = 'none';
      expect([response.status, await codeOf(response)]).toEqual([401, 'auth.required']);
      expect(response.headers.getSetCookie().join()).not.toContain('crossdock_session=');
    },
  );

  it('is not believed when the login was begun elsewhere, or comes back twice', async () => {
    await open(CONFIG());
    provider.claims = { email: 'grace@example.org', groups: ['mappers'] };
    expect(await codeOf(await logIn(() => ''))).toBe('auth.required');
    expect(await codeOf(await logIn(() => 'crossdock_login=another'))).toBe('auth.required');
    const otherState = (back: URL, cookie: string) => {
      back.searchParams.set('state', 'x');
      return cookie;
    };
    expect(await codeOf(await logIn(otherState))).toBe('auth.required');
    let first: [string, string] = ['', ''];
    const remember = (back: URL, cookie: string) => {
      first = [`${back.pathname}${back.search}`, cookie];
      return cookie;
    };
    expect((await logIn(remember)).status).toBe(303);
    expect((await request(first[0], withCookie(first[1]))).status).toBe(401);
  });
});

describe('the record', () => {
  it('names who made and revoked tokens, who logged in and out, and what was refused', async () => {
    await open();
    const made = token(['viewer']);
    await post('/login', { token: 'cdk_wrong' });
    const cookie = cookieOf(
      await post('/login', { once: createLink(book, { roles: ['admin'], lifeMs: MINUTE }, now), name: 'Ada' }),
    );
    await request('/logout', { method: 'POST', ...withCookie(cookie, OWN) });
    revokeToken(book, made.id, 'Ada', now);
    await takeOverActs(harness.sidecar, book);
    await takeOverActs(harness.sidecar, book);
    const rows = harness.sidecar.database.connection.prepare('SELECT actor, action FROM audit ORDER BY seq').all();
    expect(rows).toEqual([
      { actor: 'test', action: 'token.created' },
      { actor: 'nobody', action: 'session.refused' },
      { actor: 'Ada', action: 'session.begun' },
      { actor: 'Ada', action: 'session.ended' },
      { actor: 'Ada', action: 'token.revoked' },
    ]);
  });
});

describe('headers', () => {
  it('forbid a browser everything for what is no page, and a page what it does not need', async () => {
    await open('');
    const json = (await request('/v1/messages')).headers;
    expect(json.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox",
    );
    expect(json.get('cross-origin-resource-policy')).toBe('same-origin');
    for (const headers of [json, (await request('/login')).headers, (await request('/nothing')).headers]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await request('/login')).headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(await (await request('/login?once="><script>')).text()).not.toContain('<script>');
  });
});
