// Lineage: what each message changed in a document, and which versions of the files ran.
import type { Connection } from './database.ts';
import { openedAtUse, openText, type Place, sealText } from './sealing.ts';

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

const detailPlace = (row: { documentId: number; messageId: string | null }): Place => ({
  kind: 'state',
  column: 'history.detail',
  row: `${row.documentId}:${row.messageId ?? ''}`,
});

export function addHistory(
  connection: Connection,
  entry: {
    documentId: number;
    messageId: string | null;
    source: string;
    occurredAt: string | undefined;
    outcome: string;
    /** JSON of what it changed. */
    detailText: string;
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
      sealText(connection, entry.detailText, detailPlace(entry), now),
    );
}

/** Puts other detail in the place of what an entry had, under the key of its day. */
export function rewriteHistory(connection: Connection, entry: HistoryRow, detail: unknown): void {
  const place = detailPlace({ documentId: entry.document_id, messageId: entry.message_id });
  connection
    .prepare('UPDATE history SET detail = ? WHERE seq = ?')
    .run(sealText(connection, JSON.stringify(detail), place, entry.at), entry.seq);
}

export function historyOf(connection: Connection, documentId: number): HistoryRow[] {
  const rows = connection
    .prepare('SELECT * FROM history WHERE document_id = ? ORDER BY seq')
    .all(documentId) as HistoryRow[];
  return rows.map((row) => {
    const { detail } = row;
    return openedAtUse(row, {
      detail: () => openText(connection, detail, detailPlace({ documentId, messageId: row.message_id })),
    });
  });
}

/** What one message changed, by document; at most so many documents of it. */
export function historyOfMessage(
  connection: Connection,
  messageId: string,
  limit = 200,
): { readonly type: string; readonly key: string; readonly detail: string }[] {
  const rows = connection
    .prepare(
      `SELECT h.document_id AS documentId, h.detail, d.type, d.key FROM history h JOIN documents d ON d.id = h.document_id
       WHERE h.message_id = ? ORDER BY h.seq LIMIT ?`,
    )
    .all(messageId, limit) as { documentId: number; detail: string; type: string; key: string }[];
  return rows.map(({ documentId, detail, type, key }) => ({
    type,
    key,
    detail: openText(connection, detail, detailPlace({ documentId, messageId })),
  }));
}
