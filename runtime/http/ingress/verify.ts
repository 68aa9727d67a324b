// Checks a request against its source's scheme, with every secret that is live.
import type { SignatureSettings } from '../../config.ts';
import { CrossdockError } from '../../engine/errors.ts';
import { SCHEMES } from './index.ts';
import type { Signed } from './scheme.ts';

/** @throws CrossdockError `source.signature` when no live secret signed this body */
export function verifySignature(settings: SignatureSettings, signed: Signed): void {
  const scheme = SCHEMES[settings.scheme];
  // Every secret is tried, so that the time taken does not tell which one fits.
  const fits = settings.secrets.map((secret) => scheme.isSigned(signed, secret, settings));
  if (!fits.includes(true)) throw new CrossdockError('source.signature', 'the signature does not fit the body');
}
