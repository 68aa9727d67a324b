// Places what a document states of its statuses, axis by axis, and notes what came of it. Imports axes.
import { type AxisRules, type Placed, placeEvents } from './axis.ts';
import type { Axis } from './lifecycle.ts';
import { refuse } from './refuse.ts';
import type { Statement } from './statement.ts';
import type { AxisEvent } from './stored.ts';
import type { Work } from './work.ts';

export interface AxisOutcome {
  readonly name: string;
  readonly path: string;
  readonly kept: readonly AxisEvent[];
  readonly value: string | undefined;
}

/** Places the statements of every axis, and notes what came of the newest of each. */
export function placeAll(
  work: Work,
  context: { statement: Statement; axes: ReadonlyMap<string, Axis> },
): AxisOutcome[] {
  const { request } = work;
  const outcomes: AxisOutcome[] = [];
  for (const [name, axis] of context.axes) {
    const known = request.previous?.axes[name] ?? [];
    const statements = context.statement.axes.get(name) ?? [];
    if (known.length === 0 && statements.length === 0) continue;
    const proven = request.proven !== undefined && axis.path === '/status' ? { proven: request.proven } : {};
    const rules: AxisRules = { name, axis, ownership: work.rule(axis.path), ...proven };
    const placed = placeEvents(rules, known, statements);
    outcomes.push({ name, path: axis.path, kept: placed.events, value: placed.value });
    if (statements.length > 0) noteFate(work, { rules, placed, to: statements.at(-1)?.value });
  }
  return outcomes;
}

function noteFate(work: Work, context: { rules: AxisRules; placed: Placed; to: string | undefined }): void {
  const { rules, placed, to = '' } = context;
  const { notes, stamp } = work;
  const { newest } = placed;
  const { path } = rules.axis;
  if (newest.kind === 'repeated') notes.superseded.push({ path, axis: rules.name, reason: 'outranked' });
  if (newest.kind === 'late') notes.superseded.push({ path, axis: rules.name, reason: 'late' });
  if (newest.kind === 'stands' && newest.skip !== undefined) {
    notes.skips.push({ axis: rules.name, from: newest.skip.from, to, skipped: newest.skip.skipped });
  }
  if (newest.kind !== 'refused') return;
  const { code, cause, disposition, from, why } = newest.refusal;
  const owners = rules.axis.states.find((state) => state.name === to)?.by ?? rules.ownership.owners;
  const reason =
    why ??
    (code === 'state.ownership'
      ? owners.length === 0
        ? 'no source may say that'
        : `that is for ${owners.join(', ')} to say`
      : cause.replaceAll('_', ' '));
  const message = `${stamp.system} (${stamp.class}) may not set ${path} from ${from} to ${to}: ${reason}`;
  refuse(
    notes,
    { code, cause, path, message, wouldChange: { from, to } },
    { disposition, owner: owners[0] ?? stamp.class },
  );
}
