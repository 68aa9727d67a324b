// Settles one message: each of its documents is judged and applied, and everything it causes is written at once.
import { setTimeout as delay } from 'node:timers/promises';
import { CrossdockError, type ErrorJson, errorJson } from '../engine/errors.ts';
import { extended } from '../engine/extended.ts';
import { type SettleRequest, sourceClassOf } from '../engine/settle.ts';
import type { MappingDefinition } from '../engine/workspace/definitions.ts';
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument } from '../model/types.ts';
import { type Connection, type Database, reading } from '../store/database.ts';
import { documentById } from '../store/documents.ts';
import { marksOf, reevaluated } from '../store/gates.ts';
import { type DocumentOutcome, type MessageHead, type MessageStatus, messageHead } from '../store/messages.ts';
import type { WrittenSettlement } from '../workers/settled.ts';
import { settlingTask } from '../workers/tasks.ts';
import { settleAnswers } from './answers.ts';
import { lost } from './arrival.ts';
import { decisionException, errorException, settlementExceptions } from './causes.ts';
import { commitSettlement } from './commit.ts';
import { type Gathered, type GatherOptions, gather, isFirst } from './gather.ts';
import { type Draft, endMessage, type Foreseen, holdMessage, type MessageToSettle, writeExceptions } from './held.ts';
import { laneKeys } from './keys.ts';
import { sentOnce } from './outbox.ts';
import type { Routes } from './routes.ts';
import type { Runner } from './runner.ts';
import { commitFailure } from './verdicts.ts';

export interface SettleContext {
  readonly database: Database;
  readonly runner: Runner;
  readonly routes: Routes;
  readonly clock: () => number;
  /** Class of a source where the configuration gives one other than its mappings'. */
  readonly classOf: (source: string) => string | undefined;
}

/** Documents that are judged together and written in one commit, at most: the store writes nothing else meanwhile. */
const MAX_RUN = 100;

/** How long to wait for a thread when none can be started. */
const NO_THREAD_MS = 1_000;

const FAILED = (error: ErrorJson): WrittenSettlement => ({
  intake: { gate: 'intake', fit: true, decisions: [] },
  outcome: 'failed',
  error: { ...error, code: error.code === 'mapping.timeout' ? 'rule.timeout' : error.code },
  changesText: '[]',
  superseded: [],
  conflicts: [],
  outbound: [],
});

/** @throws CrossdockError `intake.draining` */
const settleInWorker = (runner: Runner, request: SettleRequest): Promise<WrittenSettlement> =>
  runner.settling.run(request, () => settleAlone(runner, request));

/** @throws CrossdockError `intake.draining` */
async function settleAlone(runner: Runner, request: SettleRequest): Promise<WrittenSettlement> {
  let settlement: WrittenSettlement | undefined;
  const onItem = ([item]: readonly WrittenSettlement[]) => {
    settlement = item;
  };
  const onLost = (_index: number, error: ErrorJson) => [FAILED(error)];
  for (;;) {
    try {
      await runner.pool.run('settle', settlingTask([request]), { onItem, onLost });
      return settlement ?? FAILED({ code: 'internal', message: 'the worker gave no settlement' });
    } catch (thrown) {
      const { code } = thrown as CrossdockError;
      if (code === 'intake.draining') throw thrown;
      if (code !== 'worker.unavailable') return FAILED(errorJson(thrown));
      await delay(NO_THREAD_MS);
    }
  }
}

/** Splits documents into runs that share no lane, so that each run can be settled together and the next one sees its effects. */
function independentRuns(documents: readonly CanonicalDocument[]): CanonicalDocument[][] {
  const runs: CanonicalDocument[][] = [];
  let taken = new Set<string>();
  for (const document of documents) {
    const keys = laneKeys(document);
    if (runs.length === 0 || runs.at(-1)?.length === MAX_RUN || keys.some((key) => taken.has(key))) {
      runs.push([]);
      taken = new Set();
    }
    runs.at(-1)?.push(document);
    for (const key of keys) taken.add(key);
  }
  return runs;
}

