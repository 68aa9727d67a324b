// Erases what the store holds of one person, row by row, inside the caller's transaction: what is left stays readable, and
// the sums of what was received still add up. Nothing that goes is left behind in the file (secure_delete).
import { errorJson } from '../engine/errors.ts';
import { documentWithoutPersonal, scrubbed, scrubbedText, withoutPersonal } from '../model/erasing.ts';
import type { CanonicalDocument } from '../model/types.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import type { Connection } from './database.ts';
import { type DocumentRow, documentById, rewriteDocument } from './documents.ts';
import { historyOf, rewriteHistory } from './history.ts';
import { findMessage, type MessageRow } from './messages.ts';
import { findReceipt, rewriteReceipt } from './receipts.ts';
import { noteChange } from './reference-data.ts';
import { referencesOf } from './references.ts';
import { erasedMark, erasedText } from './sealing.ts';

/** Texts that were personal in what was erased so far. */
export type Values = Set<string>;

/** Whether a read failed because what it would read was erased before. */
const isErased = (thrown: unknown): boolean => errorJson(thrown).code === 'data.erased';

/** Runs `work` so that SQLite overwrites whatever it removes. */
export function overwriting<Result>(connection: Connection, work: () => Result): Result {
  connection.pragma('secure_delete = ON');
  try {
    return work();
  } finally {
    connection.pragma('secure_delete = FAST');
  }
}

/** Adds what is personal in a document to `values`. @returns the document; undefined when it was erased before */
export function personalIn(row: DocumentRow, values: Values): CanonicalDocument | undefined {
  try {
    documentWithoutPersonal(row.view, values);
    documentWithoutPersonal(row.state.document, values);
    return row.view;
  } catch (thrown) {
    if (isErased(thrown)) return undefined;
    throw thrown;
  }
}

/** What a message was mapped to; nothing when it was erased before. */
export function evaluatedOf(row: MessageRow): EvaluatedMessage | undefined {
  try {
    return JSON.parse(row.evaluated) as EvaluatedMessage;
  } catch (thrown) {
    if (isErased(thrown)) return undefined;
    throw thrown;
  }
}

/** Blanks a message's bytes in its receipt, or the whole receipt when it holds no other, or what went is elsewhere in it too. */
function eraseBytes(
  connection: Connection,
  message: { row: MessageRow; evaluated: EvaluatedMessage; values: Values },
  now: number,
): void {
  const { row, evaluated, values } = message;
  const receipt = findReceipt(connection, row.receipt_id);
  if (receipt === undefined) return;
  let body: Buffer;
  try {
    body = Buffer.from(receipt.body);
  } catch (thrown) {
    if (isErased(thrown)) return;
    throw thrown;
  }
  body.fill(0x20, evaluated.start, evaluated.end);
  const rest = body.toString('utf8');
  const isWhole = rest.trim() === '' || [...values].some((value) => rest.includes(value));
  rewriteReceipt(connection, receipt.id, isWhole ? undefined : body, now);
}

/** Erases what a message held: its bytes, what was made of it, and what people changed in it. Its row stays and counts. */
export function eraseMessage(connection: Connection, id: string, values: Values, now: number): void {
  const row = findMessage(connection, id);
  if (row === undefined) return;
  const evaluated = evaluatedOf(row);
  if (evaluated === undefined) return;
  for (const document of evaluated.documents) documentWithoutPersonal(document, values);
  eraseBytes(connection, { row, evaluated, values }, now);
  const [mark, text] = [erasedMark(now), erasedText(now)];
  connection
    .prepare(
      `UPDATE messages SET evaluated = ?, result = CASE WHEN result IS NULL THEN NULL ELSE ? END,
         edited = CASE WHEN edited IS NULL THEN NULL ELSE ? END, document_key = CASE document_type WHEN 'customer' THEN 'erased' ELSE document_key END
       WHERE id = ?`,
    )
    .run(text, text, mark, id);
  scrubExceptions(connection, { column: 'message_id', id }, values);
}

/** Masks in exceptions, and in what people wrote about them, what went. */
function scrubExceptions(
  connection: Connection,
  of: { column: 'message_id' | 'document_id'; id: string | number },
  values: Values,
): void {
  const rows = connection
    .prepare(`SELECT id, message, help, detail, cause, document_type FROM exceptions WHERE ${of.column} = ?`)
    .all(of.id) as {
    id: string;
    message: string;
    help: string | null;
    detail: string;
    cause: string;
    document_type: string | null;
  }[];
  for (const { id, message, help, detail, cause, document_type: type } of rows) {
    connection
      .prepare(
        "UPDATE exceptions SET message = ?, help = ?, detail = ?, cause = ?, document_key = CASE document_type WHEN 'customer' THEN 'erased' ELSE document_key END WHERE id = ?",
      )
      .run(
        scrubbedText(message, values),
        help === null ? null : scrubbedText(help, values),
        JSON.stringify(
          scrubbed(JSON.parse(detail), {
            values,
            ...(type === null ? {} : { type: type as CanonicalDocument['type'] }),
          }),
        ),
        scrubbedText(cause, values),
        id,
      );
    connection.prepare("UPDATE exception_notes SET text = '***' WHERE exception_id = ? AND text IS NOT NULL").run(id);
  }
}

