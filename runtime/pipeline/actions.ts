// What a person does about an exception: replay it, alone or with all of its cause, or discard it with a reason.
import { CrossdockError, errorJson } from '../engine/errors.ts';
import { addAudit } from '../store/audit.ts';
import type { Connection } from '../store/database.ts';
import { discardDelivery, findDelivery, redrive, replaceDelivery } from '../store/deliveries.ts';
import { listExceptions } from '../store/exception-queue.ts';
import { closeException, closeForMessage, type ExceptionRow, findException } from '../store/exceptions.ts';
import { editHeld, findMessage } from '../store/messages.ts';
import type { Sidecar } from './sidecar.ts';

/** Exceptions that one call acts on; whoever has more calls again. */
const MAX_BULK = 10_000;

/** Messages of one cause that are replayed at once. */
const REPLAYS_AT_ONCE = 16;

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
  /** Why nothing could be done about this one. */
  readonly error?: { readonly code: string; readonly message: string };
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

function resultOf(sidecar: Sidecar, exception: ExceptionRow, failure?: unknown): ActResult {
  const { connection } = sidecar.database;
  const now = findException(connection, exception.id) ?? exception;
  const message = exception.message_id === null ? undefined : findMessage(connection, exception.message_id);
  const { code, message: why } = errorJson(failure);
  return {
    id: exception.id,
    status: now.status,
    message: exception.message_id,
    messageStatus: message?.status ?? null,
    ...(failure === undefined ? {} : { error: { code, message: why } }),
  };
}

async function replayMessage(sidecar: Sidecar, messageId: string, act: Act & { payload?: Uint8Array }): Promise<void> {
  const { payload, by } = act;
  await sidecar.database.write((connection) => {
    if (payload !== undefined) {
      if (!editHeld(connection, messageId, { payload, by }, sidecar.clock()))
        throw new CrossdockError('request.conflict', 'the message is under way, or has ended');
    }
    const action = payload === undefined ? 'message.replayed' : 'message.replayed-edited';
    addAudit(connection, { actor: by, action, subject: messageId }, sidecar.clock());
  });
  const row = findMessage(sidecar.database.connection, messageId);
  if (row === undefined) throw new CrossdockError('request.not-found', 'there is no such message');
  await sidecar.replay(row);
}

/** Judges the document of an exception again, which closes the exception when its cause is gone. */
async function replayGate(sidecar: Sidecar, exception: ExceptionRow, act: Act): Promise<void> {
  const subject = `${exception.document_type}:${exception.document_key}`;
  await sidecar.database.write((connection) =>
    addAudit(connection, { actor: act.by, action: 'gate.judged-again', subject }, sidecar.clock()),
  );
  await sidecar.judge(exception.document_id as number);
}

async function replayDelivery(sidecar: Sidecar, exception: ExceptionRow, act: Act): Promise<void> {
  const { delivery_id: id } = exception;
  const delivery = id === null ? undefined : findDelivery(sidecar.database.connection, id);
  // What could not be made at all, or was refused by its content, is made anew from the document as it now is.
  const isMadeAnew = (id === null || delivery?.status === 'refused') && exception.document_id !== null;
  await sidecar.database.write((connection) => {
    const now = sidecar.clock();
    const close = (reason: string) =>
      closeException(connection, exception.id, { status: 'resolved', by: act.by, reason }, now);
    if (isMadeAnew) {
      if (id !== null) replaceDelivery(connection, id);
      close('made anew');
      return;
    }
    if (delivery === undefined) throw new CrossdockError('request.not-found', 'there is no such delivery');
    close(sendAgain(connection, delivery.id, now));
    addAudit(connection, { actor: act.by, action: 'delivery.redriven', subject: delivery.id }, now);
  });
  if (isMadeAnew) await replayGate(sidecar, exception, act);
  sidecar.wakeCouriers();
}

/** @throws CrossdockError `request.conflict` when the delivery is not one that can be sent again */
function sendAgain(connection: Connection, delivery: string, now: number): string {
  switch (redrive(connection, delivery, now)) {
    case 'queued':
      return 'sent again';
    case 'overtaken':
      return 'a later delivery of the same document was queued, which this one would undo';
    case 'not dead':
      throw new CrossdockError('request.conflict', 'the delivery was taken, or is still being tried', {
        help: 'Discard the exception, or send the message that caused it again.',
      });
  }
}

