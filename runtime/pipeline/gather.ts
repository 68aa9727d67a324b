// Reads from the store everything that settling one document needs, with a stamp that tells later whether it still holds.

import type { FactContext } from '../engine/facts/spec.ts';
import { firstRequest, type RelatedDocuments, type SettleRequest } from '../engine/settle.ts';
import { movementFingerprint } from '../engine/state/fingerprint.ts';
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
  type DocumentRow,
  documentById,
  documentsByKey,
  duplicateOrder,
  inventoryPositions,
  itemsByCode,
  itemsNear,
} from '../store/documents.ts';
import { danglingFor, findNamedOrder, findOrder, findSame, orderOf, relatedDocuments } from '../store/links.ts';
import { anyOfType, referenceChanges } from '../store/reference-data.ts';
import { referencesOf } from '../store/references.ts';
import { fingerprintOf } from '../workers/settled.ts';
import { customerIdOf, itemCodesOf, skusOf } from './keys.ts';

/** What a document is about: the rows that one settlement reads and writes. */
interface Involved {
  readonly row: DocumentRow | undefined;
  readonly orderRow: DocumentRow | undefined;
  /** Documents of the same order. */
  readonly linked: readonly DocumentRow[];
  /** Documents that waited for this order. */
  readonly waiting: readonly DocumentRow[];
  readonly duplicate: { readonly orderId: string; readonly system: string } | undefined;
}

/** Reference data; undefined where the store holds none of that type at all. */
interface Reference {
  readonly items: readonly DocumentRow[] | undefined;
  readonly inventory: readonly DocumentRow[] | undefined;
  readonly customer: DocumentRow | null | undefined;
}

/** A settle request with the rows it was made from. */
export interface Gathered extends Involved {
  /** Makes the request. */
  request(): SettleRequest;
  /** Class of the source that first sent the document. */
  readonly documentClass: string;
  /** A repeat of a movement that was applied before. */
  readonly repeated: boolean;
  /** Whether the store holds no reference data of any kind that it is judged by. */
  readonly isUnjudged: boolean;
  readonly movement: string | undefined;
  /** Whether a settlement of this still fits the store: somebody else may have written the same documents meanwhile. */
  isCurrent(connection: Connection): boolean;
  /** Whether an item, stock position or customer it was judged by has changed since. */
  areFactsCurrent(connection: Connection): boolean;
}

