// The key of a canonical document: what makes two documents speak of the same thing. Imports the types only.
import type { CanonicalDocument } from './types.ts';

/**
 * The key of a document within its type.
 *
 * The id field for most; `sku@location[#lot]` for inventory, where `@`, `#` and `%` inside a part are percent-encoded so
 * that two positions never share a key.
 */
export function documentKey(document: CanonicalDocument): string {
  switch (document.type) {
    case 'order':
      return document.orderId;
    case 'shipment':
      return document.shipmentId;
    case 'inventory':
      return inventoryKey(document);
    case 'return':
      return document.returnId;
    case 'invoice':
      return document.invoiceId;
    case 'item':
      return document.sku;
    case 'customer':
      return document.customerId;
  }
}

/** A part of a key, so that what separates parts does not stand in it. */
export const keyPart = (text: string): string => text.replace(/[%@#]/g, encodeURIComponent);

/** `sku@location`, and `#lot` where stock is counted by lot. */
export function inventoryKey(position: {
  readonly sku: string;
  readonly location: string;
  readonly lot?: string;
}): string {
  const lot = position.lot === undefined ? '' : `#${keyPart(position.lot)}`;
  return `${keyPart(position.sku)}@${keyPart(position.location)}${lot}`;
}

/** The keys of all positions of a SKU, or of every one: `from` inclusive, `below` exclusive. `A` follows `@` in every encoding. */
export function inventoryKeyRange(sku?: string): { from: string; below: string } {
  return sku === undefined
    ? { from: '', below: '\u{10ffff}' }
    : { from: `${keyPart(sku)}@`, below: `${keyPart(sku)}A` };
}
