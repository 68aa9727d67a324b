// Documents: the state of every order, shipment, stock position …, the ids it is known by, and how it got there.
import type { StoredState } from '../engine/state/apply.ts';
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument, Reference } from '../model/types.ts';
import type { Connection } from './database.ts';

export interface DocumentRow {
  readonly id: number;
  readonly type: CanonicalDocument['type'];
  readonly system: string;
  readonly key: string;
  readonly source_class: string;
  readonly state: StoredState;
  readonly view: CanonicalDocument;
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

type RawRow = Omit<DocumentRow, 'state' | 'view'> & { readonly state: string; readonly view: string };

const parsed = (row: RawRow | undefined): DocumentRow | undefined =>
  row === undefined
    ? undefined
    : { ...row, state: JSON.parse(row.state) as StoredState, view: JSON.parse(row.view) as CanonicalDocument };

/** Reference types that tell one document of its kind from all others. */
const IDENTIFYING: Readonly<Record<string, readonly string[]>> = {
  order: ['orderId', 'orderNumber', 'purchaseOrder'],
  shipment: ['shipmentId'],
  return: ['returnId'],
  invoice: ['invoiceId'],
  item: ['sku'],
  customer: ['customerId'],
  inventory: [],
};

/** Document types whose key means the same in every system of the workspace. */
const SHARED_KEYS = new Set(['inventory', 'item', 'customer']);

export function documentById(connection: Connection, id: number): DocumentRow | undefined {
  return parsed(connection.prepare('SELECT * FROM documents WHERE id = ?').get(id) as RawRow | undefined);
}

/** All documents of a type that carry a reference; a reference without a system matches those of any system. */
export function documentsByReference(
  connection: Connection,
  type: string,
  reference: Pick<Reference, 'type' | 'value' | 'system'>,
): DocumentRow[] {
  const rows = connection
    .prepare(
      `SELECT DISTINCT d.* FROM document_references r JOIN documents d ON d.id = r.document_id
       WHERE r.document_type = ? AND r.type = ? AND r.value = ? AND (? = '' OR r.system = ? OR r.system LIKE ? || '/%') ORDER BY d.id`,
    )
    .all(
      type,
      reference.type,
      reference.value,
      reference.system ?? '',
      reference.system ?? '',
      reference.system ?? '',
    ) as RawRow[];
  return rows.map((row) => parsed(row) as DocumentRow);
}

/** The system and tenant that a document's own key belongs to: two buyers may use the same order number. */
function realmOf(document: CanonicalDocument): string {
  const { system, tenant } = document.source;
  return tenant === undefined ? system : `${system}/${tenant}`;
}

/** Who gave out an id: what the reference says, else for a purchase order the partner that sends it, else the source itself. */
function issuerOf(document: CanonicalDocument, reference: Pick<Reference, 'type' | 'system'>): string {
  const { system, tenant } = document.source;
  return reference.system ?? (reference.type === 'purchaseOrder' ? (tenant ?? system) : realmOf(document));
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
export function findSame(connection: Connection, document: CanonicalDocument): DocumentRow | undefined {
  const key = documentKey(document);
  const shared = SHARED_KEYS.has(document.type);
  const own = connection
    .prepare(`SELECT * FROM documents WHERE type = ? AND key = ? ${shared ? '' : 'AND system = ?'} ORDER BY id LIMIT 1`)
    .get(...(shared ? [document.type, key] : [document.type, key, realmOf(document)])) as RawRow | undefined;
  if (own !== undefined) return parsed(own);
  for (const reference of document.references ?? []) {
    if (!(IDENTIFYING[document.type] ?? []).includes(reference.type)) continue;
    const rows = documentsByReference(connection, document.type, {
      ...reference,
      system: issuerOf(document, reference),
    });
    if (rows.length === 1) return rows[0];
  }
  return refersToOrder(document)
    ? findOrder(connection, { type: 'orderId', value: key }, document.references ?? [])
    : undefined;
}

/** The order that a document refers to, when exactly one fits. */
export function findOrder(
  connection: Connection,
  reference: Pick<Reference, 'type' | 'value' | 'system'> | undefined,
  references: readonly Reference[],
): DocumentRow | undefined {
  const candidates = [
    ...(reference === undefined ? [] : [reference]),
    ...references.filter((found) => (IDENTIFYING['order'] ?? []).includes(found.type)),
  ];
  for (const candidate of candidates) {
    for (const type of candidate.type === 'orderId'
      ? ['orderId', 'orderNumber', 'purchaseOrder']
      : [candidate.type, 'orderId', 'purchaseOrder', 'orderNumber']) {
      const rows = documentsByReference(connection, 'order', { ...candidate, type });
      if (rows.length === 1) return rows[0];
    }
  }
  return undefined;
}

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
  const references: Reference[] = [
    ...codes,
    ...(own === undefined ? [] : [{ type: own, value: documentKey(document) }]),
    ...(number === undefined ? [] : [{ type: 'orderNumber', value: number }]),
    ...(document.references ?? []),
  ];
  return references.map((reference) => ({ ...reference, system: issuerOf(document, reference) }));
}

/** Writes a document's state and view with its references. Returns its id. */
export function saveDocument(
  connection: Connection,
  document: { id?: number; sourceClass: string; state: StoredState; view: CanonicalDocument; fingerprint: string },
  now: number,
): number {
  const { view } = document;
  let id = document.id;
  if (id === undefined) {
    id = Number(
      connection
        .prepare(
          `INSERT INTO documents (type, system, key, source_class, state, view, fingerprint, version, created_at, updated_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`,
        )
        .run(
          view.type,
          realmOf(view),
          documentKey(view),
          document.sourceClass,
          JSON.stringify(document.state),
          JSON.stringify(view),
          document.fingerprint,
          now,
          now,
        ).lastInsertRowid,
    );
  } else {
    connection
      .prepare(
        'UPDATE documents SET state = ?, view = ?, fingerprint = ?, version = version + 1, updated_at = ? WHERE id = ?',
      )
      .run(JSON.stringify(document.state), JSON.stringify(view), document.fingerprint, now, id);
  }
  const insert = connection.prepare(
    'INSERT OR IGNORE INTO document_references (document_id, document_type, system, type, value) VALUES (?, ?, ?, ?, ?)',
  );
  for (const reference of referencesOf(view))
    insert.run(id, view.type, reference.system, reference.type, reference.value);
  return id;
}

/** Shipments, returns and invoices of an order. */
export function relatedDocuments(connection: Connection, orderId: number): DocumentRow[] {
  const rows = connection
    .prepare('SELECT d.* FROM links l JOIN documents d ON d.id = l.document_id WHERE l.order_id = ? ORDER BY d.id')
    .all(orderId) as RawRow[];
  return rows.map((row) => parsed(row) as DocumentRow);
}

/** The order a document is linked to. */
export function orderOf(connection: Connection, documentId: number): DocumentRow | undefined {
  return parsed(
    connection
      .prepare('SELECT d.* FROM links l JOIN documents d ON d.id = l.order_id WHERE l.document_id = ?')
      .get(documentId) as RawRow | undefined,
  );
}

export function linkToOrder(connection: Connection, orderId: number, documentId: number): void {
  connection.prepare('INSERT OR IGNORE INTO links (order_id, document_id) VALUES (?, ?)').run(orderId, documentId);
  connection.prepare('DELETE FROM dangling WHERE document_id = ?').run(documentId);
}

/** Remembers what a document refers to until the order comes. */
export function rememberDangling(
  connection: Connection,
  documentId: number,
  references: readonly Pick<Reference, 'type' | 'value' | 'system'>[],
): void {
  const insert = connection.prepare(
    'INSERT OR IGNORE INTO dangling (type, value, system, document_id) VALUES (?, ?, ?, ?)',
  );
  for (const reference of references) insert.run(reference.type, reference.value, reference.system ?? '', documentId);
}

/** Documents that wait for an order known by one of these references. */
export function danglingFor(connection: Connection, references: readonly Reference[]): DocumentRow[] {
  const found = new Map<number, DocumentRow>();
  const query = connection.prepare(
    "SELECT DISTINCT d.* FROM dangling w JOIN documents d ON d.id = w.document_id WHERE w.value = ? AND (w.system = '' OR ? = '' OR w.system = ?)",
  );
  for (const reference of references) {
    for (const row of query.all(reference.value, reference.system ?? '', reference.system ?? '') as RawRow[]) {
      found.set(row.id, parsed(row) as DocumentRow);
    }
  }
  return [...found.values()];
}

export interface HistoryRow {
  readonly seq: number;
  readonly document_id: number;
  readonly message_id: string | null;
  readonly source: string;
  readonly at: number;
  readonly occurred_at: string | null;
  readonly outcome: string;
  readonly detail: string;
}

export function addHistory(
  connection: Connection,
  entry: {
    documentId: number;
    messageId: string | null;
    source: string;
    occurredAt: string | undefined;
    outcome: string;
    detail: unknown;
  },
  now: number,
): void {
  connection
    .prepare(
      'INSERT INTO history (document_id, message_id, source, at, occurred_at, outcome, detail) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      entry.documentId,
      entry.messageId,
      entry.source,
      now,
      entry.occurredAt ?? null,
      entry.outcome,
      JSON.stringify(entry.detail),
    );
}

export function historyOf(connection: Connection, documentId: number): HistoryRow[] {
  return connection.prepare('SELECT * FROM history WHERE document_id = ? ORDER BY seq').all(documentId) as HistoryRow[];
}

/** Another order with the same content under another id. */
export function duplicateOrder(
  connection: Connection,
  fingerprint: string,
  except: number | undefined,
): { orderId: string; system: string } | undefined {
  const row = connection
    .prepare(
      "SELECT system, key FROM documents WHERE type = 'order' AND fingerprint = ? AND id IS NOT ? ORDER BY id LIMIT 1",
    )
    .get(fingerprint, except ?? null) as { system: string; key: string } | undefined;
  return row === undefined ? undefined : { orderId: row.key, system: row.system };
}

/** Items that any of these codes names: SKU, GTIN or another system's number. */
export function itemsByCode(connection: Connection, codes: readonly string[]): DocumentRow[] {
  const query = connection.prepare(
    `SELECT DISTINCT d.* FROM document_references r JOIN documents d ON d.id = r.document_id
     WHERE r.document_type = 'item' AND r.type IN ('sku', 'gtin', 'identifier') AND r.value = ?`,
  );
  const found = new Map<number, DocumentRow>();
  for (const code of new Set(codes)) {
    for (const row of query.all(code) as RawRow[]) found.set(row.id, parsed(row) as DocumentRow);
  }
  return [...found.values()];
}

/** A few items whose SKU begins alike: candidates for one that is not known. */
export function itemsNear(connection: Connection, sku: string): DocumentRow[] {
  const prefix = sku.slice(0, Math.max(2, Math.ceil(sku.length / 2)));
  const rows = connection
    .prepare("SELECT * FROM documents WHERE type = 'item' AND key >= ? AND key < ? ORDER BY key LIMIT 5")
    .all(prefix, `${prefix}\u{10ffff}`) as RawRow[];
  return rows.map((row) => parsed(row) as DocumentRow);
}

/** Documents of a type by their keys; for inventory, every position of the given SKUs. */
export function documentsByKey(connection: Connection, type: string, keys: readonly string[]): DocumentRow[] {
  const query = connection.prepare('SELECT * FROM documents WHERE type = ? AND key = ? ORDER BY id');
  return [...new Set(keys)].flatMap((key) =>
    (query.all(type, key) as RawRow[]).map((row) => parsed(row) as DocumentRow),
  );
}

export function inventoryPositions(connection: Connection, filter: { sku?: string; location?: string }): DocumentRow[] {
  const rows = connection
    .prepare(
      `SELECT * FROM documents WHERE type = 'inventory' AND (? IS NULL OR json_extract(view, '$.sku') = ?)
       AND (? IS NULL OR json_extract(view, '$.location') = ?) ORDER BY key`,
    )
    .all(filter.sku ?? null, filter.sku ?? null, filter.location ?? null, filter.location ?? null) as RawRow[];
  return rows.map((row) => parsed(row) as DocumentRow);
}

export function anyOfType(connection: Connection, type: string): boolean {
  return connection.prepare('SELECT 1 FROM documents WHERE type = ? LIMIT 1').get(type) !== undefined;
}
