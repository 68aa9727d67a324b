// A program ready to run: compiled where that is safe, on the reference otherwise, with the reference's word on every error.
// Imports the reference, the compiler, the library's list and the clock.

import { CrossdockError } from '../errors.ts';
import { FUNCTIONS } from '../functions/index.ts';
import { wallClock } from './clock.ts';
import { type CompiledExpression, DEFAULT_EVALUATION_LIMITS, type EvaluationLimits } from './expression.ts';
import { compileReference, parseProgram, type ReferenceExpression, referenceFunctions } from './jsonata-reference.ts';
import { builtinsFrom } from './native/builtins.ts';
import { compileNative, type NativeProgram } from './native/compile.ts';
import type { Builtin } from './native/function-values.ts';
import { guarded, LeftToReference, LimitReached } from './native/guard.ts';
import { type FallbackReason, fallbackReasons } from './native/reasons.ts';
import { Refused } from './native/values.ts';

/** `native` is compiled code; `reference` is unmodified jsonata. */
export type Tier = 'native' | 'reference';

/** Compiled code threw where the reference gives a value: the compiler has a fault, and the reference's value was used. */
export interface Divergence {
  readonly file: string;
  /** What compiled code said; never a value of the message. */
  readonly native: string;
}

/** What became of the evaluations so far. */
export interface EvaluationCounts {
  /** Ended by compiled code, with a value or at a limit. */
  native: number;
  /** Given to the reference as a whole: the tier, or a binding in place of a function. */
  reference: number;
  /** Begun compiled and handed over for a listed reason (`LeftToReference`, or more recursion than the stack holds). */
  handedOver: number;
  /** Failed in compiled code and in the reference, whose error was given. */
  failed: number;
  /** Failed in compiled code only. */
  diverged: number;
}

export interface CompileOptions {
  /** Named in errors. */
  readonly file: string;
  readonly limits?: EvaluationLimits;
  /** `reference` keeps a program off compiled code, for example one without a proof. Default `native`. */
  readonly tier?: Tier;
  /** Steps that compiled code may take, when that is known more closely than by the limits. */
  readonly nativeSteps?: number;
  /** Called once for every divergence, before the reference's value is given. It must not throw. */
  readonly onDivergence?: (divergence: Divergence) => void;
  /** Epoch milliseconds, for the time limit, `$now` and `$millis`. */
  readonly clock?: () => number;
}

