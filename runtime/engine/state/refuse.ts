// What becomes of a statement that is refused. Imports types only.
import type { Disposition } from './lifecycle.ts';
import type { Conflict, Notes } from './result.ts';

/** A refused statement becomes a conflict, or is only noted as outranked where nothing is to be said. */
export function refuse(
  notes: Notes,
  refused: Pick<Conflict, 'code' | 'cause' | 'path' | 'message' | 'wouldChange'>,
  options: { disposition: Disposition; owner: string },
): void {
  const { disposition, owner } = options;
  if (disposition === 'ignore') notes.superseded.push({ path: refused.path, reason: 'outranked' });
  else
    notes.conflicts.push({ ...refused, category: 'state', severity: disposition === 'hold' ? 'block' : 'warn', owner });
}
