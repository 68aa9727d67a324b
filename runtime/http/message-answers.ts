// What the routes of messages answer, as types alone. Imports types of the model, of the engine and of its neighbour only.
import type { ErrorJson, Finding } from '../engine/errors.ts';
import type { Decision } from '../engine/judge.ts';
import type { CanonicalDocument } from '../model/types.ts';
import type { DeliveryAnswer, DocumentName, ExceptionAnswer, GateAnswer } from './answers.ts';

export interface MessageRowAnswer {
  readonly id: string;
  readonly receipt: string;
  readonly position: number;
  readonly source: string;
  readonly mapping: string;
  /** `accepted`: still under way. */
  readonly status: 'accepted' | 'processed' | 'held' | 'duplicate' | 'discarded';
  readonly document: DocumentName | null;
  readonly receivedAt: string;
  readonly settledAt: string | null;
  readonly attempts: number;
  /** Of the exception that holds it. */
  readonly code: string | null;
}

export interface MessagePageAnswer {
  readonly messages: readonly MessageRowAnswer[];
  readonly next: string | null;
}

/** One value that a message changed; `path` is empty when it brought the whole document. */
export interface ChangeAnswer {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A write that was refused, in words. */
export interface ConflictAnswer {
  readonly message?: string;
}

/** What became of one document of a message, and what it changed in the state. */
export interface OutcomeAnswer {
  readonly type: string;
  readonly key: string;
  readonly outcome: string;
  readonly superseded?: readonly unknown[] | undefined;
  readonly conflicts?: readonly ConflictAnswer[] | undefined;
  readonly error?: ErrorJson | undefined;
  readonly changes: readonly ChangeAnswer[];
}

export interface StageAnswer {
  readonly name: 'intake' | 'decode' | 'contract' | 'map' | 'check' | 'gate intake' | 'apply';
  readonly status: 'passed' | 'failed' | 'held' | 'not reached';
  readonly at?: string;
  /** How long it took; `decode` is that of the whole receipt, `apply` is judging and writing together. */
  readonly tookMs?: number | undefined;
  readonly error?: ErrorJson;
  readonly outcomes?: readonly OutcomeAnswer[];
}

export interface MessageAnswer extends MessageRowAnswer {
  readonly format: string | null;
  readonly contentType: string | null;
  /** Its place in the receipt, bytes. */
  readonly range: { readonly start: number; readonly end: number };
  /** How it begins, as text; null once its bytes are gone. */
  readonly raw: string | null;
  readonly rawSizeBytes: number;
  /** Of EDI: who sent it to whom, under which control numbers. */
  readonly envelope: unknown;
  readonly stages: readonly StageAnswer[];
  readonly documents: readonly CanonicalDocument[];
  readonly findings: readonly Finding[];
  readonly decisions: readonly Decision[];
  readonly error: ErrorJson | null;
  readonly exceptions: readonly ExceptionAnswer[];
  readonly deliveries: readonly DeliveryAnswer[];
  readonly gates: readonly (GateAnswer & { readonly document: DocumentName | null })[];
  readonly edited:
    | ({ readonly by: string | null } & ({ readonly body: string } | { readonly bodyBase64: string }))
    | null;
  readonly versions: {
    readonly workspace?: string;
    readonly mapping?: string | null;
    readonly rulesets?: Readonly<Record<string, string>>;
  };
}
