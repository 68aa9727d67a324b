// Documents: the state of every order, shipment, stock position …, and the ids it is known by.
import type { StoredState } from '../engine/state/apply.ts';
import { documentKey, inventoryKeyRange } from '../model/keys.ts';
import type { CanonicalDocument } from '../model/types.ts';
import type { Connection } from './database.ts';
import { noteChange } from './reference-data.ts';
import { realmOf, referencesOf } from './references.ts';
import { openText, type Place, sealText } from './sealing.ts';

export interface DocumentRow {
  readonly id: number;
  readonly type: CanonicalDocument['type'];
  readonly system: string;
  readonly key: string;
  readonly source_class: string;
  /** Parsed at first use. */
  readonly state: StoredState;
  readonly view: CanonicalDocument;
  readonly stateText: string;
  readonly viewText: string;
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export type RawRow = Omit<DocumentRow, 'state' | 'view' | 'stateText' | 'viewText'> & {
  readonly state: string;
  readonly view: string;
};

/** Types whose documents say nothing about people: they are searched by what stands in them, and need no seal. */
const OPEN_TYPES: ReadonlySet<string> = new Set(['item', 'inventory']);

const placeOf = (column: 'state' | 'view', row: { type: string; system: string; key: string }): Place => ({
  kind: 'state',
  column: `documents.${column}`,
  row: `${row.type}:${row.system}:${row.key}`,
});

/** Stands for a view that is what the state's own document is: it is kept once. */
const AS_STATE = '=';
/** Stands for a view that is the second line of what `state` holds: both change together, and are sealed at once. */
const WITH_STATE = '+';

/** A row that is opened and parsed when somebody looks at it: many are only looked up to see whether they changed. */
class OpenedRow implements DocumentRow {
  readonly id: number;
  readonly type: CanonicalDocument['type'];
  readonly system: string;
  readonly key: string;
  readonly source_class: string;
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly #connection: Connection;
  readonly #row: RawRow;
  #stateLines: readonly string[] | undefined;
  #stateText: string | undefined;
  #viewText: string | undefined;
  #state: StoredState | undefined;
  #view: CanonicalDocument | undefined;

  constructor(connection: Connection, row: RawRow) {
    this.#connection = connection;
    this.#row = row;
    this.id = row.id;
    this.type = row.type;
    this.system = row.system;
    this.key = row.key;
    this.source_class = row.source_class;
    this.version = row.version;
    this.created_at = row.created_at;
    this.updated_at = row.updated_at;
  }

  /** JSON has no line breaks of its own. */
  get #lines(): readonly string[] {
    this.#stateLines ??= openText(this.#connection, this.#row.state, placeOf('state', this)).split('\n');
    return this.#stateLines;
  }

  get stateText(): string {
    this.#stateText ??= this.#lines[0] as string;
    return this.#stateText;
  }

  get viewText(): string {
    this.#viewText ??= this.#openView();
    return this.#viewText;
  }

  #openView(): string {
    const { view } = this.#row;
    if (view === WITH_STATE) return this.#lines[1] as string;
    return view === AS_STATE
      ? JSON.stringify(this.state.document)
      : openText(this.#connection, view, placeOf('view', this));
  }

  get state(): StoredState {
    this.#state ??= JSON.parse(this.stateText) as StoredState;
    return this.#state;
  }

  get view(): CanonicalDocument {
    this.#view ??= this.#row.view === AS_STATE ? this.state.document : (JSON.parse(this.viewText) as CanonicalDocument);
    return this.#view;
  }
}

/** A row as it can be read. */
export const parsed = (connection: Connection, row: RawRow): DocumentRow => new OpenedRow(connection, row);

const parsedOrNone = (connection: Connection, row: unknown): DocumentRow | undefined =>
  row === undefined ? undefined : parsed(connection, row as RawRow);

/** Document types whose key means the same in every system of the workspace. */
const SHARED_KEYS = new Set(['inventory', 'item', 'customer']);

export function documentById(connection: Connection, id: number): DocumentRow | undefined {
  return parsedOrNone(connection, connection.prepare('SELECT * FROM documents WHERE id = ?').get(id));
}

/** The document of this key: in the realm of the one that came in, unless all systems share the keys of its type. */
export function documentOfKey(connection: Connection, document: CanonicalDocument): DocumentRow | undefined {
  const key = documentKey(document);
  const row = SHARED_KEYS.has(document.type)
    ? connection
        .prepare('SELECT * FROM documents WHERE type = ? AND key = ? ORDER BY id LIMIT 1')
        .get(document.type, key)
    : connection
        .prepare('SELECT * FROM documents WHERE type = ? AND system = ? AND key = ?')
        .get(document.type, realmOf(document), key);
  return parsedOrNone(connection, row);
}

/** A document's state and view as its row keeps them. */
function keptTexts(
  connection: Connection,
  row: { readonly type: string; readonly system: string; readonly key: string },
  {
    stateText,
    viewText,
    isState,
  }: { readonly stateText: string; readonly viewText: string; readonly isState: boolean },
  now: number,
): { state: string; view: string } {
  if (OPEN_TYPES.has(row.type)) return { state: stateText, view: viewText };
  const text = isState ? stateText : `${stateText}\n${viewText}`;
  return { state: sealText(connection, text, placeOf('state', row), now), view: isState ? AS_STATE : WITH_STATE };
}