function outcomeOf(document: CanonicalDocument, settlement: WrittenSettlement): DocumentOutcome {
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

interface Settled {
  readonly incoming: CanonicalDocument;
  readonly gathered: Gathered;
  readonly settlement: WrittenSettlement;
}

/** The exceptions of a message that one of its documents makes. */
function draftsOf({ incoming, gathered, settlement }: Settled, owner: string): Draft[] {
  const own = gathered.row === undefined ? {} : { documentId: gathered.row.id };
  const of = { documentType: incoming.type, documentKey: documentKey(incoming), ...own };
  return settlementExceptions(settlement, owner).map((draft) => extended(draft, of));
}

/** Gathers and judges what one stored or incoming document causes. */
async function judge(context: SettleContext, options: GatherOptions): Promise<Omit<Settled, 'incoming'>> {
  const { database, runner, routes } = context;
  const { connection } = database;
  const sent = (row: Parameters<NonNullable<GatherOptions['sent']>>[0]) =>
    sentOnce(connection, { engine: runner.engine, routes }, row);
  const { gathered, request } = reading(connection, () => {
    const one = gather(connection, extended(options, { sent }));
    return { gathered: one, request: one.request() };
  });
  return { gathered, settlement: await settleInWorker(runner, request) };
}

/** Rows that a settlement reads and writes. */
const rowsOf = ({ gathered }: Settled): number[] =>
  [gathered.row, gathered.orderRow, ...gathered.waiting].flatMap((row) => row?.id ?? []);

/** The first of these that concern no row in common: what the next one read is no longer so once they are written. */
function independentStart(settled: readonly Settled[]): Settled[] {
  const taken = new Set<number>();
  const until = settled.findIndex((one) => {
    const rows = rowsOf(one);
    if (rows.some((row) => taken.has(row))) return true;
    for (const row of rows) taken.add(row);
    return false;
  });
  return settled.slice(0, until === -1 ? settled.length : until);
}

type Alongside = (
  connection: Parameters<typeof commitSettlement>[0],
  settled: readonly Settled[],
  isLast: boolean,
) => void;

/**
 * Settles documents that share no lane, and writes them together with what `alongside` writes.
 *
 * Lanes keep messages of one business key apart, but two documents may turn out to concern the same order only when the
 * store is asked. So what was read is checked again inside the commit; when it no longer holds, it is judged anew.
 */
async function settleRun(
  context: SettleContext,
  message: {
    about: NonNullable<Parameters<typeof commitSettlement>[3]['message']>;
    optionsOf: OptionsOf;
    onDone: (settled: readonly Settled[]) => void;
    /** Of a run of one document. */
    ahead: Foreseen | undefined;
  },
  run: readonly CanonicalDocument[],
  alongside: Alongside,
): Promise<void> {
  const { database, runner, routes, clock } = context;
  let { ahead } = message;
  for (let rest = run; rest.length > 0; ) {
    const judged =
      ahead === undefined
        ? await Promise.all(
            rest.map(async (incoming) => ({ incoming, ...(await judge(context, message.optionsOf(incoming))) })),
          )
        : undefined;
    const settled = await database.write(
      (connection) => {
        const current =
          judged === undefined
            ? foreseen(connection, rest, { ahead, optionsOf: message.optionsOf })
            : stillCurrent(connection, independentStart(judged));
        if (current === undefined) return undefined;
        const commit = { engine: runner.engine, routes, now: clock(), message: message.about };
        for (const { gathered, settlement } of current) commitSettlement(connection, gathered, settlement, commit);
        alongside(connection, current, current.length === rest.length);
        return current;
      },
      { lingers: true },
    );
    ahead?.learn(settled !== undefined);
    ahead = undefined;
    if (settled === undefined) continue;
    message.onDone(settled);
    rest = rest.slice(settled.length);
  }
}

/** What was read for them before, when it still holds. */
const stillCurrent = (connection: Connection, settled: readonly Settled[]): readonly Settled[] | undefined =>
  settled.some(({ gathered }) => !gathered.isCurrent(connection)) ? undefined : settled;

/** What was foreseen of a document, when it is so: nothing is stored that concerns it. */
function foreseen(
  connection: Connection,
  [incoming]: readonly CanonicalDocument[],
  by: { readonly ahead: Foreseen | undefined; readonly optionsOf: OptionsOf },
): readonly Settled[] | undefined {
  if (incoming === undefined || by.ahead === undefined) return undefined;
  const { fingerprint } = by.ahead;
  const gathered = gather(connection, extended(by.optionsOf(incoming), { fingerprint }));
  return isFirst(gathered) ? [{ incoming, gathered, settlement: by.ahead.settlement }] : undefined;
}

type OptionsOf = (incoming: CanonicalDocument) => GatherOptions;

/** What the pipeline knows of the mapping that made a message. */
function originOf(
  context: SettleContext,
  message: MessageToSettle,
): { owner: string; sourceClass: string; version: string } {
  const mapping: MappingDefinition | undefined = context.runner.engine.workspace.mappings.get(
    message.evaluated.mapping,
  );
  return {
    owner: mapping?.owner ?? 'integration',
    sourceClass: sourceClassOf(mapping, context.classOf(message.source)),
    version: mapping?.version ?? '',
  };
}

async function settleDocuments(
  context: SettleContext,
  message: MessageToSettle,
  head: MessageHead,
): Promise<MessageStatus> {
  const { clock } = context;
  const { evaluated, id, receiptId, source } = message;
  const { owner, sourceClass, version } = originOf(context, message);
  const started = clock();
  const done: Settled[] = [];
  let status: MessageStatus = 'processed';
  const runs = independentRuns(evaluated.documents);
  const about = { id, receiptId, source, mapping: evaluated.mapping, version };
  const optionsOf: OptionsOf = (incoming) => ({
    incoming,
    sourceClass,
    system: incoming.source.system,
    messageId: id,
    index: evaluated.documents.indexOf(incoming),
    receivedAt: head.created_at,
    now: clock(),
  });
  const { arrival, ahead } = message;
  for (const [index, run] of runs.entries()) {
    const onDone = (settled: readonly Settled[]) => {
      done.push(...settled);
      arrival?.committed();
    };
    await settleRun(context, { about, optionsOf, onDone, ahead }, run, (connection, settled, isLast) => {
      const isEnd = isLast && index === runs.length - 1;
      const all = [...done, ...settled];
      const drafts = isEnd ? all.flatMap((one) => draftsOf(one, owner)) : [];
      const now = clock();
      const entry = arrival?.isStored === false ? arrival : undefined;
      const entersEnded = isEnd && drafts.length === 0;
      if (!entersEnded) entry?.store(connection, evaluated, now);
      if (!isEnd) return;
      const outcomes = all.map(({ incoming, settlement }) => outcomeOf(incoming, settlement));
      status = statusOf(outcomes, head.attempts === 0);
      const result = { outcomes, findings: evaluated.findings, settleMs: now - started };
      const end = { status, result, detail: { documents: outcomes.length } };
      if (entersEnded && entry !== undefined) {
        // No row to be written twice, and no exception of its own that could be open.
        endMessage(connection, id, end, now, (one) => entry.store(connection, evaluated, now, one));
        return;
      }
      writeExceptions(connection, message, drafts, now);
      endMessage(connection, id, end, now);
    });
  }
  return status;
}

/** Where the way of a message stands. */
const headOf = ({ connection }: Database, { id, arrival }: MessageToSettle): MessageHead | undefined =>
  arrival === undefined || arrival.isStored
    ? messageHead(connection, id)
    : { id, status: 'accepted', attempts: 0, created_at: arrival.at };

/**
 * Judges and applies one message. Call it inside the lanes of its documents.
 *
 * Whatever goes wrong with the message itself ends it as held. One that has ended already stays as it is.
 *
 * @throws CrossdockError `store.…`, `intake.draining`: the message stays accepted and is taken up by the next start
 */
export async function settleOne(context: SettleContext, message: MessageToSettle): Promise<MessageStatus> {
  const { database, clock, runner } = context;
  const { error, answers } = message.evaluated;
  const head = headOf(database, message);
  if (head === undefined || head.status !== 'accepted') return head?.status ?? 'discarded';
  const { owner } = originOf(context, message);
  const { arrival } = message;
  /** Writes what `work` writes, and the message itself when it is not there yet. */
  const write = async (work: (connection: Connection) => void, evaluated = message.evaluated): Promise<void> => {
    const both = (connection: Connection) => {
      arrival?.store(connection, evaluated, clock());
      work(connection);
    };
    await database.write(both, { lingers: true });
    arrival?.committed();
  };
  const hold = async (failure: ErrorJson): Promise<MessageStatus> => {
    const holding = (evaluated: MessageToSettle['evaluated']) =>
      write(
        (connection) => holdMessage(connection, { ...message, evaluated }, { error: failure, owner }, clock()),
        evaluated,
      );
    await holding(message.evaluated).catch((thrown: unknown) => {
      if (arrival === undefined || arrival.isStored || database.failed !== undefined) throw thrown;
      return holding(lost(message.evaluated, thrown));
    });
    return 'held';
  };
  if (error !== undefined) return hold(error);
  try {
    if (answers === undefined) return await settleDocuments(context, message, head);
    const ownerOf = (mapping: string) => runner.engine.workspace.mappings.get(mapping)?.owner ?? 'integration';
    const now = clock();
    await write((connection) => settleAnswers(connection, message, { answers, ownerOf, now }));
    return 'processed';
  } catch (thrown) {
    if (database.failed !== undefined || (thrown as CrossdockError).code === 'intake.draining') throw thrown;
    return hold(thrown instanceof CrossdockError ? thrown.toJSON() : errorJson(thrown));
  }
}

/** What would become of a message, and the first thing that would still hold it. */
export interface Rehearsal {
  readonly status: MessageStatus;
  readonly drafts: readonly Pick<Draft, 'code' | 'cause' | 'message'>[];
}

/** What would become of a message, without writing anything. Of several documents none sees what those before it would change. */
export async function rehearseMessage(context: SettleContext, message: MessageToSettle): Promise<Rehearsal> {
  const { evaluated, id, source } = message;
  const { owner, sourceClass } = originOf(context, message);
  if (evaluated.error !== undefined) return { status: 'held', drafts: [errorException(evaluated.error, owner)] };
  const now = context.clock();
  const drafts: Rehearsal['drafts'][number][] = [];
  const outcomes: DocumentOutcome[] = [];
  for (const [index, incoming] of evaluated.documents.entries()) {
    const options = { incoming, sourceClass, system: incoming.source.system ?? source, messageId: id, index };
    const { settlement } = await judge(context, { ...options, receivedAt: now, now });
    outcomes.push(outcomeOf(incoming, settlement));
    drafts.push(...settlementExceptions(settlement, owner));
  }
  return { status: statusOf(outcomes, false), drafts };
}

/** What would hold a stored document at its gates, without writing anything. */
export async function rehearseDocument(context: SettleContext, documentId: number): Promise<Rehearsal> {
  const stored = documentById(context.database.connection, documentId);
  if (stored === undefined) return { status: 'processed', drafts: [] };
  const now = context.clock();
  const { source_class: sourceClass, system } = stored;
  const { settlement } = await judge(context, {
    stored,
    sourceClass,
    system,
    messageId: '',
    index: 0,
    receivedAt: now,
    now,
  });
  if (settlement.error !== undefined)
    return { status: 'held', drafts: [errorException(settlement.error, 'integration')] };
  const verdicts = [...(settlement.document?.verdicts ?? []), ...(settlement.order?.verdicts ?? [])];
  const blocks = verdicts.flatMap(({ decisions }) => decisions).filter(({ severity }) => severity === 'block');
  return { status: blocks.length > 0 ? 'held' : 'processed', drafts: blocks.map(decisionException) };
}

/**
 * Judges a stored document's gates again, because a fact they depend on has changed. Call it inside its lanes.
 *
 * @throws CrossdockError `store.…`, `intake.draining`
 */
export async function judgeAgain(context: SettleContext, documentId: number): Promise<void> {
  const { database, runner, routes, clock } = context;
  for (let isDone = false; !isDone; ) {
    const marks = marksOf(database.connection, documentId);
    const stored = documentById(database.connection, documentId);
    if (marks === undefined) return;
    if (stored === undefined) {
      await database.write((connection) => reevaluated(connection, documentId, marks));
      return;
    }
    const now = clock();
    const { source_class: sourceClass, system } = stored;
    const options = { stored, sourceClass, system, messageId: '', index: 0, receivedAt: now, now };
    const { gathered, settlement } = await judge(context, options);
    isDone = await database.write(
      (connection) => {
        if (!gathered.isCurrent(connection)) return false;
        reevaluated(connection, documentId, marks);
        const { error } = settlement;
        if (error === undefined)
          commitSettlement(connection, gathered, settlement, { engine: runner.engine, routes, now: clock() });
        else commitFailure(connection, { documentId, view: stored.view, error, owner: 'integration' }, clock());
        return true;
      },
      { lingers: true },
    );
  }
}
