// Routes of the exception queue: list, replay, discard.
import { CrossdockError } from '../engine/errors.ts';
import { OPERATE, READ } from '../governance/access.ts';
import { type ActResult, discardException, replayException } from '../pipeline/actions.ts';
import { notesOf } from '../store/exception-notes.ts';
import { exceptionGroups, listExceptions } from '../store/exception-queue.ts';
import { type ExceptionRow, findException } from '../store/exceptions.ts';
import { jsonBody, textMember } from './body.ts';
import { actorOf } from './guard.ts';
import { filterParameters, nextCursor, PAGE_PARAMETERS, pageOf, queryFilter, type Route, time } from './route.ts';

export function exceptionView(row: ExceptionRow): object {
  return {
    id: row.id,
    subject: row.subject,
    code: row.code,
    category: row.category,
    owner: row.owner,
    severity: row.severity,
    cause: row.cause,
    gate: row.gate,
    mapping: row.mapping,
    path: row.path,
    message: row.message,
    help: row.help,
    detail: JSON.parse(row.detail) as unknown,
    status: row.status,
    messageId: row.message_id,
    receiptId: row.receipt_id,
    deliveryId: row.delivery_id,
    document: row.document_type === null ? null : { type: row.document_type, key: row.document_key },
    createdAt: time(row.created_at),
    closedAt: row.closed_at === null ? null : time(row.closed_at),
    closedBy: row.closed_by,
    reason: row.reason,
    assignee: row.assignee,
  };
}

const EXCEPTION_FILTERS = {
  owner: 'owner',
  category: 'category',
  code: 'code',
  cause: 'cause',
  subject: 'subject',
  document: 'documentType',
  key: 'documentKey',
  assignee: 'assignee',
} as const;

const SCOPE = {
  enum: ['one', 'cause'],
  default: 'one',
  description: 'this exception, or every open one of the same cause',
};

const ACTED = {
  type: 'object',
  required: ['exceptions'],
  properties: { exceptions: { type: 'array', items: { type: 'object', required: ['id', 'status'] } } },
};

function scopeOf(body: Record<string, unknown>): 'one' | 'cause' {
  const scope = body['scope'] ?? 'one';
  if (scope !== 'one' && scope !== 'cause')
    throw new CrossdockError('request.invalid', 'scope: expected "one" or "cause"');
  return scope;
}

/** An edited payload: text, or any JSON value to be sent as such. */
function payloadOf(body: Record<string, unknown>): Uint8Array | undefined {
  const payload = body['payload'];
  if (payload === undefined) return undefined;
  return new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload));
}

const acted = (results: readonly ActResult[]) => ({ exceptions: results });

export const EXCEPTION_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/exceptions',
    summary: 'Exceptions, newest first, and the open ones grouped by owner, category and cause',
    access: READ,
    parameters: [
      { name: 'status', in: 'query', description: '`open` (default), `resolved`, `discarded` or `all`' },
      ...filterParameters(Object.keys(EXCEPTION_FILTERS), 'exceptions'),
      ...PAGE_PARAMETERS,
    ],
    responses: {
      200: {
        description: 'A page of exceptions',
        schema: { type: 'object', required: ['exceptions', 'groups', 'next'] },
      },
    },
    handle(context, sidecar) {
      const page = pageOf(context);
      const status = context.req.query('status') ?? 'open';
      const filter = queryFilter(context, EXCEPTION_FILTERS);
      const { connection } = sidecar.database;
      const rows = listExceptions(connection, { ...filter, ...(status === 'all' ? {} : { status }), ...page });
      const groups = exceptionGroups(connection).map((group) => ({ ...group, oldest: time(group.oldest) }));
      return context.json({ exceptions: rows.map(exceptionView), groups, next: nextCursor(rows, page.limit) });
    },
  },
  {
    method: 'get',
    path: '/v1/exceptions/{id}',
    summary: 'One exception, with what people did about it',
    access: READ,
    parameters: [{ name: 'id', in: 'path', description: 'its id', required: true }],
    responses: {
      200: { description: 'The exception', schema: { type: 'object', required: ['id', 'code', 'owner', 'status'] } },
    },
    handle(context, sidecar) {
      const row = findException(sidecar.database.connection, context.req.param('id') as string);
      if (row === undefined) throw new CrossdockError('request.not-found', 'there is no such exception');
      const notes = notesOf(sidecar.database.connection, row.id).map((note) => ({ ...note, at: time(note.at) }));
      return context.json({ ...exceptionView(row), notes });
    },
  },
  {
    method: 'post',
    path: '/v1/exceptions/{id}/replay',
    summary: 'Try again what the exception stopped, on the workspace as it now is',
    access: OPERATE,
    parameters: [{ name: 'id', in: 'path', description: 'its id', required: true }],
    body: {
      description: 'who replays, how far, and an edited payload if there is one',
      contentType: 'application/json',
      schema: {
        type: 'object',
        properties: { by: { type: 'string' }, scope: SCOPE, payload: { description: 'text, or a JSON value' } },
      },
    },
    responses: { 200: { description: 'What became of each exception', schema: ACTED } },
    async handle(context, sidecar) {
      const body = await jsonBody(context, sidecar.config.http.bodyLimitBytes);
      const payload = payloadOf(body);
      const act = {
        by: actorOf(context, textMember(body, 'by'), 'operator'),
        scope: scopeOf(body),
        ...(payload === undefined ? {} : { payload }),
      };
      return context.json(acted(await replayException(sidecar, context.req.param('id') as string, act)));
    },
  },
  {
    method: 'post',
    path: '/v1/exceptions/{id}/discard',
    summary: 'End the exception for good; a named person says why',
    access: OPERATE,
    parameters: [{ name: 'id', in: 'path', description: 'its id', required: true }],
    body: {
      description: 'who discards, and why',
      contentType: 'application/json',
      required: true,
      schema: {
        type: 'object',
        required: ['by', 'reason'],
        properties: { by: { type: 'string' }, reason: { type: 'string' }, scope: SCOPE },
      },
    },
    responses: { 200: { description: 'What became of each exception', schema: ACTED } },
    async handle(context, sidecar) {
      const body = await jsonBody(context, sidecar.config.http.bodyLimitBytes);
      const [by, reason] = [textMember(body, 'by'), textMember(body, 'reason')];
      if (by === undefined || reason === undefined) {
        throw new CrossdockError('request.invalid', 'expected "by", the person who discards, and "reason"');
      }
      return context.json(
        acted(
          await discardException(sidecar, context.req.param('id') as string, {
            by: actorOf(context, by),
            reason,
            scope: scopeOf(body),
          }),
        ),
      );
    },
  },
];
