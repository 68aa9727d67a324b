// The thread that evaluates: opens the workspace once, then decodes, maps and judges what it is sent.
import { parentPort, workerData } from 'node:worker_threads';
import { CrossdockError, errorJson } from '../engine/errors.ts';
import { examplesOf } from '../engine/examples.ts';
import { extended } from '../engine/extended.ts';
import { partnerAnswers } from '../engine/formats/edi/answer.ts';
import type { Decoded, DecodedMessage, Format } from '../engine/formats/format.ts';
import { formatOf } from '../engine/formats/index.ts';
import type { MappingStage } from '../engine/mapping.ts';
import { createEngine, type MessageResult, runMessage } from '../engine/message.ts';
import { chooseMapping, type SourceHint, sourceDecoding } from '../engine/routing.ts';
import { type SettleRequest, settle } from '../engine/settle.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import type { CanonicalDocument } from '../model/types.ts';
import { settleAhead } from './ahead.ts';
import { filter } from './filter.ts';
import { gathered } from './gathered.ts';
import { LEVELS, ownThread, runBehind } from './processor.ts';
import { writeSettlement } from './settled.ts';
import {
  type Ahead,
  type EvaluatedMessage,
  type FromWorker,
  keyOf,
  type StageTimes,
  type TaskName,
  type Tasks,
  type ToWorker,
  type WorkerSetup,
  type WrittenReceipt,
} from './tasks.ts';

// Resolving a path, the rule engine makes an Error that nobody ever reads: without its frames rules cost a tenth less.
Error.stackTraceLimit = 0;

const port = parentPort as NonNullable<typeof parentPort>;
const setup = workerData as WorkerSetup;
if (setup.behind === true) runBehind(LEVELS.evaluation);
const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer);
const engine = createEngine(openWorkspace(setup.files, { checked: true }).workspace, {
  ...setup,
  execution: { ...setup.execution, onDivergence: (divergence) => post({ kind: 'diverged', divergence }) },
});

interface Answers<Name extends TaskName> {
  /** Says that the task has come to its messages. */
  readonly begun: () => void;
  /** @param transfer  memory of the item that is given away instead of copied */
  readonly item: (item: Tasks[Name]['item'], count?: number, transfer?: readonly ArrayBuffer[]) => void;
  /** Each answer is to be given before the next message is begun. */
  readonly careful: boolean;
}

type Handler<Name extends TaskName> = (
  request: Tasks[Name]['request'],
  answers: Answers<Name>,
) => Promise<Tasks[Name]['done']>;

/** Answers wait this long for one another, milliseconds: a settlement behind them waits with them. */
const WAIT_MS = 4;

/** How long a decoded receipt is kept behind its last use: its next chunk waits for earlier messages to be settled. */
const KEEP_MS = 30_000;

/** The long receipt decoded last: it comes back chunk by chunk. */
let kept: { key: string; decoded: Decoded; decodeMs: number; timer: NodeJS.Timeout } | undefined;

function forget(): void {
  clearTimeout(kept?.timer);
  kept = undefined;
}

function keep(key: string, { decoded, decodeMs }: { decoded: Decoded; decodeMs: number }): void {
  forget();
  kept = { key, decoded, decodeMs, timer: setTimeout(forget, KEEP_MS) };
}

/** Long bytes come in memory that all threads share; decoders want their own. */
const ownBytes = (bytes: Uint8Array): Uint8Array => (bytes.buffer instanceof SharedArrayBuffer ? bytes.slice() : bytes);

interface DecodedReceipt {
  readonly format: Format;
  readonly decoded: Decoded;
  readonly decodeMs: number;
}

