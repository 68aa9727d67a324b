// What replacements and answers do to the lines of an order. Imports stamps and registers.
import type { CanonicalDocument } from '../../model/types.ts';
import { sameContent } from './content.ts';
import { refuse } from './fields.ts';
import { statedLines } from './known.ts';
import { type Registers, step } from './registers.ts';
import { linesOf, type Statement } from './statement.ts';
import { compareStamps, type LineOrder, type Replacement, type Stamp } from './stored.ts';
import type { Work } from './work.ts';

/**
 * Deletes the lines that the last replacement does not name, and forgets what happened to a line before its quantity was
 * stated again. A deleted line keeps its content and says `change: deleted`.
 *
 * @param lineOrder  where each line was named first
 * @returns the last replacement
 */
export function markReplaced(
  before: Replacement | undefined,
  context: {
    statement: Statement;
    known: Registers;
    stamps: Map<string, Stamp>;
    stamp: Stamp;
    lineOrder: LineOrder | undefined;
  },
): Replacement | undefined {
  const { statement, known, stamps, stamp, lineOrder } = context;
  const replaces =
    statement.purpose === 'replacement' && (before === undefined || compareStamps(stamp, before.stamp) >= 0);
  const replacement = replaces ? { stamp, lines: statement.lineKeys } : before;
  for (const [key, [origin]] of Object.entries(lineOrder?.lines ?? {})) {
    const path = `/lines${step(key)}/change`;
    const stated = statedAt(`/lines${step(key)}/quantity`, stamps);
    const change = stamps.get(path);
    const latest = stated ?? lineOrder?.origins[origin];
    const named = replacement?.lines.includes(key) === true;
    if (replacement !== undefined && !named && latest !== undefined && isBefore(latest, replacement.stamp)) {
      if (change !== undefined && isBefore(replacement.stamp, change)) continue;
      known.set(path, 'deleted');
      stamps.set(path, replacement.stamp);
    } else if (isBefore(change, stated) || (named && isBefore(change, replacement?.stamp))) {
      known.delete(path);
      stamps.delete(path);
    }
  }
  return replacement;
}

/** When a field was properly stated; undefined when it was only said in passing. */
function statedAt(path: string, stamps: ReadonlyMap<string, Stamp>): Stamp | undefined {
  const stamp = stamps.get(path);
  return stamp?.weak === true ? undefined : stamp;
}

type Time = Pick<Stamp, 'at' | 'received'> | undefined;

const isBefore = (a: Time, b: Time): boolean => a !== undefined && b !== undefined && compareStamps(a, b) < 0;

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
