// Writes one settlement: state, lineage, gates, exceptions and deliveries, inside the caller's transaction.
import { CrossdockError, errorJson } from '../engine/errors.ts';
import { formatOf } from '../engine/formats/index.ts';
import type { Verdict } from '../engine/judge.ts';
import type { Engine } from '../engine/message.ts';
import type { JudgedDocument, OutboundMessage, Settlement } from '../engine/settle.ts';
import { fingerprint } from '../engine/state/fingerprint.ts';
import { contentHash } from '../engine/workspace/hash.ts';
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument } from '../model/types.ts';
import { takeNumber } from '../store/counters.ts';
import type { Connection } from '../store/database.ts';
import { deliveredKeys, insertDelivery } from '../store/deliveries.ts';
import { addHistory, documentById, linkToOrder, rememberDangling, saveDocument } from '../store/documents.ts';
import { closeForGate, insertException, knownAtGate } from '../store/exceptions.ts';
import { markDependants, markForReevaluation, saveDependencies, saveVerdict } from '../store/gates.ts';
import { decisionException, errorException } from './causes.ts';
import type { Gathered } from './gather.ts';
import { factsGiven, factsNeeded } from './keys.ts';
import type { Routes } from './routes.ts';

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

/** Saves verdicts, opens an exception for each rule that blocks and closes those whose cause is gone. */
function commitVerdicts(connection: Connection, documentId: number, judged: JudgedDocument, now: number): void {
  for (const verdict of judged.verdicts) {
    saveVerdict(connection, documentId, verdict, now);
    commitGateExceptions(connection, { documentId, view: judged.view, verdict }, now);
  }
}

function commitGateExceptions(
  connection: Connection,
  at: { documentId: number; view: CanonicalDocument; verdict: Verdict },
  now: number,
): void {
  const { documentId, view, verdict } = at;
  const drafts = verdict.decisions
    .filter((decision) => decision.severity === 'block' && decision.waits !== true)
    .map(decisionException);
  const keys = drafts.map((draft) => `${draft.cause} ${draft.path ?? ''}`);
  closeForGate(
    connection,
    { documentId, gate: verdict.gate, keep: keys },
    { status: 'resolved', by: 'system:gates', reason: 'the rule no longer blocks' },
    now,
  );
  const open = knownAtGate(connection, documentId, verdict.gate);
  drafts.forEach((draft, index) => {
    if (open.has(keys[index] as string)) return;
    insertException(
      connection,
      {
        ...draft,
        subject: 'gate',
        documentId,
        documentType: view.type,
        documentKey: documentKey(view),
        gate: verdict.gate,
      },
      now,
    );
  });
}

const EXTENSIONS = { json: 'json', ndjson: 'ndjson', csv: 'csv', xml: 'xml', x12: 'edi', edifact: 'edi' } as const;

/** A file name that says what it is about and sorts by its id. */
export function deliveryFileName(parts: { mapping: string; key: string; id: string; extension: string }): string {
  const safe = parts.key.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 80);
  return `${parts.mapping}-${safe}-${parts.id}.${parts.extension}`;
}

function commitOutbound(
  connection: Connection,
  outbound: OutboundMessage,
  about: { documentId: number; view: CanonicalDocument },
  context: CommitContext,
): void {
  const { engine, routes, now } = context;
  const compiled = engine.outbound(outbound.mapping);
  const { manifest, owner } = compiled.mapping;
  const { view, documentId } = about;
  const base = {
    subject: 'delivery',
    documentId,
    documentType: view.type,
    documentKey: documentKey(view),
    gate: outbound.gate,
  } as const;
  if (outbound.error !== undefined) {
    const draft = errorException(outbound.error, owner);
    const known = connection
      .prepare(
        "SELECT 1 FROM exceptions WHERE status = 'open' AND subject = 'delivery' AND document_id = ? AND cause = ?",
      )
      .get(documentId, draft.cause);
    if (known === undefined) insertException(connection, { ...draft, ...base }, now);
    return;
  }
  const hash = contentHash([JSON.stringify(outbound.value)]);
  const sent = deliveredKeys(connection, documentId);
  for (const destination of routes.destinationsOf(outbound.mapping)) {
    const before = sent.filter((row) => row.destination === destination.name && row.mapping === outbound.mapping);
    const repeat = manifest.from.repeat ?? 'once';
    if (before.length > 0 && (repeat === 'once' || before.at(-1)?.content_hash === hash)) continue;
    const format = manifest.to.format;
    const identities = destination.envelope ??
      manifest.to.envelope ?? { sender: 'CROSSDOCK', receiver: destination.name.toUpperCase() };
    const series = `${format}:${identities.sender}:${identities.receiver}`;
    const numbered = format === 'x12' || format === 'edifact' ? String(takeNumber(connection, series)) : '0';
    const envelope = {
      ...identities,
      interchangeControl: numbered,
      groupControl: numbered,
      messageControl: '1',
      preparedAt: new Date(now).toISOString(),
    };
    try {
      insertDelivery(
        connection,
        {
          destination: destination.name,
          mapping: outbound.mapping,
          documentId,
          documentType: view.type,
          documentKey: documentKey(view),
          onceKey: repeat === 'once' ? String(documentId) : `${documentId}:${before.length + 1}`,
          body: compiled.encode(outbound.value, envelope),
          contentType: formatOf(format).contentType,
          contentHash: hash,
          ...(numbered === '0' ? {} : { control: `${identities.receiver}:${numbered}` }),
          fileName: `${documentKey(view)}.${EXTENSIONS[format]}`,
        },
        now,
      );
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError)) throw thrown;
      insertException(connection, { ...errorException(errorJson(thrown), owner), ...base }, now);
    }
  }
}

/**
 * Writes what settling one document gave.
 *
 * @returns the document's id, or undefined when it did not enter the state
 */
export function commitSettlement(
  connection: Connection,
  gathered: Gathered,
  settlement: Settlement,
  context: CommitContext,
): number | undefined {
  const { next, document } = settlement;
  if (next === undefined || document === undefined) return gathered.row?.id;
  const { now, message } = context;
  const view = document.view;
  const changed = settlement.outcome === 'applied' || settlement.outcome === 'conflict' || gathered.row === undefined;
  const viewChanged = gathered.row === undefined || JSON.stringify(gathered.row.view) !== JSON.stringify(view);
  const id =
    changed || viewChanged || JSON.stringify(gathered.row?.state) !== JSON.stringify(next)
      ? saveDocument(
          connection,
          {
            ...(gathered.row === undefined ? {} : { id: gathered.row.id }),
            sourceClass: gathered.request.documentClass,
            state: next,
            view,
            fingerprint: fingerprint(next.document),
          },
          now,
        )
      : (gathered.row as { id: number }).id;
  if (message !== undefined) {
    const { changes, superseded, conflicts } = settlement;
    const detail = {
      changes,
      superseded,
      conflicts,
      mapping: message.mapping,
      version: message.version,
      decisions: settlement.intake.decisions,
    };
    addHistory(
      connection,
      {
        documentId: id,
        messageId: message.id,
        source: message.source,
        occurredAt: view.occurredAt,
        outcome: settlement.outcome,
        detail,
      },
      now,
    );
    if (gathered.movement !== undefined) {
      connection
        .prepare('INSERT OR IGNORE INTO movements (hash, message_id) VALUES (?, ?)')
        .run(gathered.movement, message.id);
    }
  }
  commitVerdicts(connection, id, document, now);
  saveDependencies(connection, id, factsNeeded(view));
  const order = linkDocument(connection, { id, view, gathered }, now);
  if (settlement.order !== undefined && order !== undefined) {
    const row = documentById(connection, order);
    if (row !== undefined && JSON.stringify(row.view) !== JSON.stringify(settlement.order.view)) {
      saveDocument(
        connection,
        {
          id: order,
          sourceClass: row.source_class,
          state: row.state,
          view: settlement.order.view,
          fingerprint: fingerprint(row.state.document),
        },
        now,
      );
    }
    commitVerdicts(connection, order, settlement.order, now);
  }
  if (message !== undefined && (changed || viewChanged)) {
    for (const fact of factsGiven(view)) markDependants(connection, fact, now);
    markSiblings(connection, { id, order }, now);
  }
  for (const outbound of settlement.outbound) {
    const about =
      outbound.about === 'order' && settlement.order !== undefined && order !== undefined
        ? { documentId: order, view: settlement.order.view }
        : { documentId: id, view };
    commitOutbound(connection, outbound, about, context);
  }
  return id;
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
  if (gathered.orderRow !== undefined) {
    linkToOrder(connection, gathered.orderRow.id, id);
    return gathered.orderRow.id;
  }
  if ('order' in view && view.order !== undefined)
    rememberDangling(connection, id, [view.order, ...(view.references ?? [])]);
  return undefined;
}

/** A change of an order or of one of its documents may change the verdict on the others. */
function markSiblings(connection: Connection, document: { id: number; order: number | undefined }, now: number): void {
  const siblings = connection
    .prepare('SELECT document_id FROM links WHERE order_id IN (?, ?) AND document_id != ?')
    .all(document.id, document.order ?? null, document.id) as { document_id: number }[];
  for (const sibling of siblings) markForReevaluation(connection, sibling.document_id, now);
}
