// Every edit of a lifecycle file as a named command. May import the engine's splices and ./graph.ts.
import {
  insertElement,
  inTurn,
  removeValue,
  type Splice,
  setValue,
} from '../../../runtime/engine/syntax/json-splice.ts';
import { type JsonPath, nodeAt, plainValue, readJson } from '../../../runtime/engine/syntax/json-tree.ts';

export interface LifecycleEdit {
  readonly name: string;
  readonly splices: readonly Splice[];
}

function listAt(text: string, path: JsonPath): readonly Readonly<Record<string, unknown>>[] {
  const read = readJson(text);
  const node = 'fault' in read ? undefined : nodeAt(read.root, path);
  const value = node === undefined ? undefined : plainValue(node);
  return Array.isArray(value) ? value : [];
}

function setOrRemove(text: string, path: JsonPath, value: unknown): Splice[] {
  if (value !== undefined) return setValue(text, path, value);
  const read = readJson(text);
  return 'fault' in read || nodeAt(read.root, path) === undefined ? [] : removeValue(text, path);
}

const statePath = (text: string, axis: string, state: string): JsonPath => {
  const index = listAt(text, ['axes', axis, 'states']).findIndex(({ name }) => name === state);
  if (index === -1) throw new Error(`there is no state ${JSON.stringify(state)}`);
  return ['axes', axis, 'states', index];
};

export type StateKey = 'means' | 'aside' | 'by' | 'otherwise';

/** Sets a member of a state; undefined takes it away. */
export const setStateMember = (
  text: string,
  place: { readonly axis: string; readonly state: string },
  key: StateKey,
  value: unknown,
): LifecycleEdit => ({
  name: `Set ${key} of ${place.state}`,
  splices: setOrRemove(text, [...statePath(text, place.axis, place.state), key], value),
});

/** Adds a state behind the last one of the way, or at the end when it stands aside. */
export function addState(
  text: string,
  axis: string,
  state: { readonly name: string; readonly aside?: boolean },
): LifecycleEdit {
  const states = listAt(text, ['axes', axis, 'states']);
  const lastOfWay = states.findLastIndex(({ aside }) => aside !== true);
  const index = state.aside === true ? states.length : lastOfWay + 1;
  const value = { name: state.name, ...(state.aside === true ? { aside: true } : {}), by: [] };
  return { name: `Add the state ${state.name}`, splices: insertElement(text, ['axes', axis, 'states'], index, value) };
}

/** Where steps and never-steps name a state: they have to go first. */
export function usesOfState(text: string, axis: string, state: string): number {
  const names = (step: Readonly<Record<string, unknown>>): boolean => [step['from'], step['to']].flat().includes(state);
  return ['steps', 'never'].reduce((sum, key) => sum + listAt(text, ['axes', axis, key]).filter(names).length, 0);
}

/** Takes a state away. @throws Error when steps still name it */
export function removeState(text: string, axis: string, state: string): LifecycleEdit {
  const uses = usesOfState(text, axis, state);
  if (uses > 0) throw new Error(`${uses} steps name ${state}: take it out of them first`);
  return { name: `Remove the state ${state}`, splices: removeValue(text, statePath(text, axis, state)) };
}

export interface NewStep {
  readonly from: string;
  readonly to: string;
  readonly by?: readonly string[];
  readonly why?: string;
}

/** Allows one more transition. */
export function addStep(text: string, axis: string, step: NewStep): LifecycleEdit {
  const value = {
    from: [step.from],
    to: [step.to],
    ...(step.by === undefined ? {} : { by: step.by }),
    ...(step.why === undefined || step.why === '' ? {} : { why: step.why }),
  };
  const path = ['axes', axis, 'steps'];
  const steps = listAt(text, path);
  const name = `Allow ${step.from} to ${step.to}`;
  if (steps.length === 0) return { name, splices: setValue(text, path, [value]) };
  return { name, splices: insertElement(text, path, steps.length, value) };
}

/** Takes one transition out of the step that allows it: the others of that step stay. */
export function removeStep(
  text: string,
  axis: string,
  step: { readonly from: string; readonly to: string },
): LifecycleEdit {
  const path: JsonPath = ['axes', axis, 'steps'];
  const index = listAt(text, path).findIndex(
    ({ from, to }) => [from].flat().includes(step.from) && [to].flat().includes(step.to),
  );
  if (index === -1) throw new Error(`no step leads from ${step.from} to ${step.to}`);
  const found = listAt(text, path)[index] as { from: string[]; to: string[] };
  const name = `Forbid ${step.from} to ${step.to}`;
  if (found.from.length === 1 && found.to.length === 1) return { name, splices: removeValue(text, [...path, index]) };
  if (found.from.length === 1)
    return { name, splices: removeValue(text, [...path, index, 'to', found.to.indexOf(step.to)]) };
  if (found.to.length === 1)
    return { name, splices: removeValue(text, [...path, index, 'from', found.from.indexOf(step.from)]) };
  // Of several from and to, the one pair goes: what is left are two steps.
  const rest = { ...found, to: found.to.filter((to) => to !== step.to) };
  const own = { ...found, from: found.from.filter((from) => from !== step.from), to: [step.to] };
  return {
    name,
    splices: inTurn(text, [
      (now) => setValue(now, [...path, index], rest),
      (now) => insertElement(now, path, index + 1, own),
    ]),
  };
}