export interface GatherOptions {
  readonly incoming?: CanonicalDocument;
  /** That of the one that came in, where it is known. */
  readonly fingerprint?: string;
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
  /** Names of the outbound mappings that have nothing to send for a document any more. */
  readonly sent?: (document: DocumentRow | undefined) => readonly string[];
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

const stampOf = (rows: readonly (DocumentRow | null | undefined)[]): string =>
  rows.map((row) => (row == null ? '-' : `${row.id}.${row.version}`)).join(' ');

/** Fingerprints of documents that are asked for again when what was read for them is checked. */
const prints = new WeakMap<CanonicalDocument, string>();

function printOf(document: CanonicalDocument): string {
  const print = prints.get(document) ?? fingerprintOf(document);
  prints.set(document, print);
  return print;
}

/** Finds the document that came in, its order, and the order's other documents. */
function involvedIn(connection: Connection, options: GatherOptions): Involved {
  const { incoming, stored, sourceClass } = options;
  const row = incoming === undefined ? stored : findSame(connection, incoming, sourceClass);
  const document = incoming ?? (row?.view as CanonicalDocument);
  if (document.type === 'order') {
    const duplicate =
      incoming !== undefined && row === undefined
        ? duplicateOrder(connection, options.fingerprint ?? printOf(document), undefined)
        : undefined;
    return {
      row,
      orderRow: undefined,
      linked: row === undefined ? [] : relatedDocuments(connection, row.id),
      waiting: danglingFor(connection, document, referencesOf(document)),
      duplicate,
    };
  }
  const orderRow = orderFor(connection, { row, incoming, sourceClass });
  const linked = orderRow === undefined ? [] : relatedDocuments(connection, orderRow.id);
  return { row, orderRow, linked, waiting: [], duplicate: undefined };
}

/** The order of a shipment, return or invoice: the one it names now, else the one it was tied to, else any it refers to. */
function orderFor(
  connection: Connection,
  document: { row: DocumentRow | undefined; incoming: CanonicalDocument | undefined; sourceClass: string },
): DocumentRow | undefined {
  const { row, incoming, sourceClass } = document;
  const view = incoming ?? row?.view;
  if (view?.type !== 'shipment' && view?.type !== 'return' && view?.type !== 'invoice') return undefined;
  const named = incoming === undefined ? undefined : findNamedOrder(connection, { view: incoming, sourceClass });
  return (
    named ??
    (row === undefined ? undefined : orderOf(connection, row.id)) ??
    findOrder(connection, { view, sourceClass }) ??
    (row === undefined || incoming === undefined
      ? undefined
      : findOrder(connection, { view: row.view, sourceClass: row.source_class }))
  );
}

/**
 * Reference data of these documents: the items that their lines name by any code, and for a SKU that no item has, a few
 * that begin alike; stock of their SKUs; the customer.
 */
function referenceFor(connection: Connection, documents: readonly CanonicalDocument[]): Reference {
  const [customerId] = documents.flatMap((document) => customerIdOf(document) ?? []);
  return {
    items: anyOfType(connection, 'item') ? itemsFor(connection, documents) : undefined,
    inventory: anyOfType(connection, 'inventory')
      ? skusOfAll(documents).flatMap((sku) => inventoryPositions(connection, { sku }))
      : undefined,
    customer:
      customerId === undefined || !anyOfType(connection, 'customer')
        ? undefined
        : (documentsByKey(connection, 'customer', [customerId])[0] ?? null),
  };
}

const skusOfAll = (documents: readonly CanonicalDocument[]): string[] => [...new Set(documents.flatMap(skusOf))];

function itemsFor(connection: Connection, documents: readonly CanonicalDocument[]): DocumentRow[] {
  const found = itemsByCode(connection, documents.flatMap(itemCodesOf));
  const known = new Set(found.map((item) => item.key));
  const near = skusOfAll(documents)
    .filter((sku) => !known.has(sku))
    .flatMap((sku) => itemsNear(connection, sku));
  return [...new Map([...found, ...near].map((item) => [item.key, item])).values()];
}

/** What the store has no master data for at all stays unknown, so that no rule calls it wrong. */
function contextOf({ items, inventory, customer }: Reference): FactContext {
  const context: { -readonly [Name in keyof FactContext]: FactContext[Name] } = {};
  if (items !== undefined) context.item = views<ItemDocument>(items, 'item');
  if (inventory !== undefined) context.inventory = views<InventoryDocument>(inventory, 'inventory');
  if (customer !== undefined) context.customer = (customer?.view as CustomerDocument | undefined) ?? null;
  return context;
}

const involvedStamp = ({ row, orderRow, linked, waiting, duplicate }: Involved): string =>
  JSON.stringify([stampOf([row, orderRow]), stampOf(linked), stampOf(waiting), duplicate ?? null]);

const referenceStamp = ({ items, inventory, customer }: Reference): string =>
  JSON.stringify(
    [items, inventory, customer === undefined ? undefined : [customer]].map((rows) =>
      rows === undefined ? null : stampOf(rows),
    ),
  );

/** Whether nothing is stored that concerns what was gathered for: it was the request of `firstRequest`. */
export function isFirst({ row, orderRow, linked, waiting, duplicate, isUnjudged, repeated }: Gathered): boolean {
  const isUnknown = row === undefined && orderRow === undefined && duplicate === undefined;
  return isUnknown && linked.length === 0 && waiting.length === 0 && isUnjudged && !repeated;
}

/** The same question to the store as it is now. */
function again(connection: Connection, options: GatherOptions): GatherOptions {
  if (options.stored === undefined) return options;
  const { stored, ...rest } = options;
  const now = documentById(connection, stored.id);
  return now === undefined ? options : { stored: now, ...rest };
}

/** A carrier's news under the number of the shipment that it is about; its own number stays among the references. */
function underStoredKey(
  incoming: CanonicalDocument | undefined,
  row: DocumentRow | undefined,
): CanonicalDocument | undefined {
  if (incoming?.type !== 'shipment' || row?.view.type !== 'shipment') return incoming;
  const { shipmentId } = row.view;
  if (shipmentId === incoming.shipmentId) return incoming;
  const own = { type: 'shipmentId', value: incoming.shipmentId, system: incoming.source.system };
  return { ...incoming, shipmentId, references: [...(incoming.references ?? []), own] };
}

/** Reads what one settlement needs, in one go. Call it inside the document's lanes. */
export function gather(connection: Connection, options: GatherOptions): Gathered {
  const { sourceClass, system, messageId } = options;
  const involved = involvedIn(connection, options);
  const { row, orderRow, linked, waiting, duplicate } = involved;
  const incoming = underStoredKey(options.incoming, row);
  const document = incoming ?? (row?.view as CanonicalDocument);
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
  const changes = referenceChanges(connection);
  const reference = referenceFor(connection, concerned);
  const documentClass = row?.source_class ?? sourceClass;
  const request = (): SettleRequest => {
    const items = reference.items === undefined ? [] : views<ItemDocument>(reference.items, 'item');
    const first = firstRequest({
      sourceClass,
      system,
      messageId,
      index: options.index,
      receivedAt: new Date(options.receivedAt).toISOString(),
      now: new Date(options.now).toISOString(),
      ...(incoming === undefined ? {} : { incoming }),
    });
    // All of these are there: they are replaced.
    return {
      ...first,
      documentClass,
      previous: row?.state ?? null,
      previousView: row?.view ?? null,
      context: { duplicate: duplicate ?? null, ...contextOf(reference) },
      order: orderRow === undefined ? null : { state: orderRow.state, id: orderRow.id },
      related: relatedOf([...linked, ...waiting], items),
      repeated,
      sent: { document: options.sent?.(row) ?? [], order: options.sent?.(orderRow) ?? [] },
    };
  };
  return {
    request,
    documentClass,
    repeated,
    isUnjudged: Object.values(reference).every((kind) => kind === undefined),
    movement,
    isCurrent: (now) => involvedStamp(involvedIn(now, again(now, options))) === involvedStamp(involved),
    areFactsCurrent: (now) =>
      referenceChanges(now) === changes || referenceStamp(referenceFor(now, concerned)) === referenceStamp(reference),
    ...involved,
  };
}
