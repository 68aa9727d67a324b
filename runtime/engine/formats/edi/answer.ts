// What an inbound 997, 999 or CONTRL says about an interchange that we sent. Imports nothing but types.
import type { DecodedMessage } from '../format.ts';

/** A partner's technical answer. */
export interface PartnerAnswer {
  /** `997`, `999` or `CONTRL`. */
  readonly kind: string;
  readonly partner: string;
  /** Control number of our group (X12) or interchange (EDIFACT), without leading zeros. */
  readonly control: string;
  readonly outcome: 'accepted' | 'rejected';
  /** The partner's own code: AK901, or UCI element 0083. */
  readonly code: string;
}

type Segments = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** X12 element 715: A accepted, E accepted with errors, P partially accepted; the rest refuses. */
const X12_ACCEPTED = new Set(['A', 'E']);

/** UN/EDIFACT element 0083: 7 acknowledged, 8 interchange received; 4 rejects. */
const EDIFACT_ACCEPTED = new Set(['7', '8']);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const number = (value: unknown): string => text(value).replace(/^0+(?=.)/, '');

/** The answer in a decoded message, or undefined when the message is something else. */
export function partnerAnswer(message: DecodedMessage): PartnerAnswer | undefined {
  const { envelope, value } = message;
  if (envelope === undefined || typeof value !== 'object' || value === null) return undefined;
  const segments = value as Segments;
  const base = { kind: envelope.kind, partner: envelope.sender };
  if (envelope.kind === '997' || envelope.kind === '999') {
    const code = text(segments['AK9']?.[0]?.['AK901']);
    return {
      ...base,
      control: number(segments['AK1']?.[0]?.['AK102']),
      code,
      outcome: X12_ACCEPTED.has(code) ? 'accepted' : 'rejected',
    };
  }
  if (envelope.kind === 'CONTRL') {
    const code = text(segments['UCI']?.[0]?.['UCI04']);
    return {
      ...base,
      control: number(segments['UCI']?.[0]?.['UCI01']),
      code,
      outcome: EDIFACT_ACCEPTED.has(code) ? 'accepted' : 'rejected',
    };
  }
  return undefined;
}
