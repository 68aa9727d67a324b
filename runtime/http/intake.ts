// Intake routes: bytes in, a receipt on disk, then an answer.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { sourceDecoding } from '../engine/routing.ts';
import { INTAKE, SIGNED_INTAKE } from '../governance/access.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { messagesOfReceipt } from '../store/messages.ts';
import type { NewReceipt } from '../store/receipts.ts';
import { readBody } from './body.ts';
import { incomingOf } from './incoming.ts';
import { SCHEMES } from './ingress/index.ts';
import { requireSender } from './ingress/peer.ts';
import { repeatKey, topicOf } from './ingress/repeat.ts';
import { verifySignature } from './ingress/verify.ts';
import { messageSummary } from './messages.ts';
import { type Parameter, queryInteger, type Route } from './route.ts';
import { securedJson } from './secure-headers.ts';

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

function receiptStatus(statuses: readonly string[]): string {
  if (statuses.includes('held')) return 'held';
  if (statuses.every((status) => status === 'duplicate')) return 'duplicate';
  return statuses.every((status) => status === 'discarded') ? 'discarded' : 'processed';
}

/**
 * Takes a request in: room for it is asked for before its body is read, and given back once its bytes are on disk.
 *
 * @param read  reads and checks the body; undefined when it is a greeting, which is answered and holds no message
 * @throws CrossdockError `intake.overloaded`, `source.too-fast`, and what `read` throws
 */
async function admitted(
  context: Context,
  sidecar: Sidecar,
  source: string,
  read: () => Promise<NewReceipt | undefined>,
): Promise<Response> {
  const asked = queryInteger(context, 'wait', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, fallback: 0 });
  const wait = Math.min(asked, sidecar.config.http.waitLimitMs);
  const release = sidecar.admission.admit(source, Number(context.req.header('content-length') ?? 0) || 0);
  let accepted: { id: string; duplicate: boolean };
  try {
    const receipt = await read();
    if (receipt === undefined) return context.json({ status: 'greeted' }, 200);
    accepted = await sidecar.accept(receipt);
    if (wait > 0) incomingOf(context).taken?.();
  } finally {
    release();
  }
  return answer(context, sidecar, { wait, ...accepted });
}

async function answer(
  context: Context,
  sidecar: Sidecar,
  accepted: { id: string; duplicate: boolean; wait: number },
): Promise<Response> {
  const { id, duplicate, wait } = accepted;
  if (wait > 0 && (await sidecar.settled(id, wait))) {
    const rows = messagesOfReceipt(sidecar.database.connection, id);
    const status = duplicate ? 'duplicate' : receiptStatus(rows.map((row) => row.status));
    return context.json(
      { receipt: id, status, messages: rows.map((row) => messageSummary(sidecar.database.connection, row)) },
      200,
    );
  }
  return duplicate
    ? securedJson(sidecar, { receipt: id, status: 'duplicate' }, 200)
    : securedJson(sidecar, { receipt: id, status: 'accepted' }, 202);
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
      return admitted(context, sidecar, from.system, async () => {
        const body = await readMessage(context, sidecar);
        const header = (name: string) => context.req.header(name);
        const key = repeatKey({ header, body }, { isEdi: isEdi(from.format) });
        const contentType = header('content-type');
        return {
          source: from.system,
          mapping,
          body,
          ...(key === undefined ? {} : { dedupeKey: `${mapping}:${key}` }),
          ...(contentType === undefined ? {} : { contentType }),
        };
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
      const settings = sidecar.config.sources[source];
      const signature = settings?.signature;
      requireSender(context, { config: sidecar.config, settings });
      return admitted(context, sidecar, source, async () => {
        const body = await readMessage(context, sidecar);
        const header = (name: string) => context.req.header(name);
        if (signature !== undefined) {
          if (SCHEMES[signature.scheme].isGreeting?.({ header, body }) === true) return undefined;
          verifySignature(signature, { header, body, now: sidecar.clock() });
        }
        const topic = topicOf(header, signature);
        const hint = { system, ...(topic === undefined ? {} : { topic }) };
        const { format } = sourceDecoding(sidecar.engine.workspace, hint);
        const key = repeatKey({ header, body }, { settings: signature, isEdi: isEdi(format) });
        const contentType = header('content-type');
        return {
          source,
          body,
          ...(topic === undefined ? {} : { topic }),
          ...(key === undefined ? {} : { dedupeKey: key }),
          ...(contentType === undefined ? {} : { contentType }),
        };
      });
    },
  },
];