function decodeOnce(request: Tasks['evaluate']['request']): DecodedReceipt {
  const { bytes, mapping, source } = request;
  const { format: name, options } =
    mapping === undefined ? sourceDecoding(engine.workspace, source) : engine.inbound(mapping).mapping.manifest.from;
  const format = formatOf(name);
  const key = keyOf({ request });
  if (key !== undefined && kept?.key === key) {
    keep(key, kept);
    return { format, decoded: kept.decoded, decodeMs: kept.decodeMs };
  }
  if (key !== undefined) forget();
  const settings = { limits: setup.decode, ...(options === undefined ? {} : { options }) };
  const started = performance.now();
  const decoded = format.decode(ownBytes(bytes), settings);
  const decodeMs = performance.now() - started;
  if (key !== undefined) keep(key, { decoded, decodeMs });
  return { format, decoded, decodeMs };
}

/** Whether the workspace maps this kind of message itself. */
async function hasMapping(message: DecodedMessage, source: SourceHint | undefined): Promise<boolean> {
  return chooseMapping(engine, { message, source }).then(
    () => true,
    () => false,
  );
}

/** The document with the tenant that its source is configured for, unless its mapping names one. */
function ofTenant(document: CanonicalDocument, tenant: string | undefined): CanonicalDocument {
  const { source } = document;
  return source.tenant !== undefined || tenant === undefined
    ? document
    : { ...document, source: { ...source, tenant } };
}

/** What is shown is no finer; a stored number is shorter for it. */
const toMicroseconds = (ms: number): number => Math.round(ms * 1000) / 1000;

async function evaluateMessage(
  message: DecodedMessage,
  request: Tasks['evaluate']['request'] & { readonly decodeMs: number },
): Promise<EvaluatedMessage> {
  const started = performance.now();
  let reached = started;
  const stageMs: Partial<Record<keyof StageTimes, number>> = { decode: toMicroseconds(request.decodeMs) };
  const onStage = (stage: MappingStage): void => {
    const now = performance.now();
    stageMs[stage] = toMicroseconds(now - reached);
    reached = now;
  };
  const { index, start, end, envelope } = message;
  const base = { index, start, end, stageMs, ...(envelope === undefined ? {} : { envelope }) };
  let mapping = request.mapping ?? '';
  const answers = message.error === undefined && request.mapping === undefined ? partnerAnswers(message) : [];
  if (answers.length > 0 && !(await hasMapping(message, request.source))) {
    const { findings } = message;
    return extended(base, { mapping, documents: [], findings, answers, tookMs: performance.now() - started });
  }
  try {
    mapping = request.mapping ?? (await chooseMapping(engine, { message, source: request.source }));
    reached = performance.now();
    const { documents: mapped, findings, error } = await engine.inbound(mapping).run(message, onStage);
    const documents = request.tenant === undefined ? mapped : mapped.map((one) => ofTenant(one, request.tenant));
    const place = error?.at?.path === undefined ? undefined : message.locate?.(error.at.path);
    return extended(base, {
      mapping,
      documents,
      findings,
      ...(error === undefined ? {} : { error }),
      ...(place === undefined ? {} : { place }),
      tookMs: performance.now() - started,
    });
  } catch (thrown) {
    return extended(base, {
      mapping,
      documents: [],
      findings: message.findings,
      error: errorJson(thrown),
      tookMs: performance.now() - started,
    });
  }
}

const evaluate: Handler<'evaluate'> = async (request, { begun, item }) => {
  const { format, decoded, decodeMs } = decodeOnce(request);
  begun();
  const { from, until, only } = request;
  const chosen =
    only === undefined
      ? decoded.messages.slice(from, until)
      : decoded.messages.filter((message) => message.index === only && only >= from);
  const asked = extended(request, { decodeMs });
  for (const message of chosen) item(await evaluateMessage(message, asked));
  const { acknowledge, preparedAt, control } = request;
  const acknowledgements = acknowledge
    ? (format.acknowledge?.(ownBytes(request.bytes), decoded, { preparedAt, control }) ?? [])
    : [];
  return { messages: decoded.messages.length, findings: decoded.findings, acknowledgements };
};

const run: Handler<'run'> = async ({ mapping, raw, each, from }, { begun, item }) => {
  if (each === 'message') {
    const { messages } = engine.decode(mapping, raw[0] ?? new Uint8Array());
    begun();
    for (const message of messages.slice(from)) item([await runMessage(engine, mapping, { message })]);
    return { messages: messages.length };
  }
  begun();
  for (const receipt of raw.slice(from)) {
    const results: MessageResult[] = [];
    for (const message of engine.decode(mapping, receipt).messages)
      results.push(await runMessage(engine, mapping, { message }));
    item(results);
  }
  return { messages: raw.length };
};

