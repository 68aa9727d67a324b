// Where a request comes from: the address at the other end, behind trusted proxies if there are any, and its certificate.
import type { Context } from 'hono';
import type { Config, SourceSettings } from '../../config.ts';
import { type Address, addressOf, isWithin } from '../../connectors/networks.ts';
import { CrossdockError } from '../../engine/errors.ts';
import { incomingOf } from '../incoming.ts';

/**
 * The sender's address: the other end of the connection, or, as long as that is a trusted proxy, the last one that
 * `X-Forwarded-For` names. Whatever stands in front of that the sender may have made up himself.
 */
export function senderAddress(context: Context, config: Config): Address | undefined {
  const peer = incomingOf(context).socket?.remoteAddress;
  let address = peer === undefined ? undefined : addressOf(peer);
  const forwarded = (context.req.header('x-forwarded-for') ?? '').split(',').filter((part) => part.trim() !== '');
  while (address !== undefined && forwarded.length > 0 && isWithin(address, config.http.trustedProxies)) {
    address = addressOf(forwarded.pop() as string);
  }
  return address;
}

/** Letters and digits of a certificate's SHA-256 fingerprint, however it is written. */
const plainFingerprint = (text: string): string => text.replace(/[^0-9a-f]/gi, '').toLowerCase();

/**
 * Asks a source's own conditions on where a request comes from.
 *
 * @throws CrossdockError `source.address`, `source.certificate`
 */
export function requireSender(
  context: Context,
  options: { config: Config; settings: SourceSettings | undefined },
): void {
  const { config, settings } = options;
  if (settings?.addresses !== undefined) {
    const address = senderAddress(context, config);
    if (address === undefined || !isWithin(address, settings.addresses)) throw new CrossdockError('source.address');
  }
  if (settings?.certificates !== undefined) {
    const fingerprint = incomingOf(context).socket?.fingerprint256;
    const known = settings.certificates.map(plainFingerprint);
    if (fingerprint === undefined || !known.includes(plainFingerprint(fingerprint)))
      throw new CrossdockError('source.certificate', undefined, {
        expected: 'a client certificate of the list, signed by the configured authority',
        actual: fingerprint === undefined ? 'none that can be trusted' : 'another one',
      });
  }
}
