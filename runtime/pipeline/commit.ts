// Writes one settlement: state, lineage, gates, exceptions and deliveries, inside the caller's transaction.

import { extended } from '../engine/extended.ts';
import type { Engine } from '../engine/message.ts';
import type { CanonicalDocument } from '../model/types.ts';
import type { Connection } from '../store/database.ts';
import { type DocumentRow, documentById, saveDocument } from '../store/documents.ts';
import { markDependants, markForReevaluation, saveDependencies } from '../store/gates.ts';
import { addHistory } from '../store/history.ts';
import { linkToOrder, rememberDangling, siblingsOf } from '../store/links.ts';
import { fingerprintOf, viewOf, type WrittenDocument, type WrittenSettlement } from '../workers/settled.ts';
import type { Gathered } from './gather.ts';
import { factsGiven, factsNeeded } from './keys.ts';
import { commitOutbound } from './outbox.ts';
import type { Routes } from './routes.ts';
import { commitVerdicts } from './verdicts.ts';

/** Documents that belong to an order. */
const OF_AN_ORDER: readonly CanonicalDocument['type'][] = ['shipment', 'return', 'invoice'];

export interface CommitContext {
  readonly engine: Engine;
  readonly routes: Routes;
  readonly now: number;
  /** What settled it; absent when only gates were judged again. */
  readonly message?: {
    readonly id: string;
    readonly receiptId: string;
    readonly source: string;
    readonly mapping: string;
    readonly version: string;
  };
}

/** Saves a document when its state or its view differ from the stored row. Says whether the view did. */
function saveWhenChanged(
  connection: Connection,
  row: DocumentRow | undefined,
  document: Omit<Parameters<typeof saveDocument>[1], 'id' | 'fingerprint'> & { readonly fingerprint: () => string },
  now: number,
): { id: number; viewChanged: boolean } {
  const stateChanged = row?.stateText !== document.stateText;
  const viewChanged = row?.viewText !== document.viewText;
  if (row !== undefined && !stateChanged && !viewChanged) return { id: row.id, viewChanged };
  const own = row === undefined ? {} : { id: row.id };
  const saved = extended(document, { fingerprint: document.fingerprint(), ...own });
  return { id: saveDocument(connection, saved, now), viewChanged };
}

/**
 * Writes what settling one document gave.
 *
 * @returns the document's id, or undefined when it did not enter the state
 */
export function commitSettlement(
  connection: Connection,
  gathered: Gathered,
  settlement: WrittenSettlement,
  context: CommitContext,
): number | undefined {
  const { next, document } = settlement;
  if (next === undefined || document === undefined) return gathered.row?.id;
  const { now, message } = context;
  const { verdicts, viewText, isState } = document;
  const view = viewOf(document);
  const { stateText, fingerprint } = next;
  const saved = saveWhenChanged(
    connection,
    gathered.row,
    {
      sourceClass: gathered.documentClass,
      view,
      stateText,
      viewText,
      isState,
      fingerprint: () => fingerprint,
    },
    now,
  );
  const { id } = saved;
  if (message !== undefined) addLineage(connection, { id, gathered, settlement, view }, { message, now });
  const isNew = gathered.row === undefined;
  commitVerdicts(connection, { id, isNew }, { view, verdicts }, now);
  if (saved.viewChanged) saveDependencies(connection, id, factsNeeded(view), isNew);
  if (!gathered.areFactsCurrent(connection)) markForReevaluation(connection, id, now);
  const order = linkDocument(connection, { id, view, gathered }, now);
  const own = settlement.outbound.filter((one) => one.about === 'document');
  commitOutbound(connection, { documentId: id, view, isNew }, own, context);
  if (settlement.order !== undefined && order !== undefined)
    commitOrder(connection, order, { written: settlement.order, settlement }, context);
  const changed = saved.viewChanged || settlement.outcome === 'applied' || settlement.outcome === 'conflict';
  if (message !== undefined && changed) {
    for (const fact of factsGiven(view)) markDependants(connection, fact, now);
    const isAlone = isNew && order === undefined && gathered.waiting.length === 0;
    for (const sibling of isAlone ? [] : siblingsOf(connection, [id, order], id))
      markForReevaluation(connection, sibling, now);
  }
  return id;
}

/** Writes what a document makes of its order. */
function commitOrder(
  connection: Connection,
  order: number,
  made: { written: WrittenDocument; settlement: WrittenSettlement },
  context: CommitContext,
): void {
  const row = documentById(connection, order);
  if (row === undefined) return;
  const { verdicts, viewText } = made.written;
  const view = viewOf(made.written);
  const { stateText, source_class: sourceClass } = row;
  const fingerprint = () => fingerprintOf(row.state.document);
  const { viewChanged } = saveWhenChanged(
    connection,
    row,
    { sourceClass, view, stateText, viewText, isState: false, fingerprint },
    context.now,
  );
  if (viewChanged) saveDependencies(connection, order, factsNeeded(view));
  commitVerdicts(connection, { id: order, isNew: false }, { view, verdicts }, context.now);
  const own = made.settlement.outbound.filter((one) => one.about === 'order');
  commitOutbound(connection, { documentId: order, view, isNew: false }, own, context);
}

/** What a message did to the document, and which stock movement it was. */
function addLineage(
  connection: Connection,
  document: { id: number; gathered: Gathered; settlement: WrittenSettlement; view: CanonicalDocument },
  by: { message: NonNullable<CommitContext['message']>; now: number },
): void {
  const { settlement, gathered } = document;
  const { message, now } = by;
  const { changesText, superseded, conflicts, outcome, intake } = settlement;
  const { mapping, version } = message;
  const rest = JSON.stringify({ superseded, conflicts, mapping, version, decisions: intake.decisions });
  addHistory(
    connection,
    {
      documentId: document.id,
      messageId: message.id,
      source: message.source,
      occurredAt: document.view.occurredAt,
      outcome,
      detailText: `{"changes":${changesText},${rest.slice(1)}`,
    },
    now,
  );
  if (gathered.movement === undefined) return;
  connection
    .prepare('INSERT OR IGNORE INTO movements (hash, message_id) VALUES (?, ?)')
    .run(gathered.movement, message.id);
}

/** Ties a document to its order, or an order to the documents that waited for it. Returns the order's id. */
function linkDocument(
  connection: Connection,
  document: { id: number; view: CanonicalDocument; gathered: Gathered },
  now: number,
): number | undefined {
  const { id, view, gathered } = document;
  for (const waiting of gathered.waiting) {
    linkToOrder(connection, id, waiting.id);
    markForReevaluation(connection, waiting.id, now);
  }
  const { orderRow } = gathered;
  if (orderRow === undefined) {
    // An order waits for no other: remembered as waiting, it would wait for itself and be judged again without end.
    if (OF_AN_ORDER.includes(view.type)) rememberDangling(connection, id, view);
    return undefined;
  }
  const left = linkToOrder(connection, orderRow.id, id);
  // The order that the document was tied to before counts it no longer.
  if (left !== undefined) {
    markForReevaluation(connection, left, now);
    for (const sibling of siblingsOf(connection, [left, undefined], id)) markForReevaluation(connection, sibling, now);
  }
  return orderRow.id;
}
