// The value of one target given to another: its text moves, with the note above it. Pure; may import ./edits.ts and ./node-edits.ts.
import type { Program } from '../../../runtime/engine/outline/program.ts';
import { rereadProgram } from '../../../runtime/engine/outline/reread.ts';
import { contextOf, removeTarget, setNote, setTarget } from './edits.ts';
import type { Outcome } from './node-edits.ts';

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const isIn = (path: string, of: string): boolean => path.startsWith(`${of}/`);

/** Why a target cannot get the value of another; undefined when it can. */
export function refusesRetarget(program: Program, from: string, to: string): string | undefined {
  if (from === to) return `${nameOf(to)} has this value already`;
  if (isIn(to, from) || isIn(from, to)) return `${nameOf(to)} and ${nameOf(from)} are one in the other`;
  if (program.objects.has(to)) return `${nameOf(to)} is a group: choose one of its fields`;
  const [has, wants] = [contextOf(program, from), contextOf(program, to)];
  if (has === wants) return undefined;
  const each = (context: string | undefined): string =>
    context === undefined || context === '' ? 'once for the message' : `for each of ${context.slice(1)}`;
  return `${nameOf(from)} is made ${each(has)}, ${nameOf(to)} ${each(wants)}`;
}

/** Gives the value of a target to another, in the place of what that had; the first has none then. */
export function retarget(
  program: Program,
  { from, to }: { readonly from: string; readonly to: string },
  options: { readonly isList?: (path: string) => boolean } = {},
): Outcome {
  const target = program.byPath.get(from);
  if (target === undefined) return { refused: `${nameOf(from)} has no value` };
  const refused = refusesRetarget(program, from, to);
  if (refused !== undefined) return { refused };
  const none = { refused: 'The text of this mapping has no place for that. Change it in the text.' };
  const put = setTarget(program, to, target.text, options);
  if (put === undefined) return none;
  const taken = removeTarget(rereadProgram(program, put.text), from);
  if (taken === undefined) return none;
  const moved = rereadProgram(program, taken.text);
  const noted = target.note === undefined ? taken : setNote(moved, to, target.note);
  return { name: `Move the value of ${nameOf(from)} to ${nameOf(to)}`, text: (noted ?? taken).text };
}
