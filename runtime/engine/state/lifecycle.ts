// Lifecycles: what may follow what on a status axis, and who may say so. Imports types only.

/** What happens to a statement that is not allowed. */
export type Disposition = 'hold' | 'report' | 'ignore';

export interface AxisState {
  readonly name: string;
  /** What must be known before a system may say so. */
  readonly means?: string;
  /** Not on the way forward: reached and left by `steps` alone. */
  readonly aside?: boolean;
  /** Classes whose word confirms the state; the owners of the field when absent. */
  readonly by?: readonly string[];
  /** What happens when another class claims the state over a confirmed one; the field's `otherwise` when absent. */
  readonly otherwise?: Disposition;
}

/** A further allowed transition: to or from a state aside, or back. */
export interface AxisStep {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Only these classes, even over an unconfirmed state. */
  readonly by?: readonly string[];
  readonly why?: string;
}

/** A transition that must never happen, with the code of its exception. */
export interface NeverStep {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly code: string;
  readonly otherwise?: 'hold' | 'report';
  readonly why?: string;
}

export interface Axis {
  readonly description?: string;
  /** JSON Pointer of the field. */
  readonly path: string;
  /** Worked out from other fields: never applied from a message. */
  readonly derived?: boolean;
  /** In the order of the way forward: a later state may follow any earlier one, skipped states are recorded. */
  readonly states: readonly AxisState[];
  readonly steps?: readonly AxisStep[];
  readonly never?: readonly NeverStep[];
}

/** One file of `rulesets/lifecycles`. */
export interface Lifecycle {
  readonly document: string;
  readonly description?: string;
  readonly axes: Readonly<Record<string, Axis>>;
}

export type Transition =
  | { readonly kind: 'same' }
  | { readonly kind: 'forward'; readonly skipped: readonly string[] }
  | { readonly kind: 'step'; readonly by?: readonly string[] }
  | { readonly kind: 'refused'; readonly cause: string; readonly otherwise?: 'hold' | 'report'; readonly why?: string };

/** Judges a transition by the lifecycle alone, whoever asks for it. A word the axis does not know is refused. */
export function transition(axis: Axis, from: string, to: string): Transition {
  if (from === to) return { kind: 'same' };
  const matches = (step: { readonly from: readonly string[]; readonly to: readonly string[] }): boolean =>
    step.from.includes(from) && step.to.includes(to);
  const never = axis.never?.find(matches);
  if (never !== undefined) {
    return {
      kind: 'refused',
      cause: never.code,
      ...(never.otherwise === undefined ? {} : { otherwise: never.otherwise }),
      ...(never.why === undefined ? {} : { why: never.why }),
    };
  }
  const step = axis.steps?.find(matches);
  if (step !== undefined) return { kind: 'step', ...(step.by === undefined ? {} : { by: step.by }) };
  const way = axis.states.filter((state) => state.aside !== true).map((state) => state.name);
  const start = way.indexOf(from);
  const end = way.indexOf(to);
  if (start === -1 || end === -1) return { kind: 'refused', cause: 'transition_not_allowed' };
  if (end < start) return { kind: 'refused', cause: 'status_regression' };
  return { kind: 'forward', skipped: way.slice(start + 1, end) };
}

/** The entry of a state; undefined when the axis does not know the word. */
export const stateOf = (axis: Axis, name: string): AxisState | undefined =>
  axis.states.find((state) => state.name === name);
