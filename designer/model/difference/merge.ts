// Two people changed one mapping: what each did to other targets and variables is put together, and what both did to one is
// left to decide. Pure; may import its neighbours, ../mapping/ and the engine's difference.
import {
  compareMappings,
  type ProgramDifference,
  type TargetChange,
  type VariableChange,
} from '../../../runtime/engine/difference/mapping.ts';
import { meaningsOf } from '../../../runtime/engine/difference/meaning.ts';
import { type Program, readProgram } from '../../../runtime/engine/outline/program.ts';
import { removeTarget, setTarget } from '../mapping/edits.ts';

export interface MergeConflict {
  /** What both changed; without target and variable it is what is around the targets: loops, conditions. */
  readonly target?: string;
  /** With its `$`. */
  readonly variable?: string;
  /** Exact texts; undefined where it is not there. */
  readonly base?: string;
  readonly ours?: string;
  readonly theirs?: string;
}

export interface Merged {
  /** Ours with theirs put in wherever only they changed something. */
  readonly text: string;
  /** What was taken over, in words for a list: paths of targets, names of variables. */
  readonly taken: readonly string[];
  readonly conflicts: readonly MergeConflict[];
}

/** A conflict's name: unique in its merge. */
export const conflictId = ({ target, variable }: MergeConflict): string => target ?? variable ?? '';

const isRelated = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

/**
 * Merges target by target, and variable by variable. Where only one side changed variables or what is around the document, its
 * text is the one that the other's targets are put into; where both changed the same, it is a conflict and ours stays.
 */
export function mergeMappings(base: string, ours: string, theirs: string): Merged {
  if (base === theirs || ours === theirs) return { text: ours, taken: [], conflicts: [] };
  if (base === ours) return { text: theirs, taken: namesOf(compareMappings(base, theirs)), conflicts: [] };
  const [our, their] = [compareMappings(base, ours), compareMappings(base, theirs)];
  if (hasFrame(their) && !hasFrame(our)) {
    const other = mergeMappings(base, theirs, ours);
    return { ...other, taken: namesOf(their), conflicts: other.conflicts.map(turned) };
  }
  const held = mergeVariables(ours, our, their);
  const fields = mergeTargets(readProgram(held.text), { our, their, missing: held.missing });
  return {
    text: fields.text,
    taken: [...held.taken, ...fields.taken],
    conflicts: [...(their.frame ? [{}] : []), ...held.conflicts, ...fields.conflicts],
  };
}

const hasFrame = ({ variables, frame }: ProgramDifference): boolean => frame || variables.length > 0;

const namesOf = ({ changes, variables }: ProgramDifference): readonly string[] => [
  ...variables.map(({ name }) => name),
  ...changes.filter(({ through }) => through === undefined).map(({ target }) => target),
];

const turned = ({ ours, theirs, ...rest }: MergeConflict): MergeConflict => ({
  ...rest,
  ...(theirs === undefined ? {} : { ours: theirs }),
  ...(ours === undefined ? {} : { theirs: ours }),
});

const sidesOf = (sides: { base?: string | undefined; ours?: string | undefined; theirs?: string | undefined }) =>
  Object.fromEntries(Object.entries(sides).filter(([, text]) => text !== undefined));

interface HeldMerge extends Merged {
  /** Variables of theirs that are not in the text: what uses them cannot be put in either. */
  readonly missing: ReadonlySet<string>;
}

function mergeVariables(ours: string, our: ProgramDifference, their: ProgramDifference): HeldMerge {
  let text = ours;
  const taken: string[] = [];
  const conflicts: MergeConflict[] = [];
  const missing = new Set<string>();
  for (const change of their.variables) {
    const clash = our.variables.find(({ name }) => name === change.name);
    if (clash !== undefined && clash.kind === change.kind && clash.after === change.after) continue;
    const put = clash === undefined ? rebound(text, change) : undefined;
    if (put !== undefined) {
      text = put;
      taken.push(change.name);
      continue;
    }
    if (clash === undefined && change.kind === 'added') missing.add(change.name);
    const mine = clash === undefined ? change.before : clash.after;
    conflicts.push({
      variable: change.name,
      ...sidesOf({ base: change.before, ours: mine, theirs: change.after }),
    });
  }
  return { text, taken, conflicts, missing };
}

/** The text with a variable holding what they say; undefined where no single place says what it holds. */
function rebound(text: string, { name, kind, after }: VariableChange): string | undefined {
  const places = meaningsOf(text).variables.get(name.slice(1)) ?? [];
  const [place] = places;
  if (kind !== 'changed' || after === undefined || place === undefined || places.length > 1) return undefined;
  return text.slice(0, place.start) + after + text.slice(place.end);
}

function mergeTargets(
  program: Program,
  { our, their, missing }: { our: ProgramDifference; their: ProgramDifference; missing: ReadonlySet<string> },
): Merged {
  const taken: string[] = [];
  const conflicts: MergeConflict[] = [];
  let now = program;
  for (const change of their.changes.filter(({ through }) => through === undefined)) {
    const clash = our.changes.find(({ target, through }) => through === undefined && isRelated(target, change.target));
    if (clash !== undefined && clash.after === change.after && clash.kind === change.kind) continue;
    const names = change.after?.match(/\$\w+/g) ?? [];
    const isWhole = !names.some((name) => missing.has(name));
    const edit = clash === undefined && isWhole ? applied(now, change) : undefined;
    if (edit === undefined) {
      const ours = now.byPath.get(change.target)?.text;
      conflicts.push({ target: change.target, ...sidesOf({ base: change.before, ours, theirs: change.after }) });
      continue;
    }
    now = readProgram(edit);
    taken.push(change.target);
  }
  return { text: now.text, taken, conflicts };
}

const applied = (program: Program, { target, after }: Pick<TargetChange, 'target' | 'after'>): string | undefined =>
  (after === undefined ? removeTarget(program, target) : setTarget(program, target, after))?.text;

/** The three texts that a merge is made of. */
export interface Versions {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * The merged text with every conflict decided.
 *
 * @param isTheirs  whether theirs is taken in a conflict, by its id; ours else
 * @returns undefined when a decision has no place in the text: then it is for somebody to write
 */
export function settleConflicts(versions: Versions, isTheirs: (id: string) => boolean): string | undefined {
  const { base, ours, theirs } = versions;
  const straight = mergeMappings(base, ours, theirs);
  const isAround = ({ target }: MergeConflict) => target === undefined;
  // Whose variables and frame are taken, that one's text is begun with.
  const around = straight.conflicts.filter(isAround).map((conflict) => isTheirs(conflictId(conflict)));
  if (around.includes(true) && around.includes(false)) return undefined;
  const isTurned = around.includes(true);
  const merged = isTurned ? mergeMappings(base, theirs, ours) : straight;
  let now = readProgram(merged.text);
  for (const conflict of merged.conflicts) {
    if (conflict.target === undefined || isTheirs(conflictId(conflict)) === isTurned) continue;
    const text = applied(now, {
      target: conflict.target,
      ...(conflict.theirs === undefined ? {} : { after: conflict.theirs }),
    });
    if (text === undefined) return undefined;
    now = readProgram(text);
  }
  return now.text;
}
