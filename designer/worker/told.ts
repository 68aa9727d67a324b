// The page's half of the talk with the worker: a sample is sent once, and each answer says what is new beside the last.
// Pure; may import its neighbours.
import { applyDelta } from './delta.ts';
import type { EvaluatedAnswer, EvaluateRequest, Evaluation } from './protocol.ts';

export type Told = Pick<Evaluation, 'sampleFields' | 'source' | 'target' | 'spans'>;

export const NOTHING_TOLD: Told = { sampleFields: [], source: new Map(), target: new Map(), spans: new Map() };

/** All that is known after an answer; what did not change is the same object as before. */
export function toldAfter(last: Told, { sample, target, spans }: EvaluatedAnswer): Told {
  return {
    ...(sample ?? { sampleFields: last.sampleFields, source: last.source }),
    target: applyDelta(last.target, target),
    spans: applyDelta(last.spans, spans),
  };
}

/** What is to be evaluated; the same bytes are the same object. */
export type EvaluationOrder = Pick<EvaluateRequest, 'name' | 'files' | 'spans'> & {
  readonly sample?: { readonly bytes: Uint8Array; readonly message: number };
};

export interface Talk {
  /** The order without the bytes that the worker has already. */
  readonly requestOf: (order: EvaluationOrder) => Omit<EvaluateRequest, 'id'>;
  /** An answer with all that it leaves out. */
  readonly wholeOf: (answer: EvaluatedAnswer) => Evaluation;
}

/** A talk with one worker; another worker knows nothing of it. */
export function createTalk(): Talk {
  let sent: Uint8Array | undefined;
  let told = NOTHING_TOLD;
  return {
    requestOf({ sample, ...rest }) {
      if (sample === undefined) return { kind: 'evaluate', ...rest };
      const { bytes, message } = sample;
      const isKnown = sent === bytes;
      sent = bytes;
      return { kind: 'evaluate', ...rest, sample: { message, ...(isKnown ? {} : { bytes }) } };
    },
    wholeOf(answer) {
      told = toldAfter(told, answer);
      return { ...answer.evaluation, ...told };
    },
  };
}
