// The conditions of rules as a tree: references put in place, conditions sorted by priority, and all that is left to the reference found.
// Imports the syntax of paths.
import { type PathStep, readPath } from './path-syntax.ts';

/** Each reason for which a ruleset runs on the reference, with what it means for the author. */
export const RULE_FALLBACK_REASONS = {
  'condition-shape': 'a condition that is not exactly one of all, any, not, a reference or a comparison',
  'duplicate-name': 'two rules of one name, or a rule without a name',
  'fact-name': 'a fact or its parameters that are not plain names',
  path: 'a path with parents (^), property names (~) or names in unusual characters',
  priority: 'a priority that is not a number',
  value:
    'a value with a member that every object inherits, like toString: the reference loses it when it copies the rule',
} as const;

export type RuleFallbackCode = keyof typeof RULE_FALLBACK_REASONS;

/** Where a condition stands: in the rules, or in the manifest for what a reference names. */
export interface ConditionPlace {
  readonly file: 'rules.json' | 'ruleset.json';
  /** JSON Pointer in that file. */
  readonly pointer: string;
}

export interface RuleFallback extends ConditionPlace {
  readonly code: RuleFallbackCode;
}

/** What a comparison reads: a fact, with parameters if it has any, and the way down into it. */
export interface Operand {
  readonly fact: string;
  readonly params: Readonly<Record<string, unknown>> | undefined;
  readonly path: string | undefined;
  readonly steps: readonly PathStep[];
}

export interface GroupCondition {
  readonly kind: 'all' | 'any';
  readonly at: ConditionPlace;
  readonly members: readonly Condition[];
  /** The members by priority, highest first: those of one priority are all evaluated, the next ones only while nothing is decided. */
  readonly sets: readonly (readonly Condition[])[];
}

export interface NotCondition {
  readonly kind: 'not';
  readonly at: ConditionPlace;
  readonly member: Condition;
}

export interface ReferenceCondition {
  readonly kind: 'reference';
  readonly at: ConditionPlace;
  readonly name: string;
  /** Undefined when nothing has that name: evaluating it is an error. */
  readonly member: Condition | undefined;
}

export interface CompareCondition {
  readonly kind: 'compare';
  readonly at: ConditionPlace;
  readonly operand: Operand;
  readonly operator: string;
  /** What the rule compares with: a value, or another fact. */
  readonly value: { readonly fixed: unknown } | Operand;
}

export type Condition = GroupCondition | NotCondition | ReferenceCondition | CompareCondition;

/** Refuses a ruleset, whatever runs it. */
export class RefusedCondition extends Error {
  readonly at: ConditionPlace;

  constructor(message: string, at: ConditionPlace) {
    super(message);
    this.name = 'RefusedCondition';
    this.at = at;
  }
}

class LeftOut extends Error {
  readonly reason: RuleFallback;

  constructor(code: RuleFallbackCode, at: ConditionPlace) {
    super(code);
    this.reason = { code, ...at };
  }
}

/** Whether the reference's copy of a value would lack a member. */
function losesMembers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => {
    return (!Array.isArray(value) && key in Object.prototype) || losesMembers(member);
  });
}

type Raw = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

const has = (condition: Raw, key: string): boolean => Object.hasOwn(condition, key);

const below = (at: ConditionPlace, ...steps: readonly (string | number)[]): ConditionPlace => ({
  file: at.file,
  pointer: at.pointer + steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
});

function operandOf(given: Raw, at: ConditionPlace): Operand {
  const { fact, params = undefined, path = undefined } = given;
  if (typeof fact !== 'string' || !(params === undefined || isObject(params))) throw new LeftOut('fact-name', at);
  if (losesMembers(params)) throw new LeftOut('value', below(at, 'params'));
  if (!path) return { fact, params, path: undefined, steps: [] };
  if (typeof path !== 'string') throw new RefusedCondition('expected a path as text', below(at, 'path'));
  const read = readPath(path);
  if (read.kind === 'script') {
    throw new RefusedCondition('script and filter expressions in a path are refused', below(at, 'path'));
  }
  if (read.kind === 'other') throw new LeftOut('path', below(at, 'path'));
  return { fact, params, path, steps: read.steps };
}

