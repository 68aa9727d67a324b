// Messages as the operator's pages read them. May import ./request.ts and types of ./message-shapes.ts.
import type { MessageDetail, MessageRow } from './message-shapes.ts';
import { queryText, requestJson } from './request.ts';

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

export const messageQuery = (id: string) => ({
  queryKey: ['message', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    requestJson<MessageDetail>(`/v1/messages/${encodeURIComponent(id)}`, { signal }),
});
