// Shopify: base64 HMAC-SHA256 of the raw body with the app's secret. (shopify.dev, "Deliver webhooks through HTTPS")
import { hmac, requireHeader, type Scheme, same } from './scheme.ts';

export const shopify: Scheme = {
  name: 'shopify',
  description:
    'Shopify. Repeats of a delivery share `X-Shopify-Webhook-Id`; one event that two subscriptions send does not. ' +
    'While a secret is rotated either signs for up to an hour: list both.',
  isSigned: ({ header, body }, secret) =>
    same(requireHeader(header, 'x-shopify-hmac-sha256'), hmac(secret, body, 'base64')),
  topic: (header) => header('x-shopify-topic'),
  repeatKey({ header }) {
    const id = header('x-shopify-webhook-id');
    return id === undefined ? undefined : `shopify:${header('x-shopify-topic') ?? ''}:${id}`;
  },
  vectors: [
    {
      title: 'an order, signed with the app’s secret',
      source: 'computed with OpenSSL: openssl dgst -sha256 -hmac SECRET -binary | base64',
      secret: 'shpss_4b1f0c9d2e',
      headers: {
        'x-shopify-topic': 'orders/create',
        'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
        'x-shopify-hmac-sha256': 'rA2R94CuI2zMNIx1jtofMipF4iKyipNBl0l/791ltlc=',
      },
      body: '{"id":820982911946154508,"name":"#9999","total_price":"403.00"}',
      at: 1_772_440_000,
    },
  ],
};
