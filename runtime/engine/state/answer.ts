// Compares the answer of a supplier with what was ordered. Imports stamps and registers.
import type { CanonicalDocument } from '../../model/types.ts';
import { sameContent } from './content.ts';
import { statedLines } from './known.ts';
import { refuse } from './refuse.ts';
import { type Registers, step } from './registers.ts';
import { linesOf, type Statement } from './statement.ts';
import type { Stamp } from './stored.ts';
import type { Work } from './work.ts';

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
