// Messages as the operator's pages read them. May import ./request.ts and types of http.
import type { MessagePageAnswer } from '../../runtime/http/message-answers.ts';
import type { MessageDetail } from './message-shapes.ts';
import { queryText, requestJson, send } from './request.ts';

/** Names of the filters, as the address and the request have them. */
export const MESSAGE_FILTERS = ['q', 'key', 'status', 'mapping', 'source', 'document', 'code', 'from', 'to'] as const;
export type MessageFilter = Partial<Record<(typeof MESSAGE_FILTERS)[number], string>>;

const PAGE = 100;

export const messagePage = (filter: MessageFilter, cursor: string | undefined, signal: AbortSignal) =>
  requestJson<MessagePageAnswer>(`/v1/messages${queryText({ ...filter, cursor, limit: PAGE })}`, { signal });

/**
 * The bytes of a receipt exactly as they came, for whoever may see all of them.
 *
 * @throws RequestError 403 for others
 */
export const receiptBytes = async (receipt: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await send(`/v1/receipts/${encodeURIComponent(receipt)}/body`, { signal })).arrayBuffer());

export const messageQuery = (id: string) => ({
  queryKey: ['message', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    requestJson<MessageDetail>(`/v1/messages/${encodeURIComponent(id)}`, { signal }),
});
