// Where messages come from and how they prove it: the vectors of every scheme, what tells repeats apart, addresses, certificates.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { SignatureSettings } from '../../runtime/config.ts';
import { SIGNATURE_SCHEMES } from '../../runtime/config-schema.ts';
import { SCHEMES } from '../../runtime/http/ingress/index.ts';
import { repeatKey, topicOf } from '../../runtime/http/ingress/repeat.ts';
import type { Vector } from '../../runtime/http/ingress/scheme.ts';
import { verifySignature } from '../../runtime/http/ingress/verify.ts';
import { listen } from '../../runtime/http/server.ts';
import { type Harness, openHarness, shopOrder } from '../support/sidecar.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const vectors = Object.values(SCHEMES).flatMap((scheme) => scheme.vectors.map((vector) => ({ scheme, ...vector })));

const headerOf = (headers: Readonly<Record<string, string>>) => (name: string) => headers[name];

/** Whether a request is let in. */
function isLetIn(
  vector: Vector & { scheme: { name: SignatureSettings['scheme'] } },
  change: Partial<Vector> = {},
): boolean {
  const { scheme, secret, headers, body, at, settings } = { ...vector, ...change };
  try {
    verifySignature(
      { scheme: scheme.name, secrets: [secret], ...settings },
      { header: headerOf(headers), body: Buffer.from(body), now: at * 1000 },
    );
    return true;
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'source.signature' });
    expect((thrown as Error).message).not.toContain(secret);
    return false;
  }
}

