// What replacements and answers do to the lines of an order. Imports stamps and registers.
import type { CanonicalDocument } from '../../model/types.ts';
import { sameContent } from './content.ts';
import { refuse } from './fields.ts';
import type { Registers } from './registers.ts';
import { type Before, linesOf, type Statement } from './statement.ts';
import { compareStamps, type Stamp } from './stored.ts';
import type { Work } from './work.ts';

/**
 * Deletes the lines that the last replacement does not name, and undoes the deletion of a line whose quantity was stated
 * again since. A deleted line keeps its content and says `change: deleted`.
 *
 * @returns the time of the last replacement
 */
export function markReplaced(
  known: Stamp | undefined,
  context: { statement: Statement; known: Registers; stamps: Map<string, Stamp>; stamp: Stamp },
): Stamp | undefined {
  const { statement, known: registers, stamps, stamp } = context;
  const replaces = statement.purpose === 'replacement' && (known === undefined || compareStamps(stamp, known) >= 0);
  const replaced = replaces ? stamp : known;
  for (const [line, latest] of latestOfLines(registers, stamps)) {
    const path = `/lines/${line}/change`;
    const quantity = stamps.get(`/lines/${line}/quantity`);
    if (replaced !== undefined && compareStamps(latest, replaced) < 0) {
      registers.set(path, 'deleted');
      stamps.set(path, replaced);
    } else if (
      registers.get(path) === 'deleted' &&
      quantity !== undefined &&
      compareStamps(quantity, stamps.get(path) ?? quantity) > 0
    ) {
      registers.delete(path);
      stamps.delete(path);
    }
  }
  return replaced;
}

/** For every line the time at which it was last spoken of. */
function latestOfLines(registers: Registers, stamps: ReadonlyMap<string, Stamp>): Map<string, Stamp> {
  const latest = new Map<string, Stamp>();
  for (const path of registers.keys()) {
    const line = path.startsWith('/lines/') ? path.split('/')[2] : undefined;
    const stamp = stamps.get(path);
    if (line === undefined || stamp === undefined) continue;
    const present = latest.get(line);
    if (present === undefined || compareStamps(stamp, present) > 0) latest.set(line, stamp);
  }
  return latest;
}

/** What an answer may not differ in without a word about it. */
const COMPARED = ['quantity', 'unit', 'unitPrice', 'sku', 'gtin14'] as const;

/** Reports where the answer to an order differs from what was ordered; the order stays as it is. */
export function compareAnswer(
  work: Work,
  context: { statement: Statement; known: Registers; incoming: CanonicalDocument; before: Before },
): void {
  const { known, incoming, before } = context;
  const answered = linesOf(incoming);
  const keys = context.statement.matchedKeys;
  for (const [index, line] of answered.entries()) {
    const key = keys[index] ?? '';
    const path = `/lines/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!before.lineKeys.includes(key)) {
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
