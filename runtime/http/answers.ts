// What the operator's routes answer, as types alone: the routes are held to them, and the pages read by them. Messages and orders
// have files of their own beside it. Imports types of the model and of the engine only.
import type { Finding } from '../engine/errors.ts';
import type { Decision } from '../engine/judge.ts';
import type { ActState, PreviewState } from '../model/exception-work.ts';
import type { Priority } from '../model/service-levels.ts';
import type { ConservationRow, OverviewSums } from '../model/sums.ts';
import type { InventoryQuantities } from '../model/types.ts';

export interface OverviewAnswer extends OverviewSums {
  /** Hash of the workspace in force. */
  readonly version: string;
  /** Open exceptions whose time by the service level is up; since when the first of them is. */
  readonly overdue: { readonly count: number; readonly since: string | null };
}

export interface ConservationAnswer {
  readonly balanced: boolean;
  readonly rows: readonly ConservationRow[];
}

export interface DocumentName {
  readonly type: string;
  readonly key: string | null;
}

export interface ExceptionAnswer {
  readonly id: string;
  /** `engine`: about a mapping or ruleset as a whole, which goes on working. */
  readonly subject: 'message' | 'gate' | 'delivery' | 'engine';
  readonly code: string;
  readonly category: string;
  readonly owner: string;
  readonly severity: string;
  readonly cause: string;
  readonly gate: string | null;
  readonly mapping: string | null;
  readonly path: string | null;
  readonly message: string;
  readonly help: string | null;
  readonly detail: unknown;
  readonly status: 'open' | 'resolved' | 'discarded';
  readonly messageId: string | null;
  readonly receiptId: string | null;
  readonly deliveryId: string | null;
  readonly document: DocumentName | null;
  readonly createdAt: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly reason: string | null;
  readonly assignee: string | null;
  readonly priority: Priority;
  /** When its service level says that it should be dealt with. */
  readonly dueAt: string | null;
}

export interface ExceptionPageAnswer {
  readonly exceptions: readonly ExceptionAnswer[];
  readonly groups: readonly {
    readonly owner: string;
    readonly category: string;
    readonly code: string;
    readonly cause: string;
    readonly count: number;
    readonly oldest: string;
    readonly due: string | null;
    readonly priority: Priority;
  }[];
  readonly next: string | null;
}

/** Where a cause is put right: a row of a table, a rule, a mapping; null when that is outside of the workspace. */
export type Fix =
  | { readonly kind: 'table-row'; readonly table: string; readonly file: string; readonly word: string | null }
  | { readonly kind: 'rule'; readonly ruleset: string; readonly rule: string; readonly file: string }
  | { readonly kind: 'mapping'; readonly file: string; readonly path: string | null }
  | { readonly kind: 'destination'; readonly destination: string };

export interface ClusterAnswer {
  readonly owner: string;
  readonly category: string;
  readonly code: string;
  readonly cause: string;
  readonly count: number;
  readonly assigned: number;
  readonly subject: ExceptionAnswer['subject'];
  readonly gate: string | null;
  readonly message: string;
  readonly help: string | null;
  readonly oldest: string;
  readonly newest: string;
  /** When the first of them falls due. */
  readonly due: string | null;
  /** Of the most pressing of them. */
  readonly priority: Priority;
  readonly fix: Fix | null;
  readonly example: ExceptionAnswer;
}

export interface ClustersAnswer {
  readonly clusters: readonly ClusterAnswer[];
  readonly total: number;
  readonly overdue: number;
}

export interface ExceptionNoteAnswer {
  readonly at: string;
  readonly by: string;
  readonly act: 'commented' | 'assigned' | 'replayed';
  readonly text: string | null;
}

export type ExceptionDetailAnswer = ExceptionAnswer & { readonly notes: readonly ExceptionNoteAnswer[] };

export type PreviewAnswer = PreviewState;

