// Reads from the store everything that settling one document needs.

import type { FactContext } from '../engine/facts/spec.ts';
import type { RelatedDocuments, SettleRequest } from '../engine/settle.ts';
import { fingerprint, movementFingerprint } from '../engine/state/fingerprint.ts';
import type {
  CanonicalDocument,
  CustomerDocument,
  InventoryDocument,
  InvoiceDocument,
  ItemDocument,
  ReturnDocument,
  ShipmentDocument,
} from '../model/types.ts';
import type { Connection } from '../store/database.ts';
import {
  anyOfType,
  type DocumentRow,
  danglingFor,
  documentsByKey,
  duplicateOrder,
  findOrder,
  findSame,
  inventoryPositions,
  itemsByCode,
  itemsNear,
  orderOf,
  referencesOf,
  relatedDocuments,
} from '../store/documents.ts';
import { customerIdOf, itemCodesOf, skusOf } from './keys.ts';

/** A settle request with the rows it was made from. */
export interface Gathered {
  readonly request: SettleRequest;
  readonly row: DocumentRow | undefined;
  readonly orderRow: DocumentRow | undefined;
  /** Documents that waited for this order. */
  readonly waiting: readonly DocumentRow[];
  readonly fingerprint: string;
  readonly movement: string | undefined;
}

export interface GatherOptions {
  readonly incoming?: CanonicalDocument;
  /** The stored document to judge again, when nothing came in. */
  readonly stored?: DocumentRow;
  readonly sourceClass: string;
  readonly system: string;
  readonly messageId: string;
  /** Place of the document in its message. */
  readonly index: number;
  /** When the message came in, epoch milliseconds. */
  readonly receivedAt: number;
  readonly now: number;
}

const views = <Document extends CanonicalDocument>(rows: readonly DocumentRow[], type: Document['type']): Document[] =>
  rows.filter((row) => row.type === type).map((row) => row.view as Document);

function relatedOf(rows: readonly DocumentRow[], items: readonly ItemDocument[]): RelatedDocuments {
  const [shipments, returns, invoices] = [
    views<ShipmentDocument>(rows, 'shipment'),
    views<ReturnDocument>(rows, 'return'),
    views<InvoiceDocument>(rows, 'invoice'),
  ];
  return { shipments, returns, invoices, items };
}

/**
 * The items that the lines of these documents name by any code, and for a SKU that no item has, a few that begin alike.
 * Undefined when the store holds no items at all: then no rule may call a SKU unknown.
 */
function itemsOf(connection: Connection, documents: readonly CanonicalDocument[]): ItemDocument[] | undefined {
  if (!anyOfType(connection, 'item')) return undefined;
  const found = views<ItemDocument>(itemsByCode(connection, documents.flatMap(itemCodesOf)), 'item');
  const known = new Set(found.map((item) => item.sku));
  const unknown = documents.flatMap(skusOf).filter((sku) => !known.has(sku));
  const near = unknown.flatMap((sku) => views<ItemDocument>(itemsNear(connection, sku), 'item'));
  return [...new Map([...found, ...near].map((item) => [item.sku, item])).values()];
}

/** Reference data for the rules. What the store has no master data for at all stays unknown, so that no rule calls it wrong. */
function contextOf(
  connection: Connection,
  documents: readonly CanonicalDocument[],
  items: ItemDocument[] | undefined,
): FactContext {
  const skus = [...new Set(documents.flatMap(skusOf))];
  const [customerId] = documents.flatMap((document) => customerIdOf(document) ?? []);
  const inventory = anyOfType(connection, 'inventory')
    ? views<InventoryDocument>(
        skus.flatMap((sku) => inventoryPositions(connection, { sku })),
        'inventory',
      )
    : undefined;
  const customer =
    customerId === undefined || !anyOfType(connection, 'customer')
      ? undefined
      : ((documentsByKey(connection, 'customer', [customerId])[0]?.view as CustomerDocument | undefined) ?? null);
  return {
    ...(items === undefined ? {} : { item: items }),
    ...(inventory === undefined ? {} : { inventory }),
    ...(customer === undefined ? {} : { customer }),
  };
}

/** Reads what one settlement needs, in one go. Call it inside the document's lanes. */
export function gather(connection: Connection, options: GatherOptions): Gathered {
  const { incoming, sourceClass, system, messageId } = options;
  const row = options.stored ?? (incoming === undefined ? undefined : findSame(connection, incoming));
  const document = incoming ?? (row?.view as CanonicalDocument);
  const print = fingerprint(document);
  const isOrder = document.type === 'order';
  const refersTo = 'order' in document ? document.order : undefined;
  const belongs = document.type === 'shipment' || document.type === 'return' || document.type === 'invoice';
  const orderRow = !belongs
    ? undefined
    : ((row === undefined ? undefined : orderOf(connection, row.id)) ??
      findOrder(connection, refersTo, document.references ?? []));
  const waiting = isOrder ? danglingFor(connection, referencesOf(document)) : [];
  const linked = isOrder
    ? row === undefined
      ? []
      : relatedDocuments(connection, row.id)
    : orderRow === undefined
      ? []
      : relatedDocuments(connection, orderRow.id);
  const duplicate =
    isOrder && incoming !== undefined && row === undefined ? duplicateOrder(connection, print, undefined) : undefined;
  const movement =
    document.type === 'inventory' && document.mode === 'movement' && incoming !== undefined
      ? movementFingerprint(document, options.index)
      : undefined;
  const repeated =
    movement !== undefined && connection.prepare('SELECT 1 FROM movements WHERE hash = ?').get(movement) !== undefined;
  // A change names few lines, a shipment not those of the rest of its order: what is stored belongs to the judgement too.
  const concerned = [
    document,
    ...(row === undefined ? [] : [row.view]),
    ...(orderRow === undefined ? [] : [orderRow.view]),
  ];
  const items = itemsOf(connection, concerned);
  return {
    request: {
      ...(incoming === undefined ? {} : { incoming }),
      sourceClass,
      documentClass: row?.source_class ?? sourceClass,
      system,
      messageId,
      index: options.index,
      receivedAt: new Date(options.receivedAt).toISOString(),
      now: new Date(options.now).toISOString(),
      previous: row?.state ?? null,
      previousView: row?.view ?? null,
      context: { ...contextOf(connection, concerned, items), duplicate: duplicate ?? null },
      order: orderRow === undefined ? null : { state: orderRow.state, id: orderRow.id },
      related: relatedOf([...linked, ...waiting], items ?? []),
      repeated,
    },
    row,
    orderRow,
    waiting,
    fingerprint: print,
    movement,
  };
}
