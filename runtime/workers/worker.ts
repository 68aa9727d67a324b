// The thread that evaluates: opens the workspace once, then decodes, maps and judges what it is sent.
import { parentPort, workerData } from 'node:worker_threads';
import { CrossdockError, errorJson } from '../engine/errors.ts';
import { examplesOf } from '../engine/examples.ts';
import { partnerAnswer } from '../engine/formats/edi/answer.ts';
import type { Decoded, DecodedMessage, Format } from '../engine/formats/format.ts';
import { formatOf } from '../engine/formats/index.ts';
import { createEngine, type MessageResult, runMessage } from '../engine/message.ts';
import { chooseMapping, type SourceHint, sourceFormat } from '../engine/routing.ts';
import { settle } from '../engine/settle.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import type { EvaluatedMessage, FromWorker, TaskName, Tasks, ToWorker, WorkerSetup } from './tasks.ts';

const port = parentPort as NonNullable<typeof parentPort>;
const setup = workerData as WorkerSetup;
const engine = createEngine(openWorkspace(setup.files).workspace, setup);
const post = (message: FromWorker) => port.postMessage(message);

type Handler<Name extends TaskName> = (
  request: Tasks[Name]['request'],
  item: (item: Tasks[Name]['item']) => void,
) => Promise<Tasks[Name]['done']>;

/** The receipt decoded last: a long one comes back chunk by chunk. */
let last: { key: string; decoded: Decoded } | undefined;

function decodeOnce(request: Tasks['evaluate']['request']): { format: Format; decoded: Decoded } {
  const { key, bytes, mapping, source } = request;
  const name =
    mapping === undefined
      ? sourceFormat(engine.workspace, source)
      : engine.inbound(mapping).mapping.manifest.from.format;
  const format = formatOf(name);
  if (last?.key !== key) {
    const decoded =
      mapping === undefined ? format.decode(bytes, { limits: setup.decode }) : engine.decode(mapping, bytes);
    last = { key, decoded };
  }
  return { format, decoded: last.decoded };
}

/** Whether the workspace maps this kind of message itself. */
async function hasMapping(message: DecodedMessage, source: SourceHint | undefined): Promise<boolean> {
  return chooseMapping(engine, { message, source }).then(
    () => true,
    () => false,
  );
}

async function evaluateMessage(
  message: DecodedMessage,
  request: Tasks['evaluate']['request'],
): Promise<EvaluatedMessage> {
  const started = performance.now();
  const { index, start, end, envelope } = message;
  const base = { index, start, end, ...(envelope === undefined ? {} : { envelope }) };
  let mapping = request.mapping ?? '';
  const answer = message.error === undefined && request.mapping === undefined ? partnerAnswer(message) : undefined;
  if (answer !== undefined && !(await hasMapping(message, request.source))) {
    return { ...base, mapping, documents: [], findings: message.findings, answer, tookMs: performance.now() - started };
  }
  try {
    mapping = request.mapping ?? (await chooseMapping(engine, { message, source: request.source }));
    const { documents, findings, error } = await engine.inbound(mapping).run(message);
    const place = error?.at?.path === undefined ? undefined : message.locate?.(error.at.path);
    return {
      ...base,
      mapping,
      documents,
      findings,
      ...(error === undefined ? {} : { error }),
      ...(place === undefined ? {} : { place }),
      tookMs: performance.now() - started,
    };
  } catch (thrown) {
    return {
      ...base,
      mapping,
      documents: [],
      findings: message.findings,
      error: errorJson(thrown),
      tookMs: performance.now() - started,
    };
  }
}

const evaluate: Handler<'evaluate'> = async (request, item) => {
  const { format, decoded } = decodeOnce(request);
  const { from, until, only } = request;
  const chosen =
    only === undefined
      ? decoded.messages.slice(from, until)
      : decoded.messages.filter((message) => message.index === only && only >= from);
  for (const message of chosen) item(await evaluateMessage(message, request));
  const acknowledgements = request.acknowledge
    ? (format.acknowledge?.(request.bytes, decoded, { preparedAt: request.preparedAt, control: request.control }) ?? [])
    : [];
  return { messages: decoded.messages.length, findings: decoded.findings, acknowledgements };
};

const run: Handler<'run'> = async ({ mapping, raw, each, from }, item) => {
  if (each === 'message') {
    const { messages } = engine.decode(mapping, raw[0] ?? new Uint8Array());
    for (const message of messages.slice(from)) item([await runMessage(engine, mapping, { message })]);
    return { messages: messages.length };
  }
  for (const receipt of raw.slice(from)) {
    const results: MessageResult[] = [];
    for (const message of engine.decode(mapping, receipt).messages)
      results.push(await runMessage(engine, mapping, { message }));
    item(results);
  }
  return { messages: raw.length };
};

const settleOne: Handler<'settle'> = async (request, item) => {
  if (request.from === 0) item(await settle(engine, request));
  return { messages: 1 };
};

const examples: Handler<'examples'> = async ({ names, from }, item) => {
  const list = examplesOf(engine.workspace, names);
  for (const one of list.slice(from)) item(await one.run(engine));
  return { messages: list.length };
};

const HANDLERS: { readonly [Name in TaskName]: Handler<Name> } = { evaluate, run, examples, settle: settleOne };

port.on('message', (message: ToWorker) => {
  const { id, task, request } = message;
  const item = (value: unknown) => post({ kind: 'item', id, item: value });
  (HANDLERS[task] as Handler<TaskName>)(request as never, item as never).then(
    (done) => post({ kind: 'done', id, done }),
    (thrown: unknown) =>
      post({ kind: 'failed', id, error: thrown instanceof CrossdockError ? thrown.toJSON() : errorJson(thrown) }),
  );
});

post({ kind: 'ready' });
