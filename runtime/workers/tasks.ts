// What workers are asked to do and what they answer: plain data that crosses threads.

import type { EvaluationLimits } from '../engine/compile/expression.ts';
import type { Divergence } from '../engine/compile/program.ts';
import type { Execution } from '../engine/compile/trust.ts';
import type { ErrorJson, Finding, Place } from '../engine/errors.ts';
import type { ExampleResult } from '../engine/examples.ts';
import type { PartnerAnswer } from '../engine/formats/edi/answer.ts';
import type { Acknowledgement, DecodeLimits, Envelope } from '../engine/formats/format.ts';
import type { MappingStage } from '../engine/mapping.ts';
import type { MessageResult } from '../engine/message.ts';
import type { SettleRequest } from '../engine/settle.ts';
import type { WorkspaceFiles } from '../engine/workspace/definitions.ts';
import type { CanonicalDocument } from '../model/types.ts';
import type { Beginning, OutputLines } from './line.ts';
import type { WrittenSettlement } from './settled.ts';

export interface WorkerSetup {
  readonly files: WorkspaceFiles;
  readonly decode: DecodeLimits;
  readonly evaluation: EvaluationLimits;
  /** Who evaluates; by default compiled code where a proof allows it. */
  readonly execution?: Omit<Execution, 'onDivergence'>;
  /** Whether the threads leave the processors to the one that started them when there are too few for all. */
  readonly behind?: boolean;
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
  /** Stands for this message and all behind it, which nobody could tell apart. */
  readonly rest?: true;
  /** Set when the message is a partner's technical answer to interchanges of ours. */
  readonly answers?: readonly PartnerAnswer[];
  /** Where the error's path stands in the receipt, when the format can tell. */
  readonly place?: Place;
  /** Milliseconds from choosing the mapping to the checked documents. */
  readonly tookMs: number;
  /** How long each step took that was reached; `decode` is that of the whole receipt. */
  readonly stageMs?: StageTimes;
}

/** Milliseconds by step, to the microsecond. */
export type StageTimes = Partial<Readonly<Record<'decode' | MappingStage, number>>>;

/** What a message is settled with as soon as it is evaluated: as if nothing were stored that concerns it. */
export interface Ahead {
  readonly messageId: string;
  /** Class of its source where the configuration gives one. */
  readonly configuredClass?: string;
  /** Both RFC 3339. */
  readonly receivedAt: string;
  readonly now: string;
  /** Types of documents for which it is worth trying. */
  readonly types: readonly CanonicalDocument['type'][];
}

