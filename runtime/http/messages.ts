// Routes that show receipts, messages and deliveries.
import { CrossdockError } from '../engine/errors.ts';
import type { Decision } from '../engine/judge.ts';
import { READ, READ_EXACT } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import type { Connection } from '../store/database.ts';
import { deliveriesOf } from '../store/deliveries.ts';
import { documentById } from '../store/documents.ts';
import { listExceptions } from '../store/exception-queue.ts';
import { openOfMessage } from '../store/exceptions.ts';
import { type ListedMessage, listMessages } from '../store/message-list.ts';
import { findMessage, type MessageResultRecord, type MessageRow, messagesOfReceipt } from '../store/messages.ts';
import { duplicateCount, findReceipt } from '../store/receipts.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import { bodyView, deliveryView } from './delivery-view.ts';
import { exceptionView } from './exceptions.ts';
import { gateViews } from './gate-view.ts';
import type { MessageAnswer, MessagePageAnswer, MessageRowAnswer } from './message-answers.ts';
import { stagesOf } from './message-way.ts';
import {
  filterParameters,
  nextCursor,
  PAGE_PARAMETERS,
  pageOf,
  queryFilter,
  queryTime,
  type Route,
  TIME_PARAMETERS,
  time,
} from './route.ts';

const parsedResult = (row: MessageRow): MessageResultRecord | undefined =>
  row.result === null ? undefined : (JSON.parse(row.result) as MessageResultRecord);

/** A message as lists and intake answers show it. */
export function messageSummary(connection: Connection, row: MessageRow): object {
  const evaluated = JSON.parse(row.evaluated) as EvaluatedMessage;
  const result = parsedResult(row);
  const exception = row.status === 'held' ? openOfMessage(connection, row.id).at(-1) : undefined;
  return {
    id: row.id,
    status: row.status,
    mapping: row.mapping,
    documents: evaluated.documents,
    decisions: result?.outcomes.flatMap((outcome) => outcome.decisions) ?? [],
    ...(exception === undefined ? {} : { exception: exceptionView(exception) }),
  };
}

/** Parameters of the list by the names that the store has for them. */
const MESSAGE_FILTERS = {
  status: 'status',
  source: 'source',
  mapping: 'mapping',
  code: 'code',
  document: 'documentType',
  key: 'documentKey',
  q: 'keyPrefix',
  receipt: 'receipt',
} as const;

function formatOf(sidecar: Sidecar, mapping: string): string | null {
  const found = sidecar.engine.workspace.mappings.get(mapping);
  return found?.direction === 'inbound' ? found.manifest.from.format : null;
}

/** Bytes of a message's own part of its receipt that are shown with it; all of them are at its receipt. */
const RAW_LIMIT_BYTES = 256 * 1024;

/** The message's own part of its receipt as text; what it was edited to instead, when it was. */
function rawOf(
  row: MessageRow,
  body: Buffer | undefined,
  range: { start: number; end: number },
): Pick<MessageAnswer, 'raw' | 'rawSizeBytes'> {
  const bytes = row.edited ?? body?.subarray(range.start, range.end);
  if (bytes === undefined) return { raw: null, rawSizeBytes: 0 };
  return { raw: new TextDecoder().decode(bytes.subarray(0, RAW_LIMIT_BYTES)), rawSizeBytes: bytes.length };
}

function messageRow(row: ListedMessage): MessageRowAnswer {
  return {
    id: row.id,
    receipt: row.receipt_id,
    position: row.position,
    source: row.source,
    mapping: row.mapping,
    status: row.status,
    document: row.document_type === null ? null : { type: row.document_type, key: row.document_key },
    receivedAt: time(row.created_at),
    settledAt: row.settled_at === null ? null : time(row.settled_at),
    attempts: row.attempts,
    code: row.code,
  };
}

const LIST = (name: string) => ({
  type: 'object',
  required: [name, 'next'],
  properties: { [name]: { type: 'array', items: { type: 'object' } }, next: { type: ['string', 'null'] } },
});
const ID = [{ name: 'id', in: 'path', description: 'its id', required: true }] as const;

