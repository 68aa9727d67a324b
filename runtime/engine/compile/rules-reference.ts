// Rules on the reference implementation: the only file that touches json-rules-engine.
import { Engine, type RuleProperties } from 'json-rules-engine';
import { registerOperators } from '../operators/index.ts';
import type { RuleDefinition } from '../workspace/definitions.ts';

/** Facts by name; a name that is absent is not known, null is known to be nothing. */
export type Facts = Readonly<Record<string, unknown>>;

export interface CompiledRules {
  /**
   * The rules that fire, by priority (highest first), then by their order in the file. The reference leaves the order
   * within one priority to promise timing; this order is the documented one.
   */
  fire(facts: Facts): Promise<readonly RuleDefinition[]>;
}

/** Compiles rules for the reference engine. @throws Error what the engine throws on a malformed rule */
export function compileRules(
  rules: readonly RuleDefinition[],
  conditions: Readonly<Record<string, unknown>> = {},
): CompiledRules {
  const engine = new Engine([], { allowUndefinedFacts: true });
  registerOperators(engine);
  for (const [name, condition] of Object.entries(conditions)) engine.setCondition(name, condition as never);
  for (const rule of rules) engine.addRule(rule as unknown as RuleProperties);
  const order = new Map(rules.map((rule, index) => [rule.name, { rule, index }]));
  return {
    async fire(facts) {
      const { results } = await engine.run(facts as Record<string, unknown>);
      return results
        .map((result) => order.get(result.name))
        .filter((found) => found !== undefined)
        .sort((a, b) => (b.rule.priority ?? 1) - (a.rule.priority ?? 1) || a.index - b.index)
        .map((found) => found.rule);
    },
  };
}