/** Groups have the priority 1 unless they say otherwise; comparisons and references too, since facts have none here. */
function priorityOf(condition: unknown, at: ConditionPlace): number {
  const { priority } = condition as Raw;
  if (!priority) return 1;
  const number = Number(priority);
  const plain = typeof priority === 'number' || (typeof priority === 'string' && String(number) === priority);
  if (!plain || !Number.isInteger(number)) throw new LeftOut('priority', below(at, 'priority'));
  return number;
}

interface Reading {
  readonly named: Readonly<Record<string, unknown>>;
  /** Names under way, to see a circle. */
  readonly way: readonly string[];
}

function readGroup(given: Raw, kind: 'all' | 'any', at: ConditionPlace, reading: Reading): GroupCondition {
  const list = given[kind];
  if (!Array.isArray(list)) throw new LeftOut('condition-shape', at);
  const sets = new Map<number, Condition[]>();
  const members = list.map((member: unknown, index) => {
    const place = below(at, kind, index);
    const read = readCondition(member, place, reading);
    const priority = priorityOf(member, place);
    sets.set(priority, [...(sets.get(priority) ?? []), read]);
    return read;
  });
  return { kind, at, members, sets: [...sets].sort(([a], [b]) => b - a).map(([, set]) => set) };
}

function readReference(given: Raw, at: ConditionPlace, { named, way }: Reading): ReferenceCondition {
  const name = given['condition'];
  if (typeof name !== 'string') throw new LeftOut('condition-shape', at);
  if (way.includes(name)) throw new RefusedCondition(`the condition ${JSON.stringify(name)} refers to itself`, at);
  if (!has(named, name)) return { kind: 'reference', at, name, member: undefined };
  const place = below({ file: 'ruleset.json', pointer: '/conditions' }, name);
  return { kind: 'reference', at, name, member: readCondition(named[name], place, { named, way: [...way, name] }) };
}

function readCondition(given: unknown, at: ConditionPlace, reading: Reading): Condition {
  if (!isObject(given)) throw new LeftOut('condition-shape', at);
  const kinds = (['all', 'any', 'not', 'condition'] as const).filter((kind) => has(given, kind));
  if (kinds.length > 1) throw new LeftOut('condition-shape', at);
  switch (kinds[0]) {
    case 'all':
    case 'any':
      return readGroup(given, kinds[0], at, reading);
    case 'not':
      if (has(given, 'priority')) priorityOf(given, at);
      return { kind: 'not', at, member: readCondition(given['not'], below(at, 'not'), reading) };
    case 'condition':
      return readReference(given, at, reading);
    default: {
      const { operator, value } = given;
      if (typeof operator !== 'string' || !has(given, 'value')) throw new LeftOut('condition-shape', at);
      if (losesMembers(value)) throw new LeftOut('value', below(at, 'value'));
      const operand = operandOf(given, at);
      const other = isObject(value) && has(value, 'fact') ? operandOf(value, below(at, 'value')) : { fixed: value };
      return { kind: 'compare', at, operand, operator, value: other };
    }
  }
}

/** A rule as far as compiling it needs it. */
export interface ReadableRule {
  readonly name: string;
  readonly conditions: unknown;
  readonly priority?: number;
}

/**
 * Reads the conditions of all rules.
 *
 * @param named  conditions that others refer to, by name
 * @returns one tree a rule, in their order; or every reason for leaving the ruleset to the reference
 * @throws RefusedCondition for a path that runs code, and for conditions that refer to each other in a circle
 */
export function readConditions(
  rules: readonly ReadableRule[],
  named: Readonly<Record<string, unknown>>,
): { readonly trees: readonly Condition[] } | { readonly reasons: readonly RuleFallback[] } {
  const trees: Condition[] = [];
  const reasons: RuleFallback[] = [];
  const names = new Set<string>();
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      if (!(thrown instanceof LeftOut)) throw thrown;
      reasons.push(thrown.reason);
    }
  };
  for (const name of Object.keys(named)) {
    const at = below({ file: 'ruleset.json', pointer: '/conditions' }, name);
    attempt(() => void readCondition(named[name], at, { named, way: [name] }));
  }
  for (const [index, rule] of rules.entries()) {
    const at: ConditionPlace = { file: 'rules.json', pointer: `/${index}` };
    attempt(() => {
      if (!rule.name || names.has(rule.name)) throw new LeftOut('duplicate-name', at);
      names.add(rule.name);
      trees.push(readCondition(rule.conditions, below(at, 'conditions'), { named, way: [] }));
    });
  }
  return reasons.length === 0 ? { trees } : { reasons };
}