/** Erases what is personal in a document and its history; a customer goes altogether. */
export function eraseDocument(connection: Connection, id: number, values: Values, now: number): void {
  const row = documentById(connection, id);
  if (row === undefined) return;
  if (personalIn(row, values) === undefined) return;
  scrubExceptions(connection, { column: 'document_id', id }, values);
  connection.prepare("UPDATE deliveries SET body = x'', last_error = NULL WHERE document_id = ?").run(id);
  // What a destination said of it may quote it.
  connection
    .prepare(
      "UPDATE delivery_attempts SET reason = '***' WHERE delivery_id IN (SELECT id FROM deliveries WHERE document_id = ?)",
    )
    .run(id);
  if (row.type === 'customer') {
    removeDocument(connection, row);
    return;
  }
  const { state, view } = row;
  const own = { type: row.type, values };
  const aside = Object.entries(state.aside ?? {}).flatMap(([path, value]) => {
    const left = withoutPersonal(value, { ...own, pointer: path });
    return left === undefined ? [] : [[path, left]];
  });
  const left = documentWithoutPersonal(view, values);
  rewriteDocument(
    connection,
    row,
    {
      state: {
        ...state,
        document: documentWithoutPersonal(state.document, values),
        ...(state.aside === undefined ? {} : { aside: Object.fromEntries(aside) }),
        ...(state.holds === undefined ? {} : { holds: scrubbed(state.holds, own) as NonNullable<typeof state.holds> }),
      },
      view: left,
      fingerprint: `erased ${id}`,
    },
    now,
  );
  const names = new Set(referencesOf(left).map(({ type, value }) => `${type} ${value}`));
  const references = connection
    .prepare('SELECT type, value FROM document_references WHERE document_id = ?')
    .all(id) as {
    type: string;
    value: string;
  }[];
  for (const { type, value } of references)
    if (!names.has(`${type} ${value}`))
      connection
        .prepare(
          'DELETE FROM document_references WHERE document_id = ? AND document_type = ? AND type = ? AND value = ?',
        )
        .run(id, row.type, type, value);
  connection.prepare("DELETE FROM dependencies WHERE document_id = ? AND fact LIKE 'customer:%'").run(id);
  for (const entry of historyOf(connection, id)) {
    try {
      rewriteHistory(connection, entry, scrubbed(JSON.parse(entry.detail), own));
    } catch (thrown) {
      if (!isErased(thrown)) throw thrown;
    }
  }
  const gates = connection.prepare('SELECT gate, decisions FROM gates WHERE document_id = ?').all(id) as {
    gate: string;
    decisions: string;
  }[];
  for (const { gate, decisions } of gates)
    connection
      .prepare('UPDATE gates SET decisions = ? WHERE document_id = ? AND gate = ?')
      .run(JSON.stringify(scrubbed(JSON.parse(decisions), own)), id, gate);
}

function removeDocument(connection: Connection, { id, key, type }: DocumentRow): void {
  for (const table of ['document_references', 'dangling', 'history', 'gates', 'dependencies', 'reevaluations'])
    connection.prepare(`DELETE FROM ${table} WHERE document_id = ?`).run(id);
  connection.prepare('DELETE FROM links WHERE document_id = ? OR order_id = ?').run(id, id);
  connection.prepare("DELETE FROM dependencies WHERE fact = 'customer:' || ?").run(key);
  connection.prepare("UPDATE deliveries SET document_key = 'erased' WHERE document_id = ?").run(id);
  connection.prepare('DELETE FROM documents WHERE id = ?').run(id);
  noteChange(connection, type);
}

/** What of a document or its messages is not at its end: erasing it would break what still has to happen. */
export function openWork(
  connection: Connection,
  of: { documents: readonly number[]; messages: readonly string[] },
): string[] {
  const message = connection.prepare("SELECT id FROM messages WHERE id = ? AND status IN ('accepted', 'held')");
  const delivery = connection.prepare(
    "SELECT id FROM deliveries WHERE document_id = ? AND status IN ('pending', 'dead')",
  );
  return [
    ...of.messages.flatMap((id) => (message.get(id) === undefined ? [] : [id])),
    ...of.documents.flatMap((id) => (delivery.all(id) as { id: string }[]).map((row) => row.id)),
  ];
}
