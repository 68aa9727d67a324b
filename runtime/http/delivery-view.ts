// A delivery as every answer shows it, and bytes as text where they are text.
import type { DeliveryRow } from '../store/deliveries.ts';
import type { DeliveryAnswer } from './answers.ts';
import { time } from './route.ts';

type Shown = Omit<DeliveryRow, 'body' | 'content_type' | 'file_name' | 'control'>;

export const deliveryView = (row: Shown): DeliveryAnswer => ({
  id: row.id,
  destination: row.destination,
  mapping: row.mapping,
  document: row.document_type === null ? null : { type: row.document_type, key: row.document_key },
  status: row.status,
  attempts: row.attempts,
  createdAt: time(row.created_at),
  deliveredAt: row.delivered_at === null ? null : time(row.delivered_at),
  nextAttemptAt: row.status === 'pending' ? time(row.next_at) : null,
  lastError: row.last_error,
  partnerAnswer: row.answered,
  sizeBytes: row.sizeBytes,
});

/** Bytes as text, or in base64 when they are none. */
export function bodyView(body: Uint8Array): { body: string } | { bodyBase64: string } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(body) };
  } catch {
    return { bodyBase64: Buffer.from(body).toString('base64') };
  }
}
