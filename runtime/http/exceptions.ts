// Routes of the exception queue: list, replay, discard.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { OPERATE, READ } from '../governance/access.ts';
import { priorityName } from '../model/service-levels.ts';
import { type ActResult, discardException, replayException } from '../pipeline/actions.ts';
import { notesOf } from '../store/exception-notes.ts';
import { listExceptions } from '../store/exception-queue.ts';
import { type ExceptionRow, findException } from '../store/exceptions.ts';
import type { ActedAnswer, ExceptionAnswer, ExceptionDetailAnswer, ExceptionPageAnswer } from './answers.ts';
import { jsonBody, textMember } from './body.ts';
import { actorOf } from './guard.ts';
import {
  choiceOf,
  filterParameters,
  nextCursor,
  PAGE_PARAMETERS,
  pageOf,
  queryFilter,
  queryInteger,
  type Route,
  time,
} from './route.ts';

export function exceptionView(row: ExceptionRow): ExceptionAnswer {
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
    priority: priorityName(row.priority),
    dueAt: row.due_at === null ? null : time(row.due_at),
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

/** A page of a list by due time: its cursor names both the time and the row. @throws CrossdockError `request.invalid` */
function duePageOf(context: Context): { limit: number; afterDue?: number; before?: number } {
  const limit = queryInteger(context, 'limit', { minimum: 1, maximum: 500, fallback: 50 });
  const cursor = context.req.query('cursor');
  if (cursor === undefined) return { limit };
  const [, due, seq] = /^(\d{1,16})-(\d{1,16})$/.exec(cursor) ?? [];
  if (due === undefined)
    throw new CrossdockError('request.invalid', 'cursor: expected `next` of the page before', {
      actual: 'something else',
    });
  return { limit, afterDue: Number(due), before: Number(seq) };
}

function nextDue(rows: readonly ExceptionRow[], limit: number): string | null {
  const last = rows.at(-1);
  return last === undefined || rows.length < limit ? null : `${last.due_at ?? 0}-${last.seq}`;
}

const acted = (results: readonly ActResult[]): ActedAnswer => ({ exceptions: results });

export const EXCEPTION_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/exceptions',
    summary: 'Exceptions, newest first, and the open ones grouped by owner, category and cause',
    access: READ,
    parameters: [
      { name: 'status', in: 'query', description: '`open` (default), `resolved`, `discarded` or `all`' },
      ...filterParameters(Object.keys(EXCEPTION_FILTERS), 'exceptions'),
      {
        name: 'overdue',
        in: 'query',
        description: '`true`: only those whose time by the service level is up',
        schema: { enum: ['false', 'true'], default: 'false' },
      },
      {
        name: 'sort',
        in: 'query',
        description: '`newest` first, or what falls `due` first',
        schema: { enum: ['newest', 'due'], default: 'newest' },
      },
      ...PAGE_PARAMETERS,
    ],
    responses: {
      200: {
        description: 'A page of exceptions',
        schema: { type: 'object', required: ['exceptions', 'groups', 'next'] },
      },
    },
    async handle(context, sidecar) {
      const sort = choiceOf(context, 'sort', ['newest', 'due'] as const);
      const page = sort === 'due' ? duePageOf(context) : pageOf(context);
      const isOverdue = choiceOf(context, 'overdue', ['false', 'true'] as const) === 'true';
      const status = context.req.query('status') ?? 'open';
      const rows = listExceptions(sidecar.database.connection, {
        ...queryFilter(context, EXCEPTION_FILTERS),
        ...(status === 'all' ? {} : { status }),
        ...(isOverdue ? { dueBy: sidecar.clock() } : {}),
        sort,
        ...page,
      });
      const groups = (await sidecar.sums.ask('groups', {})).map((group) => ({
        ...group,
        oldest: time(group.oldest),
        due: group.due === null ? null : time(group.due),
        priority: priorityName(group.priority),
      }));
      const next = sort === 'due' ? nextDue(rows, page.limit) : nextCursor(rows, page.limit);
      const answer: ExceptionPageAnswer = { exceptions: rows.map(exceptionView), groups, next };
      return context.json(answer);
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
      return context.json({ ...exceptionView(row), notes } satisfies ExceptionDetailAnswer);
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
