// What messages look like in the sidecar's answers. Imports types of http only.
import type { DeliveryAnswer, DocumentName, ExceptionAnswer } from '../../runtime/http/answers.ts';

export type MessageStatus = 'accepted' | 'processed' | 'held' | 'duplicate' | 'discarded';

export type { DocumentName };

export interface MessageRow {
  readonly id: string;
  readonly receipt: string;
  readonly position: number;
  readonly source: string;
  readonly mapping: string;
  readonly status: MessageStatus;
  readonly document: DocumentName | null;
  readonly receivedAt: string;
  readonly settledAt: string | null;
  readonly attempts: number;
  readonly code: string | null;
}

export type ExceptionView = ExceptionAnswer;

export interface Decision {
  readonly ruleset: string;
  readonly rule: string;
  readonly severity: 'block' | 'warn';
  readonly owner: string;
  readonly path: string;
  readonly message: string;
  readonly help?: string;
}

export interface Problemlike {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly subject?: string;
  readonly at?: { readonly file?: string; readonly line?: number; readonly column?: number; readonly path?: string };
}

export interface Stage {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'held' | 'not reached';
  readonly at?: string;
  readonly tookMs?: number;
  readonly error?: Problemlike;
  readonly outcomes?: readonly { readonly type: string; readonly key: string; readonly outcome: string }[];
}

export interface GateView {
  readonly document: DocumentName | null;
  readonly gate: string;
  readonly fit: boolean;
  readonly decisions: readonly Decision[];
  readonly evaluatedAt: string;
}

export type DeliveryView = DeliveryAnswer;

export interface MessageDetail extends MessageRow {
  readonly format: string | null;
  readonly contentType: string | null;
  /** Its place in the receipt. */
  readonly range: { readonly start: number; readonly end: number };
  readonly raw: string | null;
  readonly rawSizeBytes: number;
  readonly stages: readonly Stage[];
  readonly documents: readonly ({ readonly type: string } & Record<string, unknown>)[];
  readonly findings: readonly Problemlike[];
  readonly decisions: readonly Decision[];
  readonly error: Problemlike | null;
  readonly exceptions: readonly ExceptionView[];
  readonly deliveries: readonly DeliveryView[];
  readonly gates: readonly GateView[];
  readonly edited: { readonly by: string | null } | null;
  readonly versions: {
    readonly workspace?: string;
    readonly mapping?: string | null;
    readonly rulesets?: Readonly<Record<string, string>>;
  };
}
