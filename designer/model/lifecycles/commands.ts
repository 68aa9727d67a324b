// Edits of a lifecycle's states and words as named commands; ./steps.ts has those of its transitions.
// May import the engine's splices and its neighbours.
import {
  insertElement,
  inTurn,
  moveElement,
  removeValue,
  setValue,
} from '../../../runtime/engine/syntax/json-splice.ts';
import type { JsonPath } from '../../../runtime/engine/syntax/json-tree.ts';
import { type LifecycleEdit, listAt, namesIn, setOrRemove } from './edit.ts';

const statesPath = (axis: string): JsonPath => ['axes', axis, 'states'];

function statePath(text: string, axis: string, state: string): JsonPath {
  const index = listAt(text, statesPath(axis)).findIndex(({ name }) => name === state);
  if (index === -1) throw new Error(`there is no state ${JSON.stringify(state)}`);
  return [...statesPath(axis), index];
}

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

/** Adds a state behind the last one of the way, or at the end when it stands aside. @throws Error when its name is taken */
export function addState(
  text: string,
  axis: string,
  state: { readonly name: string; readonly aside?: boolean },
): LifecycleEdit {
  const states = listAt(text, statesPath(axis));
  refuseTaken(states, state.name);
  const lastOfWay = states.findLastIndex(({ aside }) => aside !== true);
  const index = state.aside === true ? states.length : lastOfWay + 1;
  const value = { name: state.name, ...(state.aside === true ? { aside: true } : {}), by: [] };
  return { name: `Add the state ${state.name}`, splices: insertElement(text, statesPath(axis), index, value) };
}

function refuseTaken(states: readonly Readonly<Record<string, unknown>>[], wanted: string): void {
  if (wanted === '') throw new Error('a state needs a name');
  if (states.some(({ name }) => name === wanted)) throw new Error(`there is a state ${JSON.stringify(wanted)} already`);
}

const ENDS = ['from', 'to'] as const;

/** The places in steps and never-steps that name a state. */
function namings(text: string, axis: string, state: string): JsonPath[] {
  return ['steps', 'never'].flatMap((list) =>
    listAt(text, ['axes', axis, list]).flatMap((step, index) =>
      ENDS.flatMap((end) =>
        namesIn(step[end]).flatMap((name, at): JsonPath[] =>
          name === state ? [['axes', axis, list, index, end, at]] : [],
        ),
      ),
    ),
  );
}

/** In how many steps and never-steps a state is named: it has to be taken out of them before it goes. */
export const usesOfState = (text: string, axis: string, state: string): number =>
  new Set(namings(text, axis, state).map((path) => path.slice(0, 4).join('/'))).size;

/** Takes a state away. @throws Error when steps still name it */
export function removeState(text: string, axis: string, state: string): LifecycleEdit {
  const uses = usesOfState(text, axis, state);
  if (uses > 0)
    throw new Error(`${uses} ${uses === 1 ? 'step names' : 'steps name'} ${state}: take it out of them first`);
  return { name: `Remove the state ${state}`, splices: removeValue(text, statePath(text, axis, state)) };
}

/** Renames a state, also in the steps and never-steps that name it. @throws Error when there is none, or the name is taken */
export function renameState(text: string, axis: string, from: string, to: string): LifecycleEdit {
  const home = statePath(text, axis, from);
  refuseTaken(listAt(text, statesPath(axis)), to);
  const places = [[...home, 'name'], ...namings(text, axis, from)];
  return {
    name: `Rename the state ${from}`,
    splices: inTurn(
      text,
      places.map((path) => (now: string) => setValue(now, path, to)),
    ),
  };
}

/**
 * Moves a state one place in the order of its kind: of the way, past the next state of the way, since those aside have no part in it.
 * At its end nothing happens.
 */
export function moveState(text: string, axis: string, state: string, by: -1 | 1): LifecycleEdit {
  const states = listAt(text, statesPath(axis));
  const index = statePath(text, axis, state).at(-1) as number;
  const isAside = (at: number): boolean => states[at]?.['aside'] === true;
  let to = index + by;
  while (to >= 0 && to < states.length && isAside(to) !== isAside(index)) to += by;
  const isThere = to >= 0 && to < states.length;
  return {
    name: `Move the state ${state}`,
    splices: isThere ? moveElement(text, statesPath(axis), index, to) : [],
  };
}

/** Says what the lifecycle is about, or with an axis what that axis is; an empty text takes that away. */
export const describe = (text: string, axis: string | undefined, description: string): LifecycleEdit => ({
  name: axis === undefined ? 'Describe the lifecycle' : `Describe the axis ${axis}`,
  splices: setOrRemove(
    text,
    [...(axis === undefined ? [] : ['axes', axis]), 'description'],
    description === '' ? undefined : description,
  ),
});
