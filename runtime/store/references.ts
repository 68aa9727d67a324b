// Ids: which system gave them out, and what makes two documents speak of the same thing. Imports no other file of the store.
import { extended } from '../engine/extended.ts';
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument, Reference } from '../model/types.ts';

/** Reference types that name an order. A partner's purchase order is another's order number, so they stand in for each other. */
export const ORDER_REFERENCES: readonly string[] = ['orderId', 'orderNumber', 'purchaseOrder'];

/** Reference types that tell one document of its kind from all others. */
export const IDENTIFYING: Readonly<Record<CanonicalDocument['type'], readonly string[]>> = {
  order: ORDER_REFERENCES,
  shipment: ['shipmentId'],
  return: ['returnId'],
  invoice: ['invoiceId'],
  item: ['sku'],
  customer: ['customerId'],
  inventory: [],
};

/** Reference types by which a carrier and a shipper speak of the same consignment. */
export const CONSIGNMENT: readonly string[] = ['trackingNumber', 'shipmentId', 'billOfLading', 'proNumber'];

/** Classes of systems that speak of their own orders only. */
const SHOPS = new Set(['storefront', 'marketplace', 'pos']);

/** The system and tenant that a document's own key belongs to: two buyers may use the same order number. */
export function realmOf(document: CanonicalDocument): string {
  const { system, tenant } = document.source;
  return tenant === undefined ? system : `${system}/${tenant}`;
}

/** Whether a reference names no system, or the document's own: then the document's realm is meant. */
export const isOwn = (document: CanonicalDocument, reference: Pick<Reference, 'system'>): boolean =>
  reference.system === undefined || reference.system === document.source.system;

/** Who gave out an id: what the reference says, else for a purchase order the partner that sends it, else the source itself. */
export function issuerOf(document: CanonicalDocument, reference: Pick<Reference, 'type' | 'system'>): string {
  const { system, tenant } = document.source;
  if (reference.system !== undefined && !isOwn(document, reference)) return reference.system;
  return reference.type === 'purchaseOrder' ? (tenant ?? system) : realmOf(document);
}

/** Whether an id given out by `issuer` is meant by a reference to `system`; an empty system means whoever. */
export const isGivenBy = (issuer: string, system: string): boolean =>
  system === '' || issuer === system || issuer.startsWith(`${system}/`);

/** Whether a document may speak of an order: two shops of one system number their orders alike. */
export function mayBelong(
  document: { readonly view: CanonicalDocument; readonly sourceClass: string },
  order: CanonicalDocument,
): boolean {
  const [own, other] = [document.view.source, order.source];
  if (!SHOPS.has(document.sourceClass) || own.system !== other.system) return true;
  return own.tenant === undefined || other.tenant === undefined || own.tenant === other.tenant;
}

/** The types under which an order may be known by an id that is called `type`. */
export const sameOrderTypes = (type: string): readonly string[] =>
  ORDER_REFERENCES.includes(type) ? [type, ...ORDER_REFERENCES.filter((other) => other !== type)] : [type];

const OWN_REFERENCE: Readonly<Record<CanonicalDocument['type'], string | undefined>> = {
  order: 'orderId',
  shipment: 'shipmentId',
  return: 'returnId',
  invoice: 'invoiceId',
  item: 'sku',
  customer: 'customerId',
  inventory: undefined,
};

/** Every id a document is known by, each with who gave it out, its own key first. */
export function referencesOf(document: CanonicalDocument): Required<Reference>[] {
  const own = OWN_REFERENCE[document.type];
  const number = document.type === 'order' ? document.orderNumber : undefined;
  const codes: Reference[] =
    document.type === 'item'
      ? [
          ...[document.gtin, document.gtin14].flatMap((value) =>
            value === undefined ? [] : [{ type: 'gtin', value }],
          ),
          ...(document.identifiers ?? []).flatMap(({ value }) =>
            value === undefined ? [] : [{ type: 'identifier', value }],
          ),
        ]
      : [];
  const tracking = document.type === 'shipment' ? (document.trackingNumbers ?? []) : [];
  const references: Reference[] = [
    ...codes,
    ...tracking.map((value) => ({ type: 'trackingNumber', value })),
    ...(own === undefined ? [] : [{ type: own, value: documentKey(document) }]),
    ...(number === undefined ? [] : [{ type: 'orderNumber', value: number }]),
    ...(document.references ?? []),
  ];
  return references.map((reference) => extended(reference, { system: issuerOf(document, reference) }));
}
