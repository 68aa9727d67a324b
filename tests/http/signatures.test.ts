// Signatures of inbound and outbound messages: the published vector of Standard Webhooks, and each scheme's way to say no.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignatureSettings } from '../../runtime/config.ts';
import { webhookSignature } from '../../runtime/connectors/http.ts';
import { CrossdockError } from '../../runtime/engine/errors.ts';
import { verifySignature } from '../../runtime/http/ingress/verify.ts';

/** The vector that the reference libraries of standardwebhooks.com test themselves with. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const NOW = VECTOR.timestamp * 1000;

const HEADERS = {
  'webhook-id': VECTOR.id,
  'webhook-timestamp': String(VECTOR.timestamp),
  'webhook-signature': VECTOR.signature,
};

/** Why a request is refused; undefined when it is let in. */
function refusal(
  settings: SignatureSettings,
  request: { headers: Readonly<Record<string, string>>; body?: string | Uint8Array; now?: number },
): string | undefined {
  const { headers, body = VECTOR.body, now = NOW } = request;
  try {
    verifySignature(settings, {
      header: (name) => headers[name],
      body: typeof body === 'string' ? bytes(body) : body,
      now,
    });
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError) || thrown.code !== 'source.signature') throw thrown;
    return thrown.message;
  }
}

const standard = (...secrets: string[]): SignatureSettings => ({ scheme: 'standard-webhooks', secrets });

describe('standard webhooks', () => {
  it('signs the published vector as published', () => {
    const { secret, id, timestamp, body, signature } = VECTOR;
    expect(webhookSignature(secret, { id, timestamp, body: bytes(body) })).toBe(signature);
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(key).toHaveLength(24);
    expect(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`).toBe(signature);
  });

  it('lets the published vector in', () => {
    expect(refusal(standard(VECTOR.secret), { headers: HEADERS })).toBeUndefined();
  });

  it('lets it in when any of several signatures, or any of several secrets, fits', () => {
    const headers = { ...HEADERS, 'webhook-signature': `v1,AAAA v1a,BBBB ${VECTOR.signature} v2,CCCC` };
    expect(refusal(standard(VECTOR.secret), { headers })).toBeUndefined();
    expect(refusal(standard('whsec_AAAA', VECTOR.secret), { headers: HEADERS })).toBeUndefined();
  });

  it.each<[string, Partial<typeof HEADERS>]>([
    ['another id', { 'webhook-id': 'msg_other' }],
    ['another time', { 'webhook-timestamp': String(VECTOR.timestamp + 1) }],
    ['a signature without its version', { 'webhook-signature': VECTOR.signature.slice(3) }],
    ['a signature of another version', { 'webhook-signature': VECTOR.signature.replace('v1', 'v2') }],
    ['a shortened signature', { 'webhook-signature': VECTOR.signature.slice(0, -1) }],
    ['an empty signature', { 'webhook-signature': '' }],
  ])('refuses %s', (_what, change) => {
    expect(refusal(standard(VECTOR.secret), { headers: { ...HEADERS, ...change } })).toBe(
      'the signature does not fit the body',
    );
  });

  it('refuses a body that differs in one byte, and a secret that did not sign', () => {
    expect(refusal(standard(VECTOR.secret), { headers: HEADERS, body: `${VECTOR.body} ` })).toBeDefined();
    expect(refusal(standard('whsec_AAAA'), { headers: HEADERS })).toBeDefined();
  });

  it('takes a time within five minutes, before and behind, and no other', () => {
    const at = (seconds: number) => refusal(standard(VECTOR.secret), { headers: HEADERS, now: NOW + seconds * 1000 });
    expect([at(-300), at(300)]).toEqual([undefined, undefined]);
    expect(at(301)).toContain('expected a webhook-timestamp within 300 s');
    expect(at(-301)).toContain('expected a webhook-timestamp within 300 s');
    const headers = { ...HEADERS, 'webhook-timestamp': 'yesterday' };
    expect(refusal(standard(VECTOR.secret), { headers })).toContain('webhook-timestamp');
  });

  it.each(Object.keys(HEADERS))('names the header %s when it is missing', (name) => {
    const headers = Object.fromEntries(Object.entries(HEADERS).filter(([key]) => key !== name));
    expect(refusal(standard(VECTOR.secret), { headers })).toBe(`expected the header ${name}, it is not there`);
  });

  it('lets in what the http destination signs, whatever the bytes and the kind of secret', () => {
    const secrets = fc.oneof(
      fc.uint8Array({ minLength: 24, maxLength: 64 }).map((key) => `whsec_${Buffer.from(key).toString('base64')}`),
      fc.string({ minLength: 1 }).filter((secret) => !secret.startsWith('whsec_')),
    );
    fc.assert(
      fc.property(secrets, fc.uuid(), fc.uint8Array(), (secret, id, body) => {
        const signature = webhookSignature(secret, { id, timestamp: VECTOR.timestamp, body });
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(VECTOR.timestamp),
          'webhook-signature': signature,
        };
        expect(refusal(standard(secret), { headers, body })).toBeUndefined();
        expect(refusal(standard(`${secret}x`.replace(/^whsec_.*/, 'whsec_AAAA')), { headers, body })).toBeDefined();
      }),
    );
  });
});

describe('the schemes of shops', () => {
  const secret = 'shpss_example';
  const digest = (encoding: 'base64' | 'hex', body = VECTOR.body) =>
    createHmac('sha256', secret).update(body).digest(encoding);

  it.each<[SignatureSettings, string, string]>([
    [{ scheme: 'shopify', secrets: [secret] }, 'x-shopify-hmac-sha256', digest('base64')],
    [{ scheme: 'woocommerce', secrets: [secret] }, 'x-wc-webhook-signature', digest('base64')],
    [{ scheme: 'hmac-sha256', secrets: [secret] }, 'x-signature', digest('hex')],
    [
      { scheme: 'hmac-sha256', secrets: [secret], header: 'x-hub-signature-256' },
      'x-hub-signature-256',
      `sha256=${digest('hex')}`,
    ],
    [{ scheme: 'hmac-sha256', secrets: [secret] }, 'x-signature', digest('hex').toUpperCase()],
  ])('takes %o by its header %s', (settings, name, signature) => {
    expect(refusal(settings, { headers: { [name]: signature } })).toBeUndefined();
    expect(refusal(settings, { headers: { [name]: signature }, body: '{}' })).toBe(
      'the signature does not fit the body',
    );
    expect(refusal(settings, { headers: {} })).toBe(`expected the header ${name}, it is not there`);
    expect(refusal({ ...settings, secrets: ['other', secret] }, { headers: { [name]: signature } })).toBeUndefined();
    expect(refusal({ ...settings, secrets: ['other'] }, { headers: { [name]: signature } })).toBeDefined();
  });

  it('never repeats the signature or the secret in what it says', () => {
    const wrong = digest('base64', 'another body');
    const message =
      refusal({ scheme: 'shopify', secrets: [secret] }, { headers: { 'x-shopify-hmac-sha256': wrong } }) ?? '';
    expect(message).not.toContain(wrong);
    expect(message).not.toContain(secret);
  });
});
