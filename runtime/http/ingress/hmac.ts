// Any other sender that signs with an HMAC: header, encoding, algorithm and what is signed are configured.
import { hmac, requireHeader, requireRecent, type Scheme, same } from './scheme.ts';

const withoutPrefix = (text: string): string => text.replace(/^(?:sha256|sha512|v1|v0)[=,]/, '');

export const genericHmac: Scheme = {
  name: 'hmac-sha256',
  description:
    'Any HMAC of the raw body, by default SHA-256 in hex in `X-Signature`, with or without `sha256=` in front. With ' +
    '`timestampHeader` what is signed is the time, a dot and the body, and old requests are refused; without it a ' +
    'recorded request can be sent again, and only `idHeader` tells it from a new one.',
  isSigned({ header, body, now }, secret, settings) {
    const { encoding = 'hex', algorithm = 'sha256', timestampHeader, toleranceS } = settings;
    const given = withoutPrefix(requireHeader(header, (settings.header ?? 'x-signature').toLowerCase()));
    let content: Uint8Array = body;
    if (timestampHeader !== undefined) {
      const timestamp = requireHeader(header, timestampHeader.toLowerCase());
      requireRecent(timestamp, timestampHeader, { now, ...(toleranceS === undefined ? {} : { toleranceS }) });
      content = Buffer.concat([Buffer.from(`${timestamp}.`), body]);
    }
    const expected = hmac(secret, content, encoding, algorithm);
    return same(encoding === 'hex' ? given.toLowerCase() : given, expected);
  },
  vectors: [
    {
      title: 'RFC 4231, test case 2',
      source: 'RFC 4231 section 4.3',
      secret: 'Jefe',
      headers: { 'x-signature': '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843' },
      body: 'what do ya want for nothing?',
      at: 1_772_440_000,
    },
    {
      title: 'RFC 4231, test case 2, with SHA-512',
      source: 'RFC 4231 section 4.3',
      secret: 'Jefe',
      headers: {
        'x-mac':
          'sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
      },
      body: 'what do ya want for nothing?',
      at: 1_772_440_000,
      settings: { header: 'X-Mac', algorithm: 'sha512' },
    },
    {
      title: 'a time that is signed with the body',
      source: 'computed with OpenSSL: openssl dgst -sha256 -hmac SECRET -binary | base64',
      secret: 'Jefe',
      headers: { 'x-time': '1772440000', 'x-signature': '/azQjPyNSwm+2k/PdJjm8akRnPpz4VMnBhqMCwGJ2Mc=' },
      body: 'what do ya want for nothing?',
      at: 1_772_440_000,
      settings: { timestampHeader: 'X-Time', encoding: 'base64' },
    },
  ],
};
