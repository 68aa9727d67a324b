// Ends the way of a message in the store: its status, its exceptions, its line in the audit log.
import type { ErrorJson } from '../engine/errors.ts';
import { addAudit } from '../store/audit.ts';
import type { Connection } from '../store/database.ts';
import { closeException, insertException, type NewException, openOfMessage } from '../store/exceptions.ts';
import { type MessageEnd, settleMessage } from '../store/messages.ts';
import type { EvaluatedMessage, SettledAhead } from '../workers/tasks.ts';
import type { Arrival } from './arrival.ts';
import { errorException } from './causes.ts';

/** What a message was settled to before its turn came. */
export interface Foreseen extends SettledAhead {
  /** Says whether it could be used. */
  readonly learn: (hit: boolean) => void;
}

/** A message with what its evaluation gave. */
export interface MessageToSettle {
  readonly id: string;
  readonly receiptId: string;
  readonly source: string;
  readonly evaluated: EvaluatedMessage;
  /** Of one that is not stored yet. */
  readonly arrival?: Arrival;
  readonly ahead?: Foreseen;
}

export type Draft = Omit<NewException, 'subject' | 'messageId' | 'receiptId'>;

const REPLAYED = { status: 'resolved', by: 'system:pipeline', reason: 'the message was replayed' } as const;

/** Opens the exceptions of a held message; one that is open for the same cause stays, others are closed. */
export function writeExceptions(
  connection: Connection,
  message: Pick<MessageToSettle, 'id' | 'receiptId'>,
  drafts: readonly Draft[],
  now: number,
): void {
  const open = openOfMessage(connection, message.id);
  const same = (draft: Draft, row: { cause: string; path: string | null }) =>
    draft.cause === row.cause && (draft.path ?? null) === row.path;
  for (const row of open) {
    if (!drafts.some((draft) => same(draft, row))) closeException(connection, row.id, REPLAYED, now);
  }
  for (const draft of drafts) {
    if (open.some((row) => same(draft, row))) continue;
    const of = { messageId: message.id, receiptId: message.receiptId };
    insertException(connection, { ...draft, ...of, subject: 'message' }, now);
  }
}

/** Writes the end of a message's way; `write` for one that is stored with its end. */
export function endMessage(
  connection: Connection,
  id: string,
  end: MessageEnd & { readonly detail: object },
  now: number,
  write: (end: MessageEnd) => void = (one) => settleMessage(connection, id, one, now),
): void {
  const { status, result, detail } = end;
  write({ status, result });
  addAudit(connection, { actor: 'system:pipeline', action: `message.${status}`, subject: id, detail }, now);
}

/** Holds a message that could not be decoded, mapped or settled at all. */
export function holdMessage(
  connection: Connection,
  message: MessageToSettle,
  failure: { readonly error: ErrorJson; readonly owner: string },
  now: number,
): void {
  const { findings, place } = message.evaluated;
  const { error, owner } = failure;
  const detail = place === undefined ? error : { ...error, receipt: place };
  writeExceptions(connection, message, [{ ...errorException(error, owner), detail }], now);
  const result = { outcomes: [], findings, settleMs: 0 };
  endMessage(connection, message.id, { status: 'held', result, detail: { code: error.code } }, now);
}