export interface CompiledProgram extends CompiledExpression {
  /** What evaluates it as a rule; single evaluations may still be handed over. */
  readonly tier: Tier;
  /** Why the tier is `reference` although `native` was asked for. */
  readonly fallbackReasons: readonly FallbackReason[];
  readonly counts: Readonly<EvaluationCounts>;
  /** Steps of the last evaluation that compiled code ended; one step is an item, a call or a comparison of a sort. */
  readonly steps: number;
  /**
   * Compiled code alone, for comparisons: no second attempt.
   *
   * @returns undefined in `value` also when the tier is `reference`; `failure` is what compiled code threw
   */
  evaluateNative(input: unknown, bindings: Readonly<Record<string, unknown>>): NativeOutcome;
  /** The reference alone, for comparisons. */
  evaluateReference(input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export type NativeOutcome =
  | {
      readonly kind: 'value';
      readonly value: unknown;
      readonly steps: number;
      /** A grouping met an empty array: the reference adds a member to that array, so its result may differ, and is the one given. */
      readonly emptyGrouping: boolean;
    }
  /** Left to the reference for a listed reason. */
  | { readonly kind: 'left'; readonly reason: string }
  | { readonly kind: 'limit'; readonly error: CrossdockError }
  /** The reference is to say what is wrong. */
  | { readonly kind: 'thrown'; readonly error: unknown };

/** Every function of jsonata 2.2.2. */
const BUILTIN_NAMES =
  `sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim
  pad match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt
  power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert
  type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl eval toMillis
  fromMillis clone now millis`.split(/\s+/);

const LIBRARY_NAMES = new Set(FUNCTIONS.map((spec) => spec.name));

let shared: Map<string, Builtin> | undefined;

function builtin(name: string): Builtin | undefined {
  shared ??= builtinsFrom(referenceFunctions([...BUILTIN_NAMES, ...LIBRARY_NAMES]), LIBRARY_NAMES);
  return shared.get(name);
}

/**
 * Compiles a program.
 *
 * @throws CrossdockError `mapping.syntax` with file, line and column
 */
export function compileProgram(program: string, options: CompileOptions): CompiledProgram {
  const { file, limits = DEFAULT_EVALUATION_LIMITS, tier: wanted = 'native', clock = wallClock } = options;
  const reference = compileReference(program, { file, limits });
  const reasons = wanted === 'native' ? fallbackReasons(reference.tree) : [];
  const tier: Tier = wanted === 'native' && reasons.length === 0 ? 'native' : 'reference';
  const native = tier === 'native' ? compileNative(reference.tree, { parse: parseProgram, builtin }) : undefined;
  const counts: EvaluationCounts = { native: 0, reference: 0, handedOver: 0, failed: 0, diverged: 0 };
  const nativeLimits = { ...limits, steps: Math.min(limits.steps, options.nativeSteps ?? limits.steps) };
  let steps = 0;
  const watch = { limits: nativeLimits, clock };

  const attempt = (
    compiled: NativeProgram,
    input: unknown,
    bindings: Readonly<Record<string, unknown>>,
  ): NativeOutcome => {
    try {
      const { value, steps: taken, emptyGrouping } = guarded(watch, compiled.run, input, bindings);
      return { kind: 'value', value, steps: taken, emptyGrouping };
    } catch (thrown) {
      // A text of $eval with a regular expression that is refused must not be tried on the reference either.
      if (thrown instanceof CrossdockError && thrown.code === 'mapping.syntax') return { kind: 'limit', error: thrown };
      if (thrown instanceof LimitReached) return { kind: 'limit', error: thrown.in(file) };
      if (thrown instanceof LeftToReference) return { kind: 'left', reason: thrown.reason };
      // The stack is full; the reference recurses on the heap.
      if (thrown instanceof RangeError) return { kind: 'left', reason: 'it recurses deeper than the stack' };
      return { kind: 'thrown', error: thrown };
    }
  };

  const outcomeOf = (input: unknown, bindings: Readonly<Record<string, unknown>>): NativeOutcome => {
    if (native === undefined) return { kind: 'left', reason: 'the program runs on the reference' };
    for (const name of Object.keys(bindings)) {
      if (native.functions.has(name)) return { kind: 'left', reason: `a binding takes the place of $${name}` };
    }
    return attempt(native, input, bindings);
  };

  return {
    tier,
    fallbackReasons: reasons,
    counts,
    get steps() {
      return steps;
    },
    evaluateNative: outcomeOf,
    evaluateReference: (input, bindings) => reference.evaluate(input, bindings),
    evaluate(input, bindings) {
      const outcome = outcomeOf(input, bindings);
      switch (outcome.kind) {
        case 'value':
          // The reference writes into the empty list that it groups; whoever reads that list again sees it.
          if (outcome.emptyGrouping) {
            counts.handedOver += 1;
            return reference.evaluate(input, bindings);
          }
          counts.native += 1;
          steps = outcome.steps;
          return outcome.value;
        case 'limit':
          counts.native += 1;
          throw outcome.error;
        case 'left':
          if (native === undefined) counts.reference += 1;
          else counts.handedOver += 1;
          return reference.evaluate(input, bindings);
        case 'thrown':
          return askAgain(reference, {
            input,
            bindings,
            file,
            counts,
            thrown: outcome.error,
            onDivergence: options.onDivergence,
          });
      }
    },
  };
}

/** What the reference says after compiled code has thrown: its error as a rule; its value if compiled code was wrong. */
async function askAgain(
  reference: ReferenceExpression,
  failed: {
    input: unknown;
    bindings: Readonly<Record<string, unknown>>;
    file: string;
    counts: EvaluationCounts;
    thrown: unknown;
    onDivergence: ((divergence: Divergence) => void) | undefined;
  },
): Promise<unknown> {
  let value: unknown;
  try {
    value = await reference.evaluate(failed.input, failed.bindings);
  } catch (error) {
    failed.counts.failed += 1;
    throw error;
  }
  failed.counts.diverged += 1;
  const { thrown } = failed;
  const code = thrown instanceof CrossdockError || thrown instanceof Refused ? thrown.code : undefined;
  failed.onDivergence?.({ file: failed.file, native: code ?? (thrown instanceof Error ? thrown.name : 'an error') });
  return value;
}
