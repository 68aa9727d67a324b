// What people did about exceptions besides ending them: remarks, and to whom one was given.
import type { Connection } from './database.ts';

export interface ExceptionNote {
  readonly at: number;
  readonly by: string;
  readonly act: 'commented' | 'assigned' | 'replayed';
  readonly text: string | null;
}

export function addNote(
  connection: Connection,
  exceptionId: string,
  note: { by: string; act: ExceptionNote['act']; text?: string },
  now: number,
): void {
  connection
    .prepare('INSERT INTO exception_notes (exception_id, at, by, act, text) VALUES (?, ?, ?, ?, ?)')
    .run(exceptionId, now, note.by, note.act, note.text ?? null);
}

/** Gives an open exception to a person; an empty name takes it back. False when it is not open any more. */
export function assignException(connection: Connection, id: string, to: string): boolean {
  return (
    connection
      .prepare("UPDATE exceptions SET assignee = ? WHERE id = ? AND status = 'open'")
      .run(to === '' ? null : to, id).changes === 1
  );
}

/** Notes of an exception, oldest first. */
export function notesOf(connection: Connection, exceptionId: string): ExceptionNote[] {
  return connection
    .prepare('SELECT at, by, act, text FROM exception_notes WHERE exception_id = ? ORDER BY seq')
    .all(exceptionId) as ExceptionNote[];
}
