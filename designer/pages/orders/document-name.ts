// What a shipment, return or invoice of an order is called. Pure; imports types of api/ only.
import type { OrderDetail } from '../../api/operations.ts';

/** `shipment S-1`: the type and its own id. */
export function nameOf(document: OrderDetail['documents'][number]): string {
  const key = document['shipmentId'] ?? document['returnId'] ?? document['invoiceId'] ?? '';
  return `${document.type} ${String(key)}`;
}
