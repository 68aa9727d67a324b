// Two people changed one mapping: what each did to other targets is put together, and what both did to one is left to decide.
// Pure; may import its neighbours and ../mapping/.

import { compareMappings, type TargetChange } from '../../../runtime/engine/difference/mapping.ts';
import { readProgram } from '../../../runtime/engine/outline/program.ts';
import { removeTarget, setTarget } from '../mapping/edits.ts';

export interface MergeConflict {
  /** Undefined when both changed what is around the targets: variables, loops, conditions. */
  readonly target?: string;
  /** Exact texts; undefined where it is not there. */
  readonly base?: string;
  readonly ours?: string;
  readonly theirs?: string;
}

export interface Merged {
  /** Ours with theirs put in wherever only they changed something. */
  readonly text: string;
  /** What was taken over, in words for a list: paths of targets. */
  readonly taken: readonly string[];
  readonly conflicts: readonly MergeConflict[];
}

const isRelated = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

/**
 * Merges target by target. A change of a variable or of what is around the document is nobody's target: where only one side
 * did such, its text is the one that the other's targets are put into; where both did, it is a conflict and ours stays.
 */
export function mergeMappings(base: string, ours: string, theirs: string): Merged {
  if (base === theirs || ours === theirs) return { text: ours, taken: [], conflicts: [] };
  if (base === ours)
    return { text: theirs, taken: compareMappings(base, theirs).changes.map(({ target }) => target), conflicts: [] };
  const [our, their] = [compareMappings(base, ours), compareMappings(base, theirs)];
  const [ourFrame, theirFrame] = [hasFrame(our), hasFrame(their)];
  if (theirFrame && !ourFrame) {
    const other = mergeMappings(base, theirs, ours);
    return { ...other, conflicts: other.conflicts.map(turned) };
  }
  const conflicts: MergeConflict[] = theirFrame ? [{}] : [];
  const taken: string[] = [];
  let now = readProgram(ours);
  for (const change of their.changes.filter(({ through }) => through === undefined)) {
    const clash = our.changes.find(({ target }) => isRelated(target, change.target));
    if (clash !== undefined && clash.after === change.after && clash.kind === change.kind) continue;
    const edit = clash === undefined ? applied(now, change) : undefined;
    if (edit === undefined) {
      const mine = now.byPath.get(change.target)?.text;
      conflicts.push({
        target: change.target,
        ...(change.before === undefined ? {} : { base: change.before }),
        ...(mine === undefined ? {} : { ours: mine }),
        ...(change.after === undefined ? {} : { theirs: change.after }),
      });
      continue;
    }
    now = readProgram(edit);
    taken.push(change.target);
  }
  return { text: now.text, taken, conflicts };
}

const hasFrame = ({ changes, frame }: ReturnType<typeof compareMappings>): boolean =>
  frame || changes.some(({ through }) => through !== undefined);

const turned = ({ ours, theirs, ...rest }: MergeConflict): MergeConflict => ({
  ...rest,
  ...(theirs === undefined ? {} : { ours: theirs }),
  ...(ours === undefined ? {} : { theirs: ours }),
});

function applied(program: ReturnType<typeof readProgram>, change: TargetChange): string | undefined {
  const edit =
    change.after === undefined ? removeTarget(program, change.target) : setTarget(program, change.target, change.after);
  return edit?.text;
}
