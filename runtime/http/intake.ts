// Intake routes: bytes in, a receipt on disk, then an answer.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { sourceDecoding } from '../engine/routing.ts';
import { INTAKE, SIGNED_INTAKE } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { messagesOfReceipt } from '../store/messages.ts';
import type { NewReceipt } from '../store/receipts.ts';
import { readBody } from './body.ts';
import { messageSummary } from './messages.ts';
import { type Parameter, queryInteger, type Route } from './route.ts';
import { verifySignature } from './signatures.ts';

const ACCEPTED = {
  type: 'object',
  required: ['receipt', 'status'],
  properties: { receipt: { type: 'string' }, status: { enum: ['accepted', 'duplicate'] } },
};

const SETTLED = {
  type: 'object',
  required: ['receipt', 'status', 'messages'],
  properties: {
    receipt: { type: 'string' },
    status: { enum: ['processed', 'held', 'duplicate', 'discarded'] },
    messages: { type: 'array', items: { type: 'object', required: ['id', 'status', 'documents', 'decisions'] } },
  },
};

const PARAMETERS: readonly Parameter[] = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'repeats with the same key and body are answered with the first receipt',
  },
  {
    name: 'wait',
    in: 'query',
    description: 'milliseconds to wait until all messages are settled; no longer than `http.waitLimitMs`',
    schema: { type: 'integer' },
  },
];

const RESPONSES = {
  200: {
    description: 'All messages are settled, or this key was accepted before',
    schema: { anyOf: [SETTLED, ACCEPTED] },
  },
  202: { description: 'The bytes are on disk', schema: ACCEPTED },
};

/** The bytes of a message. @throws CrossdockError `request.too-large`, `request.invalid`, `format.empty` */
async function readMessage(context: Context, sidecar: Sidecar): Promise<Uint8Array> {
  const body = await readBody(context, sidecar.config.http.bodyLimitBytes);
  if (body.length === 0) throw new CrossdockError('format.empty', 'expected a message as body, found no bytes');
  return body;
}

const hash = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

/**
 * What repeats of one delivery share. Headers of the senders come first; an EDI interchange is its own key, because its
 * control numbers make it unique. Anything else is told apart only by an Idempotency-Key: two equal stock reports an hour
 * apart are two reports.
 */
function dedupeKey(
  context: Context,
  options: { topic: string | undefined; body: Uint8Array; edi: boolean },
): string | undefined {
  const header = (name: string) => context.req.header(name);
  const given = header('idempotency-key');
  if (given !== undefined && given !== '') return `key:${given}`;
  const shopify = header('x-shopify-webhook-id');
  if (shopify !== undefined) return `shopify:${options.topic ?? ''}:${shopify}`;
  const standard = header('webhook-id');
  if (standard !== undefined) return `webhook:${standard}`;
  // WooCommerce derives the delivery id from the webhook and the current second: two orders in one second share it.
  const woo = header('x-wc-webhook-delivery-id');
  if (woo !== undefined) return `woocommerce:${options.topic ?? ''}:${woo}:${hash(options.body)}`;
  return options.edi ? `interchange:${hash(options.body)}` : undefined;
}

function receiptStatus(statuses: readonly string[]): string {
  if (statuses.includes('held')) return 'held';
  if (statuses.every((status) => status === 'duplicate')) return 'duplicate';
  return statuses.every((status) => status === 'discarded') ? 'discarded' : 'processed';
}

async function answer(context: Context, sidecar: Sidecar, receipt: NewReceipt): Promise<Response> {
  const asked = queryInteger(context, 'wait', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, fallback: 0 });
  const wait = Math.min(asked, sidecar.config.http.waitLimitMs);
  const { id, duplicate } = await sidecar.accept(receipt);
  if (wait > 0 && (await sidecar.settled(id, wait))) {
    const rows = messagesOfReceipt(sidecar.database.connection, id);
    const status = duplicate ? 'duplicate' : receiptStatus(rows.map((row) => row.status));
    return context.json(
      { receipt: id, status, messages: rows.map((row) => messageSummary(sidecar.database.connection, row)) },
      200,
    );
  }
  return duplicate
    ? context.json({ receipt: id, status: 'duplicate' }, 200)
    : context.json({ receipt: id, status: 'accepted' }, 202);
}

const isEdi = (format: string): boolean => format === 'x12' || format === 'edifact';

export const INTAKE_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/messages/{mapping}',
    summary: 'Take messages straight to one mapping',
    access: INTAKE,
    parameters: [{ name: 'mapping', in: 'path', description: 'an inbound mapping', required: true }, ...PARAMETERS],
    body: { description: "the raw message or messages, in the mapping's format", contentType: '*/*', required: true },
    responses: RESPONSES,
    async handle(context, sidecar) {
      const mapping = context.req.param('mapping') as string;
      sidecar.requireMapping(mapping);
      const { from } = sidecar.engine.inbound(mapping).mapping.manifest;
      const body = await readMessage(context, sidecar);
      const key = dedupeKey(context, { topic: undefined, body, edi: isEdi(from.format) });
      const contentType = context.req.header('content-type');
      return answer(context, sidecar, {
        source: from.system,
        mapping,
        body,
        ...(key === undefined ? {} : { dedupeKey: `${mapping}:${key}` }),
        ...(contentType === undefined ? {} : { contentType }),
      });
    },
  },
  {
    method: 'post',
    path: '/v1/sources/{source}',
    summary: 'Take messages of a source, each to the mapping that it is for',
    access: SIGNED_INTAKE,
    parameters: [
      {
        name: 'source',
        in: 'path',
        description: 'a source of the configuration, or a system that mappings take from',
        required: true,
      },
      {
        name: 'X-Crossdock-Topic',
        in: 'header',
        description: 'the topic, when the sender has no topic header of its own',
      },
      ...PARAMETERS,
    ],
    body: { description: 'the raw message or messages', contentType: '*/*', required: true },
    responses: RESPONSES,
    async handle(context, sidecar) {
      const source = context.req.param('source') as string;
      const { system } = sidecar.requireSource(source);
      const body = await readMessage(context, sidecar);
      const settings = sidecar.config.sources[source];
      if (settings?.signature !== undefined) {
        verifySignature(settings.signature, { header: (name) => context.req.header(name), body, now: sidecar.clock() });
      }
      const header = (name: string) => context.req.header(name);
      const topic = header('x-shopify-topic') ?? header('x-wc-webhook-topic') ?? header('x-crossdock-topic');
      const hint = { system, ...(topic === undefined ? {} : { topic }) };
      const { format } = sourceDecoding(sidecar.engine.workspace, hint);
      const key = dedupeKey(context, { topic, body, edi: isEdi(format) });
      const contentType = header('content-type');
      return answer(context, sidecar, {
        source,
        body,
        ...(topic === undefined ? {} : { topic }),
        ...(key === undefined ? {} : { dedupeKey: key }),
        ...(contentType === undefined ? {} : { contentType }),
      });
    },
  },
];
