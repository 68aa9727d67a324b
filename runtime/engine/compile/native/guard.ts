// The limits of the evaluation under way: steps, time, depth, lengths. Imports errors and the limits' type.
import { CrossdockError, type ErrorCode } from '../../errors.ts';
import type { EvaluationLimits } from '../expression.ts';

/** Steps between two looks at the clock: a few microseconds to a millisecond apart, whatever a step does. */
const STEPS_A_LOOK = 2048;

/**
 * The evaluation under way. Compiled code is synchronous, so there is one at a time; an evaluation inside another
 * saves and restores it. A plain object whose shape never changes keeps every access a single load.
 */
export const guard = {
  steps: 0,
  /** Steps at which to look again. */
  look: 0,
  maxSteps: 0,
  deadline: 0,
  depth: 0,
  maxDepth: 0,
  maxSequence: 0,
  maxText: 0,
  clock: (): number => 0,
  /** Groupings over an empty array: there the reference adds an undefined member to the array, which compiled code never does. */
  emptyGroupings: 0,
  /** Epoch milliseconds at which the evaluation began: `$now`. */
  begun: 0,
};

/** A limit was met. It is final: the reference would only meet it later. */
export class LimitReached extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'LimitReached';
    this.code = code;
  }

  in(file: string): CrossdockError {
    return new CrossdockError(this.code, this.message, { at: { file } });
  }
}

/** Compiled code met something that only the reference does exactly; nothing is wrong. */
export class LeftToReference extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = 'LeftToReference';
    this.reason = reason;
  }
}

/** Counts steps: items of a loop, calls, comparisons. @throws LimitReached when steps or time are used up */
export function tick(steps: number): void {
  guard.steps += steps;
  if (guard.steps > guard.look) look();
}

function look(): void {
  if (guard.steps > guard.maxSteps) {
    throw new LimitReached('mapping.too-many-steps', `the program took more than ${guard.maxSteps} steps`);
  }
  if (guard.clock() > guard.deadline) {
    throw new LimitReached('mapping.timeout', 'the program took longer than its time limit');
  }
  guard.look = Math.min(guard.maxSteps, guard.steps + STEPS_A_LOOK);
}

/** A call so many levels deeper; the caller counts `guard.depth` down again. @throws LimitReached */
export function descend(levels: number): void {
  guard.depth += levels;
  if (guard.depth >= guard.maxDepth) {
    throw new LimitReached('mapping.too-deep', 'the program recursed deeper than its limit');
  }
}

/** @throws LimitReached when a sequence is longer than the limit */
export function checkLength(length: number): void {
  if (length > guard.maxSequence) {
    throw new LimitReached('mapping.output-too-large', `expected at most ${guard.maxSequence} members, found more`);
  }
}

/** Counts the work that a long text is. @throws LimitReached when it is longer than the limit */
export function checkText(length: number): void {
  if (length > 64) tick(length >> 6);
  if (length > guard.maxText) {
    throw new LimitReached(
      'mapping.output-too-large',
      `expected a text of at most ${guard.maxText} characters, found more`,
    );
  }
}

export interface Guarded<T> {
  readonly value: T;
  readonly steps: number;
  /** Whether a grouping met an empty array: the one case in which the reference changes data that compiled code leaves alone. */
  readonly emptyGrouping: boolean;
}

/** Whether an evaluation is under way: one inside it has to put its limits back. */
let underWay = false;

/** Runs `work` on its two arguments under fresh limits. */
export function guarded<I, B, T>(
  { limits, clock }: { limits: EvaluationLimits; clock: () => number },
  work: (input: I, bindings: B) => T,
  input: I,
  bindings: B,
): Guarded<T> {
  const outer = underWay ? { ...guard } : undefined;
  underWay = true;
  guard.steps = 0;
  guard.depth = 0;
  guard.emptyGroupings = 0;
  guard.maxSteps = limits.steps;
  guard.maxDepth = limits.depth;
  guard.maxSequence = limits.sequence;
  guard.maxText = limits.text;
  guard.clock = clock;
  guard.begun = clock();
  guard.deadline = guard.begun + limits.timeMs;
  guard.look = Math.min(limits.steps, STEPS_A_LOOK);
  try {
    const value = work(input, bindings);
    return { value, steps: guard.steps, emptyGrouping: guard.emptyGroupings > 0 };
  } finally {
    if (outer === undefined) underWay = false;
    else Object.assign(guard, outer);
  }
}
