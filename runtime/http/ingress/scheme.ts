// What every signature scheme is: one file beside this one for each way in which a sender proves that a request is his.
// `index.ts` is the list. Secrets are tried one by one by `verify.ts`; a scheme knows one secret at a time.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureSettings } from '../../config.ts';
import { CrossdockError } from '../../engine/errors.ts';

export type Header = (name: string) => string | undefined;

export interface Signed {
  readonly header: Header;
  /** The bytes as they came: a parsed and rewritten body has another signature. */
  readonly body: Uint8Array;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A request that is checked by the tests, and shows a reader what one looks like. */
export interface Vector {
  readonly title: string;
  readonly source: string;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Epoch seconds at which it is read. */
  readonly at: number;
  readonly settings?: Partial<SignatureSettings>;
}

export interface Scheme {
  readonly name: SignatureSettings['scheme'];
  /** What a reader of the reference has to know: who uses it, and what is wrong with it. */
  readonly description: string;
  /**
   * Whether this secret signed the request.
   *
   * @throws CrossdockError `source.signature` when a header is missing, or the time it names is too far away
   */
  isSigned(signed: Signed, secret: string, settings: SignatureSettings): boolean;
  /** What the message is about, in the sender's word. */
  topic?(header: Header): string | undefined;
  /** What repeats of one delivery share; undefined when the sender gives nothing that can be trusted for it. */
  repeatKey?(signed: Pick<Signed, 'header' | 'body'>): string | undefined;
  /** Whether this is the sender's way to try the address, which holds no message and is not signed. */
  isGreeting?(signed: Pick<Signed, 'header' | 'body'>): boolean;
  readonly vectors: readonly Vector[];
}

/** Seconds that a signed time may differ from ours, unless the source says otherwise. */
export const TOLERANCE_S = 300;

/** Compares without telling by its duration where two texts differ. */
export function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export const hmac = (
  secret: string | Buffer,
  content: Uint8Array,
  encoding: 'base64' | 'hex',
  algorithm: 'sha256' | 'sha512' = 'sha256',
): string => createHmac(algorithm, secret).update(content).digest(encoding);

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** @throws CrossdockError `source.signature` */
export function requireHeader(header: Header, name: string): string {
  const value = header(name);
  if (value === undefined) throw new CrossdockError('source.signature', `expected the header ${name}, it is not there`);
  return value;
}

/** @throws CrossdockError `source.signature` when a signed time, in epoch seconds, is none or too far away */
export function requireRecent(text: string, name: string, options: { now: number; toleranceS?: number }): void {
  const { now, toleranceS = TOLERANCE_S } = options;
  if (/^\d{1,15}$/.test(text) && Math.abs(now / 1000 - Number(text)) <= toleranceS) return;
  throw new CrossdockError('source.signature', `expected a ${name} within ${toleranceS} s of now`, {
    help: 'Check the clocks; a request that was recorded and is sent again is refused.',
  });
}