describe('the schemes', () => {
  it('are all there, each with a request that shows it', () => {
    expect(Object.keys(SCHEMES).sort()).toEqual([...SIGNATURE_SCHEMES].sort());
    for (const [name, scheme] of Object.entries(SCHEMES)) {
      expect(scheme.name).toBe(name);
      expect(scheme.vectors.length).toBeGreaterThan(0);
    }
  });

  it.each(vectors)('$scheme.name: $title', (vector) => {
    expect(isLetIn(vector)).toBe(true);
    expect(isLetIn(vector, { body: `${vector.body} ` })).toBe(false);
    expect(isLetIn(vector, { body: vector.body.replace(/\w/, (letter) => (letter === 'x' ? 'y' : 'x')) })).toBe(false);
    const other = vector.secret.startsWith('whpk_') ? `whpk_${Buffer.alloc(32, 5).toString('base64')}` : 'another';
    expect(isLetIn(vector, { secret: other })).toBe(false);
    // Each header that is signed, or is the signature, counts.
    for (const name of Object.keys(vector.headers).filter((one) =>
      /signature|hmac|mac$|timestamp|time$|webhook-id$/.test(one),
    )) {
      if (name.startsWith('x-shopify-webhook')) continue;
      const { [name]: _gone, ...rest } = vector.headers;
      expect(isLetIn(vector, { headers: rest })).toBe(false);
      expect(isLetIn(vector, { headers: { ...vector.headers, [name]: '1' } })).toBe(false);
    }
    expect(isLetIn({ ...vector, settings: { ...vector.settings, secrets: ['old', vector.secret, 'older'] } })).toBe(
      true,
    );
  });

  it.each(vectors.filter((vector) => Object.keys(vector.headers).some((name) => /time/.test(name))))(
    '$scheme.name refuses $title when it is sent again later',
    (vector) => {
      expect(isLetIn(vector, { at: vector.at + 300 })).toBe(true);
      expect(isLetIn(vector, { at: vector.at + 301 })).toBe(false);
      expect(isLetIn(vector, { at: vector.at - 301 })).toBe(false);
      expect(isLetIn(vector, { at: vector.at + 30, settings: { ...vector.settings, toleranceS: 20 } })).toBe(false);
    },
  );

  it('answer whatever comes in their headers with a yes or a no', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...vectors),
        fc.dictionary(fc.constantFrom(...vectors.flatMap((vector) => Object.keys(vector.headers))), fc.string()),
        fc.uint8Array({ maxLength: 100 }),
        (vector, headers, body) => {
          expect(isLetIn(vector, { headers, body: Buffer.from(body).toString('latin1') })).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('repeats', () => {
  const key = (headers: Record<string, string>, body: string, scheme?: SignatureSettings['scheme']) =>
    repeatKey(
      { header: headerOf(headers), body: Buffer.from(body) },
      { isEdi: false, settings: scheme === undefined ? undefined : { scheme, secrets: ['s'] } },
    );

  it('of WooCommerce are told by more than its delivery id, which two orders of one second share', () => {
    const headers = { 'x-wc-webhook-delivery-id': 'one-second', 'x-wc-webhook-topic': 'order.created' };
    expect(key(headers, '{"id":1}', 'woocommerce')).not.toBe(key(headers, '{"id":2}', 'woocommerce'));
    expect(key(headers, '{"id":1}', 'woocommerce')).toBe(key(headers, '{"id":1}', 'woocommerce'));
  });

  it('of Shopify share its id within a topic; those of other schemes are not asked for Shopify’s headers', () => {
    const headers = { 'x-shopify-webhook-id': 'w1', 'x-shopify-topic': 'orders/create' };
    expect(key(headers, '{}', 'shopify')).toBe(key(headers, '{"changed":1}', 'shopify'));
    expect(key({ ...headers, 'x-shopify-topic': 'orders/updated' }, '{}', 'shopify')).not.toBe(
      key(headers, '{}', 'shopify'),
    );
    expect(key(headers, '{}', 'github')).toBeUndefined();
    expect(topicOf(headerOf(headers), { scheme: 'github', secrets: ['s'] })).toBeUndefined();
    expect(topicOf(headerOf(headers))).toBe('orders/create');
  });

  it('are told by the header that the source names', () => {
    const settings = { scheme: 'hmac-sha256', secrets: ['s'], idHeader: 'X-Delivery' } as const;
    const arrived = { header: headerOf({ 'x-delivery': '7' }), body: Buffer.from('{}') };
    expect(repeatKey(arrived, { settings, isEdi: false })).toBe('id:7');
    expect(repeatKey({ ...arrived, header: () => undefined }, { settings, isEdi: false })).toBeUndefined();
  });
});

const config = (source: string, rest = '') => `sources:\n  my-shop:\n    system: my-shop\n${source}${rest}`;

async function opened(text: string): Promise<Harness> {
  const harness = await openHarness({ config: text });
  cleanUp.push(() => harness.close());
  return harness;
}

const receipts = (harness: Harness) =>
  (harness.sidecar.database.connection.prepare('SELECT count(*) AS n FROM receipts').get() as { n: number }).n;

describe('WooCommerce’s first call', () => {
  const signed = '    signature: { scheme: woocommerce, secrets: [secret] }\n';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('is answered and not stored; anything else without a signature is refused', async () => {
    const harness = await opened(config(signed));
    const post = (body: string, headers: Record<string, string>) =>
      harness.app.request('/v1/sources/my-shop', { method: 'POST', body, headers });
    const greeting = await post('webhook_id=17', form);
    expect([greeting.status, await greeting.json()]).toEqual([200, { status: 'greeted' }]);
    expect((await post('webhook_id=17&order=1', form)).status).toBe(401);
    expect((await post('webhook_id=17', { 'content-type': 'application/json' })).status).toBe(401);
    expect((await post(shopOrder(), form)).status).toBe(401);
    expect(receipts(harness)).toBe(0);
  });
});

describe('addresses', () => {
  /** A request as it comes from a socket. */
  const from = (harness: Harness, remoteAddress: string, headers: Record<string, string> = {}) =>
    harness.app.request(
      '/v1/sources/my-shop',
      { method: 'POST', body: shopOrder(), headers: { 'x-crossdock-topic': 'order', ...headers, ...sign() } },
      { incoming: { socket: { remoteAddress } } },
    );
  const sign = () => ({ 'x-signature': createHmac('sha256', 'secret').update(shopOrder()).digest('hex') });
  const signature = '    signature: { scheme: hmac-sha256, secrets: [secret] }\n';

  it('outside a source’s list are refused, however they are written', async () => {
    const harness = await opened(
      config(`${signature}    addresses: [203.0.113.0/24, '2001:db8::/32', 198.51.100.7]\n`),
    );
    for (const address of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', '198.51.100.7'])
      expect([address, (await from(harness, address)).status]).toEqual([address, 202]);
    for (const address of ['203.0.114.9', '2001:db9::1', '198.51.100.8', '127.0.0.1', ''])
      expect([address, (await from(harness, address)).status]).toEqual([address, 403]);
  });

  it('are taken from X-Forwarded-For only behind a trusted proxy, and only the last one that it added', async () => {
    const list = `${signature}    addresses: [203.0.113.0/24]\n`;
    const trusting = await opened(config(list, 'http: { trustedProxies: [10.0.0.0/8] }\n'));
    const behind = (chain: string) => from(trusting, '10.0.0.1', { 'x-forwarded-for': chain });
    expect((await behind('203.0.113.5')).status).toBe(202);
    expect((await behind('198.51.100.1, 203.0.113.5, 10.0.0.2')).status).toBe(202);
    expect((await behind('203.0.113.5, 198.51.100.1')).status).toBe(403);
    expect((await from(trusting, '198.51.100.1', { 'x-forwarded-for': '203.0.113.5' })).status).toBe(403);
    const plain = await opened(config(list));
    expect((await from(plain, '10.0.0.1', { 'x-forwarded-for': '203.0.113.5' })).status).toBe(403);
  });
});

const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenSsl) console.info('Client certificates are not tried: there is no openssl to make some with');

describe.skipIf(!hasOpenSsl)('client certificates', () => {
  /** An authority, and keys with certificates that it signed. */
  function certificates(): { folder: string; fingerprint: (name: string) => string } {
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-tls-'));
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
    const key = (name: string) => [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      `${name}.key`,
    ];
    writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
    for (const name of ['ca', 'stranger'])
      openssl('req', '-x509', ...key(name), '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-days', '2');
    for (const name of ['server', 'shop', 'other']) {
      openssl('req', ...key(name), '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-out',
        `${name}.pem`,
        '-days',
        '2',
        '-extfile',
        'names',
      );
    }
    return {
      folder,
      fingerprint: (name) =>
        openssl('x509', '-in', `${name}.pem`, '-noout', '-fingerprint', '-sha256').split('=')[1]?.trim() ?? '',
    };
  }

  it('let in only a source that shows one of its own, signed by the authority', async () => {
    const { folder, fingerprint } = certificates();
    const file = (name: string) => join(folder, name);
    const harness = await opened(
      config(
        `    certificates: ['${fingerprint('shop')}', '${fingerprint('stranger')}']\n`,
        `http:\n  tls: { certificate: ${file('server.pem')}, key: ${file('server.key')}, clientAuthority: ${file('ca.pem')} }\n`,
      ),
    );
    const { host, tls } = harness.sidecar.config.http;
    const listening = await listen(harness.app, { host, port: 0, ...(tls === undefined ? {} : { tls }) });
    cleanUp.push(() => listening.close(0));
    expect(listening.url).toMatch(/^https:/);
    const send = (name?: string) =>
      new Promise<number>((resolve, reject) => {
        const own =
          name === undefined ? {} : { cert: readFileSync(file(`${name}.pem`)), key: readFileSync(file(`${name}.key`)) };
        const headers = { 'x-crossdock-topic': 'order' };
        const call = request(
          `${listening.url}/v1/sources/my-shop`,
          { method: 'POST', ca: readFileSync(file('ca.pem')), agent: false, headers, ...own },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        );
        call.on('error', reject);
        call.end(shopOrder());
      });
    expect(await send('shop')).toBe(202);
    expect(await send('other')).toBe(403);
    expect(await send('stranger')).toBe(403);
    expect(await send()).toBe(403);
  });
});