/** How far an act on many exceptions is. */
export interface ActAnswer extends ActState {
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** What became of one exception that was acted on by itself. */
export interface ActedAnswer {
  readonly exceptions: readonly { readonly id: string; readonly status: string }[];
}

export interface UnmappedAnswer {
  readonly words: readonly {
    readonly table: string;
    readonly word: string;
    /** Open exceptions that it has caused. */
    readonly count: number;
    readonly cause: string;
    readonly message: string | null;
    readonly oldest: string;
    readonly newest: string;
  }[];
}

export interface DeliveryAnswer {
  readonly id: string;
  readonly destination: string;
  readonly mapping: string;
  readonly document: DocumentName | null;
  /** `refused` by the partner's answer; `replaced` by one that was made anew or came later; `discarded` by a person. */
  readonly status: 'pending' | 'delivered' | 'dead' | 'refused' | 'replaced' | 'discarded';
  readonly attempts: number;
  readonly createdAt: string;
  readonly deliveredAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
  readonly partnerAnswer: string | null;
  readonly sizeBytes: number;
}

export interface DeliveryPageAnswer {
  /** `exception`: the open one about it. */
  readonly deliveries: readonly (DeliveryAnswer & { readonly exception: string | null })[];
  readonly next: string | null;
}

export interface DeliveryDetailAnswer extends DeliveryAnswer {
  /** The team whose exceptions its failures are; null when the destination is configured no more. */
  readonly owner: string | null;
  readonly contentType: string;
  readonly fileName: string | null;
  readonly receipt: string | null;
  /** The bytes, as text or in base64; null once they were removed for their age. */
  readonly body?: string | null;
  readonly bodyBase64?: string;
  /** Attempts that failed, oldest first, and the one that was taken. */
  readonly tries: readonly {
    readonly at: string;
    readonly outcome: 'retry' | 'rejected' | 'delivered';
    readonly reason: string | null;
    readonly nextAt: string | null;
  }[];
  readonly exceptions: readonly ExceptionAnswer[];
  /** The messages that made its document what it was, the last first. */
  readonly messages: readonly {
    readonly message: string;
    readonly source: string;
    readonly at: string;
    readonly outcome: string;
  }[];
}

export interface GateAnswer {
  readonly gate: string;
  readonly fit: boolean;
  readonly decisions: readonly Decision[];
  readonly evaluatedAt: string;
}

export interface StockAnswer {
  readonly positions: readonly {
    readonly sku: string;
    readonly location: string;
    readonly locationType?: string | undefined;
    readonly lot?: string | undefined;
    readonly unit?: string | undefined;
    /** Absent for a position that nothing was said of but that it is there. */
    readonly quantities?: InventoryQuantities | undefined;
    readonly asOf?: string | undefined;
    readonly source: { readonly system: string };
    readonly updatedAt: string;
    /** Of its document, as messages name it. */
    readonly key: string;
    readonly gates: readonly GateAnswer[];
  }[];
  /** What open orders want of the SKUs of the page; null when they are too many to be opened for one answer. */
  readonly promised: readonly { readonly sku: string; readonly quantity: string | null; readonly orders: number }[];
  readonly next: string | null;
  /** Where there is stock; on the first page only. */
  readonly locations?: readonly string[];
}

export interface SourceAnswer {
  readonly name: string;
  readonly system: string;
  readonly class: string | null;
  readonly isConfigured: boolean;
  readonly isSigned: boolean;
  readonly received: number;
  readonly today: number;
  readonly lastHour: number;
  readonly lastAt: string | null;
  readonly cadence: {
    readonly usualPerHour: number;
    readonly expectedSince: number;
    readonly silentMs: number;
    readonly status: 'learning' | 'usual' | 'silent';
  } | null;
  readonly hours: readonly { readonly at: string; readonly count: number }[];
}

export interface DestinationAnswer {
  readonly name: string;
  readonly type: string;
  readonly owner: string;
  readonly mappings: readonly string[];
  readonly circuit: 'open' | 'closed';
  readonly pausedUntil: string | null;
  readonly inFlight: number;
  readonly pending: number;
  readonly dead: number;
  readonly refused: number;
  readonly oldestPendingAt: string | null;
  readonly lastDeliveredAt: string | null;
  readonly lastError: string | null;
  readonly lastDay: { readonly delivered: number; readonly retried: number; readonly rejected: number };
}

export interface ConnectionsAnswer {
  readonly sources: readonly SourceAnswer[];
  readonly destinations: readonly DestinationAnswer[];
}

/** Counts over time; of latency percentiles, null where there was nothing. */
export interface SeriesAnswer {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly stepMs: number;
  readonly at: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

export interface ChangesAnswer {
  readonly changes: readonly {
    readonly at: string;
    readonly by: string;
    readonly action: string;
    readonly subject: string;
  }[];
}

export interface MeAnswer {
  readonly name: string;
  readonly roles: readonly string[];
  readonly via: 'local' | 'nobody' | 'session' | 'signature' | 'token';
}

interface MappingSummary {
  readonly name: string;
  readonly direction: 'inbound' | 'outbound';
  readonly title: string;
  readonly version: string;
  readonly owner: string;
  readonly from: {
    readonly system?: string;
    readonly class?: string;
    readonly format?: string;
    readonly document?: string;
    readonly gate?: string;
    readonly message?: string | readonly string[];
  };
  readonly to: { readonly document?: string | readonly string[]; readonly system?: string; readonly format?: string };
  readonly tables: readonly string[];
  readonly examples: readonly string[];
}

interface RulesetSummary {
  readonly name: string;
  readonly title: string;
  readonly gate: string;
  readonly document: string;
  readonly scope?: string;
  readonly owner?: string;
  readonly version: string;
  readonly rules: readonly string[];
  readonly examples: readonly string[];
}

interface TableSummary {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Hash of its content. */
  readonly version: string;
}

/** The workspace in force. */
export interface WorkspaceAnswer {
  readonly version: string;
  readonly mappings: readonly MappingSummary[];
  readonly rulesets: readonly RulesetSummary[];
  readonly tables: readonly TableSummary[];
  /** Document types that have a lifecycle. */
  readonly lifecycles: readonly string[];
  readonly findings: readonly Finding[];
}
