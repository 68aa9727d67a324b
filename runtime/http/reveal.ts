// Reveals: the same answers as their routes give, unmasked, for a reason that is written down first.
import { CrossdockError } from '../engine/errors.ts';
import { REVEAL } from '../governance/access.ts';
import { addAudit } from '../store/audit.ts';
import { jsonBody, textMember } from './body.ts';
import { actorOf } from './guard.ts';
import { MESSAGE_ROUTES } from './messages.ts';
import { ORDER_ROUTES } from './orders.ts';
import type { Route } from './route.ts';

const REVEALED: Readonly<Record<string, string>> = {
  '/v1/receipts/{id}': 'receipt.revealed',
  '/v1/messages/{id}': 'message.revealed',
  '/v1/orders/{id}': 'order.revealed',
};

const BODY_LIMIT_BYTES = 16_384;
const MIN_REASON = 8;

function revealOf(route: Route, action: string): Route {
  const { recorded: _, ...rest } = route;
  return {
    ...rest,
    method: 'post',
    path: `${route.path}/reveal`,
    summary: `${route.summary}, with nothing masked; who asked and why stands in the audit log`,
    access: REVEAL,
    body: {
      description: 'why',
      contentType: 'application/json',
      required: true,
      schema: {
        type: 'object',
        required: ['reason'],
        properties: { reason: { type: 'string', minLength: MIN_REASON } },
      },
    },
    async handle(context, sidecar) {
      const body = await jsonBody(context, BODY_LIMIT_BYTES);
      const reason = textMember(body, 'reason') ?? '';
      if (reason.trim().length < MIN_REASON)
        throw new CrossdockError('request.invalid', `reason: expected at least ${MIN_REASON} characters`);
      const answer = await route.handle(context, sidecar);
      const subject = context.req.param('id') as string;
      const actor = actorOf(context, textMember(body, 'by'));
      await sidecar.database.write((connection) =>
        addAudit(connection, { actor, action, subject, detail: { reason } }, sidecar.clock()),
      );
      return answer;
    },
  };
}

export const REVEAL_ROUTES: readonly Route[] = [...MESSAGE_ROUTES, ...ORDER_ROUTES].flatMap((route) => {
  const action = route.method === 'get' ? REVEALED[route.path] : undefined;
  return action === undefined ? [] : [revealOf(route, action)];
});
