// Erases what a sidecar holds of one customer: finds it in documents, messages and receipts, and takes it out while nothing
// else is done with them. What is written down about it names nobody.
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { CrossdockError } from '../engine/errors.ts';
import type { CanonicalDocument } from '../model/types.ts';
import { eraseInArchive } from '../store/archive.ts';
import { addAudit } from '../store/audit.ts';
import type { Connection, Database } from '../store/database.ts';
import { type DocumentRow, documentById, documentsByKey, documentsOfType } from '../store/documents.ts';
import { eraseDocument, eraseMessage, openWork, overwriting, personalIn } from '../store/erasure.ts';
import { relatedDocuments } from '../store/links.ts';
import { pageOfMessages } from '../store/messages.ts';
import { openReceiptBody } from '../store/receipts.ts';
import { customerIdOf, isEnded, laneKeys } from './keys.ts';
import type { Lanes } from './lanes.ts';

/** Whose data: everything of a customer, or of one order. */
export type Subject = { readonly customer: string } | { readonly order: string };

export interface ErasureRequest {
  readonly subject: Subject;
  readonly by: string;
  readonly reason: string;
  /** Also orders that still go on: they end without an address. */
  readonly evenOpen?: boolean;
}

/** How much was erased. */
export interface Erased {
  readonly documents: number;
  readonly messages: number;
  /** Receipts in the archive in which something was erased. */
  readonly archived: number;
}

export interface ErasingOptions {
  readonly database: Database;
  readonly lanes: Lanes;
  readonly clock: () => number;
  /** The folder of archived receipts. */
  readonly archive?: string;
}

/** Rows that are looked through before others get their turn. */
const PAGE = 50;
/** Rows that one commit erases. */
const BATCH = 25;
/** A text must be this long to be looked for in bytes that nobody could decode. */
const MIN_TELLING = 6;

interface Found {
  readonly documents: Map<number, DocumentRow>;
  readonly messages: Set<string>;
  readonly values: Set<string>;
}

/** What the audit log calls a subject: who knows the customer's number can find it there, and nobody else learns it. */
export function subjectName(subject: Subject): string {
  if ('order' in subject) return `order ${subject.order}`;
  return `customer ${createHash('sha256').update(`erased:${subject.customer}`).digest('hex').slice(0, 16)}`;
}

function customerOf(document: CanonicalDocument): string | undefined {
  return document.type === 'invoice' ? document.customer?.customerId : customerIdOf(document);
}

/** The documents that a subject has to do with, and those that belong to its orders. */
async function findDocuments(connection: Connection, subject: Subject, found: Found): Promise<void> {
  const add = (row: DocumentRow): void => {
    if (found.documents.has(row.id) || personalIn(row, found.values) === undefined) return;
    found.documents.set(row.id, row);
  };
  if ('order' in subject) for (const row of documentsByKey(connection, 'order', [subject.order])) add(row);
  else {
    for (const type of ['customer', 'order', 'invoice']) {
      let looked = 0;
      for (const row of documentsOfType(connection, type)) {
        looked += 1;
        if (looked % PAGE === 0) await turn();
        if (concerns(row, subject.customer)) add(row);
      }
    }
  }
  for (const row of [...found.documents.values()])
    if (row.type === 'order') for (const related of relatedDocuments(connection, row.id)) add(related);
}

function concerns(row: DocumentRow, customer: string): boolean {
  try {
    return customerOf(row.view) === customer || (row.type === 'order' && customerOf(row.state.document) === customer);
  } catch (thrown) {
    if ((thrown as CrossdockError).code === 'data.erased') return false;
    throw thrown;
  }
}