const replayOne = (sidecar: Sidecar, exception: ExceptionRow, act: Act & { payload?: Uint8Array }): Promise<void> => {
  switch (exception.subject) {
    case 'message':
      return replayMessage(sidecar, exception.message_id as string, act);
    case 'gate':
      return replayGate(sidecar, exception, act);
    case 'delivery':
      return replayDelivery(sidecar, exception, act);
    case 'engine':
      // Nothing was stopped: there is nothing to try again.
      throw new CrossdockError('request.conflict', 'nothing waits for this: the reference answers', {
        help: 'Verify the file again with crossdock verify, then discard this with what was found.',
      });
  }
};

/** The first exception of each message, delivery or document, for one replay is for all of them; in lists of one business key. */
function byKey(exceptions: readonly ExceptionRow[]): ExceptionRow[][] {
  const subjects = new Set<string>();
  const keys = new Map<string, ExceptionRow[]>();
  for (const exception of exceptions) {
    const { subject, id, message_id, delivery_id, document_id, document_type, document_key, mapping } = exception;
    const own = {
      message: message_id,
      gate: document_id,
      delivery: delivery_id ?? `${document_id} ${mapping}`,
      engine: mapping,
    };
    if (subjects.has(`${subject} ${own[subject]}`)) continue;
    subjects.add(`${subject} ${own[subject]}`);
    const key = document_key === null ? id : `${document_type} ${document_key}`;
    keys.set(key, [...(keys.get(key) ?? []), exception]);
  }
  return [...keys.values()];
}

/**
 * Tries again what an exception stopped, on the workspace as it now is. Of several, one that cannot be tried keeps no
 * other from it: its result says why.
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
  return replayExceptions(sidecar, exceptions, act);
}

/**
 * Replays these exceptions, those of one business key in their order.
 *
 * @param act.onEach  told of every exception that was tried, and why it could not be
 */
export async function replayExceptions(
  sidecar: Sidecar,
  exceptions: readonly ExceptionRow[],
  act: Act & { payload?: Uint8Array; onEach?: (exception: ExceptionRow, failure: unknown) => void },
): Promise<ActResult[]> {
  if (act.payload !== undefined && (act.scope !== 'one' || exceptions[0]?.subject !== 'message')) {
    throw new CrossdockError('request.invalid', 'an edited payload replaces that of one message');
  }
  await sidecar.reload();
  const failures = new Map<string, unknown>();
  const queue = byKey(exceptions).values();
  const replayAll = async (): Promise<void> => {
    for (const sameKey of queue) {
      for (const exception of sameKey) {
        await replayOne(sidecar, exception, act).catch((thrown: unknown) => {
          if (act.scope === 'one') throw thrown;
          failures.set(exception.id, thrown);
        });
        act.onEach?.(exception, failures.get(exception.id));
      }
    }
  };
  await Promise.all(Array.from({ length: REPLAYS_AT_ONCE }, replayAll));
  return exceptions.map((exception) => resultOf(sidecar, exception, failures.get(exception.id)));
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
  await Promise.all(
    exceptions.map((exception) =>
      sidecar.database.write((connection) => discardOne(connection, exception, act, sidecar.clock())),
    ),
  );
  return exceptions.map((exception) => resultOf(sidecar, exception));
}

/** Ends one exception for good. A no-op when somebody else has ended it. */
export function discardOne(
  connection: Connection,
  exception: ExceptionRow,
  act: Pick<Act, 'by'> & { reason: string },
  now: number,
): void {
  const { by, reason } = act;
  const closing = { status: 'discarded', by, reason } as const;
  // Whoever closed it first has said what became of it.
  if (closeException(connection, exception.id, closing, now) === 0) return;
  const { message_id: message, delivery_id: delivery } = exception;
  if (delivery !== null) discardDelivery(connection, delivery);
  if (exception.subject === 'message' && message !== null) {
    closeForMessage(connection, message, closing, now);
    connection
      .prepare("UPDATE messages SET status = 'discarded', settled_at = ? WHERE id = ? AND status = 'held'")
      .run(now, message);
  }
  const detail = { reason, message };
  addAudit(connection, { actor: by, action: 'exception.discarded', subject: exception.id, detail }, now);
}
