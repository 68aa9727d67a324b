// Stock positions as a list: by key, of one SKU or of those that begin alike, at one location, page by page.
import { inventoryKeyRange, keyPart } from '../model/keys.ts';
import type { Connection } from './database.ts';
import { type DocumentRow, parsed, type RawRow } from './documents.ts';

export interface PositionFilter {
  readonly sku?: string;
  /** Beginning of the SKU. */
  readonly skuPrefix?: string;
  readonly location?: string;
  /** The cursor: the key of the last position of the page before. */
  readonly after?: string;
  readonly limit: number;
}

function rangeOf({ sku, skuPrefix }: PositionFilter): { from: string; below: string } {
  if (sku !== undefined) return inventoryKeyRange(sku);
  const from = keyPart(skuPrefix ?? '');
  return { from, below: `${from}\u{10ffff}` };
}

/** A page of positions in the order of their keys. */
export function listPositions(connection: Connection, filter: PositionFilter): DocumentRow[] {
  const { location, after = '', limit } = filter;
  const isAt = location !== undefined;
  const rows = connection
    .prepare(
      `SELECT * FROM documents ${isAt ? 'INDEXED BY documents_location' : 'INDEXED BY documents_key'}
       WHERE type = 'inventory' ${isAt ? "AND json_extract(view, '$.location') = @location" : ''}
         AND key >= @from AND key < @below AND key > @after ORDER BY key LIMIT @limit`,
    )
    .all({ ...rangeOf(filter), after, limit, ...(isAt ? { location } : {}) }) as RawRow[];
  return rows.map((row) => parsed(connection, row));
}

/** Locations that one answer names. */
const MOST_LOCATIONS = 500;

/** Where there is stock, by name: found by leaping from one to the next in the index. */
export function stockLocations(connection: Connection): string[] {
  const next = connection.prepare(
    `SELECT min(json_extract(view, '$.location')) AS location FROM documents INDEXED BY documents_location
     WHERE type = 'inventory' AND json_extract(view, '$.location') > ?`,
  );
  const found: string[] = [];
  for (let after = ''; found.length < MOST_LOCATIONS; ) {
    const { location } = next.get(after) as { location: string | null };
    if (location === null) break;
    found.push(location);
    after = location;
  }
  return found;
}
