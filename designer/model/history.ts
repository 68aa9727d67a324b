// Undo and redo of anything that is a plain value: a list of named states. Imports nothing.

/** One act: what it is called, and the state that it led from. */
export interface Step<State> {
  readonly name: string;
  readonly state: State;
}

/** `past` ends with the last act; `future` begins with the one that was undone last. */
export interface History<State> {
  readonly now: State;
  readonly past: readonly Step<State>[];
  readonly future: readonly Step<State>[];
}

/** Older acts than this many are not kept. */
const MOST_STEPS = 500;

export const startHistory = <State>(now: State): History<State> => ({ now, past: [], future: [] });

/**
 * Does an act. A state that is the same again is no act.
 *
 * @param name   what the act is called: `Delete the rule hold-fraud`
 * @param joins  the act goes on with the last one of the same name: typing into one field is undone at once
 */
export function act<State>(
  history: History<State>,
  name: string,
  next: { readonly state: State; readonly joins?: boolean },
): History<State> {
  if (next.state === history.now) return history;
  const goesOn = next.joins === true && history.past.at(-1)?.name === name && history.future.length === 0;
  const past = goesOn ? history.past : [...history.past, { name, state: history.now }].slice(-MOST_STEPS);
  return { now: next.state, past, future: [] };
}

export function undo<State>(history: History<State>): History<State> {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return {
    now: last.state,
    past: history.past.slice(0, -1),
    future: [{ name: last.name, state: history.now }, ...history.future],
  };
}

export function redo<State>(history: History<State>): History<State> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { now: next.state, past: [...history.past, { name: next.name, state: history.now }], future: rest };
}
