// Lineage: what each message changed in a document, and which versions of the files ran.
import type { Connection } from './database.ts';

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
