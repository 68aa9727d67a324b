// Routes under /v1/workspace/drafts: unsaved work, which survives a reload, a crash of the browser and one of the sidecar.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { CHANGE, READ } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { dropDraft, listDrafts, readDraft, writeDraft } from '../workspace/drafts.ts';
import { jsonBody } from './body.ts';
import { actorOf } from './guard.ts';
import { type Route, time } from './route.ts';

const PATH = [
  { name: 'path', in: 'path', description: 'what it is a draft of, such as `mappings/orders`', required: true },
] as const;

/** Whose draft, and of what. @throws CrossdockError `request.invalid` */
function keyOf(context: Context): { person: string; path: string } {
  const prefix = '/v1/workspace/drafts/';
  try {
    const path = decodeURIComponent(new URL(context.req.url).pathname.slice(prefix.length));
    return { person: actorOf(context, undefined), path };
  } catch (cause) {
    throw new CrossdockError('request.invalid', 'expected a path whose percent signs encode UTF-8', { cause });
  }
}

const directoryOf = (sidecar: Sidecar): string => sidecar.config.data;

export const DRAFT_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/workspace/drafts',
    summary: 'Your drafts, the latest first',
    access: READ,
    responses: { 200: { description: 'The drafts', schema: { type: 'object', required: ['drafts'] } } },
    async handle(context, sidecar) {
      const drafts = await listDrafts(directoryOf(sidecar), actorOf(context, undefined));
      return context.json({ drafts: drafts.map(({ savedAt, ...draft }) => ({ ...draft, savedAt: time(savedAt) })) });
    },
  },
  {
    method: 'get',
    path: '/v1/workspace/drafts/{path}',
    summary: 'One draft, as it was kept',
    access: READ,
    parameters: PATH,
    responses: { 200: { description: 'The draft', schema: { type: 'object' } } },
    async handle(context, sidecar) {
      const bytes = await readDraft(directoryOf(sidecar), keyOf(context));
      if (bytes === undefined) throw new CrossdockError('request.not-found', 'there is no draft of that');
      context.header('content-type', 'application/json');
      return context.body(new Uint8Array(bytes));
    },
  },
  {
    method: 'put',
    path: '/v1/workspace/drafts/{path}',
    summary: 'Keep a draft',
    access: CHANGE,
    parameters: PATH,
    body: { description: 'the draft', contentType: 'application/json', required: true, schema: { type: 'object' } },
    responses: { 200: { description: 'It is on disk', schema: { type: 'object', required: ['path'] } } },
    async handle(context, sidecar) {
      const key = keyOf(context);
      const draft = await jsonBody(context, sidecar.config.http.bodyLimitBytes);
      const bytes = new TextEncoder().encode(JSON.stringify(draft));
      await writeDraft(directoryOf(sidecar), { ...key, bytes });
      return context.json({ path: key.path });
    },
  },
  {
    method: 'delete',
    path: '/v1/workspace/drafts/{path}',
    summary: 'Throw a draft away',
    access: CHANGE,
    parameters: PATH,
    responses: { 200: { description: 'There is none now', schema: { type: 'object', required: ['path'] } } },
    async handle(context, sidecar) {
      const key = keyOf(context);
      await dropDraft(directoryOf(sidecar), key);
      return context.json({ path: key.path });
    },
  },
];
