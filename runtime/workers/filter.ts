// The task of `crossdock run`: maps and judges the lines or messages of a receipt and answers with lines of output, many at once.
import type { DecodedMessage } from '../engine/formats/format.ts';
import { linesOf } from '../engine/formats/line-splitter.ts';
import { type Engine, type MessageResult, runMessage } from '../engine/message.ts';
import { gathered } from './gathered.ts';
import { lineOf, type OutputLine, type OutputLines, outputOf } from './line.ts';
import type { Tasks } from './tasks.ts';

/** Lines wait this long for one another, milliseconds: nobody waits for one of them, and every answer costs both threads. */
const WAIT_MS = 20;

export interface FilterAnswers {
  /** Says that the task has come to its messages. */
  readonly begun: () => void;
  /**
   * @param count  messages that the item answers
   * @param transfer  its memory, given away
   */
  readonly item: (item: OutputLines, count: number, transfer: readonly ArrayBuffer[]) => void;
  /** Each answer is to be given before the next message is begun, so that a message that costs the thread is known. */
  readonly careful: boolean;
}

/** @returns how many lines or messages there are */
export async function filter(
  engine: Engine,
  request: Tasks['filter']['request'],
  answers: FilterAnswers,
): Promise<Tasks['filter']['done']> {
  const { mapping, raw, each, beginning, from } = request;
  const [receipt] = raw;
  const output = gathered<OutputLine>({
    item: (lines, count) => {
      const item = outputOf(lines);
      answers.item(item, count, [item.bytes.buffer]);
    },
    waitMs: WAIT_MS,
    careful: answers.careful,
  });
  const resultsOf = async (messages: readonly DecodedMessage[]): Promise<MessageResult[]> => {
    const results: MessageResult[] = [];
    for (const message of messages) results.push(await runMessage(engine, mapping, { message }));
    return results;
  };
  let index = 0;
  if (each === 'receipt') {
    const { messages } = engine.decode(mapping, receipt);
    answers.begun();
    if (from === 0) output.add(lineOf(await resultsOf(messages), beginning));
    index = 1;
  } else if (each === 'message') {
    const { messages } = engine.decode(mapping, receipt);
    answers.begun();
    for (; index < messages.length; index += 1) {
      if (index >= from) output.add(lineOf(await resultsOf(messages.slice(index, index + 1))));
    }
  } else {
    // A mapping that cannot be compiled is the task's fault, not its first line's.
    engine.inbound(mapping);
    answers.begun();
    for (const { line, number, start } of linesOf(receipt)) {
      if (index >= from) {
        const at = { number: beginning.number + number - 1, start: beginning.start + start };
        output.add(lineOf(await resultsOf(engine.decode(mapping, line).messages), at));
      }
      index += 1;
    }
  }
  output.send();
  return { messages: index };
}
