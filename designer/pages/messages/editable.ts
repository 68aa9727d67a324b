// What an edited message begins from: its own part of the receipt, with what its format needs around it, or all of the receipt.
// May import api/, the engine's formats and ./bytes.ts.
import type { FormatName, FormatOptions } from '../../../runtime/engine/formats/format.ts';
import { readFileText } from '../../api/exceptions.ts';
import type { MessageDetail } from '../../api/message-shapes.ts';
import { receiptBytes } from '../../api/messages.ts';
import { textOf } from './bytes.ts';

export interface Editable {
  /** null when the bytes are no text. */
  readonly text: string | null;
  /** Messages of the receipt, and which of them this is, from 0; undefined when it cannot be read as it was. */
  readonly place?: { readonly index: number; readonly count: number };
  /** The text is all of the receipt, though that holds more than this message. */
  readonly isWhole: boolean;
}

/** How the mapping reads its format; the format's own way when the file is not there any more. */
async function optionsOf(mapping: string, signal: AbortSignal): Promise<FormatOptions> {
  if (mapping === '') return {};
  try {
    const { text } = await readFileText(`mappings/${mapping}/mapping.json`, signal);
    return (JSON.parse(text) as { from?: { options?: FormatOptions } }).from?.options ?? {};
  } catch {
    return {};
  }
}

type Message = Pick<MessageDetail, 'receipt' | 'format' | 'range' | 'edited' | 'mapping'>;

/** @throws RequestError when one may not see the exact bytes */
export async function editableOf(message: Message, signal: AbortSignal): Promise<Editable> {
  const { receipt, format, range, edited, mapping } = message;
  const bytes = await receiptBytes(receipt, signal);
  // What was edited before holds this one message: it was refused otherwise.
  if (edited !== null && 'body' in edited) return { text: edited.body, isWhole: false };
  if (format === null) return { text: textOf(bytes), isWhole: true };
  const { messageAlone } = await import('../../../runtime/engine/formats/alone.ts');
  const options = await optionsOf(mapping, signal);
  const alone = messageAlone(bytes, range, { format: format as FormatName, options });
  if (alone === undefined) return { text: textOf(bytes), isWhole: true };
  const { index, count, bytes: own } = alone;
  return { text: textOf(own ?? bytes), place: { index, count }, isWhole: own === undefined };
}
