// What became of every condition of every rule, as plain data: for previews and explanations. Imports the conditions' types.
import type { ConditionPlace } from './conditions.ts';

interface ExplainedBase {
  /** Where the condition stands in the rules or, behind a reference, in the manifest. */
  readonly at: ConditionPlace;
  /** Undefined when it was not evaluated, because conditions of a higher priority had decided, or because it failed. */
  readonly result: boolean | undefined;
}

export interface ExplainedGroup extends ExplainedBase {
  readonly kind: 'all' | 'any' | 'not';
  /** In the order of the file; one for `not`. */
  readonly members: readonly ExplainedCondition[];
}

export interface ExplainedReference extends ExplainedBase {
  readonly kind: 'reference';
  readonly name: string;
  /** What the name stands for; undefined when nothing has that name. */
  readonly member: ExplainedCondition | undefined;
}

export interface ExplainedComparison extends ExplainedBase {
  readonly kind: 'compare';
  readonly fact: string;
  readonly path: string | undefined;
  readonly operator: string;
  /** What was found at the path in the fact; undefined when it is not known or not there. */
  readonly seen: unknown;
  /** What it was compared with: the rule's value, or what the fact named there gave. */
  readonly value: unknown;
  /** Why it could not be evaluated; then no rule of the ruleset decides. */
  readonly error: string | undefined;
}

export type ExplainedCondition = ExplainedGroup | ExplainedReference | ExplainedComparison;

export interface ExplainedRule<Rule> {
  readonly rule: Rule;
  readonly fired: boolean;
  readonly conditions: ExplainedCondition;
  /** The first condition that kept the rule from firing; undefined when it fired. */
  readonly stoppedBy: ExplainedCondition | undefined;
}

export interface Explanation<Rule> {
  /** By priority, highest first, then in the order of the file: the order in which decisions are listed. */
  readonly rules: readonly ExplainedRule<Rule>[];
  /** The first failure; then the ruleset ends with an error instead of decisions. */
  readonly error: string | undefined;
}

/**
 * The first condition that keeps a tree from holding: of `all` its first member that does not hold, of `any` the group itself,
 * since each of its members failed, of `not` the group, since what it denies holds.
 *
 * @returns undefined when the tree holds
 */
export function stoppingCondition(condition: ExplainedCondition): ExplainedCondition | undefined {
  if (condition.result === true) return undefined;
  if (condition.kind === 'reference') {
    return condition.member === undefined ? condition : (stoppingCondition(condition.member) ?? condition);
  }
  if (condition.kind !== 'all' && condition.kind !== 'any') return condition;
  const { members } = condition;
  if (condition.kind === 'any' && members.length > 1) return condition;
  const first = firstFailure(members);
  return first === undefined ? condition : (stoppingCondition(first) ?? condition);
}

/** The first member that does not hold; one that was not evaluated only when no other is there. */
function firstFailure(members: readonly ExplainedCondition[]): ExplainedCondition | undefined {
  let open: ExplainedCondition | undefined;
  for (const member of members) {
    if (member.result === false) return member;
    if (member.result !== true) open ??= member;
  }
  return open;
}
