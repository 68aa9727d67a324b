// Gates: the last verdict on each document, and which documents to judge again when a fact changes.
import type { Verdict } from '../engine/judge.ts';
import type { Connection } from './database.ts';

export interface GateRow {
  readonly gate: string;
  readonly fit: number;
  readonly decisions: string;
  readonly evaluated_at: number;
}

export function saveVerdict(connection: Connection, documentId: number, verdict: Verdict, now: number): void {
  connection
    .prepare(
      `INSERT INTO gates (document_id, gate, fit, decisions, evaluated_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (document_id, gate) DO UPDATE SET fit = excluded.fit, decisions = excluded.decisions, evaluated_at = excluded.evaluated_at`,
    )
    .run(documentId, verdict.gate, verdict.fit ? 1 : 0, JSON.stringify(verdict.decisions), now);
}

export function gatesOf(connection: Connection, documentId: number): GateRow[] {
  return connection
    .prepare('SELECT gate, fit, decisions, evaluated_at FROM gates WHERE document_id = ? ORDER BY gate')
    .all(documentId) as GateRow[];
}

/** Forgets gates that no longer judge the document. Returns their names. */
export function dropOtherGates(connection: Connection, documentId: number, gates: readonly string[]): string[] {
  const gone = gatesOf(connection, documentId)
    .map((row) => row.gate)
    .filter((gate) => !gates.includes(gate));
  for (const gate of gone)
    connection.prepare('DELETE FROM gates WHERE document_id = ? AND gate = ?').run(documentId, gate);
  return gone;
}

/**
 * Replaces the facts a document's gates depend on.
 *
 * @param isNew  whether the document has just been stored, so that there is nothing to be replaced
 */
export function saveDependencies(
  connection: Connection,
  documentId: number,
  facts: readonly string[],
  isNew = false,
): void {
  const wanted = JSON.stringify(facts);
  // Most of what a changed document depends on it depended on before: each row costs two indexes.
  if (!isNew)
    connection
      .prepare('DELETE FROM dependencies WHERE document_id = ? AND fact NOT IN (SELECT value FROM json_each(?))')
      .run(documentId, wanted);
  connection
    .prepare('INSERT OR IGNORE INTO dependencies (fact, document_id) SELECT value, ? FROM json_each(?)')
    .run(documentId, wanted);
}

const ONCE_MORE = 'ON CONFLICT (document_id) DO UPDATE SET marks = marks + 1';

/** Marks every document that depends on a fact to be judged again. */
export function markDependants(connection: Connection, fact: string, now: number): void {
  connection
    .prepare(
      `INSERT INTO reevaluations (document_id, marks, since) SELECT document_id, 1, ? FROM dependencies WHERE fact = ? ${ONCE_MORE}`,
    )
    .run(now, fact);
}

/** Marks one document to be judged again. */
export function markForReevaluation(connection: Connection, documentId: number, now: number): void {
  connection
    .prepare(`INSERT INTO reevaluations (document_id, marks, since) VALUES (?, 1, ?) ${ONCE_MORE}`)
    .run(documentId, now);
}

/** Documents to be judged again, the longest waiting first. */
export function pendingReevaluations(connection: Connection, limit: number): number[] {
  return (
    connection.prepare('SELECT document_id FROM reevaluations ORDER BY since LIMIT ?').all(limit) as {
      document_id: number;
    }[]
  ).map((row) => row.document_id);
}

/** How often a document was marked since it was last judged; undefined when it is not marked. */
export function marksOf(connection: Connection, documentId: number): number | undefined {
  const row = connection.prepare('SELECT marks FROM reevaluations WHERE document_id = ?').get(documentId) as
    | { marks: number }
    | undefined;
  return row?.marks;
}

/** Takes the mark off, unless the document was marked again since `marks` was read. */
export function reevaluated(connection: Connection, documentId: number, marks: number): void {
  connection.prepare('DELETE FROM reevaluations WHERE document_id = ? AND marks = ?').run(documentId, marks);
}
