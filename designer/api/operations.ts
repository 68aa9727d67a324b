// Orders, stock, connections, sums and charts. May import ./request.ts and types of its neighbours and of http.
import type {
  ConnectionsAnswer,
  ConservationAnswer,
  DestinationAnswer,
  SourceAnswer,
  StockAnswer,
} from '../../runtime/http/answers.ts';
import type { ConservationSum } from '../../runtime/model/sums.ts';
import type { Decision, DeliveryView, DocumentName, ExceptionView, GateView } from './message-shapes.ts';
import { queryText, requestJson } from './request.ts';

type Signal = { readonly signal: AbortSignal };

export interface OrderRow {
  readonly orderId: string;
  readonly system: string;
  readonly orderNumber: string | null;
  readonly orderType: string | null;
  readonly status: string | null;
  readonly paymentStatus: string | null;
  readonly placedAt: string | null;
  readonly currency: string | null;
  readonly total: string | null;
  readonly lines: number;
  readonly holds: readonly string[];
  readonly blocked: readonly string[];
  readonly exceptions: number;
  readonly updatedAt: string;
}

export interface OrderPage {
  readonly orders: readonly OrderRow[];
  readonly next: string | null;
  readonly states: readonly { readonly status: string | null; readonly count: number }[];
  readonly blocked: readonly { readonly gate: string; readonly count: number }[];
}

export type OrderFilter = Partial<Record<'q' | 'status' | 'blocked', string>>;

export const orderPage = (filter: OrderFilter, cursor: string | undefined, signal: AbortSignal) =>
  requestJson<OrderPage>(`/v1/orders${queryText({ ...filter, cursor, limit: 50 })}`, { signal });

export type Gate = Omit<GateView, 'document'>;
type Json = Readonly<Record<string, unknown>>;

export interface OrderDetail {
  readonly order: Json;
  readonly version: number;
  readonly updatedAt: string;
  readonly gates: readonly Gate[];
  readonly documents: readonly (Json & { readonly type: string; readonly gates: readonly Gate[] })[];
  readonly systems: readonly {
    readonly source: string;
    readonly document: DocumentName;
    readonly at: string;
    readonly message: string | null;
    readonly outcome: string;
    readonly status?: string;
    readonly paymentStatus?: string;
    readonly acknowledgement?: string;
    readonly sourceStatus?: unknown;
  }[];
  readonly exceptions: readonly ExceptionView[];
  readonly deliveries: readonly DeliveryView[];
}

const orderPath = (id: string, system: string | undefined, rest = '', more = {}) =>
  `/v1/orders/${encodeURIComponent(id)}${rest}${queryText({ system, ...more })}`;

export const orderQuery = (id: string, system?: string) => ({
  queryKey: ['order', id, system ?? ''],
  queryFn: ({ signal }: Signal) => requestJson<OrderDetail>(orderPath(id, system), { signal }),
});

export interface Change {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

export interface TimelineEvent {
  readonly at: string;
  readonly kind: 'message' | 'delivery';
  /** Of a delivery. */
  readonly id?: string;
  readonly document?: DocumentName;
  readonly source?: string;
  readonly message?: string | null;
  readonly outcome?: string;
  readonly changes?: readonly Change[];
  readonly superseded?: readonly unknown[];
  readonly conflicts?: readonly { readonly message?: string }[];
  readonly mapping?: string;
  readonly destination?: string;
  readonly status?: string;
  readonly deliveredAt?: string | null;
}

export const timelineQuery = (id: string, system?: string) => ({
  queryKey: ['order', id, system ?? '', 'timeline'],
  queryFn: ({ signal }: Signal) =>
    requestJson<{ events: readonly TimelineEvent[] }>(orderPath(id, system, '/timeline'), { signal }),
});

export interface Explanation {
  readonly path: string;
  readonly value: unknown;
  readonly changes: readonly (Change & {
    readonly source: string;
    readonly message: string | null;
    readonly at: string;
    readonly mapping: string;
    readonly version: string;
  })[];
  readonly superseded: readonly unknown[];
  readonly conflicts: readonly { readonly message?: string }[];
  readonly derivedFrom: readonly {
    readonly document: DocumentName;
    readonly status?: string;
    readonly messages: readonly { readonly message: string | null; readonly source: string; readonly at: string }[];
  }[];
  readonly missing: readonly { readonly gate: string; readonly decisions: readonly Decision[] }[];
}

export const explainQuery = (id: string, path: string, system?: string) => ({
  queryKey: ['order', id, system ?? '', 'explain', path],
  queryFn: ({ signal }: Signal) => requestJson<Explanation>(orderPath(id, system, '/explain', { path }), { signal }),
});

export type StockPosition = StockAnswer['positions'][number];
export type StockFilter = Partial<Record<'q' | 'location', string>>;

const STOCK_PAGE = 200;

export const stockPage = (filter: StockFilter, cursor: string | undefined, signal: AbortSignal) =>
  requestJson<StockAnswer>(`/v1/inventory${queryText({ ...filter, cursor, limit: STOCK_PAGE })}`, { signal });

export type SourceView = SourceAnswer;
export type DestinationView = DestinationAnswer;

export const connectionsQuery = {
  queryKey: ['connections'],
  queryFn: ({ signal }: Signal) => requestJson<ConnectionsAnswer>('/v1/connections', { signal }),
  refetchInterval: 60_000,
} as const;

export type Sum = ConservationSum;
export type ConservationRow = ConservationAnswer['rows'][number];

export const conservationQuery = {
  queryKey: ['conservation'],
  queryFn: ({ signal }: Signal) => requestJson<ConservationAnswer>('/v1/conservation', { signal }),
} as const;

export interface Series {
  readonly kind: string;
  readonly stepMs: number;
  readonly at: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

export type SeriesKind = 'received' | 'settled' | 'held' | 'delivery' | 'latency';

/** @param range.rangeMs  how far back, from now on */
export const seriesQuery = (kind: SeriesKind, range: { rangeMs: number; by?: 'name' | 'first' | 'last' }) => ({
  queryKey: ['series', kind, range],
  queryFn: ({ signal }: Signal) => {
    const to = new Date();
    const from = new Date(to.getTime() - range.rangeMs);
    const text = queryText({ from: from.toISOString(), to: to.toISOString(), by: range.by });
    return requestJson<Series>(`/v1/series/${kind}${text}`, { signal });
  },
  refetchInterval: 30_000,
});

export interface WorkspaceChange {
  readonly at: string;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
}

export const changesQuery = {
  queryKey: ['workspace', 'changes'],
  queryFn: ({ signal }: Signal) =>
    requestJson<{ changes: readonly WorkspaceChange[] }>('/v1/workspace/changes', { signal }),
} as const;
