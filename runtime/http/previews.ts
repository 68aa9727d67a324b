// Routes under /v1/exceptions/preview: what a change of files would release, begun, asked how far it is, and given up.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { OPERATE } from '../governance/access.ts';
import { previewState, startPreview, stopPreview } from '../pipeline/previews.ts';
import type { ChangedFile } from '../pipeline/rehearse.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { confined } from '../workspace/confine.ts';
import type { PreviewAnswer } from './answers.ts';
import { jsonBody } from './body.ts';
import { CHOSEN, chosenOf } from './chosen-exceptions.ts';
import { type Parameter, queryInteger, type Route, type RouteResponse } from './route.ts';

const MOST_FILES = 20;

/** @throws CrossdockError `request.invalid` */
async function filesOf(body: Record<string, unknown>, workspace: string): Promise<ChangedFile[]> {
  const { files = [] } = body;
  const isFile = (one: unknown): one is ChangedFile => {
    const { path, text } = (one ?? {}) as Record<string, unknown>;
    return typeof path === 'string' && typeof text === 'string';
  };
  if (!Array.isArray(files) || files.length > MOST_FILES || !files.every(isFile))
    throw new CrossdockError('request.invalid', `expected "files", at most ${MOST_FILES} of {"path", "text"}`);
  for (const { path } of files) await confined(workspace, path);
  return files;
}

const ID = { name: 'id', in: 'path', description: 'its id', required: true } as const;
const WAIT: Parameter = {
  name: 'wait',
  in: 'query',
  description: 'milliseconds to wait until it is over; as long as `http.waitLimitMs` without it',
  schema: { type: 'integer', minimum: 0 },
};

const SCHEMA = {
  type: 'object',
  required: ['id', 'status', 'total', 'tried', 'released', 'held', 'still', 'examples', 'findings'],
  properties: { status: { enum: ['running', 'done'] }, total: { type: 'integer' }, tried: { type: 'integer' } },
};
const RESPONSES: Readonly<Record<string, RouteResponse>> = {
  200: { description: 'How many of them would go on, and what would still hold the others', schema: SCHEMA },
  202: { description: 'The same of those that were tried so far; ask again by its id', schema: SCHEMA },
};

/** @throws CrossdockError `request.invalid`, or what the preview failed with */
async function answer(context: Context, sidecar: Sidecar, id: string): Promise<Response> {
  const { waitLimitMs } = sidecar.config.http;
  const asked = queryInteger(context, 'wait', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, fallback: waitLimitMs });
  const state = await previewState(sidecar, id, Math.min(asked, waitLimitMs));
  if (state === undefined) throw new CrossdockError('request.not-found', 'nothing is known of such a preview');
  return context.json(state satisfies PreviewAnswer, state.status === 'done' ? 200 : 202);
}

export const PREVIEW_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/exceptions/preview',
    summary: 'What a change of files would release: the exceptions are tried on it, and nothing is changed',
    access: OPERATE,
    parameters: [WAIT],
    body: {
      description: 'which exceptions, and the files as they would be',
      contentType: 'application/json',
      required: true,
      schema: {
        type: 'object',
        properties: {
          ...CHOSEN,
          files: { type: 'array', items: { type: 'object', required: ['path', 'text'] } },
        },
      },
    },
    responses: RESPONSES,
    async handle(context, sidecar) {
      const body = await jsonBody(context, sidecar.config.http.bodyLimitBytes);
      const files = await filesOf(body, sidecar.config.workspace);
      return answer(context, sidecar, startPreview(sidecar, chosenOf(body), files));
    },
  },
  {
    method: 'get',
    path: '/v1/exceptions/preview/{id}',
    summary: 'How far a preview is, and what it has found so far',
    access: OPERATE,
    parameters: [ID, WAIT],
    responses: RESPONSES,
    handle: (context, sidecar) => answer(context, sidecar, context.req.param('id') as string),
  },
  {
    method: 'delete',
    path: '/v1/exceptions/preview/{id}',
    summary: 'Give a preview up',
    access: OPERATE,
    parameters: [ID],
    responses: { 200: { description: 'It tries nothing more', schema: { type: 'object', required: ['id'] } } },
    handle(context, sidecar) {
      const id = context.req.param('id') as string;
      if (!stopPreview(sidecar, id))
        throw new CrossdockError('request.not-found', 'nothing is known of such a preview');
      return context.json({ id });
    },
  },
];
