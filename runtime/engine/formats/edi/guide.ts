// Loop guides: which segments may stand where in a message, in a notation short enough to read at a glance. Imports nothing.

/** One level of a message: the segments it takes; a segment that opens a loop leads to the guide of that loop. */
export interface Guide {
  readonly takes: ReadonlyMap<string, Guide | undefined>;
  /** True when every other segment belongs here too; used where nothing is known about the message. */
  readonly takesAny: boolean;
}

/**
 * Reads the notation: the segment ids a level takes, and after an id that opens a loop its own level in brackets.
 * `*` takes every other segment.
 *
 *     guide('BEG REF N1(N2 N3 N4) PO1(PID SCH(TD5)) CTT')
 *
 * @throws RangeError when the brackets do not match: a mistake in a guide, not in a message
 */
export function guide(notation: string): Guide {
  const tokens = notation.match(/[A-Z0-9*]+|[()]/g) ?? [];
  const levels: Map<string, Guide | undefined>[] = [new Map()];
  const openers: string[] = [];
  let last: string | undefined;
  for (const token of tokens) {
    if (token === '(') {
      if (last === undefined) throw new RangeError(`A loop needs a segment that opens it: ${notation}`);
      openers.push(last);
      levels.push(new Map());
    } else if (token === ')') {
      const inner = levels.pop()!;
      const opener = openers.pop();
      if (opener === undefined) throw new RangeError(`A bracket closes no loop: ${notation}`);
      levels.at(-1)!.set(opener, levelOf(inner));
    } else {
      const level = levels.at(-1)!;
      if (!level.has(token)) level.set(token, undefined);
    }
    last = token === '(' || token === ')' ? undefined : token;
  }
  if (openers.length > 0) throw new RangeError(`The loop ${openers.at(-1)} is not closed: ${notation}`);
  return levelOf(levels[0]!);
}

const levelOf = (takes: Map<string, Guide | undefined>): Guide => ({ takes, takesAny: takes.has('*') });
