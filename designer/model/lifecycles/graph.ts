// A status axis as a graph: states, the transitions that the engine allows, who may make each, dead ends, states nobody reaches.
// May import the engine's lifecycle.
import { type Axis, type AxisState, transition } from '../../../runtime/engine/state/lifecycle.ts';
import type { FieldOwnership } from '../../../runtime/engine/state/ownership.ts';

export interface StateBox {
  readonly name: string;
  readonly means?: string;
  readonly aside: boolean;
  /** Classes whose word confirms the state: its own, or the owners of the field. Empty: anyone's counts, none confirms. */
  readonly by: readonly string[];
  /** `by` is that of the field's owners. */
  readonly inherits: boolean;
  readonly otherwise?: string;
  readonly isStart: boolean;
  /** Nothing follows, and it is not the end of the way. */
  readonly isDeadEnd: boolean;
  /** No other state leads here, and it is not the beginning. */
  readonly isUnreachable: boolean;
}

export interface TransitionLine {
  readonly from: string;
  readonly to: string;
  /** `forward` along the way, `step` by a step of its own, `never` one that raises an exception. */
  readonly kind: 'forward' | 'step' | 'never';
  /** Who may make it: those of the step, else of the state it leads to. */
  readonly by: readonly string[];
  readonly why?: string;
  /** Of `never`: the code of its exception. */
  readonly code?: string;
}

export interface AxisGraph {
  readonly states: readonly StateBox[];
  /** Without the skips: from every state of the way to any later one is allowed too. */
  readonly lines: readonly TransitionLine[];
}

const allowed = (axis: Axis, from: string, to: string): boolean => {
  const { kind } = transition(axis, from, to);
  return kind === 'forward' || kind === 'step';
};

/** States that some chain of allowed transitions leads to from the beginning. */
function reached(axis: Axis): ReadonlySet<string> {
  const names = axis.states.map(({ name }) => name);
  const start = axis.states.find(({ aside }) => aside !== true)?.name ?? names[0];
  const found = new Set<string>(start === undefined ? [] : [start]);
  // A set is walked in the order in which it grows.
  for (const from of found) for (const to of names) if (allowed(axis, from, to)) found.add(to);
  return found;
}

function boxOf(
  axis: Axis,
  state: AxisState,
  context: { ownership: FieldOwnership; reached: ReadonlySet<string> },
): StateBox {
  const way = axis.states.filter(({ aside }) => aside !== true);
  const others = axis.states.filter(({ name }) => name !== state.name);
  return {
    name: state.name,
    ...(state.means === undefined ? {} : { means: state.means }),
    aside: state.aside === true,
    by: state.by ?? context.ownership.owners,
    inherits: state.by === undefined,
    ...(state.otherwise === undefined ? {} : { otherwise: state.otherwise }),
    isStart: way[0]?.name === state.name,
    isDeadEnd: state.name !== way.at(-1)?.name && !others.some(({ name }) => allowed(axis, state.name, name)),
    isUnreachable: !context.reached.has(state.name),
  };
}

/** The graph of an axis. Lines are those of the file, and along the way from each state to the next. */
export function axisGraph(axis: Axis, ownership: FieldOwnership): AxisGraph {
  const context = { ownership, reached: reached(axis) };
  const states = axis.states.map((state) => boxOf(axis, state, context));
  const by = (name: string): readonly string[] => states.find((state) => state.name === name)?.by ?? [];
  const way = states.filter(({ aside }) => !aside).map(({ name }) => name);
  const forward = way
    .slice(1)
    .map((to, index): TransitionLine => ({ from: way[index] as string, to, kind: 'forward', by: by(to) }));
  const steps = (axis.steps ?? []).flatMap((step) =>
    pairs(step).flatMap(([from, to]): TransitionLine[] =>
      transition(axis, from, to).kind !== 'step'
        ? []
        : [{ from, to, kind: 'step', by: step.by ?? by(to), ...(step.why === undefined ? {} : { why: step.why }) }],
    ),
  );
  const never = (axis.never ?? []).flatMap((step) =>
    pairs(step).map(
      ([from, to]): TransitionLine => ({
        from,
        to,
        kind: 'never',
        by: [],
        code: step.code,
        ...(step.why === undefined ? {} : { why: step.why }),
      }),
    ),
  );
  return {
    states,
    lines: [
      ...forward,
      ...steps.filter((line) => !forward.some((one) => one.from === line.from && one.to === line.to)),
      ...never,
    ],
  };
}

function pairs(step: { readonly from: readonly string[]; readonly to: readonly string[] }): [string, string][] {
  return step.from.flatMap((from) => step.to.map((to): [string, string] => [from, to]));
}
