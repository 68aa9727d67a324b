// Notes what partners say of interchanges that we sent: a 997, 999, TA1 or CONTRL.
import type { PartnerAnswer } from '../engine/formats/edi/answer.ts';
import type { Connection } from '../store/database.ts';
import { type DeliveryRow, recordAnswer } from '../store/deliveries.ts';
import { listExceptions } from '../store/exception-queue.ts';
import { insertException } from '../store/exceptions.ts';
import { endMessage, type MessageToSettle } from './held.ts';

/**
 * Notes each answer of a message on the delivery it is about; a refusal is an exception of whoever owns that mapping.
 *
 * @param options.ownerOf  the owner of an outbound mapping
 */
export function settleAnswers(
  connection: Connection,
  message: MessageToSettle,
  options: { answers: readonly PartnerAnswer[]; ownerOf: (mapping: string) => string; now: number },
): void {
  const { ownerOf, now } = options;
  const said = options.answers.map((answer) => {
    const text = `${answer.kind} ${answer.outcome} (${answer.code})`;
    const refused = answer.outcome === 'rejected';
    const envelopeOnly = answer.kind === 'TA1';
    const delivery = recordAnswer(connection, answer.about, { said: text, refused, envelopeOnly });
    if (refused) openRefusal(connection, message, { answer, said: text, delivery, ownerOf, now });
    return text;
  });
  const result = { outcomes: [], findings: message.evaluated.findings, settleMs: 0 };
  endMessage(connection, message.id, { status: 'processed', result, detail: { answer: said.join(', ') } }, now);
}

function openRefusal(
  connection: Connection,
  message: MessageToSettle,
  refusal: {
    answer: PartnerAnswer;
    ownerOf: (mapping: string) => string;
    now: number;
    said: string;
    delivery: DeliveryRow | undefined;
  },
): void {
  const { answer, delivery, said, now } = refusal;
  const cause = `delivery.rejected ${answer.partner} ${delivery?.mapping ?? ''}`;
  // Partners repeat their answers: one open exception for one interchange is enough.
  const same = { status: 'open', cause, limit: 1 } as const;
  if (delivery !== undefined && listExceptions(connection, { ...same, deliveryId: delivery.id }).length > 0) return;
  insertException(
    connection,
    {
      subject: 'delivery',
      messageId: message.id,
      receiptId: message.receiptId,
      ...(delivery === undefined ? {} : { deliveryId: delivery.id }),
      ...(delivery?.document_id == null ? {} : { documentId: delivery.document_id }),
      ...(delivery?.document_type == null ? {} : { documentType: delivery.document_type }),
      ...(delivery?.document_key == null ? {} : { documentKey: delivery.document_key }),
      code: 'delivery.rejected',
      category: 'delivery',
      owner: refusal.ownerOf(delivery?.mapping ?? ''),
      severity: 'block',
      cause,
      message: `${answer.partner} refused interchange ${answer.control}${delivery === undefined ? ', which is not known here' : ''}: ${said}`,
      help: 'Read the segments that the answer names, correct the outbound mapping, and replay: it is made and sent anew.',
    },
    now,
  );
}