export const MESSAGE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/receipts/{id}',
    summary: 'One receipt: its bytes, when and from where, and its messages',
    access: READ,
    recorded: 'receipt.read',
    parameters: ID,
    responses: {
      200: {
        description: 'The receipt',
        schema: { type: 'object', required: ['id', 'source', 'receivedAt', 'messages'] },
      },
    },
    handle(context, sidecar) {
      const { connection } = sidecar.database;
      const receipt = findReceipt(connection, context.req.param('id') as string);
      if (receipt === undefined) throw new CrossdockError('request.not-found', 'there is no such receipt');
      const messages = messagesOfReceipt(connection, receipt.id);
      return context.json({
        id: receipt.id,
        source: receipt.source,
        mapping: receipt.mapping,
        topic: receipt.topic,
        contentType: receipt.content_type,
        receivedAt: time(receipt.received_at),
        sizeBytes: receipt.body.length,
        sha256: receipt.body_hash,
        status: receipt.status === 'pending' ? 'in flight' : 'decoded',
        repeats: duplicateCount(connection, receipt.id),
        findings: receipt.findings === null ? [] : (JSON.parse(receipt.findings) as unknown),
        ...bodyView(receipt.body),
        messages: messages.map(messageRow),
        deliveries: deliveriesOf(connection, { receiptId: receipt.id, limit: 100 }).map(deliveryView),
      });
    },
  },
  {
    method: 'get',
    path: '/v1/receipts/{id}/body',
    summary: 'The bytes of a receipt exactly as they came',
    access: READ_EXACT,
    recorded: 'receipt.read-exact',
    parameters: ID,
    responses: { 200: { description: 'The bytes', contentType: 'application/octet-stream' } },
    handle(context, sidecar) {
      const receipt = findReceipt(sidecar.database.connection, context.req.param('id') as string);
      if (receipt === undefined) throw new CrossdockError('request.not-found', 'there is no such receipt');
      context.header('content-type', 'application/octet-stream');
      context.header('content-disposition', `attachment; filename="${receipt.id}"`);
      return context.body(new Uint8Array(receipt.body));
    },
  },
  {
    method: 'get',
    path: '/v1/messages',
    summary: 'Messages, newest first',
    access: READ,
    parameters: [
      ...filterParameters(
        Object.keys(MESSAGE_FILTERS).filter((name) => name !== 'q'),
        'messages',
      ),
      { name: 'q', in: 'query', description: "beginning of the document's key" },
      ...TIME_PARAMETERS,
      ...PAGE_PARAMETERS,
    ],
    responses: { 200: { description: 'A page of messages', schema: LIST('messages') } },
    handle(context, sidecar) {
      const page = pageOf(context);
      const [from, to] = [queryTime(context, 'from'), queryTime(context, 'to')];
      const rows = listMessages(sidecar.database.connection, {
        ...queryFilter(context, MESSAGE_FILTERS),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...page,
      });
      const answer: MessagePageAnswer = { messages: rows.map(messageRow), next: nextCursor(rows, page.limit) };
      return context.json(answer);
    },
  },
  {
    method: 'get',
    path: '/v1/messages/{id}',
    summary: 'One message: stages, documents, decisions, deliveries and the versions of the files used',
    access: READ,
    recorded: 'message.read',
    parameters: ID,
    responses: {
      200: {
        description: 'The message',
        schema: {
          type: 'object',
          required: ['id', 'status', 'stages', 'documents', 'decisions', 'deliveries', 'versions'],
        },
      },
    },
    handle(context, sidecar) {
      const { connection } = sidecar.database;
      const row = findMessage(connection, context.req.param('id') as string);
      if (row === undefined) throw new CrossdockError('request.not-found', 'there is no such message');
      const evaluated = JSON.parse(row.evaluated) as EvaluatedMessage;
      const result = parsedResult(row);
      const receipt = findReceipt(connection, row.receipt_id);
      const ids = connection.prepare('SELECT DISTINCT document_id FROM history WHERE message_id = ?').all(row.id) as {
        document_id: number;
      }[];
      const deliveries = ids.flatMap(({ document_id }) =>
        deliveriesOf(connection, { documentId: document_id, limit: 100 }),
      );
      const answer: MessageAnswer = {
        ...messageRow(row),
        range: { start: evaluated.start, end: evaluated.end },
        format: formatOf(sidecar, row.mapping),
        contentType: receipt?.content_type ?? null,
        ...rawOf(row, receipt?.body, evaluated),
        envelope: evaluated.envelope ?? null,
        stages: stagesOf(connection, row, { evaluated, result, receivedAt: receipt?.received_at ?? row.created_at }),
        documents: evaluated.documents,
        findings: evaluated.findings,
        decisions: (result?.outcomes.flatMap((outcome) => outcome.decisions) ?? []) as Decision[],
        error: evaluated.error ?? null,
        exceptions: listExceptions(connection, { messageId: row.id, limit: 100 }).map(exceptionView),
        deliveries: deliveries.map(deliveryView),
        gates: ids.flatMap(({ document_id }) => {
          const stored = documentById(connection, document_id);
          const document = stored === undefined ? null : { type: stored.type, key: stored.key };
          return gateViews(connection, document_id).map((gate) => ({ document, ...gate }));
        }),
        edited: row.edited === null ? null : { by: row.edited_by, ...bodyView(row.edited) },
        versions: JSON.parse(row.versions) as MessageAnswer['versions'],
      };
      return context.json(answer);
    },
  },
];
