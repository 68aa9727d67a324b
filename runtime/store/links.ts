// Which document belongs to which order, and which stored document an incoming one is about.
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument, Reference } from '../model/types.ts';
import type { Connection } from './database.ts';
import { type DocumentRow, documentOfKey, parsed, type RawRow } from './documents.ts';
import {
  CONSIGNMENT,
  IDENTIFYING,
  isGivenBy,
  isOwn,
  issuerOf,
  mayBelong,
  ORDER_REFERENCES,
  realmOf,
  referencesOf,
  sameOrderTypes,
} from './references.ts';

type Id = Pick<Reference, 'type' | 'value' | 'system'>;

/** A document and the class of the system that speaks. */
type Spoken = { readonly view: CanonicalDocument; readonly sourceClass: string };

/** All documents of a type that carry a reference; one without a system matches those of any, one with it also its tenants'. */
export function documentsByReference(connection: Connection, type: string, reference: Id): DocumentRow[] {
  const rows = connection
    .prepare(
      `SELECT * FROM documents WHERE id IN (
         SELECT document_id FROM document_references WHERE document_type = @documentType AND type = @type AND value = @value
           AND (@system = '' OR system = @system OR substr(system, 1, length(@system) + 1) = @system || '/'))
       ORDER BY id`,
    )
    .all({
      documentType: type,
      type: reference.type,
      value: reference.value,
      system: reference.system ?? '',
    }) as RawRow[];
  return rows.map((row) => parsed(connection, row));
}

/** Whether an order document answers or changes an order that somebody else placed. */
function refersToOrder(document: CanonicalDocument): boolean {
  if (document.type !== 'order') return false;
  const { acknowledgement = 'none', documentPurpose = 'original' } = document;
  return acknowledgement !== 'none' || documentPurpose === 'change' || documentPurpose === 'cancellation';
}

/**
 * Finds the stored document that an incoming one is about: by its own key in its own realm, then by an identifying
 * reference of the same issuer. An acknowledgement or change finds its order by the number alone when only one has it.
 */
export function findSame(
  connection: Connection,
  document: CanonicalDocument,
  sourceClass: string,
): DocumentRow | undefined {
  const own = documentOfKey(connection, document);
  if (own !== undefined) return own;
  for (const reference of document.references ?? []) {
    if (!IDENTIFYING[document.type].includes(reference.type)) continue;
    const found = documentsByReference(connection, document.type, {
      ...reference,
      system: issuerOf(document, reference),
    });
    // An id of the document's own system is one of its own realm: another tenant's is another id.
    const rows = isOwn(document, reference)
      ? found.filter((row) => row.system === realmOf(document) || reference.type === 'purchaseOrder')
      : found;
    if (rows.length === 1) return rows[0];
  }
  if (document.type === 'shipment') return findConsignment(connection, document, sourceClass);
  if (!refersToOrder(document)) return undefined;
  const named = { type: 'orderId', value: documentKey(document) };
  return findOrderBy(connection, { view: document, sourceClass }, [named, ...orderReferences(document)]);
}

/**
 * The shipment that a carrier's news is about, or the news that came before the shipment: the only one that the other side
 * knows by one of these ids.
 */
function findConsignment(
  connection: Connection,
  document: CanonicalDocument,
  sourceClass: string,
): DocumentRow | undefined {
  const ids = referencesOf(document).filter(({ type }) => CONSIGNMENT.includes(type));
  const rows = ids.flatMap(({ type, value }) => documentsByReference(connection, 'shipment', { type, value }));
  const other = rows.filter((row) => (row.source_class === 'carrier') !== (sourceClass === 'carrier'));
  const [only, ...others] = new Map(other.map((row) => [row.id, row])).values();
  return others.length === 0 ? only : undefined;
}

/** The order that a document refers to: by what it calls its order, else by any order id among its references. */
export function findOrder(connection: Connection, document: Spoken): DocumentRow | undefined {
  return findOrderBy(connection, document, [...ownOrder(document.view), ...orderReferences(document.view)]);
}

/** The order that a document itself names as its own, whatever else it refers to. */
export function findNamedOrder(connection: Connection, document: Spoken): DocumentRow | undefined {
  return findOrderBy(connection, document, ownOrder(document.view));
}

