// What the page and its worker say to each other. Types only.
import type { ErrorJson, Finding } from '../../runtime/engine/errors.ts';
import type { Field } from '../schema/field.ts';
import type { PathValue } from '../schema/values.ts';

/** Files of the workspace by path: those of one mapping, and the tables. */
export type FileTexts = Readonly<Record<string, string>>;

export interface SampleInput {
  readonly bytes: Uint8Array;
  /** Which message of the sample is looked at, from 0. */
  readonly message: number;
}

/** A place of the program whose value is asked for. */
export interface SpanRequest {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

export type WorkerRequest =
  | {
      readonly kind: 'evaluate';
      readonly id: number;
      readonly name: string;
      readonly files: FileTexts;
      readonly sample?: SampleInput;
      readonly spans: readonly SpanRequest[];
    }
  | {
      readonly kind: 'examples';
      readonly id: number;
      readonly name: string;
      readonly files: FileTexts;
      readonly inputs: Readonly<Record<string, Uint8Array>>;
    };

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

export type WorkerAnswer =
  | { readonly kind: 'evaluated'; readonly id: number; readonly evaluation: Evaluation }
  | { readonly kind: 'ran'; readonly id: number; readonly results: readonly ExampleOutcome[] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorJson };
