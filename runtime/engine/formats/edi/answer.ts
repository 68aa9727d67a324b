// What an inbound 997, 999, TA1 or CONTRL says about interchanges that we sent. Imports nothing but types.
import type { DecodedMessage, Envelope } from '../format.ts';

/** A partner's technical answer. */
export interface PartnerAnswer {
  /** `997`, `999`, `TA1` or `CONTRL`. */
  readonly kind: string;
  readonly partner: string;
  /** Control number of our interchange, and of our group, which bears the same; without leading zeros. */
  readonly control: string;
  /** Names our interchange: `syntax:us:partner:number`. */
  readonly about: string;
  readonly outcome: 'accepted' | 'rejected';
  /** The partner's own code: AK901, TA104, or UCI element 0083. */
  readonly code: string;
}

type Segment = Readonly<Record<string, unknown>>;
type Segments = Readonly<Record<string, readonly Segment[] | undefined>>;

/** How one kind of message answers: which segments do, and where the number and the code stand in them. */
interface Answering {
  /** Each answering segment as `[control number, code]`. */
  readonly read: (segments: Segments) => readonly (readonly [unknown, unknown])[];
  /** Codes that accept; the rest refuses. */
  readonly accepts: ReadonlySet<string>;
}

/** X12 elements 715 (997 and 999) and I17 (TA104): A accepted, E accepted with errors; P, partially accepted, left something out. */
const X12_ACCEPTED = new Set(['A', 'E']);

/** UN/EDIFACT element 0083: 7 acknowledged, 8 interchange received; 4 rejects. */
const EDIFACT_ACCEPTED = new Set(['7', '8']);

const GROUP_ANSWER: Answering = {
  read: (segments) => [[segments['AK1']?.[0]?.['AK102'], segments['AK9']?.[0]?.['AK901']]],
  accepts: X12_ACCEPTED,
};

const ANSWERING: Readonly<Record<string, Answering>> = {
  '997': GROUP_ANSWER,
  '999': GROUP_ANSWER,
  TA1: {
    read: (segments) => (segments['TA1'] ?? []).map((segment) => [segment['TA101'], segment['TA104']]),
    accepts: X12_ACCEPTED,
  },
  CONTRL: {
    read: (segments) => [[segments['UCI']?.[0]?.['UCI01'], segments['UCI']?.[0]?.['UCI04']]],
    accepts: EDIFACT_ACCEPTED,
  },
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const withoutZeros = (value: unknown): string => text(value).replace(/^0+(?=.)/, '');

/** The name of an interchange that we sent: what an answer to it can be found by. */
export const interchangeName = (of: {
  syntax: Envelope['syntax'];
  us: string;
  partner: string;
  control: string;
}): string => `${of.syntax}:${of.us}:${of.partner}:${of.control}`;

/** The answers in a decoded message, one for each interchange it is about; none when the message is something else. */
export function partnerAnswers(message: DecodedMessage): readonly PartnerAnswer[] {
  const { envelope, value } = message;
  const answering = envelope === undefined ? undefined : ANSWERING[envelope.kind];
  if (envelope === undefined || answering === undefined || typeof value !== 'object' || value === null) return [];
  const { kind, sender: partner, receiver: us, syntax } = envelope;
  return answering.read(value as Segments).map(([number, said]) => {
    const [control, code] = [withoutZeros(number), text(said)];
    const about = interchangeName({ syntax, us, partner, control });
    return { kind, partner, control, about, code, outcome: answering.accepts.has(code) ? 'accepted' : 'rejected' };
  });
}
