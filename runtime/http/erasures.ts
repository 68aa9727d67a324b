// Erasures: what is held of one customer, or of one order, goes for good, for a reason that is written down.
import { CrossdockError } from '../engine/errors.ts';
import { ADMINISTER } from '../governance/access.ts';
import type { Subject } from '../pipeline/erasing.ts';
import { jsonBody, textMember } from './body.ts';
import { actorOf } from './guard.ts';
import type { Route } from './route.ts';

const BODY_LIMIT_BYTES = 16_384;
const MIN_REASON = 8;

/** @throws CrossdockError `request.invalid` */
function subjectOf(body: Record<string, unknown>): Subject {
  const [customer, order] = [textMember(body, 'customer'), textMember(body, 'order')];
  if (customer !== undefined && order === undefined) return { customer };
  if (order !== undefined && customer === undefined) return { order };
  throw new CrossdockError('request.invalid', 'expected either customer or order');
}

export const ERASURE_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/erasures',
    summary: 'Erase what is held of one customer or order; the sums, amounts and lines stay',
    access: ADMINISTER,
    body: {
      description: 'whose data, and why',
      contentType: 'application/json',
      required: true,
      schema: {
        type: 'object',
        required: ['reason'],
        properties: {
          customer: { type: 'string', description: 'id of the customer, as its orders have it' },
          order: { type: 'string', description: 'id of one order' },
          reason: { type: 'string', minLength: MIN_REASON },
          evenOpen: { type: 'boolean', description: 'also orders that have not ended' },
        },
      },
    },
    responses: {
      200: {
        description: 'It is gone from every file of the data directory, and from the archive',
        schema: {
          type: 'object',
          required: ['documents', 'messages', 'archived'],
          properties: {
            documents: { type: 'integer' },
            messages: { type: 'integer' },
            archived: { type: 'integer' },
          },
        },
      },
      404: { description: 'Nothing is held of it' },
      409: { description: 'Something of it is still under way' },
    },
    async handle(context, sidecar) {
      const body = await jsonBody(context, BODY_LIMIT_BYTES);
      const subject = subjectOf(body);
      const reason = textMember(body, 'reason') ?? '';
      if (reason.trim().length < MIN_REASON)
        throw new CrossdockError('request.invalid', `reason: expected at least ${MIN_REASON} characters`);
      const { evenOpen = false } = body;
      if (typeof evenOpen !== 'boolean')
        throw new CrossdockError('request.invalid', 'evenOpen: expected true or false');
      const by = actorOf(context, textMember(body, 'by'));
      return context.json(await sidecar.erase({ subject, by, reason, evenOpen }));
    },
  },
];