/** The messages that these documents came from, or that name the subject without having become anything. */
async function findMessages(connection: Connection, subject: Subject, found: Found): Promise<void> {
  const names = new Set([...found.documents.values()].map((row) => `${row.type} ${row.key}`));
  const quoted = JSON.stringify('order' in subject ? subject.order : subject.customer);
  const telling = [...found.values].filter((value) => value.length >= MIN_TELLING);
  const bodyOf = connection.prepare('SELECT id, body FROM receipts WHERE id = ?');
  const isNamedIn = (text: string): boolean => text.includes(quoted);
  for (let before: number | undefined; ; ) {
    const rows = pageOfMessages(connection, { limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const row of rows) {
      let evaluated: string;
      try {
        ({ evaluated } = row);
      } catch (thrown) {
        if ((thrown as CrossdockError).code === 'data.erased') continue;
        throw thrown;
      }
      if (names.has(`${row.document_type} ${row.document_key}`) || isNamedIn(evaluated)) found.messages.add(row.id);
      else if (row.document_type === null) {
        // Nobody could tell what it is: looked through as text.
        const receipt = bodyOf.get(row.receipt_id) as { id: string; body: Buffer } | undefined;
        const text = receipt === undefined ? '' : (openReceiptBody(connection, receipt)?.toString('utf8') ?? '');
        if (isNamedIn(text) || telling.some((value) => text.includes(value))) found.messages.add(row.id);
      }
    }
    if (rows.length < PAGE) return;
    before = rows.at(-1)?.seq;
    await turn();
  }
}

/** @throws CrossdockError `request.conflict` while something is still to happen with what would be erased */
function requireEnded(connection: Connection, found: Found, request: ErasureRequest): void {
  const open = openWork(connection, { documents: [...found.documents.keys()], messages: [...found.messages] });
  if (open.length > 0)
    throw new CrossdockError('request.conflict', `still under way, held or unsent: ${open.slice(0, 20).join(', ')}`, {
      help: 'Replay, discard or send them first.',
    });
  const going = [...found.documents.values()].filter((row) => row.type === 'order' && !isEnded(row.view));
  if (going.length > 0 && request.evenOpen !== true)
    throw new CrossdockError(
      'request.conflict',
      `orders that have not ended: ${going
        .slice(0, 20)
        .map((row) => row.key)
        .join(', ')}`,
      {
        help: 'Wait for their end, or erase them all the same (evenOpen): what is still to be sent has no address then.',
      },
    );
}

/**
 * Erases a customer, or an order with what belongs to it. What is personal goes from documents and their history, the
 * bytes and what was made of them from messages, bodies from deliveries; customers go altogether. Amounts, lines, states
 * and the sums stay. Resolves when the log holds nothing of it any more either.
 *
 * Not reached: backups, files that were sent to destinations, examples and drafts that people made.
 *
 * @throws CrossdockError `request.not-found` when there is nothing of the subject, `request.conflict`, `store.…`
 */
export async function erase(request: ErasureRequest, options: ErasingOptions): Promise<Erased> {
  const { database, lanes, clock, archive } = options;
  const { connection } = database;
  const { subject, by: actor, reason } = request;
  const found: Found = { documents: new Map(), messages: new Set(), values: new Set() };
  await findDocuments(connection, subject, found);
  await findMessages(connection, subject, found);
  const ids = [...found.messages];
  if (found.documents.size === 0 && ids.length === 0)
    throw new CrossdockError('request.not-found', 'there is nothing of this customer or order');
  const keys = [...found.documents.values()].flatMap((row) => laneKeys(row.view));
  const name = subjectName(subject);
  await lanes.run(keys, async () => {
    requireEnded(connection, found, request);
    const note = (action: string, detail: object) =>
      database.write((one) => addAudit(one, { actor, action, subject: name, detail }, clock()));
    await note('erasure.begun', { reason, documents: found.documents.size, messages: ids.length });
    const batches = (list: readonly unknown[]) => Math.ceil(list.length / BATCH);
    const documents = [...found.documents.keys()];
    for (let at = 0; at < batches(ids); at += 1)
      await database.write((one) =>
        overwriting(one, () => {
          for (const id of ids.slice(at * BATCH, (at + 1) * BATCH)) eraseMessage(one, id, found.values, clock());
        }),
      );
    for (let at = 0; at < batches(documents); at += 1)
      await database.write((one) =>
        overwriting(one, () => {
          for (const id of documents.slice(at * BATCH, (at + 1) * BATCH))
            if (documentById(one, id) !== undefined) eraseDocument(one, id, found.values, clock());
        }),
      );
    await database.fold();
  });
  const archived =
    archive === undefined ? 0 : await eraseInArchive(archive, { keys: archivedKeys(found), messages: found.messages });
  const done = { documents: found.documents.size, messages: ids.length, archived };
  await database.write((one) => addAudit(one, { actor, action: 'erasure.made', subject: name, detail: done }, clock()));
  return done;
}

const archivedKeys = (found: Found): ReadonlySet<string> =>
  new Set([...found.documents.values()].map((row) => `${row.type} ${row.key}`));