/** Tasks, each with the answers it streams (`item`) and the answer that ends it (`done`). */
export interface Tasks {
  /** Decodes a receipt and maps its messages from `from` on, one item each. */
  evaluate: {
    request: {
      /** Names the bytes, so that a long receipt need not be decoded again for each of its chunks. */
      readonly key: string;
      readonly bytes: Uint8Array;
      /** The mapping, or candidates that a source chooses from. */
      readonly mapping?: string;
      readonly source?: { readonly system: string; readonly topic?: string };
      /** The shop or company that the source is, for documents whose mapping does not say. */
      readonly tenant?: string;
      readonly from: number;
      /** Position behind the last message wanted. */
      readonly until: number;
      /** Only the message at this position. */
      readonly only?: number;
      readonly acknowledge: boolean;
      readonly preparedAt: string;
      readonly control: string;
      /** Set when its message is to be settled as well, should it be the only one. */
      readonly ahead?: Ahead;
    };
    item: EvaluatedMessage;
    done: {
      readonly messages: number;
      readonly findings: readonly Finding[];
      readonly acknowledgements: readonly Acknowledgement[];
    };
  };
  /** Decodes and maps short receipts, and answers with what became of each, several at a time. */
  evaluateAll: {
    request: { readonly receipts: readonly EvaluateRequest[]; readonly from: number };
    item: readonly (WrittenReceipt | null)[];
    done: { readonly messages: number };
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
  /**
   * Maps and judges receipts like `run`, and answers with the lines of output: one for each message of a receipt, for each line
   * of it that is not blank, or for the receipt as a whole.
   */
  filter: {
    request: {
      readonly mapping: string;
      readonly raw: readonly [Uint8Array];
      readonly each: 'line' | 'message' | 'receipt';
      /** Where the receipt begins in the input, for the places of errors. */
      readonly beginning: Beginning;
      readonly from: number;
    };
    /** Lines of one receipt or of several. */
    item: OutputLines;
    done: { readonly messages: number };
  };
  /** Runs the examples of mappings and rulesets: one item each. */
  examples: {
    request: { readonly names: readonly string[]; readonly from: number };
    item: ExampleResult;
    done: { readonly messages: number };
  };
  /** Judges, applies and maps outward documents that have nothing to do with one another: several answers at a time. */
  settle: {
    request: {
      /** Each as JSON, which costs both threads less than a copy of its objects would. */
      readonly settling: readonly string[];
      /** Lines that the rules of the longest one look at. */
      readonly lines: number;
      readonly from: number;
    };
    item: readonly WrittenSettlement[];
    done: { readonly messages: number };
  };
}

export type EvaluateRequest = Tasks['evaluate']['request'];

/** Puts settlements into one task. */
export const settlingTask = (settling: readonly SettleRequest[]): Tasks['settle']['request'] => ({
  settling: settling.map((request) => JSON.stringify(request)),
  lines: Math.max(0, ...settling.map(linesToJudge)),
  from: 0,
});

/** What a document causes when nothing is stored that concerns it. */
export interface SettledAhead {
  readonly settlement: WrittenSettlement;
  /** By which other documents are looked for that say the same event. */
  readonly fingerprint: string;
}

/** What became of a receipt that was evaluated among others, each message as JSON. */
export interface WrittenReceipt {
  readonly items: readonly string[];
  readonly done: Tasks['evaluate']['done'];
  readonly ahead?: SettledAhead;
}

export type TaskName = keyof Tasks;

type Request = Tasks[TaskName]['request'];

/** Receipts of at least this size stay decoded on their thread between chunks. */
export const LONG_BYTES = 64 * 1024;

/** Names the bytes that a task decodes, when they are worth keeping. */
export function keyOf({ request }: { readonly request: Request }): string | undefined {
  return 'bytes' in request && request.bytes.length >= LONG_BYTES ? request.key : undefined;
}

/** A slow machine still decodes this many bytes in a millisecond. */
const DECODE_BYTES_PER_MS = 500;
/** Rules run once per line: an order of thousands of lines gets that much longer than one of ten. */
const MS_PER_LINE = 10;

const linesIn = (document: CanonicalDocument | undefined): number =>
  document !== undefined && 'lines' in document ? (document.lines?.length ?? 0) : 0;

/** Milliseconds that a task may take beyond the limit of one message: before its first message, and for each. */
export function extraMs({ request }: { readonly request: Request }): { decoding: number; judging: number } {
  if ('bytes' in request) return { decoding: request.bytes.length / DECODE_BYTES_PER_MS, judging: 0 };
  if ('raw' in request) {
    const size = request.raw.reduce((sum, raw) => sum + raw.length, 0);
    return { decoding: size / DECODE_BYTES_PER_MS, judging: 0 };
  }
  if ('receipts' in request) {
    const size = request.receipts.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return { decoding: size / DECODE_BYTES_PER_MS, judging: size / DECODE_BYTES_PER_MS };
  }
  return { decoding: 0, judging: 'settling' in request ? MS_PER_LINE * request.lines : 0 };
}

/** Lines that the rules of one settlement look at. */
export function linesToJudge({ incoming, previous, order, related }: SettleRequest): number {
  const lines = [incoming, previous?.document, order?.state.document, ...related.shipments, ...related.invoices];
  return lines.reduce((sum, document) => sum + linesIn(document), 0);
}

export type TaskToWorker = {
  [Name in TaskName]: {
    readonly kind: 'task';
    /** The token of its lease: every answer names it. */
    readonly id: number;
    readonly task: Name;
    readonly request: Tasks[Name]['request'];
    /** A message of it has cost a thread: each answer is to be given before the next message is begun. */
    readonly careful: boolean;
  };
}[TaskName];

export type ToWorker =
  | TaskToWorker
  /** Another thread saw compiled code differ from the reference: this file runs on the reference from now on. */
  | { readonly kind: 'quarantine'; readonly file: string };

export type FromWorker =
  /** `thread`: as the system knows it, where it tells threads apart. */
  | { readonly kind: 'ready'; readonly thread?: string }
  | { readonly kind: 'diverged'; readonly divergence: Divergence }
  /** The task has compiled and decoded what it needs: from here on it is about its messages. */
  | { readonly kind: 'begun'; readonly id: number }
  /** `count` messages are answered by it, one when it is not given. */
  | { readonly kind: 'item'; readonly id: number; readonly item: unknown; readonly count?: number }
  | { readonly kind: 'done'; readonly id: number; readonly done: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorJson };
