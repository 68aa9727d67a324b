// Settles one message: each of its documents is judged and applied in its lanes, and everything it causes is written at once.

import type { ErrorJson } from '../engine/errors.ts';
import type { PartnerAnswer } from '../engine/formats/edi/answer.ts';
import type { Settlement, SettleRequest } from '../engine/settle.ts';
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument } from '../model/types.ts';
import { addAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { recordAnswer } from '../store/deliveries.ts';
import { documentById } from '../store/documents.ts';
import { closeException, insertException, listExceptions, type NewException } from '../store/exceptions.ts';
import { reevaluated } from '../store/gates.ts';
import { type DocumentOutcome, findMessage, type MessageStatus, settleMessage } from '../store/messages.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import { errorException, settlementExceptions } from './causes.ts';
import { commitSettlement } from './commit.ts';
import { type Gathered, gather } from './gather.ts';
import { laneKeys } from './keys.ts';
import type { Routes } from './routes.ts';
import type { Runner } from './runner.ts';

export interface SettleContext {
  readonly database: Database;
  readonly runner: Runner;
  readonly routes: Routes;
  readonly clock: () => number;
}

export interface MessageToSettle {
  readonly id: string;
  readonly receiptId: string;
  readonly source: string;
  readonly evaluated: EvaluatedMessage;
}

const FAILED = (error: ErrorJson): Settlement => ({
  intake: { gate: 'intake', fit: true, decisions: [] },
  outcome: 'failed',
  error: { ...error, code: error.code === 'mapping.timeout' ? 'rule.timeout' : error.code },
  changes: [],
  superseded: [],
  conflicts: [],
  outbound: [],
});

async function settleInWorker(runner: Runner, request: SettleRequest): Promise<Settlement> {
  let settlement: Settlement | undefined;
  await runner.pool.run(
    'settle',
    { ...request, from: 0 },
    {
      onItem: (item) => {
        settlement = item;
      },
      onLost: (_index, error) => FAILED(error),
    },
  );
  return settlement ?? FAILED({ code: 'internal', message: 'the worker gave no settlement' });
}

/** Splits documents into runs that share no lane, so that each run can be settled together and the next one sees its effects. */
function independentRuns(documents: readonly CanonicalDocument[]): CanonicalDocument[][] {
  const runs: CanonicalDocument[][] = [];
  let taken = new Set<string>();
  for (const document of documents) {
    const keys = laneKeys(document);
    if (runs.length === 0 || keys.some((key) => taken.has(key))) {
      runs.push([]);
      taken = new Set();
    }
    runs.at(-1)?.push(document);
    for (const key of keys) taken.add(key);
  }
  return runs;
}

function outcomeOf(document: CanonicalDocument, settlement: Settlement): DocumentOutcome {
  const later = [...(settlement.document?.verdicts ?? []), ...(settlement.order?.verdicts ?? [])];
  return {
    type: document.type,
    key: documentKey(document),
    outcome: settlement.outcome,
    decisions: [...settlement.intake.decisions, ...later.flatMap((verdict) => verdict.decisions)],
    ...(settlement.superseded.length === 0 ? {} : { superseded: settlement.superseded }),
    ...(settlement.conflicts.length === 0 ? {} : { conflicts: settlement.conflicts }),
    ...(settlement.error === undefined ? {} : { error: settlement.error }),
  };
}

function statusOf(outcomes: readonly DocumentOutcome[], first: boolean): MessageStatus {
  if (outcomes.some((one) => one.outcome === 'held' || one.outcome === 'failed' || one.outcome === 'conflict'))
    return 'held';
  return first && outcomes.length > 0 && outcomes.every((one) => one.outcome === 'unchanged')
    ? 'duplicate'
    : 'processed';
}

type Draft = Omit<NewException, 'subject' | 'messageId' | 'receiptId'>;

/** Opens the exceptions of a held message; one that is open for the same cause stays, others are closed. */
function writeExceptions(
  connection: Parameters<Parameters<Database['write']>[0]>[0],
  message: MessageToSettle,
  drafts: readonly Draft[],
  now: number,
): void {
  const open = listExceptions(connection, { status: 'open', subject: 'message', messageId: message.id, limit: 1_000 });
  const same = (draft: Draft, row: { cause: string; path: string | null }) =>
    draft.cause === row.cause && (draft.path ?? null) === row.path;
  for (const row of open) {
    if (drafts.some((draft) => same(draft, row))) continue;
    closeException(
      connection,
      row.id,
      { status: 'resolved', by: 'system:pipeline', reason: 'the message was replayed' },
      now,
    );
  }
  for (const draft of drafts) {
    if (open.some((row) => same(draft, row))) continue;
    insertException(
      connection,
      { ...draft, subject: 'message', messageId: message.id, receiptId: message.receiptId },
      now,
    );
  }
}

/** Ends a message that could not be decoded or mapped. */
async function settleError(context: SettleContext, message: MessageToSettle, error: ErrorJson): Promise<MessageStatus> {
  const { database, clock } = context;
  const { mapping, findings, place } = message.evaluated;
  const owner = context.runner.engine.workspace.mappings.get(mapping)?.owner ?? 'integration';
  const now = clock();
  await database.write((connection) => {
    const detail = place === undefined ? error : { ...error, receipt: place };
    writeExceptions(connection, message, [{ ...errorException(error, owner), detail }], now);
    settleMessage(connection, message.id, { status: 'held', result: { outcomes: [], findings, settleMs: 0 } }, now);
    addAudit(
      connection,
      { actor: 'system:pipeline', action: 'message.held', subject: message.id, detail: { code: error.code } },
      now,
    );
  });
  return 'held';
}

/** Notes what a partner says of an interchange that we sent; a refusal is an exception of whoever owns that mapping. */
async function settleAnswer(
  context: SettleContext,
  message: MessageToSettle,
  answer: PartnerAnswer,
): Promise<MessageStatus> {
  const { database, clock, runner } = context;
  const now = clock();
  const said = `${answer.kind} ${answer.outcome} (${answer.code})`;
  await database.write((connection) => {
    const delivery = recordAnswer(connection, `${answer.partner}:${answer.control}`, said);
    if (answer.outcome === 'rejected') {
      const owner = runner.engine.workspace.mappings.get(delivery?.mapping ?? '')?.owner ?? 'integration';
      const exception = {
        subject: 'delivery',
        messageId: message.id,
        receiptId: message.receiptId,
        ...(delivery === undefined ? {} : { deliveryId: delivery.id }),
        ...(delivery?.document_id == null ? {} : { documentId: delivery.document_id }),
        ...(delivery?.document_type == null ? {} : { documentType: delivery.document_type }),
        ...(delivery?.document_key == null ? {} : { documentKey: delivery.document_key }),
        code: 'delivery.rejected',
        category: 'delivery',
        owner,
        severity: 'block',
        cause: `delivery.rejected ${answer.partner} ${delivery?.mapping ?? ''}`,
        message: `${answer.partner} refused interchange ${answer.control}${delivery === undefined ? ', which is not known here' : ''}: ${said}`,
        help: 'Read the segments that the answer names, correct the outbound mapping, and replay.',
      } as const;
      insertException(connection, exception, now);
    }
    settleMessage(
      connection,
      message.id,
      { status: 'processed', result: { outcomes: [], findings: message.evaluated.findings, settleMs: 0 } },
      now,
    );
    addAudit(
      connection,
      { actor: 'system:pipeline', action: 'message.processed', subject: message.id, detail: { answer: said } },
      now,
    );
  });
  return 'processed';
}

/** Judges and applies one message. Call it inside the lanes of its documents. */
export async function settleOne(context: SettleContext, message: MessageToSettle): Promise<MessageStatus> {
  const { database, runner, routes, clock } = context;
  const { evaluated } = message;
  if (evaluated.error !== undefined) return settleError(context, message, evaluated.error);
  if (evaluated.answer !== undefined) return settleAnswer(context, message, evaluated.answer);
  const started = clock();
  const mapping = runner.engine.workspace.mappings.get(evaluated.mapping);
  const owner = mapping?.owner ?? 'integration';
  const from = mapping?.direction === 'inbound' ? mapping.manifest.from : undefined;
  const row = findMessage(database.connection, message.id);
  const first = (row?.attempts ?? 0) === 0;
  const receivedAt = row?.created_at ?? started;
  const outcomes: DocumentOutcome[] = [];
  const drafts: Draft[] = [];
  const runs = independentRuns(evaluated.documents);
  let status: MessageStatus = 'processed';
  for (const [index, run] of runs.entries()) {
    const settled: { gathered: Gathered; settlement: Settlement }[] = [];
    for (const incoming of run) {
      const gathered = gather(database.connection, {
        incoming,
        sourceClass: from?.class ?? 'edi-partner',
        system: incoming.source.system,
        messageId: message.id,
        index: evaluated.documents.indexOf(incoming),
        receivedAt,
        now: clock(),
      });
      const settlement = await settleInWorker(runner, gathered.request);
      settled.push({ gathered, settlement });
      outcomes.push(outcomeOf(incoming, settlement));
      for (const draft of settlementExceptions(settlement, owner)) {
        drafts.push({
          ...draft,
          documentType: incoming.type,
          documentKey: documentKey(incoming),
          ...(gathered.row === undefined ? {} : { documentId: gathered.row.id }),
        });
      }
    }
    const now = clock();
    status = statusOf(outcomes, first);
    await database.write((connection) => {
      const about = {
        id: message.id,
        receiptId: message.receiptId,
        source: message.source,
        mapping: evaluated.mapping,
        version: mapping?.version ?? '',
      };
      for (const { gathered, settlement } of settled) {
        commitSettlement(connection, gathered, settlement, { engine: runner.engine, routes, now, message: about });
      }
      if (index < runs.length - 1) return;
      writeExceptions(connection, message, drafts, now);
      settleMessage(
        connection,
        message.id,
        { status, result: { outcomes, findings: evaluated.findings, settleMs: now - started } },
        now,
      );
      addAudit(
        connection,
        {
          actor: 'system:pipeline',
          action: `message.${status}`,
          subject: message.id,
          detail: { documents: outcomes.length },
        },
        now,
      );
    });
  }
  return status;
}

/** Judges a stored document's gates again, because a fact they depend on has changed. Call it inside its lanes. */
export async function judgeAgain(context: SettleContext, documentId: number): Promise<void> {
  const { database, runner, routes, clock } = context;
  const stored = documentById(database.connection, documentId);
  const since = clock();
  if (stored === undefined) {
    await database.write((connection) => reevaluated(connection, documentId));
    return;
  }
  const gathered = gather(database.connection, {
    stored,
    sourceClass: stored.source_class,
    system: stored.system,
    messageId: '',
    index: 0,
    receivedAt: since,
    now: since,
  });
  const settlement = await settleInWorker(runner, gathered.request);
  await database.write((connection) => {
    reevaluated(connection, documentId);
    commitSettlement(connection, gathered, settlement, { engine: runner.engine, routes, now: clock() });
  });
}
