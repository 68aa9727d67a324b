// Fingerprints: what makes two orders the same order under different ids, and two stock movements the same movement.
import type { CanonicalDocument, InventoryDocument, OrderDocument } from '../../model/types.ts';
import { contentHash } from '../workspace/hash.ts';

function orderFingerprint(order: OrderDocument): string {
  const lines = (order.lines ?? []).map((line) => [
    line.sku ?? line.gtin ?? line.name ?? '',
    String(line.quantity ?? ''),
    line.unitPrice ?? '',
  ]);
  const { shipTo, customer, totals } = order;
  return JSON.stringify([
    customer?.customerId ?? customer?.email ?? customer?.name ?? '',
    [shipTo?.address1, shipTo?.postalCode, shipTo?.countryCode].map((part) => (part ?? '').toLowerCase()),
    order.placedAt ?? '',
    order.currency ?? '',
    totals?.total ?? '',
    lines.map((line) => line.join(' ')).sort(),
  ]);
}

/**
 * What two documents share when they say the same business event, and whose content hash is their fingerprint; a document
 * without content shares it with none.
 */
export const sameEvent = (document: CanonicalDocument): readonly [type: string, content: string] =>
  document.type === 'order' && (document.lines ?? []).length > 0
    ? ['order', orderFingerprint(document)]
    : [document.type, JSON.stringify(document)];

/**
 * What tells one stock movement from the next: the same movement sent twice must count once, two equal lines of one
 * message (`index`) must count twice.
 */
export function movementFingerprint(document: InventoryDocument, index: number): string {
  const { source, sku, location, lot, quantities, reason, asOf, occurredAt, references } = document;
  return contentHash([
    JSON.stringify([source.system, sku, location, lot, quantities, reason, asOf, occurredAt, references, index]),
  ]);
}
