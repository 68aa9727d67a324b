// Turns what a gate has set free into deliveries of the outbox, inside the caller's transaction.

import { contentHash } from '../content-hash.ts';
import { CrossdockError, type ErrorJson, errorJson } from '../engine/errors.ts';
import { extended } from '../engine/extended.ts';
import { interchangeName } from '../engine/formats/edi/answer.ts';
import { formatOf } from '../engine/formats/index.ts';
import type { Engine } from '../engine/message.ts';
import type { OutboundMessage } from '../engine/settle.ts';
import type { OutboundMapping } from '../engine/workspace/definitions.ts';
import { documentKey } from '../model/keys.ts';
import type { CanonicalDocument } from '../model/types.ts';
import { takeNumber } from '../store/counters.ts';
import type { Connection } from '../store/database.ts';
import { deliveryCount, insertDelivery, lastDelivery } from '../store/deliveries.ts';
import { closeUnmade, insertException, unmadeOf } from '../store/exceptions.ts';
import { errorException } from './causes.ts';
import type { Route, Routes } from './routes.ts';

export interface OutboxContext {
  readonly engine: Engine;
  readonly routes: Routes;
  readonly now: number;
}

interface About {
  readonly documentId: number;
  readonly view: CanonicalDocument;
  /** Whether the document has just been stored: nothing was sent or held of it before. */
  readonly isNew: boolean;
}

const EXTENSIONS = { json: 'json', ndjson: 'ndjson', csv: 'csv', xml: 'xml', x12: 'edi', edifact: 'edi' } as const;

/** A file name that says what it is about and sorts by its id. */
export function deliveryFileName(parts: { mapping: string; key: string; id: string; extension: string }): string {
  const safe = parts.key.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 80);
  return `${parts.mapping}-${safe}-${parts.id}.${parts.extension}`;
}

const isOnce = (mapping: OutboundMapping): boolean => (mapping.manifest.from.repeat ?? 'once') === 'once';

/** Outbound mappings that send once per document and have done so everywhere: they need not be evaluated again. */
export function sentOnce(
  connection: Connection,
  context: Pick<OutboxContext, 'engine' | 'routes'>,
  document: { readonly id: number; readonly type: string } | undefined,
): string[] {
  if (document === undefined) return [];
  return [...context.engine.workspace.mappings.values()].flatMap((mapping) => {
    if (mapping.direction !== 'outbound' || mapping.manifest.from.document !== document.type || !isOnce(mapping))
      return [];
    const sent = context.routes
      .destinationsOf(mapping.name)
      .every(({ name }) => isQueued(connection, { documentId: document.id, destination: name, mapping: mapping.name }));
    return sent ? [mapping.name] : [];
  });
}

const isQueued = (connection: Connection, of: Parameters<typeof lastDelivery>[1]): boolean =>
  lastDelivery(connection, of) !== undefined;

/** Queues what one judged document has to send, and keeps the exceptions of what could not be made. */
export function commitOutbound(
  connection: Connection,
  about: About,
  messages: readonly OutboundMessage[],
  context: OutboxContext,
): void {
  const failures = messages.flatMap((message) => {
    const error = message.error ?? queue(connection, about, message, context);
    if (error === undefined) return [];
    const { owner } = context.engine.outbound(message.mapping).mapping;
    return [{ message, draft: errorException(error, owner) }];
  });
  if (about.isNew && failures.length === 0) return;
  const keep = failures.map(({ message, draft }) => ({ mapping: message.mapping, cause: draft.cause }));
  const closing = { status: 'resolved', by: 'system:outbox', reason: 'the delivery no longer fails' } as const;
  closeUnmade(connection, { documentId: about.documentId, keep }, closing, context.now);
  const known = unmadeOf(connection, about.documentId);
  for (const { message, draft } of failures) {
    if (known.some((one) => one.mapping === message.mapping && one.cause === draft.cause)) continue;
    const { view, documentId } = about;
    const of = { documentId, documentType: view.type, documentKey: documentKey(view) };
    insertException(
      connection,
      extended(draft, { subject: 'delivery' as const, gate: message.gate, mapping: message.mapping, ...of }),
      context.now,
    );
  }
}

/** Queues one message for each destination that does not have it yet. Returns what the format could not write. */
function queue(
  connection: Connection,
  about: About,
  message: OutboundMessage,
  context: OutboxContext,
): ErrorJson | undefined {
  const { mapping } = context.engine.outbound(message.mapping);
  const hash = contentHash([JSON.stringify(message.value)]);
  for (const destination of context.routes.destinationsOf(message.mapping)) {
    const of = { documentId: about.documentId, destination: destination.name, mapping: message.mapping };
    const last = about.isNew ? undefined : lastDelivery(connection, of);
    if (last !== undefined && (isOnce(mapping) || last.content_hash === hash)) continue;
    try {
      insertOne(connection, { destination, hash, ...about, ...message }, context);
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError)) throw thrown;
      return errorJson(thrown);
    }
  }
  return undefined;
}

function insertOne(
  connection: Connection,
  message: About & OutboundMessage & { destination: Route; hash: string },
  context: OutboxContext,
): void {
  const { documentId, view, destination } = message;
  const compiled = context.engine.outbound(message.mapping);
  const { format, envelope: identities } = compiled.mapping.manifest.to;
  const { sender, receiver, ...envelope } = destination.envelope ??
    identities ?? { sender: 'CROSSDOCK', receiver: destination.name.toUpperCase() };
  const isEdi = format === 'x12' || format === 'edifact';
  const series = `${format}:${sender}:${receiver}`;
  const number = isEdi ? String(takeNumber(connection, series)) : '0';
  const body = compiled.encode(message.value, {
    ...envelope,
    sender,
    receiver,
    interchangeControl: number,
    groupControl: number,
    messageControl: '1',
    preparedAt: new Date(context.now).toISOString(),
  });
  const count = message.isNew
    ? 0
    : deliveryCount(connection, { documentId, destination: destination.name, mapping: message.mapping });
  insertDelivery(
    connection,
    {
      destination: destination.name,
      mapping: message.mapping,
      documentId,
      documentType: view.type,
      documentKey: documentKey(view),
      onceKey: isOnce(compiled.mapping) && count === 0 ? String(documentId) : `${documentId}:${count + 1}`,
      body,
      contentType: formatOf(format).contentType,
      contentHash: message.hash,
      ...(isEdi
        ? { control: interchangeName({ syntax: format, us: sender, partner: receiver, control: number }) }
        : {}),
      fileName: `${documentKey(view)}.${EXTENSIONS[format]}`,
    },
    context.now,
  );
}
