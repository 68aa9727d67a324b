// Orders, stock, connections, sums and charts. May import ./request.ts and types of http.
import type {
  ChangesAnswer,
  ConnectionsAnswer,
  ConservationAnswer,
  DestinationAnswer,
  SeriesAnswer,
  SourceAnswer,
  StockAnswer,
} from '../../runtime/http/answers.ts';
import type {
  ExplanationAnswer,
  OrderAnswer,
  OrderPageAnswer,
  OrderRowAnswer,
  TimelineAnswer,
} from '../../runtime/http/order-answers.ts';
import type { ConservationSum } from '../../runtime/model/sums.ts';
import { queryText, requestJson } from './request.ts';

type Signal = { readonly signal: AbortSignal };

export type OrderRow = OrderRowAnswer;

export type OrderFilter = Partial<Record<'q' | 'status' | 'blocked', string>>;

export const orderPage = (filter: OrderFilter, cursor: string | undefined, signal: AbortSignal) =>
  requestJson<OrderPageAnswer>(`/v1/orders${queryText({ ...filter, cursor, limit: 50 })}`, { signal });

export type OrderDetail = OrderAnswer;

const orderPath = (id: string, system: string | undefined, rest = '', more = {}) =>
  `/v1/orders/${encodeURIComponent(id)}${rest}${queryText({ system, ...more })}`;

export const orderQuery = (id: string, system?: string) => ({
  queryKey: ['order', id, system ?? ''],
  queryFn: ({ signal }: Signal) => requestJson<OrderDetail>(orderPath(id, system), { signal }),
});

export type TimelineEvent = TimelineAnswer['events'][number];

export const timelineQuery = (id: string, system?: string) => ({
  queryKey: ['order', id, system ?? '', 'timeline'],
  queryFn: ({ signal }: Signal) => requestJson<TimelineAnswer>(orderPath(id, system, '/timeline'), { signal }),
});

export const explainQuery = (id: string, path: string, system?: string) => ({
  queryKey: ['order', id, system ?? '', 'explain', path],
  queryFn: ({ signal }: Signal) =>
    requestJson<ExplanationAnswer>(orderPath(id, system, '/explain', { path }), { signal }),
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

export type Series = Pick<SeriesAnswer, 'kind' | 'stepMs' | 'at' | 'series'>;

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

export type WorkspaceChange = ChangesAnswer['changes'][number];

export const changesQuery = {
  queryKey: ['workspace', 'changes'],
  queryFn: ({ signal }: Signal) => requestJson<ChangesAnswer>('/v1/workspace/changes', { signal }),
} as const;
