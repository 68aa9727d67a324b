// Routes of versions: bundles, which of them is in force, the way back, and approvals of what analysts changed.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { ADMINISTER, APPROVE, READ } from '../governance/access.ts';
import {
  type Approval,
  authorsSince,
  decideApproval,
  isApproved,
  listApprovals,
  requestApproval,
} from '../governance/approvals.ts';
import { type Publishing, requireSound } from '../governance/publishing.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { addAudit } from '../store/audit.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { jsonBody, readBody, textMember } from './body.ts';
import { actorOf, gateOf } from './guard.ts';
import { queryInteger, type Route, time } from './route.ts';

const PUBLISHING = 'publishing';
const BODY_LIMIT_BYTES = 16_384;
const BUNDLE_LIMIT_BYTES = 256 * 1024 * 1024;

export const setPublishing = (context: Context, publishing: Publishing | undefined): void =>
  context.set(PUBLISHING, publishing);

export const publishingOf = (context: Context): Publishing | undefined =>
  context.get(PUBLISHING) as Publishing | undefined;

/** @throws CrossdockError `request.not-found` where no bundles are kept */
function requirePublishing(context: Context): Publishing {
  const publishing = publishingOf(context);
  if (publishing === undefined) throw new CrossdockError('request.not-found', 'this sidecar keeps no bundles');
  return publishing;
}

/** @throws CrossdockError `request.not-found` where no approvals are kept */
function requireBook(context: Context) {
  const gate = gateOf(context);
  if (gate === undefined) throw new CrossdockError('request.not-found', 'this sidecar keeps no approvals');
  return gate.book;
}

const approvalView = (approval: Approval): object => ({
  ...approval,
  requestedAt: time(approval.requestedAt),
  ...(approval.decidedAt === undefined ? {} : { decidedAt: time(approval.decidedAt) }),
});

const inForce = (sidecar: Sidecar) => ({ version: sidecar.version.version, since: time(sidecar.version.since) });

/**
 * Puts the workspace directory into force, or asks for the approval that it needs.
 *
 * @returns the approval that is asked for; undefined when the files are in force
 */
export async function publishDirectory(context: Context, sidecar: Sidecar): Promise<object | undefined> {
  const publishing = publishingOf(context);
  const active = publishing?.store.active();
  if (publishing === undefined || (active === undefined && !publishing.needsApproval)) {
    await sidecar.reload();
    return undefined;
  }
  const files = await readWorkspaceFiles(sidecar.config.workspace);
  await requireSound(files);
  const { version } = publishing.keep(files);
  if (version === sidecar.engine.workspace.version) return undefined;
  const actor = actorOf(context, undefined, 'designer');
  if (!publishing.needsApproval) {
    await publishing.activate(version, actor);
    return undefined;
  }
  const authors = authorsSince(sidecar.database.connection, active?.current.at ?? 0);
  return approvalView(requestApproval(requireBook(context), { version, by: actor, authors }, sidecar.clock()));
}

const VERSION = [{ name: 'version', in: 'path', description: 'a version of the workspace', required: true }] as const;
const ID = [{ name: 'id', in: 'path', description: 'its id', required: true }] as const;

const IN_FORCE = {
  200: {
    description: 'What is in force',
    schema: {
      type: 'object',
      required: ['version', 'since'],
      properties: { version: { type: 'string' }, since: { type: 'string' } },
    },
  },
};

const DECIDED = {
  200: { description: 'The approval', schema: { type: 'object', required: ['id', 'version', 'status', 'authors'] } },
};

async function decide(context: Context, sidecar: Sidecar, status: 'approved' | 'rejected'): Promise<Response> {
  const body = await jsonBody(context, BODY_LIMIT_BYTES);
  const reason = textMember(body, 'reason');
  if (status === 'rejected' && reason === undefined)
    throw new CrossdockError('request.invalid', 'reason: expected why it is rejected');
  const by = actorOf(context, textMember(body, 'by'));
  const decision = { status, by, ...(reason === undefined ? {} : { reason }) };
  const approval = decideApproval(requireBook(context), context.req.param('id') as string, decision, sidecar.clock());
  if (status === 'approved') await requirePublishing(context).activate(approval.version, by);
  return context.json(approvalView(approval));
}

