// The list of signature schemes: a new one is one file, its name in config.ts, and one line here.
import type { SignatureSettings } from '../../config.ts';
import { bigcommerce } from './bigcommerce.ts';
import { github } from './github.ts';
import { genericHmac } from './hmac.ts';
import type { Scheme } from './scheme.ts';
import { shopify } from './shopify.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { woocommerce } from './woocommerce.ts';

export const SCHEMES: Readonly<Record<SignatureSettings['scheme'], Scheme>> = {
  shopify,
  woocommerce,
  bigcommerce,
  'standard-webhooks': standardWebhooks,
  github,
  'hmac-sha256': genericHmac,
};
