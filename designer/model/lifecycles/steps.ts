// Edits of a lifecycle's transitions as named commands: those that are allowed by a step of their own, and those that must never be.
// One entry of the file may speak of several transitions. May import the engine's splices and ./edit.ts.
import {
  insertElement,
  inTurn,
  removeValue,
  type Splice,
  setValue,
} from '../../../runtime/engine/syntax/json-splice.ts';
import type { JsonPath } from '../../../runtime/engine/syntax/json-tree.ts';
import { type LifecycleEdit, listAt, namesIn, setOrRemove } from './edit.ts';

/** `steps` allow a transition, `never` forbids one with the code of its exception. */
export type StepList = 'steps' | 'never';

export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** What an entry says of its transitions. Of an edit: undefined takes a member away, one that is not named stays. */
export interface StepSays {
  /** Who may make it; of `steps` only. */
  readonly by?: readonly string[] | undefined;
  /** The code of its exception; of `never` only, which always has one. */
  readonly code?: string | undefined;
  readonly otherwise?: 'hold' | 'report' | undefined;
  readonly why?: string | undefined;
}

export interface StepEntry {
  readonly index: number;
  readonly says: StepSays;
  /** All transitions that it speaks of. */
  readonly pairs: readonly Pair[];
}

const MEMBERS = ['by', 'code', 'otherwise', 'why'] as const;

const listPath = (axis: string, list: StepList): JsonPath => ['axes', axis, list];

/** The entry that speaks of a transition, the first one as for the engine; undefined where none does. */
export function stepEntry(text: string, axis: string, list: StepList, pair: Pair): StepEntry | undefined {
  const entries = listAt(text, listPath(axis, list));
  const index = entries.findIndex(({ from, to }) => namesIn(from).includes(pair.from) && namesIn(to).includes(pair.to));
  const entry = entries[index];
  if (entry === undefined) return undefined;
  const says = Object.fromEntries(MEMBERS.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]])));
  const pairs = namesIn(entry['from']).flatMap((from) => namesIn(entry['to']).map((to) => ({ from, to })));
  return { index, says, pairs };
}

function required(text: string, axis: string, list: StepList, pair: Pair): StepEntry {
  const entry = stepEntry(text, axis, list, pair);
  if (entry === undefined) throw new Error(`no entry of ${list} leads from ${pair.from} to ${pair.to}`);
  return entry;
}

const nameOf = (list: StepList, { from, to }: Pair): string =>
  list === 'steps' ? `Allow ${from} to ${to}` : `Never ${from} to ${to}`;

function refuseWithoutCode(list: StepList, code: string | undefined): void {
  if (list === 'never' && (code === undefined || !/^[a-z][a-z_]*$/.test(code)))
    throw new Error('a transition that must never be needs the code of its exception, in snake_case');
}

const given = (says: StepSays): StepSays =>
  Object.fromEntries(MEMBERS.flatMap((key) => (says[key] === undefined ? [] : [[key, says[key]]])));

/** Allows one more transition, or says that it must never be. @throws Error without a code for the latter */
export function addStep(text: string, axis: string, list: StepList, step: Pair & StepSays): LifecycleEdit {
  refuseWithoutCode(list, step.code);
  const value = { from: [step.from], to: [step.to], ...given(step) };
  const path = listPath(axis, list);
  const { length } = listAt(text, path);
  return {
    name: nameOf(list, step),
    splices: length === 0 ? setValue(text, path, [value]) : insertElement(text, path, length, value),
  };
}

/**
 * Changes what the entry of a transition says.
 *
 * @param change `isApart` gives the transition an entry of its own first; else the change is one for all of its entry
 * @throws Error when none speaks of it, or it would be left without its code
 */
export function setStep(
  text: string,
  axis: string,
  list: StepList,
  change: { readonly pair: Pair; readonly says: StepSays; readonly isApart?: boolean },
): LifecycleEdit {
  const { pair, says, isApart = false } = change;
  if (Object.hasOwn(says, 'code')) refuseWithoutCode(list, says.code);
  required(text, axis, list, pair);
  const members = Object.entries(says).map(([key, value]) => (now: string): Splice[] => {
    const { index } = required(now, axis, list, pair);
    return setOrRemove(now, [...listPath(axis, list), index, key], value);
  });
  const apart = isApart ? [(now: string) => separated(now, axis, list, pair)] : [];
  return { name: `Change ${pair.from} to ${pair.to}`, splices: inTurn(text, [...apart, ...members]) };
}

/** Takes one transition out of the entry that speaks of it: the others of that entry stay. @throws Error when none does */
export function removeStep(text: string, axis: string, list: StepList, pair: Pair): LifecycleEdit {
  const verb = list === 'steps' ? 'Forbid' : 'No longer never';
  return { name: `${verb} ${pair.from} to ${pair.to}`, splices: takenOut(text, axis, list, pair) };
}

function takenOut(text: string, axis: string, list: StepList, pair: Pair): Splice[] {
  const { index } = required(text, axis, list, pair);
  const path = [...listPath(axis, list), index];
  const whole = listAt(text, listPath(axis, list))[index];
  const [from, to] = [namesIn(whole?.['from']), namesIn(whole?.['to'])];
  if (from.length === 1 && to.length === 1) return removeValue(text, path);
  if (from.length === 1) return removeValue(text, [...path, 'to', to.indexOf(pair.to)]);
  if (to.length === 1) return removeValue(text, [...path, 'from', from.indexOf(pair.from)]);
  // Of several from and to, the one pair goes: what is left are two entries.
  const own = { ...whole, from: from.filter((one) => one !== pair.from), to: [pair.to] };
  return inTurn(text, [
    (now) => removeValue(now, [...path, 'to', to.indexOf(pair.to)]),
    (now) => insertElement(now, listPath(axis, list), index + 1, own),
  ]);
}

/** Gives one transition an entry of its own, which says the same and stands before the one it came from. */
function separated(text: string, axis: string, list: StepList, pair: Pair): Splice[] {
  const { index, pairs } = required(text, axis, list, pair);
  if (pairs.length === 1) return [];
  const own = { ...listAt(text, listPath(axis, list))[index], from: [pair.from], to: [pair.to] };
  return inTurn(text, [
    (now) => takenOut(now, axis, list, pair),
    (now) => insertElement(now, listPath(axis, list), index, own),
  ]);
}
