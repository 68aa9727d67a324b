// What the worker has told of its evaluations so far: each answer says what is new beside the last. Pure; may import its neighbours.
import { applyDelta } from './delta.ts';
import type { EvaluatedAnswer, Evaluation } from './protocol.ts';

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
