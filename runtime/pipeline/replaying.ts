// Takes a held message up again: alone, or with all of its receipt that it stands for.
import { CrossdockError } from '../engine/errors.ts';
import { type MessageRow, takeUpHeld } from '../store/messages.ts';
import { findReceipt, type Receipt, reopenReceipt } from '../store/receipts.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import type { MessageToSettle } from './held.ts';
import { evaluateRequest, lostMessage, type Receiving, type ReceivingOptions, storeMessage } from './receiving.ts';
import type { Runner } from './runner.ts';

type ReplayOptions = Pick<ReceivingOptions, 'config' | 'database' | 'clock'> & {
  readonly runner: Runner;
  readonly receiving: Receiving;
  /** Puts the message into its lanes. */
  readonly settle: (message: MessageToSettle, runner: Runner) => void;
};

const underWay = () => new CrossdockError('request.conflict', 'the message is under way, or has ended');

/**
 * Evaluates a held message again, from its edited payload or its receipt, and puts it into its lanes.
 *
 * A message may stand for more than itself: a file that nobody could read was one message, and is many once it can be
 * read. Then it is taken up with all that is found behind it.
 *
 * @throws CrossdockError `request.conflict` when the message is not held, or the receipt now splits into other messages;
 *   `request.invalid` when the edited payload is not exactly one message
 */
export async function replayHeld(message: MessageRow, options: ReplayOptions): Promise<void> {
  const { database, clock, runner, settle } = options;
  const receipt = findReceipt(database.connection, message.receipt_id);
  if (receipt === undefined) throw new CrossdockError('request.not-found', 'the receipt of the message is not there');
  const isRest = message.edited === null && (JSON.parse(message.evaluated) as EvaluatedMessage).rest === true;
  if (isRest) return reopen(message, receipt, options);
  const { evaluated, messages } = await evaluateOne(message, receipt, options);
  if (message.edited === null && receipt.message_count === 1 && messages > 1) return reopen(message, receipt, options);
  if (evaluated === undefined || messages !== (message.edited === null ? (receipt.message_count ?? messages) : 1))
    throw splitsOtherwise(message, { known: receipt.message_count, messages });
  const again = { ...evaluated, index: message.position };
  const head = await database.write((connection) => {
    if (!takeUpHeld(connection, message.id)) throw underWay();
    return storeMessage(connection, { receipt, evaluated: again, runner }, clock());
  });
  settle({ id: head.id, receiptId: receipt.id, source: receipt.source, evaluated: again }, runner);
}

function splitsOtherwise(message: MessageRow, counts: { known: number | null; messages: number }): CrossdockError {
  const { known, messages } = counts;
  if (message.edited !== null)
    return new CrossdockError('request.invalid', `expected the payload to hold one message, found ${messages}`);
  return new CrossdockError(
    'request.conflict',
    `the receipt held ${known} messages and now holds ${messages}: which one is meant cannot be told any more`,
    { help: 'Discard the message and send its content again, or replay with an edited payload.' },
  );
}

/** Takes up the receipt again from the message on. Whoever waits, waits for the receipt: its messages settle behind this. */
async function reopen(message: MessageRow, receipt: Receipt, options: ReplayOptions): Promise<void> {
  await options.database.write((connection) => {
    if (!takeUpHeld(connection, message.id)) throw underWay();
    reopenReceipt(connection, receipt.id);
  });
  void options.receiving.take(receipt.id, message.position);
}

/**
 * Evaluates a stored message again without storing anything.
 *
 * @throws CrossdockError `request.not-found`, `request.conflict` when the receipt now splits into other messages
 */
export async function evaluateHeld(
  message: MessageRow,
  options: Omit<ReplayOptions, 'receiving' | 'settle'>,
): Promise<EvaluatedMessage> {
  const receipt = findReceipt(options.database.connection, message.receipt_id);
  if (receipt === undefined) throw new CrossdockError('request.not-found', 'the receipt of the message is not there');
  const { evaluated, messages } = await evaluateOne(message, receipt, options);
  if (evaluated === undefined) throw splitsOtherwise(message, { known: receipt.message_count, messages });
  return evaluated;
}

async function evaluateOne(
  message: MessageRow,
  receipt: Receipt,
  options: Omit<ReplayOptions, 'receiving' | 'settle'>,
): Promise<{ evaluated: EvaluatedMessage | undefined; messages: number }> {
  const { config, clock, runner } = options;
  const { edited, position } = message;
  const only = edited === null ? position : 0;
  const key = edited === null ? receipt.id : `${message.id} edited at ${clock()}`;
  const request = evaluateRequest(config, receipt, { bytes: edited ?? receipt.body, key, now: clock() });
  let evaluated: EvaluatedMessage | undefined;
  const onItem = (item: EvaluatedMessage) => {
    evaluated = item;
  };
  const { messages } = await runner.pool.run(
    'evaluate',
    { ...request, from: only, until: only + 1, only, acknowledge: false, control: '0' },
    { onItem, onLost: (index, error) => lostMessage(receipt, index, error) },
  );
  return { evaluated, messages };
}
