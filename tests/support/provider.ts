// A small OpenID Connect provider on this machine, for tests of the login: signs real tokens, and can be told to cheat.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Provider {
  readonly issuer: string;
  /** Claims of whoever logs in next. */
  claims: Record<string, unknown>;
  /** What the provider does wrong. */
  cheat: 'none' | 'signature' | 'nonce' | 'audience' | 'issuer' | 'expired';
  close(): Promise<void>;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

export async function startProvider(client: { id: string; secret: string }): Promise<Provider> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const others = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, { nonce: string; challenge: string; redirect: string }>();

  const idToken = (nonce: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const { cheat } = provider;
    const claims = {
      iss: cheat === 'issuer' ? 'http://127.0.0.1:1' : provider.issuer,
      aud: cheat === 'audience' ? 'somebody-else' : client.id,
      nonce: cheat === 'nonce' ? 'another' : nonce,
      iat: cheat === 'expired' ? now - 7_200 : now,
      exp: cheat === 'expired' ? now - 3_600 : now + 300,
      sub: 'user-1',
      ...provider.claims,
    };
    const head = `${base64({ alg: 'RS256', kid: 'one' })}.${base64(claims)}`;
    const key = cheat === 'signature' ? others.privateKey : keys.privateKey;
    return `${head}.${sign('sha256', Buffer.from(head), key).toString('base64url')}`;
  };

  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', provider.issuer);
    if (url.pathname === '/.well-known/openid-configuration')
      return json(response, {
        issuer: provider.issuer,
        authorization_endpoint: `${provider.issuer}/authorize`,
        token_endpoint: `${provider.issuer}/token`,
        jwks_uri: `${provider.issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
    if (url.pathname === '/keys')
      return json(response, {
        keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
      });
    if (url.pathname === '/authorize') {
      const code = randomBytes(16).toString('hex');
      const of = (name: string) => url.searchParams.get(name) ?? '';
      codes.set(code, { nonce: of('nonce'), challenge: of('code_challenge'), redirect: of('redirect_uri') });
      const back = new URL(of('redirect_uri'));
      back.searchParams.set('code', code);
      back.searchParams.set('state', of('state'));
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const known = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
      if (known === undefined || known.challenge !== challenge || known.redirect !== form.get('redirect_uri'))
        return json(response, { error: 'invalid_grant' }, 400);
      if (request.headers.authorization !== basic) return json(response, { error: 'invalid_client' }, 401);
      json(response, { access_token: 'a', token_type: 'Bearer', expires_in: 300, id_token: idToken(known.nonce) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: Provider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    claims: {},
    cheat: 'none',
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return provider;
}
