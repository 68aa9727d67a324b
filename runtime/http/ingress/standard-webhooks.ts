// Standard Webhooks: HMAC-SHA256 (`v1`) or Ed25519 (`v1a`) over id, time and body. (standardwebhooks.com, specification 1.0)
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { CrossdockError } from '../../engine/errors.ts';
import { hmac, requireHeader, requireRecent, type Scheme, type Signed, same } from './scheme.ts';

/** What stands in front of the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 section 4). */
const ED25519_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** @throws CrossdockError `source.signature` when the configured key is none */
function publicKeyOf(secret: string): KeyObject {
  try {
    const raw = Buffer.from(secret.slice('whpk_'.length), 'base64');
    return createPublicKey({ key: Buffer.concat([ED25519_HEAD, raw]), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new CrossdockError('source.signature', 'the configured public key is not one of Ed25519', { cause });
  }
}

/** The signed bytes. @throws CrossdockError `source.signature` */
export function contentOf({ header, body, now }: Signed, toleranceS?: number): Buffer {
  const id = requireHeader(header, 'webhook-id');
  const timestamp = requireHeader(header, 'webhook-timestamp');
  requireRecent(timestamp, 'webhook-timestamp', { now, ...(toleranceS === undefined ? {} : { toleranceS }) });
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
}

/** Whether any of the signatures of a `v1` header fits; each is compared, so that the time taken tells nothing. */
export function fitsHmac(signatures: string, key: string | Buffer, content: Uint8Array): boolean {
  const expected = `v1,${hmac(key, content, 'base64')}`;
  return signatures
    .split(' ')
    .map((signature) => same(signature, expected))
    .includes(true);
}

function fitsEd25519(signatures: string, secret: string, content: Uint8Array): boolean {
  const key = publicKeyOf(secret);
  return signatures.split(' ').some((signature) => {
    const bytes = signature.startsWith('v1a,') ? Buffer.from(signature.slice('v1a,'.length), 'base64') : undefined;
    return bytes?.length === 64 && verify(null, content, key, bytes);
  });
}

export const standardWebhooks: Scheme = {
  name: 'standard-webhooks',
  description:
    'Standard Webhooks: a secret `whsec_…` (base64), or plain text, checks `v1`; a public key `whpk_…` checks `v1a`. ' +
    'The id is the same over all repeats.',
  isSigned(signed, secret, { toleranceS }) {
    const content = contentOf(signed, toleranceS);
    const signatures = requireHeader(signed.header, 'webhook-signature');
    if (secret.startsWith('whpk_')) return fitsEd25519(signatures, secret, content);
    const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
    return fitsHmac(signatures, key, content);
  },
  repeatKey({ header }) {
    const id = header('webhook-id');
    return id === undefined ? undefined : `webhook:${id}`;
  },
  vectors: [
    {
      title: 'v1, the vector that the reference libraries test themselves with',
      source: 'standardwebhooks.com',
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      body: '{"test": 2432232314}',
      at: 1_614_265_330,
    },
    {
      title: 'v1a, signed with the private key of RFC 8032 section 7.1, test 1',
      source: 'RFC 8032 for the key pair; computed with OpenSSL',
      secret: 'whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature':
          'v1,AAAA v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw==',
      },
      body: '{"test": 2432232314}',
      at: 1_614_265_330,
    },
  ],
};
