// Signatures of inbound requests: the HMAC schemes of the systems that send webhooks, over the raw body, compared in constant time.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureSettings } from '../config.ts';
import { CrossdockError } from '../engine/errors.ts';

/** Seconds that a signed time may differ from ours (standardwebhooks.com, "Verifying signatures"). */
const TOLERANCE_S = 300;

type Header = (name: string) => string | undefined;

interface Signed {
  readonly header: Header;
  readonly body: Uint8Array;
  /** Epoch milliseconds. */
  readonly now: number;
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const hmac = (secret: string | Buffer, content: Uint8Array, encoding: 'base64' | 'hex') =>
  createHmac('sha256', secret).update(content).digest(encoding);

function requireHeader(header: Header, name: string): string {
  const value = header(name);
  if (value === undefined) throw new CrossdockError('source.signature', `expected the header ${name}, it is not there`);
  return value;
}

function standardWebhooks({ header, body, now }: Signed, secret: string): boolean {
  const id = requireHeader(header, 'webhook-id');
  const timestamp = requireHeader(header, 'webhook-timestamp');
  const signatures = requireHeader(header, 'webhook-signature').split(' ');
  if (!/^\d+$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) {
    throw new CrossdockError('source.signature', `expected a webhook-timestamp within ${TOLERANCE_S} s of now`);
  }
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const expected = `v1,${hmac(key, content, 'base64')}`;
  return signatures.map((signature) => same(signature, expected)).includes(true);
}

function isSigned(settings: SignatureSettings, signed: Signed, secret: string): boolean {
  const { header, body } = signed;
  switch (settings.scheme) {
    case 'shopify':
      return same(requireHeader(header, 'x-shopify-hmac-sha256'), hmac(secret, body, 'base64'));
    case 'woocommerce':
      return same(requireHeader(header, 'x-wc-webhook-signature'), hmac(secret, body, 'base64'));
    case 'standard-webhooks':
      return standardWebhooks(signed, secret);
    case 'hmac-sha256': {
      const given = requireHeader(header, settings.header ?? 'x-signature').replace(/^sha256=/, '');
      return same(given.toLowerCase(), hmac(secret, body, 'hex'));
    }
  }
}

/** @throws CrossdockError `source.signature` when no live secret signed this body */
export function verifySignature(settings: SignatureSettings, signed: Signed): void {
  // Every secret is tried, so that the time taken does not tell which one fits.
  const fits = settings.secrets.map((secret) => isSigned(settings, signed, secret));
  if (!fits.includes(true)) throw new CrossdockError('source.signature', 'the signature does not fit the body');
}
