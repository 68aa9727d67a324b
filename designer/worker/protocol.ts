// What the page and its worker say to each other. Types only.
import type { ErrorJson, Finding } from '../../runtime/engine/errors.ts';
import type { Field } from '../schema/field.ts';
import type { PathValue } from '../schema/values.ts';
import type { MapDelta } from './delta.ts';

/** Files of the workspace by path: those of one mapping, and the tables. */
export type FileTexts = Readonly<Record<string, string>>;

/** A sample is sent once; its bytes are left out for as long as they stay the same. */
export interface SampleInput {
  readonly bytes?: Uint8Array;
  /** Which message of the sample is looked at, from 0. */
  readonly message: number;
}

/** A place of the program whose value is asked for. */
export interface SpanRequest {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

export interface EvaluateRequest {
  readonly kind: 'evaluate';
  readonly id: number;
  readonly name: string;
  readonly files: FileTexts;
  /** Undefined when there is none. */
  readonly sample?: SampleInput;
  /** Of nodes and their inputs; those of the targets the worker knows itself, by path. */
  readonly spans: readonly SpanRequest[];
}

export interface ExamplesRequest {
  readonly kind: 'examples';
  readonly id: number;
  readonly name: string;
  readonly files: FileTexts;
  readonly inputs: Readonly<Record<string, Uint8Array>>;
}

export type WorkerRequest = EvaluateRequest | ExamplesRequest;

export interface SpanValue extends PathValue {
  /** Of an object or a list: nothing to show in a row, but it was there. */
  readonly isComposite?: true;
}

export interface Evaluation {
  /** Messages in the sample. */
  readonly messages: number;
  /** Fields that the message has. */
  readonly sampleFields: readonly Field[];
  readonly source: ReadonlyMap<string, PathValue>;
  readonly target: ReadonlyMap<string, PathValue>;
  readonly spans: ReadonlyMap<string, SpanValue>;
  /** The whole result as it is shown: JSON, or the message in the destination's format. Cut off when it is very long. */
  readonly output: string;
  readonly isCut: boolean;
  readonly findings: readonly Finding[];
  readonly error?: ErrorJson;
  /** What is wrong with the files themselves. */
  readonly faults: readonly Finding[];
  readonly tookMs: number;
}

export interface ExampleOutcome {
  readonly case: string;
  /** Path below the mapping's folder. */
  readonly path: string;
  readonly expectedPath: string;
  readonly passed: boolean;
  readonly differences: readonly string[];
  /** What the expectation file would hold. */
  readonly actual: string;
}

/** An evaluation beside the one that was told before it: what did not change is not sent again. */
export interface EvaluatedAnswer {
  readonly kind: 'evaluated';
  readonly id: number;
  readonly evaluation: Omit<Evaluation, 'sampleFields' | 'source' | 'target' | 'spans'>;
  /** What the message holds; left out when it is the message of the last evaluation. */
  readonly sample?: Pick<Evaluation, 'sampleFields' | 'source'>;
  readonly target: MapDelta<PathValue>;
  readonly spans: MapDelta<SpanValue>;
}

export type WorkerAnswer =
  | EvaluatedAnswer
  | { readonly kind: 'ran'; readonly id: number; readonly results: readonly ExampleOutcome[] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorJson };
