// Checks of a ruleset that its JSON Schema cannot make: operators, facts, condition references and paths that exist.
import { DECORATOR_NAMES, OPERATOR_NAMES } from '../compile/rules/operators.ts';
import { readPath } from '../compile/rules/path-syntax.ts';
import type { Finding } from '../errors.ts';
import { unsafePattern } from '../operators/text.ts';
import type { RuleDefinition } from './definitions.ts';
import { type JsonFile, pointerStep } from './located-json.ts';

const KNOWN_OPERATORS = new Set(OPERATOR_NAMES);

interface Condition {
  readonly all?: readonly Condition[];
  readonly any?: readonly Condition[];
  readonly not?: Condition;
  readonly condition?: string;
  readonly fact?: string;
  readonly operator?: string;
  readonly path?: unknown;
  readonly value?: unknown;
}

interface CheckContext {
  readonly file: JsonFile;
  readonly facts: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
  readonly report: (pointer: string, code: string, message: string) => void;
}

function checkPath(path: unknown, pointer: string, context: CheckContext): void {
  if (path === undefined) return;
  if (typeof path !== 'string' || !path.startsWith('$')) {
    // A list of steps would be a path to jsonpath-plus, and may hold scripts like any other.
    context.report(`${pointer}/path`, 'rule.path', `expected a path that starts with $, found ${JSON.stringify(path)}`);
    return;
  }
  const read = readPath(path);
  if (read.kind !== 'script') return;
  const where = `at character ${read.offset + 1}`;
  context.report(
    `${pointer}/path`,
    'rule.path-script',
    `script and filter expressions in a path are refused, ${where}`,
  );
}

function checkFact(fact: string, pointer: string, context: CheckContext): void {
  if (!context.facts.has(fact)) {
    const known = [...context.facts].sort().join(', ');
    context.report(pointer, 'rule.unknown-fact', `there is no fact ${JSON.stringify(fact)} here; known: ${known}`);
  }
}

function checkLeaf(condition: Condition, pointer: string, context: CheckContext): void {
  if (typeof condition.fact === 'string') checkFact(condition.fact, `${pointer}/fact`, context);
  if (typeof condition.operator !== 'string') {
    context.report(pointer, 'rule.operator-missing', 'expected an operator, found nothing');
  } else {
    const names = condition.operator.split(':');
    const base = names.at(-1) ?? '';
    const wrong = names.slice(0, -1).find((name) => !DECORATOR_NAMES.includes(name));
    if (wrong !== undefined || !KNOWN_OPERATORS.has(base)) {
      const what =
        wrong === undefined ? `operator ${JSON.stringify(base)}` : `operator decorator ${JSON.stringify(wrong)}`;
      context.report(`${pointer}/operator`, 'rule.unknown-operator', `there is no ${what}`);
    }
    if (base === 'matches' && typeof condition.value === 'string') {
      const unsafe = unsafePattern(condition.value);
      if (unsafe !== undefined) context.report(`${pointer}/value`, 'rule.unsafe-pattern', unsafe);
    }
  }
  if (!Object.hasOwn(condition, 'value')) {
    context.report(pointer, 'rule.value-missing', 'expected a value to compare with, found nothing');
  }
  checkPath(condition.path, pointer, context);
  const value = condition.value;
  if (typeof value === 'object' && value !== null && 'fact' in value && typeof value.fact === 'string') {
    checkFact(value.fact, `${pointer}/value/fact`, context);
    checkPath('path' in value ? value.path : undefined, `${pointer}/value`, context);
  }
}

function checkCondition(condition: Condition, pointer: string, context: CheckContext): void {
  if (typeof condition !== 'object' || condition === null) {
    context.report(pointer, 'rule.condition', 'expected a condition object');
    return;
  }
  for (const group of ['all', 'any'] as const) {
    const members = condition[group];
    if (members === undefined) continue;
    if (!Array.isArray(members))
      context.report(`${pointer}/${group}`, 'rule.condition', `expected an array under ${group}`);
    else
      for (const [index, member] of members.entries()) checkCondition(member, `${pointer}/${group}/${index}`, context);
    return;
  }
  if (condition.not !== undefined) {
    checkCondition(condition.not, `${pointer}/not`, context);
    return;
  }
  if (condition.condition !== undefined) {
    if (!context.conditions.has(condition.condition)) {
      context.report(
        `${pointer}/condition`,
        'rule.unknown-condition',
        `there is no named condition ${JSON.stringify(condition.condition)} in ruleset.json`,
      );
    }
    return;
  }
  checkLeaf(condition, pointer, context);
}

/** The root of a rule or of a named condition is one group: json-rules-engine throws on a bare comparison. */
function checkRoot(condition: Condition, pointer: string, context: CheckContext): void {
  const groups = ['all', 'any', 'not', 'condition'].filter((group) => Object.hasOwn(condition, group));
  if (groups.length !== 1) {
    const found = groups.length === 0 ? 'none of them' : groups.join(' and ');
    context.report(pointer, 'rule.condition-root', `expected one of all, any, not or condition, found ${found}`);
  }
  checkCondition(condition, pointer, context);
}

/** The names that a condition refers to, itself or inside. */
function referencesIn(condition: unknown): string[] {
  if (Array.isArray(condition)) return condition.flatMap(referencesIn);
  if (!isObject(condition)) return [];
  const { condition: name, all, any, not } = condition;
  return [...(typeof name === 'string' ? [name] : []), ...[all, any, not].flatMap(referencesIn)];
}

/** Whether a named condition comes back to itself: json-rules-engine would follow it for ever. */
function isCircular(name: string, named: Readonly<Record<string, unknown>>): boolean {
  const seen = new Set<string>();
  const waiting = referencesIn(named[name]);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === name) return true;
    if (seen.has(next) || !Object.hasOwn(named, next)) continue;
    seen.add(next);
    waiting.push(...referencesIn(named[next]));
  }
  return false;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks rules and named conditions; every finding stands at the line and column of what is wrong. What does not have the
 * shape of a rule is passed over: its schema says so.
 */
export function checkRules(options: {
  rules: JsonFile;
  manifest: JsonFile;
  facts: ReadonlySet<string>;
}): readonly Finding[] {
  const findings: Finding[] = [];
  const { conditions: given } = options.manifest.value as { conditions?: unknown };
  const named = (isObject(given) ? given : {}) as Record<string, Condition>;
  const contextFor = (file: JsonFile): CheckContext => ({
    file,
    facts: options.facts,
    conditions: new Set(Object.keys(named)),
    report: (pointer, code, message) => findings.push({ code, severity: 'error', message, at: file.place(pointer) }),
  });
  for (const [name, condition] of Object.entries(named)) {
    const pointer = `/conditions${pointerStep(name)}`;
    const context = contextFor(options.manifest);
    checkRoot(condition, pointer, context);
    if (isCircular(name, named)) {
      context.report(pointer, 'rule.condition-circle', `the condition ${JSON.stringify(name)} refers to itself`);
    }
  }
  const seen = new Set<unknown>();
  const context = contextFor(options.rules);
  for (const [index, rule] of (options.rules.value as unknown[]).entries()) {
    if (!isObject(rule)) continue;
    const { name, event, conditions } = rule;
    const pointer = `/${index}`;
    if (name !== undefined && seen.has(name))
      context.report(`${pointer}/name`, 'rule.duplicate-name', `the name ${JSON.stringify(name)} is there twice`);
    seen.add(name);
    if (isObject(event) && event['type'] !== undefined && event['type'] !== name)
      context.report(
        `${pointer}/event/type`,
        'rule.event-type',
        `expected the name of the rule, ${JSON.stringify(name)}`,
      );
    if (isObject(conditions)) checkRoot(conditions as Condition, `${pointer}/conditions`, context);
  }
  return findings;
}

/** Every fact that conditions or message templates name. */
export function factsNamed(
  rules: readonly RuleDefinition[],
  conditions: Readonly<Record<string, unknown>>,
): Set<string> {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      if ('fact' in value && typeof value.fact === 'string') names.add(value.fact);
      Object.values(value).forEach(walk);
    }
  };
  walk(conditions);
  for (const rule of rules) {
    walk(rule.conditions);
    for (const match of rule.event.params.message.matchAll(/\{\{\s*([A-Za-z]\w*)/g)) names.add(match[1] as string);
  }
  return names;
}