/** The first of these ids that exactly one order fits; of several, the one of the document's own system and tenant. */
function findOrderBy(connection: Connection, document: Spoken, ids: readonly Id[]): DocumentRow | undefined {
  for (const id of ids) {
    for (const type of sameOrderTypes(id.type)) {
      const rows = documentsByReference(connection, 'order', { ...id, type }).filter((row) =>
        mayBelong(document, row.view),
      );
      const own = rows.filter((row) => row.system === realmOf(document.view));
      const [only, ...others] = own.length === 1 ? own : rows;
      if (only !== undefined && others.length === 0) return only;
    }
  }
  return undefined;
}

const ownOrder = (document: CanonicalDocument): readonly Id[] =>
  'order' in document && document.order !== undefined ? [document.order] : [];

const orderReferences = (document: CanonicalDocument): readonly Reference[] =>
  (document.references ?? []).filter((reference) => ORDER_REFERENCES.includes(reference.type));

/** Shipments, returns and invoices of an order. */
export function relatedDocuments(connection: Connection, orderId: number): DocumentRow[] {
  const rows = connection
    .prepare('SELECT d.* FROM links l JOIN documents d ON d.id = l.document_id WHERE l.order_id = ? ORDER BY d.id')
    .all(orderId) as RawRow[];
  return rows.map((row) => parsed(connection, row));
}

/** The order a document is linked to. */
export function orderOf(connection: Connection, documentId: number): DocumentRow | undefined {
  const row = connection
    .prepare('SELECT d.* FROM links l JOIN documents d ON d.id = l.order_id WHERE l.document_id = ?')
    .get(documentId) as RawRow | undefined;
  return row === undefined ? undefined : parsed(connection, row);
}

/** Ties a document to its order, and away from the one it was tied to. Returns that one's id. */
export function linkToOrder(connection: Connection, orderId: number, documentId: number): number | undefined {
  const before = connection.prepare('SELECT order_id FROM links WHERE document_id = ?').get(documentId) as
    | { order_id: number }
    | undefined;
  connection.prepare('DELETE FROM dangling WHERE document_id = ?').run(documentId);
  if (before?.order_id === orderId) return undefined;
  connection
    .prepare(
      'INSERT INTO links (order_id, document_id) VALUES (?, ?) ON CONFLICT (document_id) DO UPDATE SET order_id = excluded.order_id',
    )
    .run(orderId, documentId);
  return before?.order_id;
}

/** Ids of the other documents of these orders. */
export function siblingsOf(
  connection: Connection,
  orders: readonly [number, number | undefined],
  documentId: number,
): number[] {
  const rows = connection
    .prepare('SELECT document_id FROM links WHERE order_id IN (?, ?) AND document_id <> ?')
    .all(orders[0], orders[1] ?? null, documentId) as { document_id: number }[];
  return rows.map((row) => row.document_id);
}

/** Remembers what order a document refers to until it comes. */
export function rememberDangling(connection: Connection, documentId: number, document: CanonicalDocument): void {
  connection.prepare('DELETE FROM dangling WHERE document_id = ?').run(documentId);
  const insert = connection.prepare(
    'INSERT OR IGNORE INTO dangling (type, value, system, document_id) VALUES (?, ?, ?, ?)',
  );
  for (const { type, value, system } of [...ownOrder(document), ...orderReferences(document)])
    insert.run(type, value, system ?? '', documentId);
}

/** Documents that wait for this order: they name it by an id that it carries, of the same kind, from the same system. */
export function danglingFor(
  connection: Connection,
  order: CanonicalDocument,
  references: readonly Required<Reference>[],
): DocumentRow[] {
  const query = connection.prepare(
    'SELECT d.*, w.type AS named_type, w.system AS named_system FROM dangling w JOIN documents d ON d.id = w.document_id WHERE w.value = ?',
  );
  const found = new Map<number, DocumentRow>();
  for (const { type, value, system } of references) {
    for (const { named_type, named_system, ...row } of query.all(value) as (RawRow & {
      named_type: string;
      named_system: string;
    })[]) {
      if (!sameOrderTypes(named_type).includes(type) || !isGivenBy(system, named_system)) continue;
      const waiting = parsed(connection, row as RawRow);
      if (mayBelong({ view: waiting.view, sourceClass: waiting.source_class }, order)) found.set(row.id, waiting);
    }
  }
  return [...found.values()].sort((a, b) => a.id - b.id);
}
