// What tells a repeat from a new message, and what a message is about: the sender's headers, before anything is decoded.
import type { SignatureSettings } from '../../config.ts';
import { SCHEMES } from './index.ts';
import { type Header, type Scheme, sha256 } from './scheme.ts';

/** Schemes whose headers are looked at when a source names none: each is known by headers of its own. */
const BY_HEADER: readonly Scheme[] = [
  SCHEMES.shopify,
  SCHEMES['standard-webhooks'],
  SCHEMES.woocommerce,
  SCHEMES.github,
];

interface Arrived {
  readonly header: Header;
  readonly body: Uint8Array;
}

/** The topic, in the sender's word. */
export function topicOf(header: Header, settings?: SignatureSettings): string | undefined {
  const schemes = settings === undefined ? BY_HEADER : [SCHEMES[settings.scheme]];
  for (const scheme of schemes) {
    const topic = scheme.topic?.(header);
    if (topic !== undefined) return topic;
  }
  return header('x-crossdock-topic');
}

/**
 * What repeats of one delivery share. An Idempotency-Key comes first, then the sender's own headers; an EDI interchange
 * is its own key, because its control numbers make it unique. Anything else is told apart by nothing: two equal stock
 * reports an hour apart are two reports.
 */
export function repeatKey(
  arrived: Arrived,
  options: { settings?: SignatureSettings | undefined; isEdi: boolean },
): string | undefined {
  const { settings, isEdi } = options;
  const given = arrived.header('idempotency-key');
  if (given !== undefined && given !== '') return `key:${given}`;
  const idHeader = settings?.idHeader;
  const own = idHeader === undefined ? undefined : arrived.header(idHeader.toLowerCase());
  if (own !== undefined) return `id:${own}`;
  const schemes = settings === undefined ? BY_HEADER : [SCHEMES[settings.scheme]];
  for (const scheme of schemes) {
    const key = scheme.repeatKey?.(arrived);
    if (key !== undefined) return key;
  }
  return isEdi ? `interchange:${sha256(arrived.body)}` : undefined;
}
