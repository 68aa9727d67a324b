// Acts on many exceptions at once, under way in the background, with their progress: replay, discard, assign, comment.
import { randomUUID } from 'node:crypto';
import { CrossdockError, errorJson } from '../engine/errors.ts';
import type { ActState } from '../model/exception-work.ts';
import { addAudit } from '../store/audit.ts';
import type { Connection } from '../store/database.ts';
import { addNote, assignException } from '../store/exception-notes.ts';
import { type Chosen, chosenExceptions } from '../store/exception-queue.ts';
import { type ExceptionRow, findException } from '../store/exceptions.ts';
import { discardOne, replayExceptions } from './actions.ts';
import type { Sidecar } from './sidecar.ts';

/** Exceptions that one act is for; whoever has more acts again. */
const MOST = 10_000;
/** Acts that are remembered after they have ended. */
const REMEMBERED = 50;
/** Reasons that are kept of those that could not be acted on. */
const REASONS_KEPT = 20;
/** Examples of what went on. */
const RELEASED_KEPT = 5;
/** Exceptions that are written in one commit. */
const AT_ONCE = 100;

export type BulkAct =
  | { readonly act: 'replay' }
  | { readonly act: 'discard'; readonly reason: string }
  | { readonly act: 'assign'; readonly to: string }
  | { readonly act: 'comment'; readonly text: string };

export interface BulkProgress extends ActState {
  readonly startedAt: number;
  readonly endedAt: number | null;
}

interface Under {
  progress: BulkProgress;
}

const books = new WeakMap<Sidecar, Map<string, Under>>();

function bookOf(sidecar: Sidecar): Map<string, Under> {
  const known = books.get(sidecar) ?? new Map<string, Under>();
  books.set(sidecar, known);
  return known;
}

/** How far an act is; undefined when nothing is known of it any more. */
export const bulkProgress = (sidecar: Sidecar, id: string): BulkProgress | undefined =>
  bookOf(sidecar).get(id)?.progress;

function forget(book: Map<string, Under>): void {
  const ended = [...book.values()].filter(({ progress }) => progress.status !== 'running');
  for (const { progress } of ended.slice(0, Math.max(0, ended.length - REMEMBERED))) book.delete(progress.id);
}

/** What an act writes of one exception, in the transaction of all of its batch. */
function writeAct(connection: Connection, row: ExceptionRow, act: BulkAct & { by: string }, now: number): void {
  const { by } = act;
  if (act.act === 'discard') discardOne(connection, row, { by, reason: act.reason }, now);
  if (act.act === 'comment') {
    addNote(connection, row.id, { by, act: 'commented', text: act.text }, now);
    addAudit(connection, { actor: by, action: 'exception.commented', subject: row.id }, now);
  }
  if (act.act === 'assign' && assignException(connection, row.id, act.to)) {
    addNote(connection, row.id, { by, act: 'assigned', text: act.to }, now);
    addAudit(connection, { actor: by, action: 'exception.assigned', subject: row.id, detail: { to: act.to } }, now);
  }
}

/**
 * Begins an act on the open exceptions of a cause, or on those named. They are those that are open now: what comes later
 * is not part of it.
 *
 * @returns the act as it begins; `bulkProgress` says how far it is, and every step is told as a change of kind `act`
 * @throws CrossdockError `request.not-found` when there is no open exception among them
 */
export function startBulk(
  sidecar: Sidecar,
  chosen: Chosen,
  act: BulkAct & { by: string },
): { progress: BulkProgress; ended: Promise<void> } {
  const { connection } = sidecar.database;
  const rows = chosenExceptions(connection, { ...chosen, limit: MOST });
  if (rows.length === 0) throw new CrossdockError('request.not-found', 'none of these exceptions is open');
  const book = bookOf(sidecar);
  const id = randomUUID();
  const under: Under = {
    progress: {
      id,
      act: act.act,
      by: act.by,
      cause: chosen.cause ?? null,
      status: 'running',
      total: rows.length,
      done: 0,
      closed: 0,
      failed: 0,
      released: [],
      reasons: [],
      startedAt: sidecar.clock(),
      endedAt: null,
    },
  };
  book.set(id, under);
  const change = (next: Partial<BulkProgress>) => {
    under.progress = { ...under.progress, ...next };
    const { done, total, status } = under.progress;
    sidecar.tell({ kind: 'act', id, status: `${status} ${done}/${total}` });
  };
  const ended = run(sidecar, rows, act, under, change)
    .then(() => change({ status: 'done', endedAt: sidecar.clock() }))
    .catch((thrown: unknown) => {
      const reason = { exception: '', message: errorJson(thrown).message };
      change({ status: 'failed', endedAt: sidecar.clock(), reasons: [...under.progress.reasons, reason] });
    })
    .then(() => {
      sidecar.tell({ kind: 'exception', id: '', status: act.act });
      forget(book);
    });
  return { progress: under.progress, ended };
}

/** What a message became; undefined when it went on without a document, or is not over yet. */
function releasedOf(connection: Connection, row: ExceptionRow): BulkProgress['released'][number] | undefined {
  if (row.message_id === null) return undefined;
  return connection
    .prepare(
      `SELECT id AS message, document_type AS type, document_key AS key FROM messages
       WHERE id = ? AND status = 'processed' AND document_key IS NOT NULL`,
    )
    .get(row.message_id) as BulkProgress['released'][number] | undefined;
}

async function run(
  sidecar: Sidecar,
  rows: readonly ExceptionRow[],
  act: BulkAct & { by: string },
  under: Under,
  change: (next: Partial<BulkProgress>) => void,
): Promise<void> {
  const { connection } = sidecar.database;
  const count = (row: ExceptionRow, failure?: unknown) => {
    const { done, closed, failed, reasons, released } = under.progress;
    const example = act.act === 'replay' && released.length < RELEASED_KEPT ? releasedOf(connection, row) : undefined;
    const isClosed = findException(connection, row.id)?.status !== 'open';
    const message = failure === undefined ? undefined : errorJson(failure).message;
    change({
      done: done + 1,
      closed: closed + Number(isClosed),
      failed: failed + Number(message !== undefined),
      released: example === undefined ? released : [...released, example],
      reasons: message === undefined ? reasons : [...reasons, { exception: row.id, message }].slice(0, REASONS_KEPT),
    });
  };
  if (act.act === 'replay') {
    await replayExceptions(sidecar, rows, { by: act.by, scope: 'cause', onEach: count });
    // Several exceptions of one message are one replay: what it closed with the rest counts as well.
    const open = rows.filter((row) => findException(connection, row.id)?.status === 'open').length;
    change({ done: rows.length, closed: rows.length - open });
    return;
  }
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const batch = rows.slice(from, from + AT_ONCE);
    await sidecar.database.write((one) => {
      for (const row of batch) writeAct(one, row, act, sidecar.clock());
    });
    for (const row of batch) count(row);
  }
}
