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

/** Replaces the facts a document's gates depend on. */
export function saveDependencies(connection: Connection, documentId: number, facts: readonly string[]): void {
  connection.prepare('DELETE FROM dependencies WHERE document_id = ?').run(documentId);
  const insert = connection.prepare('INSERT OR IGNORE INTO dependencies (fact, document_id) VALUES (?, ?)');
  for (const fact of facts) insert.run(fact, documentId);
}

/** Marks every document that depends on a fact to be judged again. */
export function markDependants(connection: Connection, fact: string, now: number): void {
  connection
    .prepare(
      'INSERT OR IGNORE INTO reevaluations (document_id, since) SELECT document_id, ? FROM dependencies WHERE fact = ?',
    )
    .run(now, fact);
}

export function markForReevaluation(connection: Connection, documentId: number, now: number): void {
  connection.prepare('INSERT OR IGNORE INTO reevaluations (document_id, since) VALUES (?, ?)').run(documentId, now);
}

export function pendingReevaluations(connection: Connection, limit: number): number[] {
  return (
    connection.prepare('SELECT document_id FROM reevaluations ORDER BY since LIMIT ?').all(limit) as {
      document_id: number;
    }[]
  ).map((row) => row.document_id);
}

export function reevaluated(connection: Connection, documentId: number): void {
  connection.prepare('DELETE FROM reevaluations WHERE document_id = ?').run(documentId);
}
