// WooCommerce: base64 HMAC-SHA256 of the raw body with the webhook's secret. (woocommerce, class-wc-webhook.php)
import { hmac, requireHeader, type Scheme, same, sha256 } from './scheme.ts';

/** What it sends when a webhook is saved: a form with the webhook's number, without a signature. */
const PING = /^webhook_id=\d{1,20}$/;

export const woocommerce: Scheme = {
  name: 'woocommerce',
  description:
    'WooCommerce. Its delivery id is made of the webhook and the current second, so two orders within one second share ' +
    'it: a repeat is told by topic, id and content together. It does not try again, and switches a webhook off after ' +
    'five failures. Its first call is a form without a signature, which is answered and not stored.',
  isSigned: ({ header, body }, secret) =>
    same(requireHeader(header, 'x-wc-webhook-signature'), hmac(secret, body, 'base64')),
  topic: (header) => header('x-wc-webhook-topic'),
  repeatKey({ header, body }) {
    const id = header('x-wc-webhook-delivery-id');
    return id === undefined ? undefined : `woocommerce:${header('x-wc-webhook-topic') ?? ''}:${id}:${sha256(body)}`;
  },
  isGreeting: ({ header, body }) =>
    header('x-wc-webhook-signature') === undefined &&
    (header('content-type') ?? '').startsWith('application/x-www-form-urlencoded') &&
    body.length < 64 &&
    PING.test(Buffer.from(body).toString('latin1')),
  vectors: [
    {
      title: 'an order, signed with the webhook’s secret',
      source: 'computed with OpenSSL: openssl dgst -sha256 -hmac SECRET -binary | base64',
      secret: 'Jk3!x wc-secret',
      headers: {
        'x-wc-webhook-topic': 'order.updated',
        'x-wc-webhook-delivery-id': '4f4db0f6b7cd1c0c5b4a86f3',
        'x-wc-webhook-signature': 'LvIsIX0uoXP/QmnqFbLl/5OWv4njjPqIInG9Pe2wVXE=',
      },
      body: '{"id":727,"status":"processing","total":"29.35"}',
      at: 1_772_440_000,
    },
  ],
};
