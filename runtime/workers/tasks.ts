// What workers are asked to do and what they answer: plain data that crosses threads.

import type { EvaluationLimits } from '../engine/compile/expression.ts';
import type { ErrorJson, Finding, Place } from '../engine/errors.ts';
import type { ExampleResult } from '../engine/examples.ts';
import type { PartnerAnswer } from '../engine/formats/edi/answer.ts';
import type { Acknowledgement, DecodeLimits, Envelope } from '../engine/formats/format.ts';
import type { MessageResult } from '../engine/message.ts';
import type { Settlement, SettleRequest } from '../engine/settle.ts';
import type { WorkspaceFiles } from '../engine/workspace/definitions.ts';
import type { CanonicalDocument } from '../model/types.ts';

export interface WorkerSetup {
  readonly files: WorkspaceFiles;
  readonly decode: DecodeLimits;
  readonly evaluation: EvaluationLimits;
}

/** One message of a receipt after decoding and mapping. */
export interface EvaluatedMessage {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly envelope?: Envelope;
  readonly mapping: string;
  readonly documents: readonly CanonicalDocument[];
  readonly findings: readonly Finding[];
  readonly error?: ErrorJson;
  /** Set when the message is a partner's technical answer to one of our interchanges. */
  readonly answer?: PartnerAnswer;
  /** Where the error's path stands in the receipt, when the format can tell. */
  readonly place?: Place;
  /** Milliseconds spent mapping. */
  readonly tookMs: number;
}

/** Tasks, each with the answers it streams (`item`) and the answer that ends it (`done`). */
export interface Tasks {
  /** Decodes a receipt and maps its messages from `from` on, one item each. */
  evaluate: {
    request: {
      /** Names the bytes, so that the next chunk of the same receipt need not be decoded again. */
      readonly key: string;
      readonly bytes: Uint8Array;
      /** The mapping, or candidates that a source chooses from. */
      readonly mapping?: string;
      readonly source?: { readonly system: string; readonly topic?: string };
      readonly from: number;
      /** Position behind the last message wanted. */
      readonly until: number;
      /** Only the message at this position. */
      readonly only?: number;
      readonly acknowledge: boolean;
      readonly preparedAt: string;
      readonly control: string;
    };
    item: EvaluatedMessage;
    done: {
      readonly messages: number;
      readonly findings: readonly Finding[];
      readonly acknowledgements: readonly Acknowledgement[];
    };
  };
  /** Maps and judges messages that know nothing of any state: one item for each receipt, or for each message of one receipt. */
  run: {
    request: {
      readonly mapping: string;
      readonly raw: readonly Uint8Array[];
      readonly each: 'receipt' | 'message';
      readonly from: number;
    };
    item: readonly MessageResult[];
    done: { readonly messages: number };
  };
  /** Runs the examples of mappings and rulesets: one item each. */
  examples: {
    request: { readonly names: readonly string[]; readonly from: number };
    item: ExampleResult;
    done: { readonly messages: number };
  };
  /** Judges, applies and maps outward one document. */
  settle: { request: SettleRequest & { readonly from: number }; item: Settlement; done: { readonly messages: number } };
}

export type TaskName = keyof Tasks;

export type ToWorker = {
  [Name in TaskName]: { readonly id: number; readonly task: Name; readonly request: Tasks[Name]['request'] };
}[TaskName];

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'item'; readonly id: number; readonly item: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly done: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorJson };
