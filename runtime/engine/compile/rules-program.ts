// A ruleset ready to run: compiled where that is safe, on the reference otherwise, with the reference's word on every error.
// Imports the reference, the compiler and the tiers.
import { CrossdockError } from '../errors.ts';
import type { RuleDefinition } from '../workspace/definitions.ts';
import type { Divergence, EvaluationCounts, Tier } from './program.ts';
import { compileNativeRules } from './rules/compile.ts';
import { RefusedCondition, type RuleFallback } from './rules/conditions.ts';
import type { Explanation } from './rules/explanation.ts';
import { compileReferenceRules, type Facts } from './rules-reference.ts';

/** A fact by its name; undefined means not known. */
export type FactReader = (name: string) => unknown;

export interface CompileRulesOptions {
  /** Path of `rules.json`, named in errors and divergences. */
  readonly file: string;
  /** Conditions that rules refer to by name. */
  readonly conditions?: Readonly<Record<string, unknown>>;
  /** The facts that rules and conditions name: what the reference is given. */
  readonly facts: Iterable<string>;
  /** `reference` keeps the ruleset off compiled code, for example one without a proof. Default `native`. */
  readonly tier?: Tier;
  /** Called once for every divergence, before the reference's answer is given. It must not throw. */
  readonly onDivergence?: (divergence: Divergence) => void;
}

export interface CompiledRules {
  readonly tier: Tier;
  /** Why the tier is `reference` although `native` was asked for. */
  readonly fallbackReasons: readonly RuleFallback[];
  readonly counts: Readonly<EvaluationCounts>;
  /**
   * The rules that fire, by priority, highest first, then by their order in the file. json-rules-engine leaves the order
   * within one priority to promise timing, so the order of the file is ours to define; the set is the same.
   *
   * @param read  asked at most once in a run for each fact, and by compiled code only for facts that a condition needs
   * @returns at once from compiled code, a promise from the reference
   * @throws Error what json-rules-engine throws; at once or as the promise's rejection
   */
  fire(read: FactReader): readonly RuleDefinition[] | Promise<readonly RuleDefinition[]>;
  /** Every rule with what each condition saw, and the first condition that stopped it. Never throws on data. */
  explain(read: FactReader): Explanation<RuleDefinition> | Promise<Explanation<RuleDefinition>>;
  /** Compiled code alone, for comparisons. @throws what compiled code throws; undefined when the tier is `reference` */
  fireNative(read: FactReader): readonly RuleDefinition[] | undefined;
  /** The reference alone, for comparisons. */
  fireReference(read: FactReader): Promise<readonly RuleDefinition[]>;
}

/**
 * Compiles the rules of a ruleset.
 *
 * @throws Error what json-rules-engine throws on a malformed rule
 * @throws CrossdockError `ruleset.invalid` for a path that runs code, and for conditions that refer to themselves
 */
export function compileRules(rules: readonly RuleDefinition[], options: CompileRulesOptions): CompiledRules {
  const { file, conditions = {}, tier: wanted = 'native' } = options;
  const names = [...options.facts];
  const compiled = refused(file, () => compileNativeRules(rules, { conditions }));
  const reference = compileReferenceRules(rules, conditions);
  const native = wanted === 'native' && !('reasons' in compiled) ? compiled : undefined;
  const counts: EvaluationCounts = { native: 0, reference: 0, handedOver: 0, failed: 0, diverged: 0 };
  const factsOf = (read: FactReader): Facts => {
    const facts: Record<string, unknown> = {};
    for (const name of names) {
      const value = read(name);
      if (value !== undefined) facts[name] = value;
    }
    return facts;
  };
  const fireReference = (read: FactReader) => reference.fire(factsOf(read));
  const askAgain = async (read: FactReader, thrown: unknown): Promise<readonly RuleDefinition[]> => {
    let fired: readonly RuleDefinition[];
    try {
      fired = await fireReference(read);
    } catch (error) {
      counts.failed += 1;
      throw error;
    }
    counts.diverged += 1;
    options.onDivergence?.({ file, native: thrown instanceof Error ? thrown.name : 'an error' });
    return fired;
  };
  return {
    tier: native === undefined ? 'reference' : 'native',
    fallbackReasons: wanted === 'native' && 'reasons' in compiled ? compiled.reasons : [],
    counts,
    fireReference,
    fireNative: (read) => native?.fire(read),
    fire(read) {
      if (native === undefined) {
        counts.reference += 1;
        return fireReference(read);
      }
      let fired: readonly RuleDefinition[];
      try {
        fired = native.fire(read);
      } catch (thrown) {
        return askAgain(read, thrown);
      }
      counts.native += 1;
      return fired;
    },
    explain: (read) => native?.explain(read) ?? reference.explain(factsOf(read)),
  };
}

/** What no engine may run, as an error with its place. */
function refused<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof RefusedCondition)) throw thrown;
    const { at, message } = thrown;
    const place = at.file === 'rules.json' ? file : file.replace(/rules\.json$/, 'ruleset.json');
    throw new CrossdockError('ruleset.invalid', `${message} (${place}${at.pointer})`, {
      at: { file: place, path: at.pointer },
      cause: thrown,
    });
  }
}
