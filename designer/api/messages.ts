// Messages as the operator's pages read them. May import ./request.ts and types of ./exceptions.ts.
import type { ExceptionView } from './exceptions.ts';
import { queryText, requestJson } from './request.ts';

export type MessageStatus = 'accepted' | 'processed' | 'held' | 'duplicate' | 'discarded';

export interface DocumentName {
  readonly type: string;
  readonly key: string | null;
}

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

export interface MessagePage {
  readonly messages: readonly MessageRow[];
  readonly next: string | null;
}

/** Names of the filters, as the address and the request have them. */
export const MESSAGE_FILTERS = ['q', 'status', 'mapping', 'source', 'document', 'code', 'from', 'to'] as const;
export type MessageFilter = Partial<Record<(typeof MESSAGE_FILTERS)[number], string>>;

const PAGE = 100;

export const messagePage = (filter: MessageFilter, cursor: string | undefined, signal: AbortSignal) =>
  requestJson<MessagePage>(`/v1/messages${queryText({ ...filter, cursor, limit: PAGE })}`, { signal });

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

export interface DeliveryView {
  readonly id: string;
  readonly destination: string;
  readonly mapping: string;
  readonly document: DocumentName | null;
  readonly status: 'pending' | 'delivered' | 'dead' | 'refused' | 'replaced';
  readonly attempts: number;
  readonly createdAt: string;
  readonly deliveredAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
  readonly sizeBytes: number;
}

export interface MessageDetail extends MessageRow {
  readonly format: string | null;
  readonly contentType: string | null;
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

export const messageQuery = (id: string) => ({
  queryKey: ['message', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    requestJson<MessageDetail>(`/v1/messages/${encodeURIComponent(id)}`, { signal }),
});
