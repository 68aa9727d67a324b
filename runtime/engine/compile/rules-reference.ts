// Rules on the reference implementation: the only file that touches json-rules-engine.
import { Engine, type RuleProperties, type RuleResult } from 'json-rules-engine';
import { registerOperators } from '../operators/index.ts';
import type { RuleDefinition } from '../workspace/definitions.ts';
import { inOrder } from './rules/compile.ts';
import type { ConditionPlace } from './rules/conditions.ts';
import {
  type ExplainedCondition,
  type ExplainedRule,
  type Explanation,
  stoppingCondition,
} from './rules/explanation.ts';

/** Facts by name; a name that is absent is not known, null is known to be nothing. */
export type Facts = Readonly<Record<string, unknown>>;

export interface ReferenceRules {
  /**
   * The rules that fire, by priority (highest first), then by their order in the file. The reference leaves the order
   * within one priority to promise timing; this order is the documented one.
   */
  fire(facts: Facts): Promise<readonly RuleDefinition[]>;
  /** Every rule with its conditions; conditions that the reference did not evaluate have no result. */
  explain(facts: Facts): Promise<Explanation<RuleDefinition>>;
}

/**
 * Compiles rules for the reference engine.
 *
 * An engine runs one set of facts at a time: a second run beside it, or one behind a failure that is still under way,
 * would be ended by the first. So each run has an engine of its own, kept for the next run when it came to its end.
 *
 * @throws Error what the engine throws on a malformed rule
 */
export function compileReferenceRules(
  rules: readonly RuleDefinition[],
  conditions: Readonly<Record<string, unknown>> = {},
): ReferenceRules {
  const build = (): Engine => {
    const engine = new Engine([], { allowUndefinedFacts: true });
    registerOperators(engine);
    // The engine writes into what it is given.
    const own = structuredClone({ rules, conditions });
    for (const [name, condition] of Object.entries(own.conditions)) engine.setCondition(name, condition as never);
    for (const rule of own.rules) engine.addRule(rule as unknown as RuleProperties);
    return engine;
  };
  const idle = [build()];
  const run = async (facts: Facts): Promise<readonly RuleResult[]> => {
    const engine = idle.pop() ?? build();
    const { results, failureResults } = await engine.run(facts as Record<string, unknown>);
    idle.push(engine);
    return [...results, ...failureResults];
  };
  const ordered = inOrder(rules).map((index) => ({ rule: rules[index] as RuleDefinition, index }));
  return {
    async fire(facts) {
      const fired = new Set((await run(facts)).filter((result) => result.result).map((result) => result.name));
      return ordered.filter(({ rule }) => fired.has(rule.name)).map(({ rule }) => rule);
    },
    async explain(facts) {
      try {
        const results = new Map((await run(facts)).map((result) => [result.name, result]));
        const told = ordered.flatMap(({ rule, index }) => {
          const result = results.get(rule.name);
          return result === undefined ? [] : [toldRule(rule, result, index)];
        });
        return { rules: told, error: undefined };
      } catch (thrown) {
        return { rules: [], error: thrown instanceof Error ? thrown.message : 'the rules ended with an error' };
      }
    },
  };
}

function toldRule(rule: RuleDefinition, result: RuleResult, index: number): ExplainedRule<RuleDefinition> {
  const conditions = toldCondition(result.conditions as unknown as ResultCondition, {
    file: 'rules.json',
    pointer: `/${index}/conditions`,
  });
  const fired = Boolean(result.result);
  const told = { ...conditions, result: fired };
  return { rule, fired, conditions: told, stoppedBy: fired ? undefined : stoppingCondition(told) };
}

interface ResultCondition {
  readonly all?: readonly ResultCondition[];
  readonly any?: readonly ResultCondition[];
  readonly not?: ResultCondition;
  readonly condition?: string;
  readonly fact?: string;
  readonly path?: string;
  readonly operator?: string;
  readonly factResult?: unknown;
  readonly valueResult?: unknown;
  readonly value?: unknown;
  readonly result?: boolean;
}

/** The reference puts what a name stands for in the name's place, so the account tells the group itself. */
function toldCondition(condition: ResultCondition, at: ConditionPlace): ExplainedCondition {
  const { result } = condition;
  const below = (step: string): ConditionPlace => ({ ...at, pointer: `${at.pointer}/${step}` });
  if (condition.condition !== undefined)
    return { kind: 'reference', at, result, name: condition.condition, member: undefined };
  for (const kind of ['all', 'any'] as const) {
    const list = condition[kind];
    if (list === undefined) continue;
    return { kind, at, result, members: list.map((member, index) => toldCondition(member, below(`${kind}/${index}`))) };
  }
  if (condition.not !== undefined)
    return { kind: 'not', at, result, members: [toldCondition(condition.not, below('not'))] };
  const { fact = '', path, operator = '', factResult, valueResult = condition.value } = condition;
  return { kind: 'compare', at, result, fact, path, operator, seen: factResult, value: valueResult, error: undefined };
}
