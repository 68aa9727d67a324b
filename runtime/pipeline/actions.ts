// What a person does about an exception: replay it, alone or with all of its cause, or discard it with a reason.
import { CrossdockError } from '../engine/errors.ts';
import { addAudit } from '../store/audit.ts';
import { findDelivery, redrive } from '../store/deliveries.ts';
import {
  closeException,
  closeForMessage,
  type ExceptionRow,
  findException,
  listExceptions,
} from '../store/exceptions.ts';
import { markForReevaluation } from '../store/gates.ts';
import { findMessage } from '../store/messages.ts';
import type { Sidecar } from './sidecar.ts';

/** Exceptions that one call acts on. */
const MAX_BULK = 10_000;

export interface Act {
  /** Who acts: a person's name. */
  readonly by: string;
  /** `one`, or every open exception of the same cause. */
  readonly scope: 'one' | 'cause';
}

export interface ActResult {
  readonly id: string;
  readonly status: ExceptionRow['status'];
  readonly message: string | null;
  /** What became of the message, for exceptions of messages. */
  readonly messageStatus: string | null;
}

function exceptionsFor(sidecar: Sidecar, id: string, scope: Act['scope']): ExceptionRow[] {
  const { connection } = sidecar.database;
  const exception = findException(connection, id);
  if (exception === undefined) throw new CrossdockError('request.not-found', 'there is no such exception');
  if (exception.status !== 'open')
    throw new CrossdockError('request.conflict', `the exception is ${exception.status} already`);
  if (scope === 'one') return [exception];
  return listExceptions(connection, { status: 'open', cause: exception.cause, limit: MAX_BULK }).reverse();
}

function resultOf(sidecar: Sidecar, exception: ExceptionRow): ActResult {
  const { connection } = sidecar.database;
  const now = findException(connection, exception.id) ?? exception;
  const message = exception.message_id === null ? undefined : findMessage(connection, exception.message_id);
  return {
    id: exception.id,
    status: now.status,
    message: exception.message_id,
    messageStatus: message?.status ?? null,
  };
}

async function replayMessage(sidecar: Sidecar, messageId: string, act: Act & { payload?: Uint8Array }): Promise<void> {
  const { payload } = act;
  await sidecar.database.write((connection) => {
    if (payload !== undefined)
      connection.prepare('UPDATE messages SET edited = ?, edited_by = ? WHERE id = ?').run(payload, act.by, messageId);
    addAudit(
      connection,
      {
        actor: act.by,
        action: payload === undefined ? 'message.replayed' : 'message.replayed-edited',
        subject: messageId,
      },
      sidecar.clock(),
    );
  });
  const row = findMessage(sidecar.database.connection, messageId);
  if (row === undefined) throw new CrossdockError('request.not-found', 'there is no such message');
  if (row.status === 'accepted') throw new CrossdockError('request.conflict', 'the message is under way');
  await sidecar.replay(row);
}

async function replayGate(sidecar: Sidecar, exception: ExceptionRow, act: Act): Promise<void> {
  await sidecar.database.write((connection) => {
    markForReevaluation(connection, exception.document_id as number, sidecar.clock());
    addAudit(
      connection,
      { actor: act.by, action: 'gate.judged-again', subject: `${exception.document_type}:${exception.document_key}` },
      sidecar.clock(),
    );
  });
  sidecar.judgePending();
  await sidecar.idle();
}

async function replayDelivery(sidecar: Sidecar, exception: ExceptionRow, act: Act): Promise<void> {
  const id = exception.delivery_id;
  if (id === null) {
    // The message to be delivered could not even be made: judge the document again, which makes it anew.
    await sidecar.database.write((connection) => {
      closeException(
        connection,
        exception.id,
        { status: 'resolved', by: act.by, reason: 'tried again' },
        sidecar.clock(),
      );
    });
    return replayGate(sidecar, exception, act);
  }
  await sidecar.database.write((connection) => {
    if (findDelivery(connection, id) === undefined)
      throw new CrossdockError('request.not-found', 'there is no such delivery');
    redrive(connection, id, sidecar.clock());
    closeException(connection, exception.id, { status: 'resolved', by: act.by, reason: 'sent again' }, sidecar.clock());
    addAudit(connection, { actor: act.by, action: 'delivery.redriven', subject: id }, sidecar.clock());
  });
  sidecar.wakeCouriers();
}

/**
 * Tries again what an exception stopped, on the workspace as it now is.
 *
 * @param act.payload  replaces the message's bytes for this and later tries; the receipt keeps the original
 * @throws CrossdockError `request.not-found`, `request.conflict`, `request.invalid`, `workspace.…`
 */
export async function replayException(
  sidecar: Sidecar,
  id: string,
  act: Act & { payload?: Uint8Array },
): Promise<ActResult[]> {
  const exceptions = exceptionsFor(sidecar, id, act.scope);
  if (act.payload !== undefined && (act.scope !== 'one' || exceptions[0]?.subject !== 'message')) {
    throw new CrossdockError('request.invalid', 'an edited payload replaces that of one message');
  }
  await sidecar.reload();
  const done = new Set<string>();
  for (const exception of exceptions) {
    const subject = `${exception.subject} ${exception.message_id ?? exception.delivery_id ?? exception.document_id}`;
    if (done.has(subject)) continue;
    done.add(subject);
    if (exception.subject === 'message') await replayMessage(sidecar, exception.message_id as string, act);
    else if (exception.subject === 'gate') await replayGate(sidecar, exception, act);
    else await replayDelivery(sidecar, exception, act);
  }
  return exceptions.map((exception) => resultOf(sidecar, exception));
}

/**
 * Ends an exception for good; the message it stopped counts as discarded.
 *
 * @throws CrossdockError `request.invalid` without a person and a reason, `request.not-found`, `request.conflict`
 */
export async function discardException(
  sidecar: Sidecar,
  id: string,
  act: Act & { reason: string },
): Promise<ActResult[]> {
  const exceptions = exceptionsFor(sidecar, id, act.scope);
  await sidecar.database.write((connection) => {
    const now = sidecar.clock();
    const closing = { status: 'discarded', by: act.by, reason: act.reason } as const;
    for (const exception of exceptions) {
      closeException(connection, exception.id, closing, now);
      if (exception.subject === 'message' && exception.message_id !== null) {
        closeForMessage(connection, exception.message_id, closing, now);
        connection
          .prepare("UPDATE messages SET status = 'discarded', settled_at = ? WHERE id = ? AND status = 'held'")
          .run(now, exception.message_id);
      }
      addAudit(
        connection,
        {
          actor: act.by,
          action: 'exception.discarded',
          subject: exception.id,
          detail: { reason: act.reason, message: exception.message_id },
        },
        now,
      );
    }
  });
  return exceptions.map((exception) => resultOf(sidecar, exception));
}
