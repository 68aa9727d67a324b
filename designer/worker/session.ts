// What the worker remembers between two evaluations: the sample, which comes once, what was decoded of it, the program as it was
// read, and what the page was told last. May import the engine's outline, ./delta.ts, ./evaluate.ts and ./protocol.ts.
import { type Program, readProgram } from '../../runtime/engine/outline/program.ts';
import { rereadProgram } from '../../runtime/engine/outline/reread.ts';
import { deltaBetween } from './delta.ts';
import { createSampleReader, evaluate } from './evaluate.ts';
import type { EvaluatedAnswer, EvaluateRequest, Evaluation, SpanRequest, SpanValue } from './protocol.ts';

const isSameValue = (one: SpanValue, other: SpanValue): boolean =>
  one.text === other.text && one.count === other.count && one.isComposite === other.isComposite;

const NOTHING: Pick<Evaluation, 'source' | 'target' | 'spans'> = {
  source: new Map(),
  target: new Map(),
  spans: new Map(),
};

/** Evaluates one request after another; each answer tells what is new beside the one before. */
export function createSession(): (request: EvaluateRequest) => Promise<EvaluatedAnswer> {
  const read = createSampleReader();
  let bytes: Uint8Array | undefined;
  let program: Program = readProgram('');
  let told: Pick<Evaluation, 'source' | 'target' | 'spans'> = NOTHING;
  return async ({ id, name, files, sample, spans }) => {
    if (sample?.bytes !== undefined) bytes = sample.bytes;
    program = rereadProgram(program, files[`mappings/${name}/mapping.jsonata`] ?? '');
    const input = {
      name,
      files,
      spans: [...spansOfTargets(program), ...spans],
      ...(sample === undefined || bytes === undefined ? {} : { sample: { bytes, message: sample.message } }),
    };
    const { source, target, spans: values, sampleFields, ...rest } = await evaluate(input, read);
    const answer: EvaluatedAnswer = {
      kind: 'evaluated',
      id,
      evaluation: rest,
      target: deltaBetween(told.target, target, isSameValue),
      spans: deltaBetween(told.spans, values, isSameValue),
      ...(source === told.source ? {} : { sample: { source, sampleFields } }),
    };
    told = { source, target, spans: values };
    return answer;
  };
}

const spansOfTargets = (program: Program): SpanRequest[] =>
  program.targets.map(({ path, value }) => ({ id: path, start: value.start, end: value.end }));
