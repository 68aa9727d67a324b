// Settles a message together with its evaluation, as if nothing were stored that concerns it: most orders come once. Whoever
// writes what came of it looks whether that was so.
import type { Engine } from '../engine/message.ts';
import { firstRequest, settle, sourceClassOf } from '../engine/settle.ts';
import type { CanonicalDocument } from '../model/types.ts';
import { fingerprintOf, writeSettlement } from './settled.ts';
import type { Ahead, EvaluatedMessage, SettledAhead, WrittenReceipt } from './tasks.ts';

/** @returns what the only document of the receipt's only message causes; undefined when there are others, or it fails */
export async function settleAhead(
  engine: Engine,
  receipt: WrittenReceipt & { readonly messages: readonly EvaluatedMessage[] },
  ahead: Ahead | undefined,
): Promise<SettledAhead | undefined> {
  const [message, ...others] = receipt.messages;
  const [document, ...further] = message?.documents ?? [];
  const isOnly = others.length === 0 && further.length === 0 && receipt.done.messages === 1;
  if (ahead === undefined || message === undefined || document === undefined || !isOnly) return undefined;
  if (message.error !== undefined || !ahead.types.includes(document.type)) return undefined;
  // As it is stored, and would come back: what an expression made may hold what JSON does not.
  const [incoming] = (JSON.parse(receipt.items[0] as string) as EvaluatedMessage).documents as [CanonicalDocument];
  const { messageId, receivedAt, now, configuredClass } = ahead;
  const sourceClass = sourceClassOf(engine.workspace.mappings.get(message.mapping), configuredClass);
  const { system } = incoming.source;
  const known = { incoming, sourceClass, system, messageId, index: 0, receivedAt, now };
  const settlement = await settle(engine, firstRequest(known));
  if (settlement.outcome === 'failed') return undefined;
  return { settlement: writeSettlement(settlement), fingerprint: fingerprintOf(incoming) };
}