/**
 * Writes a document's state and view with its references. Returns its id.
 *
 * @param document.stateText  the state as JSON, with what its own document says
 * @param document.viewText  the view as JSON; `isState` when that is the document of the state and nothing else
 */
export function saveDocument(
  connection: Connection,
  document: {
    id?: number;
    sourceClass: string;
    view: CanonicalDocument;
    stateText: string;
    viewText: string;
    isState: boolean;
    fingerprint: string;
  },
  now: number,
): number {
  const { view } = document;
  noteChange(connection, view.type);
  // A document keeps the name that it was first stored under.
  const place = (
    document.id === undefined
      ? { type: view.type, system: realmOf(view), key: documentKey(view) }
      : connection.prepare('SELECT type, system, key FROM documents WHERE id = ?').get(document.id)
  ) as { type: string; system: string; key: string };
  const kept = keptTexts(connection, place, document, now);
  const status = 'status' in view ? (view.status ?? null) : null;
  let id = document.id;
  if (id === undefined) {
    id = Number(
      connection
        .prepare(
          `INSERT INTO documents (type, system, key, source_class, state, view, fingerprint, version, created_at, updated_at, status)
           VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)`,
        )
        .run(
          place.type,
          place.system,
          place.key,
          document.sourceClass,
          kept.state,
          kept.view,
          document.fingerprint,
          now,
          now,
          status,
        ).lastInsertRowid,
    );
  } else {
    connection
      .prepare(
        'UPDATE documents SET state = ?, view = ?, fingerprint = ?, version = version + 1, updated_at = ?, status = ? WHERE id = ?',
      )
      .run(kept.state, kept.view, document.fingerprint, now, status, id);
  }
  const insert = connection.prepare(
    'INSERT OR IGNORE INTO document_references (document_id, document_type, system, type, value) VALUES (?, ?, ?, ?, ?)',
  );
  for (const reference of referencesOf(view))
    insert.run(id, view.type, reference.system, reference.type, reference.value);
  return id;
}

/** Puts what an erasure left of a document in its place; its name and its references are the caller's. */
export function rewriteDocument(
  connection: Connection,
  row: Pick<DocumentRow, 'id' | 'type' | 'system' | 'key'>,
  left: { state: StoredState; view: CanonicalDocument; fingerprint: string },
  now: number,
): void {
  const texts = { stateText: JSON.stringify(left.state), viewText: JSON.stringify(left.view), isState: false };
  const kept = keptTexts(connection, row, texts, now);
  noteChange(connection, row.type);
  connection
    .prepare('UPDATE documents SET state = ?, view = ?, fingerprint = ?, version = version + 1 WHERE id = ?')
    .run(kept.state, kept.view, left.fingerprint, row.id);
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
    `SELECT * FROM documents WHERE id IN (
       SELECT document_id FROM document_references
       WHERE document_type = 'item' AND type IN ('sku', 'gtin', 'identifier') AND value = ?)`,
  );
  const found = new Map<number, DocumentRow>();
  for (const code of new Set(codes)) {
    for (const row of query.all(code) as RawRow[]) found.set(row.id, parsed(connection, row));
  }
  return [...found.values()];
}

/** A few items whose SKU begins alike: candidates for one that is not known. */
export function itemsNear(connection: Connection, sku: string): DocumentRow[] {
  const prefix = sku.slice(0, Math.max(2, Math.ceil(sku.length / 2)));
  const rows = connection
    .prepare("SELECT * FROM documents WHERE type = 'item' AND key >= ? AND key < ? ORDER BY key LIMIT 5")
    .all(prefix, `${prefix}\u{10ffff}`) as RawRow[];
  return rows.map((row) => parsed(connection, row));
}

/** Documents of a type by their keys; for inventory, every position of the given SKUs. */
export function documentsByKey(connection: Connection, type: string, keys: readonly string[]): DocumentRow[] {
  const query = connection.prepare('SELECT * FROM documents WHERE type = ? AND key = ? ORDER BY id');
  return [...new Set(keys)].flatMap((key) => (query.all(type, key) as RawRow[]).map((row) => parsed(connection, row)));
}

/** Stock positions, by key: of one SKU, at one location, or all. */
export function inventoryPositions(connection: Connection, filter: { sku?: string; location?: string }): DocumentRow[] {
  const { from, below } = inventoryKeyRange(filter.sku);
  const rows = connection
    .prepare(
      `SELECT * FROM documents WHERE type = 'inventory' AND key >= @from AND key < @below
       AND (@location IS NULL OR json_extract(view, '$.location') = @location) ORDER BY key`,
    )
    .all({ from, below, location: filter.location ?? null }) as RawRow[];
  return rows.map((row) => parsed(connection, row));
}

/** Documents a read holds at once. */
const TYPE_PAGE = 200;

/** All documents of a type in the order in which they were made, a page at a time: no reader stays open between two. */
export function* documentsOfType(connection: Connection, type: string): Generator<DocumentRow> {
  for (let after = 0; ; ) {
    const rows = connection
      .prepare('SELECT * FROM documents WHERE +type = ? AND id > ? ORDER BY id LIMIT ?')
      .all(type, after, TYPE_PAGE) as RawRow[];
    for (const row of rows) yield parsed(connection, row);
    if (rows.length < TYPE_PAGE) return;
    after = rows.at(-1)?.id ?? after;
  }
}
