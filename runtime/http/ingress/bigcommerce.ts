// BigCommerce: Standard Webhooks, keyed with the plain text of the app's client secret. (developer.bigcommerce.com, "Webhooks")
import { requireHeader, type Scheme, sha256 } from './scheme.ts';
import { contentOf, fitsHmac } from './standard-webhooks.ts';

export const bigcommerce: Scheme = {
  name: 'bigcommerce',
  description:
    'BigCommerce. The secret is the client secret of the app’s account as it stands there. The `hash` of its body is no ' +
    'signature: it is the SHA-1 of the content, and equal for two changes of one order within a second. ' +
    'The body names an order and holds nothing of it.',
  isSigned(signed, secret, { toleranceS }) {
    const content = contentOf(signed, toleranceS);
    return fitsHmac(requireHeader(signed.header, 'webhook-signature'), secret, content);
  },
  repeatKey({ header, body }) {
    const id = header('webhook-id');
    return id === undefined ? undefined : `bigcommerce:${id}:${sha256(body)}`;
  },
  vectors: [
    {
      title: 'a change of an order’s status, signed with the client secret',
      source: 'computed with OpenSSL: openssl dgst -sha256 -hmac SECRET -binary | base64',
      secret: '6ee2f1b0a57a4a0f8d9d0a2a8e9f33c1',
      headers: {
        'webhook-id': '2f6d4d1c-8f0e-4a55-9a52-0d5f6f8b3a01',
        'webhook-timestamp': '1772440000',
        'webhook-signature': 'v1,FEzR5GHEJD9uvW8a5LB5k8oVjmma6jdaJLmijw/XQtE=',
      },
      body: '{"store_id":"11111","producer":"stores/abcde","scope":"store/order/statusUpdated","data":{"type":"order","id":173331},"hash":"3f9ea420af83450d7ef9f78b08c8af25b2213637"}',
      at: 1_772_440_000,
    },
  ],
};