const DECISION_BODY = {
  description: 'why',
  contentType: 'application/json',
  schema: { type: 'object', properties: { reason: { type: 'string' } } },
};

export const PUBLISHING_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/bundles',
    summary: 'The bundles that are kept, which is in force, and what was before',
    access: READ,
    responses: {
      200: {
        description: 'The bundles',
        schema: { type: 'object', required: ['inForce', 'active', 'earlier', 'versions'] },
      },
    },
    handle(context, sidecar) {
      const { store } = requirePublishing(context);
      const active = store.active();
      const view = ({ version, at, by }: { version: string; at: number; by: string }) => ({
        version,
        at: time(at),
        by,
      });
      return context.json({
        inForce: inForce(sidecar),
        active: active === undefined ? null : view(active.current),
        earlier: active?.earlier.map(view) ?? [],
        versions: store.list(),
      });
    },
  },
  {
    method: 'post',
    path: '/v1/bundles',
    summary: 'Verify, test and keep a bundle; it is not in force by that',
    access: ADMINISTER,
    body: { description: 'the bundle', contentType: 'application/octet-stream', required: true },
    responses: {
      201: { description: 'It is kept', schema: { type: 'object', required: ['version', 'digest'] } },
    },
    async handle(context, sidecar) {
      const publishing = requirePublishing(context);
      const { version, digest, signedBy = null } = await publishing.take(await readBody(context, BUNDLE_LIMIT_BYTES));
      const detail = { digest, signedBy };
      await sidecar.database.write((connection) =>
        addAudit(
          connection,
          { actor: actorOf(context, undefined), action: 'bundle.kept', subject: version, detail },
          sidecar.clock(),
        ),
      );
      return context.json({ version, digest, signedBy }, 201);
    },
  },
  {
    method: 'post',
    path: '/v1/bundles/{version}/activate',
    summary: 'Put a bundle into force; when anything is wrong with it, the last good one stays',
    access: ADMINISTER,
    parameters: VERSION,
    responses: IN_FORCE,
    async handle(context, sidecar) {
      const publishing = requirePublishing(context);
      const version = context.req.param('version') as string;
      if (publishing.needsApproval && !isApproved(requireBook(context), version))
        throw new CrossdockError('auth.forbidden', 'nobody has approved this version', {
          help: 'Ask for it with POST /v1/workspace/reload, and have it approved under /v1/approvals.',
        });
      await publishing.activate(version, actorOf(context, undefined));
      return context.json(inForce(sidecar));
    },
  },
  {
    method: 'post',
    path: '/v1/bundles/rollback',
    summary: 'Go back to the bundle that was in force before',
    access: ADMINISTER,
    responses: IN_FORCE,
    async handle(context, sidecar) {
      await requirePublishing(context).rollback(actorOf(context, undefined));
      return context.json(inForce(sidecar));
    },
  },
  {
    method: 'get',
    path: '/v1/approvals',
    summary: 'What waits for an approval, and what was decided, newest first',
    access: READ,
    parameters: [{ name: 'limit', in: 'query', description: '1 to 500; default 50', schema: { type: 'integer' } }],
    responses: {
      200: { description: 'The approvals', schema: { type: 'object', required: ['approvals', 'required'] } },
    },
    handle(context) {
      const limit = queryInteger(context, 'limit', { minimum: 1, maximum: 500, fallback: 50 });
      return context.json({
        required: publishingOf(context)?.needsApproval ?? false,
        approvals: listApprovals(requireBook(context), limit).map(approvalView),
      });
    },
  },
  {
    method: 'post',
    path: '/v1/approvals/{id}/approve',
    summary: 'Approve a changed workspace, which puts it into force; not for whoever changed it',
    access: APPROVE,
    parameters: ID,
    body: DECISION_BODY,
    responses: DECIDED,
    handle: (context, sidecar) => decide(context, sidecar, 'approved'),
  },
  {
    method: 'post',
    path: '/v1/approvals/{id}/reject',
    summary: 'Reject a changed workspace, and say why',
    access: APPROVE,
    parameters: ID,
    body: { ...DECISION_BODY, required: true },
    responses: DECIDED,
    handle: (context, sidecar) => decide(context, sidecar, 'rejected'),
  },
];