/** A receipt that was evaluated among others; null when it has to be tried alone. */
type EvaluatedReceipt = { readonly messages: readonly EvaluatedMessage[] } & Omit<WrittenReceipt, 'ahead'>;

const evaluateAll: Handler<'evaluateAll'> = async ({ receipts, from }, answers) => {
  let isBegun = false;
  const begun = (): void => {
    if (!isBegun) answers.begun();
    isBegun = true;
  };
  let waiting: { readonly receipt: EvaluatedReceipt | null; readonly ahead: Ahead | undefined }[] = [];
  let since = performance.now();
  // Several are evaluated, then all of these are settled: to and fro between the two, each would be a third slower.
  const send = async (): Promise<void> => {
    const items: (WrittenReceipt | null)[] = [];
    for (const { receipt, ahead } of waiting) items.push(receipt && (await written(receipt, ahead)));
    answers.item(items, items.length);
    waiting = [];
    since = performance.now();
  };
  for (const request of receipts.slice(from)) {
    const messages: EvaluatedMessage[] = [];
    const item = (one: EvaluatedMessage) => messages.push(one);
    // One that cannot be evaluated at all says so when it is tried alone.
    const done = await evaluate(request, { begun, item, careful: false }).catch(() => null);
    begun();
    const items = messages.map((one) => JSON.stringify(one));
    waiting.push({ receipt: done && { messages, items, done }, ahead: request.ahead });
    if (answers.careful || performance.now() - since >= WAIT_MS) await send();
  }
  if (waiting.length > 0) await send();
  return { messages: receipts.length };
};

async function written({ messages, ...receipt }: EvaluatedReceipt, ahead: Ahead | undefined): Promise<WrittenReceipt> {
  const settled = await settleAhead(engine, { messages, ...receipt }, ahead);
  return settled === undefined ? receipt : extended(receipt, { ahead: settled });
}

const settleAll: Handler<'settle'> = async ({ settling, from }, answers) => {
  answers.begun();
  const output = gathered({ waitMs: WAIT_MS, ...answers });
  for (const text of settling.slice(from))
    output.add(writeSettlement(await settle(engine, JSON.parse(text) as SettleRequest)));
  output.send();
  return { messages: settling.length };
};

const examples: Handler<'examples'> = async ({ names, from }, { begun, item }) => {
  const list = examplesOf(engine.workspace, names);
  begun();
  for (const one of list.slice(from)) item(await one.run(engine));
  return { messages: list.length };
};

const HANDLERS: { readonly [Name in TaskName]: Handler<Name> } = {
  evaluate,
  run,
  filter: (request, answers) => filter(engine, request, answers),
  examples,
  evaluateAll,
  settle: settleAll,
};

/** Tasks wait for one another: what one may take is not for two of them. */
let last: Promise<unknown> = Promise.resolve();

port.on('message', (message: ToWorker) => {
  if (message.kind === 'quarantine') {
    engine.trust.quarantine(message.file);
    return;
  }
  const { id, task, request, careful } = message;
  const answers = {
    begun: () => post({ kind: 'begun', id }),
    item: (value: unknown, count?: number, transfer?: readonly ArrayBuffer[]) =>
      post({ kind: 'item', id, item: value, ...(count === undefined ? {} : { count }) }, transfer),
    careful,
  };
  last = last
    .then(() => (HANDLERS[task] as Handler<TaskName>)(request as never, answers as never))
    .then(
      (done) => post({ kind: 'done', id, done }),
      (thrown: unknown) =>
        post({ kind: 'failed', id, error: thrown instanceof CrossdockError ? thrown.toJSON() : errorJson(thrown) }),
    );
});

const thread = ownThread();
post({ kind: 'ready', ...(thread === undefined ? {} : { thread }) });
