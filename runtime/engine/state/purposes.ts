// What replacements and answers do to the lines of an order. Imports stamps and registers.
import type { CanonicalDocument } from '../../model/types.ts';
import { sameContent } from './content.ts';
import { refuse } from './fields.ts';
import { statedLines } from './known.ts';
import { type Registers, step } from './registers.ts';
import { linesOf, type Statement } from './statement.ts';
import { compareStamps, type LineOrder, type Stamp } from './stored.ts';
import type { Work } from './work.ts';

/**
 * Deletes the lines that the last replacement does not name, and undoes the deletion of a line whose quantity was stated
 * again since. A deleted line keeps its content and says `change: deleted`.
 *
 * @param lineOrder  where each line was named first
 * @returns the time of the last replacement
 */
export function markReplaced(
  before: Stamp | undefined,
  context: {
    statement: Statement;
    known: Registers;
    stamps: Map<string, Stamp>;
    stamp: Stamp;
    lineOrder: LineOrder | undefined;
  },
): Stamp | undefined {
  const { statement, known, stamps, stamp, lineOrder } = context;
  const replaces = statement.purpose === 'replacement' && (before === undefined || compareStamps(stamp, before) >= 0);
  const replaced = replaces ? stamp : before;
  for (const [key, [origin]] of Object.entries(lineOrder?.lines ?? {})) {
    const path = `/lines${step(key)}`;
    const quantity = stamps.get(`${path}/quantity`);
    const latest = quantity ?? lineOrder?.origins[origin];
    const change = stamps.get(`${path}/change`);
    if (replaced !== undefined && latest !== undefined && compareStamps(latest, replaced) < 0) {
      if (change !== undefined && compareStamps(change, replaced) > 0) continue;
      known.set(`${path}/change`, 'deleted');
      stamps.set(`${path}/change`, replaced);
    } else if (
      known.get(`${path}/change`) === 'deleted' &&
      quantity !== undefined &&
      compareStamps(quantity, change ?? quantity) > 0
    ) {
      known.delete(`${path}/change`);
      stamps.delete(`${path}/change`);
    }
  }
  return replaced;
}

/** What an answer may not differ in without a word about it. */
const COMPARED = ['quantity', 'unit', 'unitPrice', 'sku', 'gtin14'] as const;

/** Reports where the answer to an order differs from what was ordered; the order stays as it is. */
export function compareAnswer(
  work: Work,
  context: { statement: Statement; known: Registers; stamps: ReadonlyMap<string, Stamp>; incoming: CanonicalDocument },
): void {
  const { known, stamps, incoming } = context;
  const shown = statedLines(known, stamps);
  if (shown.size === 0) return;
  const answered = linesOf(incoming);
  const keys = context.statement.lineKeys;
  for (const [index, line] of answered.entries()) {
    const key = keys[index] ?? '';
    const path = `/lines${step(key)}`;
    if (!shown.has(key)) {
      report(work, {
        path,
        cause: 'answer_names_unknown_line',
        what: 'a line that was not ordered',
        wouldChange: { to: line },
      });
      continue;
    }
    for (const field of COMPARED) {
      const [ordered, said] = [known.get(`${path}/${field}`), line[field]];
      if (said === undefined || ordered === undefined || sameContent(ordered, said) || sameNumber(ordered, said))
        continue;
      report(work, {
        path: `${path}/${field}`,
        cause: 'answer_differs',
        what: `another ${field}`,
        wouldChange: { from: ordered, to: said },
      });
    }
  }
}

const sameNumber = (a: unknown, b: unknown): boolean => Number(a) === Number(b);

function report(
  work: Work,
  difference: { path: string; cause: string; what: string; wouldChange: { from?: unknown; to?: unknown } },
): void {
  const { path, cause, what, wouldChange } = difference;
  const message = `the answer of ${work.stamp.system} has ${what} at ${path}; the order stays as it is`;
  refuse(
    work.notes,
    { code: 'state.conflict', cause, path, message, wouldChange },
    { disposition: 'report', owner: 'oms' },
  );
}
