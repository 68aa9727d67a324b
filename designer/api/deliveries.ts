// Deliveries as the operator's pages read them. May import ./request.ts and types of http.
import type { DeliveryDetailAnswer, DeliveryPageAnswer } from '../../runtime/http/answers.ts';
import { queryText, requestJson } from './request.ts';

export type DeliveryRow = DeliveryPageAnswer['deliveries'][number];
export type DeliveryDetail = DeliveryDetailAnswer;

/** Names of the filters, as the address and the request have them. */
export const DELIVERY_FILTERS = [
  'status',
  'destination',
  'mapping',
  'document',
  'key',
  'attempts',
  'from',
  'to',
  'sort',
] as const;
export type DeliveryFilter = Partial<Record<(typeof DELIVERY_FILTERS)[number], string>>;

const PAGE = 100;

export const deliveryPage = (filter: DeliveryFilter, cursor: string | undefined, signal: AbortSignal) =>
  requestJson<DeliveryPageAnswer>(`/v1/deliveries${queryText({ ...filter, cursor, limit: PAGE })}`, { signal });

export const deliveryQuery = (id: string) => ({
  queryKey: ['deliveries', 'one', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    requestJson<DeliveryDetail>(`/v1/deliveries/${encodeURIComponent(id)}`, { signal }),
});
