// Whether compiled code is trusted with one mapping or ruleset: by a proof, watched by comparisons, and never again after a difference.
// Imports the compilers' types.
import type { CompiledProgram, Divergence } from './program.ts';
import type { CompiledRules, FactReader } from './rules-program.ts';

/** Who evaluates: compiled code where a proof allows it, wherever it can, or nowhere. */
export type Trusting = 'proven' | 'native' | 'reference';

export interface Execution {
  /** Default `proven`: without a matching proof a mapping or ruleset runs on the reference. */
  readonly trusting?: Trusting;
  /** One evaluation in so many also runs on the reference, the first one included; none when it is not given. */
  readonly shadowEvery?: number;
  /** Files that a difference was found in: they run on the reference. */
  readonly quarantined?: Iterable<string>;
  /** Called once for a file, when compiled code differed from the reference. It must not throw. */
  readonly onDivergence?: (divergence: Divergence) => void;
}

/** The trust in the files of one engine. */
export class Trust {
  readonly #execution: Execution;
  readonly #quarantined: Set<string>;

  constructor(execution: Execution = {}) {
    this.#execution = execution;
    this.#quarantined = new Set(execution.quarantined);
  }

  /** The tier to ask for. @param isProven  whether a proof says that compiled code is equal */
  tierFor(isProven: boolean): 'native' | 'reference' {
    const { trusting = 'proven' } = this.#execution;
    return trusting === 'native' || (trusting === 'proven' && isProven) ? 'native' : 'reference';
  }

  /** Keeps a file off compiled code from now on. */
  quarantine(file: string): void {
    this.#quarantined.add(file);
  }

  isQuarantined(file: string): boolean {
    return this.#quarantined.has(file);
  }

  /** A difference was found: the file is quarantined, and told of once. */
  readonly diverged = (divergence: Divergence): void => {
    if (this.#quarantined.has(divergence.file)) return;
    this.#quarantined.add(divergence.file);
    this.#execution.onDivergence?.(divergence);
  };

  /** Counts evaluations of one program. @returns whether this one is to be compared */
  counter(): () => boolean {
    const { shadowEvery } = this.#execution;
    if (shadowEvery === undefined) return () => false;
    let count = 0;
    return () => count++ % shadowEvery === 0;
  }
}

/** Ended by a limit of the reference, which takes longer and nests deeper: nothing is said about the value. */
const isLimit = (thrown: unknown): boolean =>
  /^mapping\.(?:timeout|too-many-steps|too-deep|output-too-large)$/.test(String((thrown as { code?: unknown }).code));

/** Plain results as the product takes them on: what JSON shows. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A program under watch. */
export function watchedProgram(
  program: CompiledProgram,
  options: { file: string; trust: Trust },
): CompiledProgram['evaluate'] {
  const { file, trust } = options;
  if (program.tier === 'reference') return (input, bindings) => program.evaluate(input, bindings);
  const isDue = trust.counter();
  const compared = async (input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const outcome = program.evaluateNative(input, bindings);
    // What compiled code throws or hands over goes to the reference anyway.
    if (outcome.kind !== 'value' || outcome.emptyGrouping) return program.evaluate(input, bindings);
    let expected: unknown;
    try {
      expected = await program.evaluateReference(input, bindings);
    } catch (thrown) {
      if (isLimit(thrown)) return outcome.value;
      trust.diverged({ file, native: 'a value in place of an error' });
      throw thrown;
    }
    if (same(outcome.value, expected)) return outcome.value;
    trust.diverged({ file, native: 'another value' });
    return expected;
  };
  return (input, bindings) => {
    if (trust.isQuarantined(file)) return program.evaluateReference(input, bindings);
    return isDue() ? compared(input, bindings) : program.evaluate(input, bindings);
  };
}

/** The rules of a ruleset under watch. */
export function watchedRules(rules: CompiledRules, options: { file: string; trust: Trust }): CompiledRules['fire'] {
  const { file, trust } = options;
  if (rules.tier === 'reference') return (read) => rules.fire(read);
  const isDue = trust.counter();
  const compared = async (read: FactReader) => {
    const fired = await rules.fire(read);
    const expected = await rules.fireReference(read);
    if (fired.length === expected.length && fired.every((rule, index) => rule === expected[index])) return fired;
    trust.diverged({ file, native: 'other decisions' });
    return expected;
  };
  return (read) => {
    if (trust.isQuarantined(file)) return rules.fireReference(read);
    return isDue() ? compared(read) : rules.fire(read);
  };
}
