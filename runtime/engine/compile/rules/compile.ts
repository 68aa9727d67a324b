// All rules of a ruleset as compiled code: which of them fire, and why. Imports its neighbours.
import { type Condition, type ReadableRule, type RuleFallback, readConditions } from './conditions.ts';
import { explainerOf, type Failures } from './explain.ts';
import { type Explanation, stoppingCondition } from './explanation.ts';
import { compileOperands, type FactSource } from './operands.ts';
import type { Test } from './operators.ts';
import { compilePredicate } from './predicate.ts';

export interface NativeRules<Rule> {
  /**
   * The rules that fire, by priority, highest first, then by their order in the file.
   *
   * @throws what makes the reference fail as well: it is to be asked for the words
   */
  fire(source: FactSource): readonly Rule[];
  /** Evaluates every rule with what each condition saw. Never throws; a failure stands in the result. */
  explain(source: FactSource): Explanation<Rule>;
}

export interface NativeOptions {
  /** Conditions that others refer to, by name. */
  readonly conditions?: Readonly<Record<string, unknown>>;
  /** Reading a fact that is not known is an error, as it is to json-rules-engine unless it is told otherwise. */
  readonly unknownIsError?: boolean;
  /** Operators beyond the library; nothing is known of what they give or throw. */
  readonly operators?: Readonly<Record<string, Test>>;
}

/** The rules with their trees, in the order in which they are told. */
export function inOrder<Rule extends { readonly priority?: number }>(rules: readonly Rule[]): number[] {
  return [...rules.keys()].sort((a, b) => (rules[b]?.priority ?? 1) - (rules[a]?.priority ?? 1) || a - b);
}

/**
 * Compiles rules that the reference takes.
 *
 * @returns the compiled rules, or every reason for leaving them to the reference
 * @throws RefusedCondition for a path that runs code, and for conditions that refer to each other in a circle
 */
export function compileNativeRules<Rule extends ReadableRule>(
  rules: readonly Rule[],
  { conditions = {}, unknownIsError = false, operators = {} }: NativeOptions = {},
): NativeRules<Rule> | { readonly reasons: readonly RuleFallback[] } {
  const read = readConditions(rules, conditions);
  if ('reasons' in read) return read;
  const { trees } = read;
  const options = { operands: compileOperands(trees, { unknownIsError }), unknownIsError, foreign: operators };
  const { operands } = options;
  const ordered = inOrder(rules).map((index) => {
    const tree = trees[index] as Condition;
    return { rule: rules[index] as Rule, tree, holds: compilePredicate(tree, options).holds };
  });
  let explainers: ReturnType<typeof explainerOf>[] | undefined;
  return {
    fire(source) {
      const run = operands.begin(source);
      const fired: Rule[] = [];
      for (const { rule, holds } of ordered) if (holds(run)) fired.push(rule);
      return fired;
    },
    explain(source) {
      explainers ??= ordered.map(({ tree }) => explainerOf(tree, options));
      const run = operands.begin(source);
      const failures: Failures = { first: undefined };
      const told = explainers.map((explainer, index) => {
        const explained = explainer.explain(run, failures);
        const fired = Boolean(explained.result);
        return {
          rule: (ordered[index] as { rule: Rule }).rule,
          fired,
          conditions: explained,
          stoppedBy: fired ? undefined : stoppingCondition(explained),
        };
      });
      return { rules: told, error: failures.first };
    },
  };
}
