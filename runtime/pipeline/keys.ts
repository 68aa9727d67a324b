// The business keys of a document: what it must not overtake, and which facts its gates depend on.
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument, Reference } from '../model/types.ts';
import { CONSIGNMENT, ORDER_REFERENCES, referencesOf } from '../store/references.ts';

const orderKeys = (references: readonly Pick<Reference, 'type' | 'value'>[]): string[] =>
  references
    .filter((reference) => ORDER_REFERENCES.includes(reference.type))
    .map((reference) => `order:${reference.value}`);

function ownOrder(document: CanonicalDocument): Pick<Reference, 'type' | 'value'>[] {
  return 'order' in document && document.order !== undefined ? [document.order] : [];
}

/** A carrier and a shipper know a consignment by the same ids, whatever each calls it. */
const consignmentKeys = (document: CanonicalDocument): string[] =>
  document.type === 'shipment'
    ? referencesOf(document).flatMap(({ type, value }) => (CONSIGNMENT.includes(type) ? [`consignment:${value}`] : []))
    : [];

/** Lanes of a document: its own key, and every id of the order it belongs to. */
export function laneKeys(document: CanonicalDocument): string[] {
  switch (document.type) {
    case 'order':
      return [
        `order:${document.orderId}`,
        ...(document.orderNumber === undefined ? [] : [`order:${document.orderNumber}`]),
        ...orderKeys(document.references ?? []),
      ];
    case 'inventory':
      return [`inventory:${document.sku}`];
    default:
      return [
        `${document.type}:${documentKey(document)}`,
        ...consignmentKeys(document),
        ...orderKeys([...ownOrder(document), ...(document.references ?? [])]),
      ];
  }
}

/** SKUs on the lines of a document, packages included. */
export function skusOf(document: CanonicalDocument): string[] {
  const lines = 'lines' in document ? (document.lines ?? []) : [];
  const packed = document.type === 'shipment' ? (document.packages ?? []).flatMap((one) => one.lines ?? []) : [];
  const own = document.type === 'inventory' || document.type === 'item' ? [document.sku] : [];
  return [...new Set([...own, ...[...lines, ...packed].flatMap((line) => line.sku ?? [])])];
}

/** Every code that the lines of a document name an item by. */
export function itemCodesOf(document: CanonicalDocument): string[] {
  const lines = 'lines' in document ? (document.lines ?? []) : [];
  const codes = lines.flatMap((line) => [
    'gtin' in line ? line.gtin : undefined,
    'gtin14' in line ? line.gtin14 : undefined,
    ...('identifiers' in line ? (line.identifiers ?? []) : []).map(({ value }) => value),
  ]);
  return [...skusOf(document), ...codes.flatMap((code) => code ?? [])];
}

export function customerIdOf(document: CanonicalDocument): string | undefined {
  if (document.type === 'customer') return document.customerId;
  return document.type === 'order' ? document.customer?.customerId : undefined;
}

/** Statuses behind which no stock, item or customer changes anything for the document any more. */
const ENDED: Readonly<Partial<Record<CanonicalDocument['type'], readonly string[]>>> = {
  order: ['shipped', 'delivered', 'closed', 'cancelled', 'rejected'],
  shipment: ['delivered', 'returned', 'lost', 'cancelled'],
  return: ['written_off', 'refunded', 'closed', 'rejected', 'cancelled'],
  invoice: ['paid', 'void', 'credited'],
};

/** Whether nothing is to be done with a document any more. */
export const isEnded = (document: CanonicalDocument): boolean =>
  'status' in document && (ENDED[document.type] ?? []).includes(document.status ?? '');

/**
 * Facts a document's gates look at, as the dependency table names them. What has ended depends on none: a stock report
 * would otherwise have every order judged again that ever named the SKU.
 */
export function factsNeeded(document: CanonicalDocument): string[] {
  if (isEnded(document)) return [];
  const customer = customerIdOf(document);
  const stock = document.type === 'order' ? skusOf(document).map((sku) => `inventory:${sku}`) : [];
  const items = [...new Set(itemCodesOf(document))].map((code) => `item:${code}`);
  return [...items, ...stock, ...(customer === undefined ? [] : [`customer:${customer}`])];
}

/** The facts that change when a document changes. */
export function factsGiven(document: CanonicalDocument): string[] {
  switch (document.type) {
    case 'item': {
      const codes = [document.gtin, document.gtin14, ...(document.identifiers ?? []).map(({ value }) => value)];
      return [...new Set([document.sku, ...codes.flatMap((code) => code ?? [])])].map((code) => `item:${code}`);
    }
    case 'inventory':
      return [`inventory:${document.sku}`];
    case 'customer':
      return [`customer:${document.customerId}`];
    default:
      return [];
  }
}
